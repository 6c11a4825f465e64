"""What helps a digit of which there is a tenth of the pictures that the others have?

    make bench ONLY=rare

30 pupils are learned from, of whom three alone show the rare digit; each digit is the rare one once. A line on the
features that EfficientNet-Lite0 ships with is trained on all pictures at once, by Adam, always alike but for what is
tried: weights of the pictures, focal loss, a larger weight of what is not sure, or a number added to the logit of the
rare digit. That number is chosen on 28 other pupils, for the mean recall of all digits. Judged on 56 pupils more, with
every digit equally often. Writes src/kernelbook/results/rare.json.
"""

import keras
import numpy as np

from kernelbook import data, results

CLASSES, PUPILS, KEPT, RARER = 10, 30, 3, 10
GAMMA, STEPS, RATE, DECAY = 2.0, 300, 0.01, 0.01
PLAIN, WEIGHTS, FOCAL, ADDED, ALL = "nothing", "weights", "focal loss", "added to its logit", "all pictures"
MANNERS = PLAIN, WEIGHTS, FOCAL, ADDED, ALL
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
    """Train a line on all pictures in each step; focal loss with a gamma of 0 is cross-entropy."""
    decay = keras.regularizers.L2(DECAY)
    line = keras.Sequential([keras.layers.Input(x.shape[1:]), keras.layers.Dense(CLASSES, kernel_regularizer=decay)])
    loss = keras.losses.CategoricalFocalCrossentropy(alpha=1.0, gamma=gamma, from_logits=True)
    line.compile(optimizer=keras.optimizers.Adam(RATE), loss=loss)
    truth, weights = keras.ops.one_hot(y, CLASSES), weights * len(weights) / weights.sum()
    line.fit(x, truth, batch_size=len(x), epochs=STEPS, shuffle=False, sample_weight=weights, verbose=0)
    return line


def mean_recall(given, truth):
    """Return the mean over the digits of the share that was read rightly."""
    return np.mean([np.mean(given[truth == k] == k) for k in range(CLASSES)])


def addend(logits, truth, digit):
    """Return what to add to the logit of a digit for the largest mean recall; of several, the smallest."""
    return max(ADDENDS, key=lambda a: mean_recall((logits + a * np.eye(CLASSES)[digit]).argmax(axis=1), truth))


def measure(case, seed):
    """Learn with one digit rare, and judge."""
    keras.utils.set_random_seed(seed)
    manner, digit = case.split(", rare ")
    digit, (features, labels, who) = int(digit), hands()
    learned, choosers, judges = parts(who, digit, labels, seed, manner != ALL)
    weights = np.where((labels[learned] == digit) & (manner == WEIGHTS), RARER, 1).astype("float32")
    line = fit(features[learned], labels[learned], weights, GAMMA if manner == FOCAL else 0.0)
    logits = line.predict(features[judges], batch_size=1000, verbose=0)
    if manner == ADDED:
        chosen = line.predict(features[choosers], batch_size=1000, verbose=0)
        logits = logits + addend(chosen, labels[choosers], digit) * np.eye(CLASSES)[digit]
    given, truth = logits.argmax(axis=1), labels[judges]
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
