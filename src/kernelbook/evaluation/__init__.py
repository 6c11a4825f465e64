"""How good a network is, how sure we can be of it, and what follows for a decision."""

from kernelbook.evaluation.confusion import confusion_matrix, precision_recall_f1
from kernelbook.evaluation.decisions import mcnemar, risk_coverage, threshold_by_cost
from kernelbook.evaluation.distributions import frechet_distance
from kernelbook.evaluation.intervals import bootstrap_interval, student_interval, wilson_interval
from kernelbook.evaluation.pixels import overlap_by_class
from kernelbook.evaluation.probabilities import (
    brier_score,
    expected_calibration_error,
    fit_temperature,
    negative_log_likelihood,
    reliability_curve,
    softmax,
)
from kernelbook.evaluation.ranking import (
    average_precision,
    equal_error_rate,
    precision_recall_curve,
    roc_auc,
    roc_curve,
)
from kernelbook.evaluation.regions import intersection_over_union, match_regions, overlap_by_region, regions_f1
from kernelbook.evaluation.screening import adjust_prevalence, predictive_values, sensitivity_specificity

__all__ = [
    "adjust_prevalence",
    "average_precision",
    "bootstrap_interval",
    "brier_score",
    "confusion_matrix",
    "equal_error_rate",
    "expected_calibration_error",
    "fit_temperature",
    "frechet_distance",
    "intersection_over_union",
    "match_regions",
    "mcnemar",
    "negative_log_likelihood",
    "overlap_by_class",
    "overlap_by_region",
    "precision_recall_curve",
    "precision_recall_f1",
    "predictive_values",
    "regions_f1",
    "reliability_curve",
    "risk_coverage",
    "roc_auc",
    "roc_curve",
    "sensitivity_specificity",
    "softmax",
    "student_interval",
    "threshold_by_cost",
    "wilson_interval",
]
