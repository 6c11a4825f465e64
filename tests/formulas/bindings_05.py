"""The letters of chapters 05 and 06, and of the docstrings of layers and evaluation."""

import numpy as np
from scipy.stats import norm

from formulas.binding import bound
from kernelbook import convolution, evaluation, layers


@bound("05_train_a_network: Y_{i,j,k}")
def layer_with_bias(draw):
    X, K, b = draw(5, 6, 3), draw(3, 2, 3, 4), draw(4)
    return {"X": X, "K": K, "b": b, "Y": convolution.conv2d(X[np.newaxis], K)[0] + b}


@bound("layers.convolutional.Conv2D: Y_{b,i,j,k}")
def layer_of_the_library(draw):
    """The letter b alone is the number of the image, with an index it is the bias."""
    X, layer = draw(2, 11, 9, 3), layers.Conv2D(4, (3, 2), strides=2, dilation=3)
    layer.build(X.shape[1:], np.random.default_rng(0), "float64")
    layer.parameters["bias"][...] = bias = draw(4)
    return {"b_": bias, "X": X, "K": layer.parameters["kernel"], "s": 2, "d": 3, "Y": layer.forward(X)}


TRUTH, CALLED = np.array([1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]), np.array([1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0])


def counts():
    """Return the counts of five that are there and four that were called, three of them right."""
    return {"TP": 3, "FN": 2, "FP": 1, "TN": 5}


@bound(
    *(
        rf"{page}: {name}"
        for page in ("06_judge_the_network", "evaluation.confusion.precision_recall_f1")
        for name in (r"\text{precision}", r"\text{recall}")
    ),
    r"06_judge_the_network: \text{F1}",
    "evaluation.confusion.precision_recall_f1: F_1",
)
def judged(draw):
    precision, recall, f1 = (figure[1] for figure in evaluation.precision_recall_f1(TRUTH, CALLED))
    return {**counts(), "precision": precision, "recall": recall, "F1": f1, "F_1": f1}


@bound(
    *(rf"evaluation.screening.sensitivity_specificity: \text{{{name}}}" for name in ("sensitivity", "specificity")),
)
def screened(draw):
    both = evaluation.sensitivity_specificity(TRUTH, CALLED)
    return {**counts(), **dict(zip(("sensitivity", "specificity"), both, strict=True))}


@bound(
    r"14_follow_nuclei: \text{PPV}",
    r"evaluation.screening.predictive_values: \text{PPV}",
    r"evaluation.screening.predictive_values: \text{NPV}",
)
def predictive(draw):
    found = []
    for a, b, prevalence in ((0.9, 0.8, 0.1), (0.7, 0.95, 0.3)):
        ppv, npv = evaluation.predictive_values(a, b, prevalence)
        names = {"sensitivity": a, "specificity": b, "sens": a, "spec": b, "pi": prevalence}
        found.append({**names, "PPV": ppv, "NPV": npv})
    return found


@bound(r"evaluation.screening.adjust_prevalence: \frac{p'}{1-p'}")
def adjusted(draw):
    found = []
    for p, learned, used in ((0.7, 0.3, 0.05), (0.2, 0.4, 0.6)):
        after = evaluation.adjust_prevalence(np.array([p]), learned, used)[0]
        found.append({"p": p, "pi": learned, "pi'": used, "p'": after})
    return found


def wilson(successes, n):
    low, high = evaluation.wilson_interval(successes, n)
    return {"a": successes / n, "n": n, "z": norm.ppf(0.975)}, low, high


@bound("06_judge_the_network: |a-p|")
def no_surprise(draw):
    """Just inside the interval the statement holds, just outside it does not."""
    found = []
    for letters, low, high in (wilson(7, 20), wilson(11, 13)):
        for p, inside in ((low - 1e-4, False), (low + 1e-4, True), (high - 1e-4, True), (high + 1e-4, False)):
            found.append({**letters, "p": p, "value": inside})
    return found


@bound("06_judge_the_network: p")
def interval(draw):
    return [{**letters, "p": np.array([low, high])} for letters, low, high in (wilson(7, 20), wilson(11, 13))]


@bound("evaluation.intervals.wilson_interval: expression", r"evaluation.intervals.wilson_interval: \hat p")
def interval_of_the_library(draw):
    letters, low, high = wilson(7, 20)
    return {**letters, "hat p": 0.35, "successes": 7, "value": np.array([low, high])}


@bound(r"06_judge_the_network: \text{ECE}", r"evaluation.probabilities.expected_calibration_error: \text{ECE}")
def calibration(draw):
    p = draw(30, 3, positive=True)
    p, truth = p / p.sum(axis=1, keepdims=True), np.arange(30) % 3
    confidence, accuracy, count = evaluation.reliability_curve(p, truth, bins=5)
    error = evaluation.expected_calibration_error(p, truth, bins=5)
    return {"confidence": confidence, "accuracy": accuracy, "n_": count, "n": 30, "ECE": error}
