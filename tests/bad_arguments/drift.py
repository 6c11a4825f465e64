"""Drift: checks without labels, their levels, and accuracy from confidences."""

import numpy as np

from bad_arguments.spoiled import Call
from kernelbook import drift

RNG = np.random.default_rng(0)
BEFORE, NOW = RNG.normal(size=20), RNG.normal(size=10)
RIGHT = np.arange(20) % 3 > 0

FEWER = "any number of images"
TWO = {"before: one less": FEWER, "now: one less": FEWER}
ALARM = {"check": drift.kolmogorov_smirnov, "before": BEFORE, "size": 5, "rate": 0.1, "draws": 19, "seed": 0}
OTHERS = {"before: one less": FEWER}
CALLS = [
    Call("kernelbook.drift.stability_index", {"before": BEFORE, "now": NOW, "bins": 4}, TWO),
    Call("kernelbook.drift.kolmogorov_smirnov", {"before": BEFORE, "now": NOW}, TWO),
    Call(
        "kernelbook.drift.kernel_two_sample",
        {"before": BEFORE, "now": NOW, "width": 1.0},
        TWO | {"width: none": "that of kernel_width"},
    ),
    Call("kernelbook.drift.kernel_width", {"before": BEFORE}, {"before: one less": FEWER}),
    Call("kernelbook.drift.worst_column", {"check": drift.kolmogorov_smirnov}),
    Call("kernelbook.drift.alarm_level", ALARM, OTHERS),
    Call("kernelbook.drift.watch", ALARM, OTHERS),
    Call("kernelbook.drift.confidence_threshold", {"confidence_before": BEFORE, "right_before": RIGHT}),
    Call(
        "kernelbook.drift.estimated_accuracy",
        {"confidence_before": BEFORE, "right_before": RIGHT, "confidence_now": NOW},
        {"confidence_now: one less": FEWER},
    ),
]
