"""Good arguments of `kernelbook.evaluation`."""

import numpy as np

from bad_arguments.spoiled import Call

TRUTH, PREDICTED = np.array([0, 1, 0, 1, 1]), np.array([0, 1, 1, 1, 0])
FEATURES = np.random.default_rng(0).normal(size=(5, 3))
SCORES = np.array([0.1, 0.4, 0.6, 0.9, 0.3])
CHANCES = np.array([[0.75, 0.25], [0.5, 0.5], [0.25, 0.75], [0.4, 0.6], [0.9, 0.1]])
LOGITS = np.array([[2.0, -1.0], [0.5, 0.25], [-1.0, 3.0], [0.0, 1.0], [1.5, -0.5]])
MASK, FOUND = np.eye(4, dtype=bool), np.tri(4, dtype=bool)
REGIONS, OTHERS = np.diag([1, 1, 0, 2]), np.diag([3, 3, 0, 0])
NONE_COUNTS = {"classes: none": "None is the default: up to the largest label"}


def ranking(name):
    return Call(f"kernelbook.evaluation.{name}", {"truth": TRUTH, "scores": SCORES})


def judged(name, **more):
    return Call(f"kernelbook.evaluation.{name}", {"probabilities": CHANCES, "truth": TRUTH, **more})


CALLS = [
    Call(
        "kernelbook.claims.hold",
        {"condition": np.array([True, True]), "claim": "more than 97 in 100 are read"},
        {
            "condition: an axis more": "all must be true, in any shape",
            "condition: one less": "all must be true, however many",
            "claim: another text": "any sentence is one",
        },
    ),
    Call(
        "kernelbook.evaluation.confusion_matrix",
        {"truth": TRUTH, "predicted": PREDICTED, "classes": 2},
        NONE_COUNTS,
    ),
    Call(
        "kernelbook.evaluation.precision_recall_f1",
        {"truth": TRUTH, "predicted": PREDICTED, "average": "macro", "classes": 2, "zero_division": 0.0},
        {**NONE_COUNTS, "average: none": "None is the default: one figure a class"},
    ),
    Call("kernelbook.evaluation.mcnemar", {"truth": TRUTH, "first": PREDICTED, "second": 1 - PREDICTED}),
    Call("kernelbook.evaluation.risk_coverage", {"confidence": SCORES, "right": TRUTH == PREDICTED}),
    Call("kernelbook.evaluation.threshold_by_cost", {"truth": TRUTH, "scores": SCORES, "miss": 20.0, "alarm": 1.0}),
    Call(
        "kernelbook.evaluation.student_interval",
        {"values": SCORES, "confidence": 0.95},
        {"values: one less": "a run less"},
    ),
    Call(
        "kernelbook.evaluation.frechet_distance",
        {"features": FEATURES, "others": FEATURES[:3] + 1},
        {"features: one less": "any number of images", "others: one less": "any number of images"},
    ),
    Call("kernelbook.evaluation.wilson_interval", {"successes": 5, "n": 10, "confidence": 0.95}),
    *map(ranking, ("roc_curve", "roc_auc", "equal_error_rate", "precision_recall_curve", "average_precision")),
    *map(judged, ("brier_score", "negative_log_likelihood")),
    *(judged(name, bins=15) for name in ("reliability_curve", "expected_calibration_error")),
    Call("kernelbook.evaluation.fit_temperature", {"logits": LOGITS, "truth": TRUTH}),
    Call("kernelbook.evaluation.softmax", {"logits": LOGITS}, {"logits: one less": "a row less is a row less"}),
    Call("kernelbook.evaluation.overlap_by_class", {"confusion": np.array([[6, 1], [1, 2]])}),
    Call("kernelbook.evaluation.intersection_over_union", {"truth": MASK, "predicted": FOUND, "zero_division": 0.0}),
    Call("kernelbook.evaluation.match_regions", {"truth": REGIONS, "predicted": OTHERS, "threshold": 0.5}),
    Call(
        "kernelbook.evaluation.regions_f1",
        {"truth": REGIONS, "predicted": OTHERS, "threshold": 0.5, "zero_division": 0.0},
    ),
    Call("kernelbook.evaluation.overlap_by_region", {"truth": REGIONS, "predicted": FOUND}),
    Call("kernelbook.evaluation.sensitivity_specificity", {"truth": TRUTH, "predicted": PREDICTED}),
    Call(
        "kernelbook.evaluation.predictive_values",
        {"sensitivity": 0.9, "specificity": 0.8, "prevalence": 0.01, "zero_division": 0.0},
        {"prevalence: percent": "one percent of 0.01 is 1, a share"},
    ),
    Call(
        "kernelbook.evaluation.adjust_prevalence",
        {"probabilities": SCORES, "learned": 0.5, "used": 0.02},
        {"probabilities: one less": "a case less is a case less", "probabilities: empty": "no case, no chance"},
    ),
]
EXEMPT = {"kernelbook.evaluation.bootstrap_interval": "*arrays: tests/evaluation/test_intervals.py"}
