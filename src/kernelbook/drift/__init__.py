"""Is what comes in still what the network was judged on? Checks without labels, and what they can say. Chapter 21.

*Before* are numbers of images on which the network was judged, *now* are the same numbers of a window: of as many
images as just came in. Such numbers are an image's ink, the network's features of it, or its confidence.
"""

from kernelbook.drift.alarms import Watcher, alarm_level, watch
from kernelbook.drift.columns import worst_column
from kernelbook.drift.confidence import confidence_threshold, estimated_accuracy
from kernelbook.drift.distances import kernel_two_sample, kernel_width
from kernelbook.drift.shares import stability_index
from kernelbook.drift.steps import kolmogorov_smirnov

__all__ = [
    "Watcher",
    "alarm_level",
    "confidence_threshold",
    "estimated_accuracy",
    "kernel_two_sample",
    "kernel_width",
    "kolmogorov_smirnov",
    "stability_index",
    "watch",
    "worst_column",
]
