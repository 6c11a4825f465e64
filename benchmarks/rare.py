"""What helps a digit of which there is a tenth of the pictures that the others have?

    make bench ONLY=rare

30 pupils are learned from, of whom three alone show the rare digit; each digit is the rare one once. A line on the
features of EfficientNet-Lite0 is fitted, always alike but for what is tried: pictures of the rare digit weigh ten times
as much, or as much as is best on 28 other pupils; focal loss, by which a picture weighs the less, the surer its digit
is; or a number is added to the logit of the rare digit, ln 10 for a tenth of the pictures, or what is best on the 28,
for the mean recall of all digits. Two rows tell what pictures are worth: those of the rare digit by the 28 are learned
from too, or by all 30. Judged on 56 pupils more, with every digit equally often. Writes
src/kernelbook/results/rare.json.
"""

import numpy as np
from scipy.optimize import minimize

from kernelbook import data, evaluation, results

CLASSES, PUPILS, KEPT, RARER = 10, 30, 3, 10
GAMMA, C = 2.0, 0.3
PLAIN, WEIGHTS, FOCAL, BOTH = "nothing", "weights", "focal loss", "focal loss and weights"
WEIGHT_CHOSEN, SHARE_ADDED, ADDED = "weight chosen", "ln 10 added", "number added, chosen"
HELD_LEARNED, ALL = "held-out ones learned", "all pictures"
MANNERS = PLAIN, WEIGHTS, FOCAL, BOTH, WEIGHT_CHOSEN, SHARE_ADDED, ADDED, HELD_LEARNED, ALL
WEIGHED = 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0
ADDENDS = np.arange(0, 6.01, 0.25)
SEEDS = range(5)
CASES = [f"{manner}, rare {digit}" for digit in range(CLASSES) for manner in MANNERS]
DETERMINED_BY = ["benchmarks/rare.py", "kernelbook.data.load_hand_features", "kernelbook.data.pupils"]


def hands():
    """Return features, labels, and who showed each picture; -1 for those whom another camera took."""
    features, labels, numbers = data.load_hand_features()
    return features, labels, np.where(numbers > data.OTHER_CAMERA, data.pupils(labels, numbers), -1)


def parts(who, digit, labels, seed, rare=True):
    """Return where the pictures stand to learn from, to choose on and to judge on: whole pupils, the digit rare."""
    order = np.random.default_rng(7).permutation(np.unique(who)[1:])
    judges, choosers, others = order[:56], order[56:84], order[84:]
    chosen = np.random.default_rng(seed).permutation(others)[:PUPILS]
    learned = np.flatnonzero(np.isin(who, chosen) & ((labels != digit) | np.isin(who, chosen[:KEPT]) | (not rare)))
    return learned, np.flatnonzero(np.isin(who, choosers)), np.flatnonzero(np.isin(who, judges))


def fit(x, y, weights, gamma):
    """Fit a line by L-BFGS as logistic regression does, W and b, with focal loss; a gamma of 0 is cross-entropy."""
    x = np.concatenate([x, np.ones((len(x), 1))], axis=1)
    truth, weights = np.eye(CLASSES)[y], C * weights * len(weights) / weights.sum()

    def loss(flat):
        line = flat.reshape(-1, CLASSES)
        p = evaluation.softmax(x @ line)
        right = np.clip((p * truth).sum(axis=1), 1e-12, 1 - 1e-12)
        losses = -((1 - right) ** gamma) * np.log(right)
        slopes = -((1 - right) ** gamma) + gamma * right * (1 - right) ** (gamma - 1) * np.log(right)
        gradient = x.T @ ((weights * slopes)[:, np.newaxis] * (truth - p))
        gradient[:-1] += line[:-1]
        return weights @ losses + np.sum(line[:-1] ** 2) / 2, gradient.ravel()

    return minimize(loss, np.zeros(x.shape[1] * CLASSES), jac=True, method="L-BFGS-B").x.reshape(-1, CLASSES)


def logits_of(x, line):
    """Return the logits of pictures by their features."""
    return x @ line[:-1] + line[-1]


def mean_recall(given, truth):
    """Return the mean over the digits of the share that was read rightly."""
    return np.mean([np.mean(given[truth == k] == k) for k in range(CLASSES)])


def raised(logits, digit, number):
    """Add a number to the logit of a digit."""
    return logits + number * np.eye(CLASSES)[digit]


def best(candidates, logits_by, truth):
    """Return the candidate with the largest mean recall; of several, the first."""
    return max(candidates, key=lambda each: mean_recall(logits_by(each).argmax(axis=1), truth))


def measure(case, seed):
    """Learn with one digit rare, and judge."""
    manner, digit = case.split(", rare ")
    digit, (features, labels, who) = int(digit), hands()
    learned, choosers, judges = parts(who, digit, labels, seed, manner != ALL)
    if manner == HELD_LEARNED:
        learned = np.concatenate([learned, choosers[labels[choosers] == digit]])

    def fitted(weight):
        weights = np.where(labels[learned] == digit, weight, 1.0)
        return fit(features[learned], labels[learned], weights, GAMMA if manner in (FOCAL, BOTH) else 0.0)

    def held(line):
        return logits_of(features[choosers], line)

    weight, number = RARER if manner in (WEIGHTS, BOTH) else 1.0, np.log(RARER) if manner == SHARE_ADDED else 0.0
    if manner == WEIGHT_CHOSEN:
        weight = best(WEIGHED, lambda each: held(fitted(each)), labels[choosers])
    line = fitted(weight)
    if manner == ADDED:
        number = best(ADDENDS, lambda each: raised(held(line), digit, each), labels[choosers])
    given, truth = raised(logits_of(features[judges], line), digit, number).argmax(axis=1), labels[judges]
    return judge(given, truth, digit), given


def judge(given, truth, digit):
    """Return recall and precision of a digit, and the accuracy over all, in percent."""
    hit = np.sum((given == digit) & (truth == digit))
    return {
        "recall of the rare digit": (round(100 * float(hit / np.sum(truth == digit)), 2), "%"),
        "precision of the rare digit": (round(100 * float(hit / max(1, np.sum(given == digit))), 2), "%"),
        "accuracy on other pupils": (round(100 * float(np.mean(given == truth)), 2), "%"),
    }


if __name__ == "__main__":
    results.collect("rare", [(case, seed) for seed in SEEDS for case in CASES], measure, DETERMINED_BY)
