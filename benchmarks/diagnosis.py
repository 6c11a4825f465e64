"""How well do measured nuclei tell a malignant tumor, at which threshold, and how does a leak flatter the figures?

    make bench ONLY=diagnosis

569 samples, each with the area, perimeter and concavity of its nuclei, as their mean and their worst. 20 splits, each
60 % to learn from, 20 % to choose a threshold on, 20 % to judge. Then the same with probabilities moved to where one
in a hundred is ill, and with outlines one pixel wider when used than when learned from. Last, a leak: every sample is
there twice, as if photographed twice, diagnoses are dealt out anew at random, so nothing can be learned, and a nearest
neighbor answers for a fifth of the photographs, drawn by photograph or by patient. Writes
src/kernelbook/results/diagnosis.json. Takes about ten seconds.
"""

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from kernelbook import data, evaluation, results

SEEDS = range(20)
MISS, ALARM = 10, 1
FIXED = {"threshold 0.5": 0.5, "threshold 1/11": ALARM / (ALARM + MISS)}
RARE = 0.01  # prevalence of a screening
CHOSEN, MOVED, WIDER = "threshold chosen on 114 cases", "threshold for 1 in 100", "outlines one pixel wider"
LEAKS = {"shuffled, split by patient": False, "shuffled, split by photograph": True}
CASES = [*FIXED, CHOSEN, MOVED, WIDER, *LEAKS]
DETERMINED_BY = [
    "benchmarks/diagnosis.py",
    "kernelbook.data.load_tumors",
    "kernelbook.evaluation.adjust_prevalence",
    "kernelbook.evaluation.brier_score",
    "kernelbook.evaluation.expected_calibration_error",
    "kernelbook.evaluation.roc_auc",
    "kernelbook.evaluation.sensitivity_specificity",
    "kernelbook.evaluation.threshold_by_cost",
]


def split(diagnoses, seed):
    """Return where the samples stand to learn from, to choose on, and to judge: 341, 114 and 114."""
    rest, judged = train_test_split(np.arange(len(diagnoses)), test_size=114, stratify=diagnoses, random_state=seed)
    learned, chosen = train_test_split(rest, test_size=114, stratify=diagnoses[rest], random_state=seed)
    return learned, chosen, judged


def widen(x):
    """Return the measurements that outlines one pixel wider would give, of nuclei as round as disks."""
    area, perimeter, concavity = x[:, 0::3], x[:, 1::3], x[:, 2::3]
    wider = np.pi * (np.sqrt(area / np.pi) + 1) ** 2, perimeter + 2 * np.pi, concavity
    return np.stack(wider, axis=2).reshape(x.shape)


def diagnose(case, seed):
    """Learn, call at the threshold of the case, judge."""
    x, y = data.load_tumors()
    learned, chosen, judged = split(y, seed)
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(x[learned], y[learned])
    p = model.predict_proba(widen(x[judged]) if case == WIDER else x[judged])
    threshold = FIXED.get(case, FIXED["threshold 1/11"])
    if case == CHOSEN:
        rest = model.predict_proba(x[chosen])[:, 1]
        threshold, _ = evaluation.threshold_by_cost(y[chosen], rest, miss=MISS, alarm=ALARM)
    scores = p[:, 1]
    if case == MOVED:
        scores = evaluation.adjust_prevalence(scores, y[learned].mean(), RARE)
    called = (scores >= threshold).astype(int)
    sensitivity, specificity = evaluation.sensitivity_specificity(y[judged], called)
    missed, alarms = (y[judged] > called).mean(), (y[judged] < called).mean()
    figures = {
        "sensitivity": 100 * sensitivity,
        "specificity": 100 * specificity,
        "accuracy": 100 * np.mean(called == y[judged]),
        "cost of a case": MISS * missed + ALARM * alarms,
        "AUC": evaluation.roc_auc(y[judged], p[:, 1]),
        "Brier score": evaluation.brier_score(p, y[judged]),
        "calibration error": evaluation.expected_calibration_error(p, y[judged], bins=10),
        "threshold": threshold,
    }
    units = dict.fromkeys(("sensitivity", "specificity", "accuracy"), "%")
    return {metric: (round(float(value), 4), units.get(metric, "")) for metric, value in figures.items()}, called


def leak(case, seed):
    """Let a nearest neighbor answer where nothing can be learned, from two photographs of each sample."""
    generator = np.random.default_rng(seed)
    x, y = data.load_tumors()
    y = generator.permutation(y)
    x = np.concatenate([x * generator.normal(1, 0.01, x.shape) for _ in range(2)])  # two outlines differ by 1 %
    patients = np.tile(np.arange(len(y)), 2)
    units = np.arange(len(x)) if LEAKS[case] else patients
    drawn = generator.permutation(np.unique(units))
    judged = np.isin(units, drawn[: len(drawn) // 5])
    model = make_pipeline(StandardScaler(), KNeighborsClassifier(1)).fit(x[~judged], y[patients[~judged]])
    answers = model.predict(x[judged])
    return {"accuracy": (round(100 * float(np.mean(answers == y[patients[judged]])), 2), "%")}, None


def measure(case, seed):
    """Run one case with one split."""
    return leak(case, seed) if case in LEAKS else diagnose(case, seed)


if __name__ == "__main__":
    results.collect("diagnosis", [(case, seed) for seed in SEEDS for case in CASES], measure, DETERMINED_BY)
