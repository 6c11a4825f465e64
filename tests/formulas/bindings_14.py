"""The letters of chapter 14, and of the docstrings of evaluation."""

import numpy as np
from scipy.stats import t as student_t
from skimage.morphology import convex_hull_image

from formulas.binding import bound
from kernelbook import evaluation, segmentation


@bound("14_follow_nuclei: expression")
def otsu(draw):
    """Between the groups lies what of the variance is not inside them."""
    x = draw(12, positive=True)
    dark, bright = x[x < 0.9], x[x >= 0.9]
    q = len(dark) / len(x)
    between = x.var() - q * dark.var() - (1 - q) * bright.var()
    return {"q": q, "bar x_1": bright.mean(), "bar x_0": dark.mean(), "value": between}


@bound("14_follow_nuclei: p", "14_follow_nuclei inline: 10p")
def calling(draw):
    """To call pays where the mean cost of a miss, 10 p, is above that of an alarm."""
    return [{"p": p, "value": p * 10 + (1 - p) * 0 > p * 0 + (1 - p) * 1} for p in (0.02, 0.0908, 0.0910, 0.3)]


@bound(r"evaluation.decisions.threshold_by_cost: \text{cost}")
def cost(draw):
    truth = np.array([0, 1, 0, 1, 1, 0, 0, 0])
    scores = np.array([0.1, 0.4, 0.6, 0.9, 0.3, 0.35, 0.2, 0.45])
    found = []
    for miss, alarm in ((5, 2), (2, 3)):
        threshold, total = evaluation.threshold_by_cost(truth, scores, miss=miss, alarm=alarm)
        called = scores >= threshold
        counts = {"FN": ((truth == 1) & ~called).sum(), "FP": ((truth == 0) & called).sum(), "n": 8}
        found.append({**counts, "miss": miss, "alarm": alarm, "cost": total})
    return found


@bound("evaluation.intervals.student_interval: expression")
def student(draw):
    v = draw(5)
    _, low, high = evaluation.student_interval(v)
    letters = {"bar v": v.mean(), "t_n-1": student_t.ppf(0.975, 4), "s": v.std(ddof=1), "n": 5}
    return {**letters, "value": np.array([low, high])}


@bound("evaluation.probabilities.brier_score: expression")
def brier(draw):
    p = evaluation.softmax(draw(4, 3))
    truth = np.array([2, 0, 1, 0])
    return {"p": p, "t": np.eye(3)[truth], "n": 4, "value": evaluation.brier_score(p, truth)}


@bound(r"evaluation.ranking.roc_auc: \text{AUC}")
def auc(draw):
    truth, scores = np.array([0, 1, 0, 1, 1, 0]), np.array([0.1, 0.4, 0.4, 0.9, 0.3, 0.35])
    pairs = {"s^+": scores[truth == 1][:, np.newaxis], "s^-": scores[truth == 0]}
    return {**pairs, "P": np.mean, "AUC": evaluation.roc_auc(truth, scores)}


@bound(r"evaluation.ranking.average_precision: \text{AP}")
def steps_of_precision(draw):
    """From the highest threshold on; before it, nothing is found."""
    truth, scores = np.array([0, 1, 0, 1, 1, 0]), np.array([0.1, 0.4, 0.45, 0.9, 0.3, 0.35])
    precision, recall, _ = evaluation.precision_recall_curve(truth, scores)
    R, P = recall[::-1], precision[::-1]
    return {"R": R, "P": P, "ranges": {"t": range(1, len(R))}, "AP": evaluation.average_precision(truth, scores)}


@bound(r"segmentation.regions.measure_regions: \text{concavity}")
def concavity(draw):
    region = np.zeros((11, 11), int)
    region[1:10, 1:4] = region[7:10, 1:7] = 1
    measured = {name: values[0] for name, values in segmentation.measure_regions(region).items()}
    hull = convex_hull_image(region).sum()
    return {"area": measured["area"], "area of the convex hull": hull, "concavity": measured["concavity"]}
