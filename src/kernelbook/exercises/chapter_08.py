"""Exercises of chapter 08, "Make it better, make it faster"."""

import numpy as np

from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.old import judge_formula, judge_number

NOT_THESE = "not these numbers. Try it on a small case, by hand."

# 08-rate: a learning rate that rises in a line and falls in a line.

FLAT = "that never falls: after the rise it must go down again."
NO_RISE = "that begins at the peak; the first fifth of the steps is the rise."
HALFWAY = "the peak comes after a fifth of the steps, not after half of them."
JUMPS = "at the peak that jumps: the fall takes the other four fifths, so divide by them."
UNSCALED = "that is a share of the peak; multiply by it."


def rate(step, peak, steps):
    """Rise in the first fifth of the steps, fall in the others."""
    part = step / steps
    return peak * min(part / 0.2, (1 - part) / 0.8)


RATE_WRONG = {
    FLAT: lambda step, peak, steps: peak * min(step / steps / 0.2, 1),
    NO_RISE: lambda step, peak, steps: peak * (1 - step / steps),
    HALFWAY: lambda step, peak, steps: peak * min(2 * step / steps, 2 - 2 * step / steps),
    JUMPS: lambda step, peak, steps: peak * (step / steps / 0.2 if step < 0.2 * steps else 1 - step / steps),
    UNSCALED: lambda step, peak, steps: rate(step, 1, steps),
}

RATE = Exercise(
    id="08-rate",
    judge=judge_formula(
        "step, peak and steps",
        [(0, 0.1, 50), (5, 0.1, 50), (10, 0.1, 50), (30, 0.1, 50), (50, 0.1, 50), (300, 2.0, 1000)],
        rate,
        RATE_WRONG,
        NOT_THESE,
    ),
    praise="Two lines, and the lower one counts.",
    solution=lambda: rate,
    wrong={
        **{message: (lambda formula=formula: formula) for message, formula in RATE_WRONG.items()},
        NOT_THESE: lambda: lambda step, peak, steps: 0.0,
        "expected one number": lambda: lambda step, peak, steps: [step],
        "expected a function": lambda: 0.1,
        "raised": lambda: lambda step, peak, steps: step[0],
    },
)

# 08-separable: the parameters of a separable convolution of 3 × 3, from 64 channels to 128, with biases.

FULL = "that is an ordinary convolution of 3 × 3."
NO_BIAS = "the second step has a bias for each of its 128 kernels."
SHARED = "each of the 64 channels has a kernel of its own in the first step."
TWO_BIASES = "the first step has no bias; what it adds, the second could add as well."
FIRST_ONLY = "that is the first step alone; then 128 kernels of 1 × 1 mix the channels."
SECOND_ONLY = "that is the second step alone; before it, each channel meets a kernel of 3 × 3."

SEPARABLE = Exercise(
    id="08-separable",
    judge=judge_number(
        64 * 9 + 128 * (64 + 1),
        {
            128 * (9 * 64 + 1): FULL,
            128 * 9 * 64: FULL,
            64 * 9 + 128 * 64: NO_BIAS,
            9 + 128 * (64 + 1): SHARED,
            64 * 10 + 128 * (64 + 1): TWO_BIASES,
            64 * 9: FIRST_ONLY,
            128 * (64 + 1): SECOND_ONLY,
        },
        "not this number. Count the two steps one after the other.",
    ),
    praise="An ordinary convolution would have 73,856, more than eight times as many.",
    solution=lambda: 64 * 9 + 128 * (64 + 1),
    wrong={
        FULL: lambda: 128 * (9 * 64 + 1),
        NO_BIAS: lambda: 64 * 9 + 128 * 64,
        SHARED: lambda: 9 + 128 * (64 + 1),
        TWO_BIASES: lambda: 64 * 10 + 128 * (64 + 1),
        FIRST_ONLY: lambda: 64 * 9,
        SECOND_ONLY: lambda: 128 * (64 + 1),
        "Count the two steps": lambda: 1,
        "expected a whole number": lambda: 8896.0,
    },
)

# 08-fold: put batch normalization into the convolution before it.

NO_ROOT = "divide by the root of the variance, not by the variance."
NO_EPSILON = "the epsilon is missing; it is added to the variance, under the root."
NO_MEAN = "the kernel is right, the bias is not: the mean must be taken away, scaled like the kernel."
MEAN_UNSCALED = "the kernel is right, the bias is not: the mean is divided by the root too, and multiplied by gamma."
NO_GAMMA = "gamma is missing in the kernel."
WRONG_AXIS = "each kernel has its own scale: the last axis of K counts them."


def fold(K, gamma, beta, mean, variance, epsilon):
    """Return the kernels and the bias of the convolution that does both."""
    scale = gamma / np.sqrt(variance + epsilon)
    return K * scale, beta - mean * scale


def joined(answer):
    """Wrap an answer that returns kernels and bias, so that both come as one row of numbers."""
    if not callable(answer):
        return answer

    def both(*arguments):
        kernels, bias = answer(*arguments)
        return np.concatenate([np.ravel(kernels), np.ravel(bias)])

    return both


def scaled(K, beta, mean, scale):
    """Fold with some scale."""
    return K * scale, beta - mean * scale


FOLD_WRONG = {
    NO_ROOT: lambda K, g, b, m, v, e: scaled(K, b, m, g / (v + e)),
    NO_EPSILON: lambda K, g, b, m, v, e: scaled(K, b, m, g / np.sqrt(v)),
    NO_MEAN: lambda K, g, b, m, v, e: (fold(K, g, b, m, v, e)[0], b),
    MEAN_UNSCALED: lambda K, g, b, m, v, e: (fold(K, g, b, m, v, e)[0], b - m),
    NO_GAMMA: lambda K, g, b, m, v, e: (K / np.sqrt(v + e), fold(K, g, b, m, v, e)[1]),
    WRONG_AXIS: lambda K, g, b, m, v, e: (
        K * (g / np.sqrt(v + e))[:, np.newaxis, np.newaxis, np.newaxis],
        fold(K, g, b, m, v, e)[1],
    ),
}


def fold_cases():
    """Return two layers with as many kernels as rows, so that a scale on the wrong axis fits and can be named."""
    generator = np.random.default_rng(0)
    for size in (3, 2):
        K, (gamma, beta, mean, variance) = generator.normal(size=(size, size, 2, size)), generator.random((4, size))
        yield K, gamma + 0.5, beta, mean, variance + 0.1, 0.1


def judge_fold(answer):
    """Judge kernels and bias together."""
    return judge_formula(
        "K, gamma, beta, mean, variance and epsilon",
        list(fold_cases()),
        joined(fold),
        {message: joined(formula) for message, formula in FOLD_WRONG.items()},
        NOT_THESE,
    )(joined(answer))


FOLD = Exercise(
    id="08-fold",
    judge=judge_fold,
    praise="After training, batch normalization costs nothing.",
    solution=lambda: fold,
    wrong={
        **{message: (lambda formula=formula: formula) for message, formula in FOLD_WRONG.items()},
        NOT_THESE: lambda: lambda K, g, b, m, v, e: (K, b),
        "expected shape": lambda: lambda K, g, b, m, v, e: (K[0], b),
        "expected a function": lambda: 0.1,
        "raised": lambda: lambda K, g, b, m, v, e: K,
    },
)

# 08-vote: the answers of several networks become one.

MEAN = "a mean of labels is no label: a 1 and a 7 do not make a 4."
MEDIAN = "the median lies between the answers, wherever they agree."
FIRST = "that is the first network alone."
LARGEST_TIE = "where two labels have as many votes, the smaller one is to win."
OTHER_WAY = "that counts over the images, not over the networks: one answer for each image."


def vote(labels):
    """Return the label with the most votes for each image; the smaller one wins a tie."""
    return np.array([np.bincount(column, minlength=10).argmax() for column in np.transpose(labels)])


VOTE_WRONG = {
    MEAN: lambda labels: np.round(np.mean(labels, axis=0)).astype(int),
    MEDIAN: lambda labels: np.median(labels, axis=0).astype(int),
    FIRST: lambda labels: np.asarray(labels)[0],
    LARGEST_TIE: lambda labels: 9 - vote(9 - np.asarray(labels)),
    OTHER_WAY: lambda labels: vote(np.transpose(labels)),
}
BALLOTS = [
    (np.array([[1, 7, 4, 5, 0], [7, 7, 9, 3, 2], [7, 2, 9, 3, 4]]),),
    (np.array([[8, 1], [3, 0], [8, 0], [3, 6]]),),
]

VOTE = Exercise(
    id="08-vote",
    judge=judge_formula("labels", BALLOTS, vote, VOTE_WRONG, NOT_THESE),
    praise="Count, and take the most frequent.",
    solution=lambda: vote,
    wrong={
        **{message: (lambda formula=formula: formula) for message, formula in VOTE_WRONG.items()},
        NOT_THESE: lambda: lambda labels: np.zeros(np.shape(labels)[1], int),
        "expected shape": lambda: lambda labels: np.array([1, 2, 3, 4]),
        "expected a function": lambda: [7, 7],
        "raised": lambda: lambda labels: labels.most_common(),
    },
)

EXERCISES = [RATE, SEPARABLE, FOLD, VOTE]
