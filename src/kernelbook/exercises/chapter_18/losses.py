"""An exercise on the loss that ties pictures to their captions."""

import numpy as np

from kernelbook.exercises.functions import asks_for_function

# 18-pairs: the loss of scores with the right ones on the diagonal; [[1, 1], [0, 0]] gives 0.693 by rows, 0.813 by
# columns, and 0.753 in the mean.


def loss_of_pairs(S):
    """Return the mean of two cross-entropies: of the rows, and of the columns."""
    return (cross_entropy(S) + cross_entropy(S.T)) / 2


def cross_entropy(S):
    """Return the mean of what the right one of each row loses: the logarithm of the sum, minus its own score."""
    return np.mean(logarithm_of_sum(S) - np.diag(S))


def logarithm_of_sum(S):
    """Return ln of the sum of exp over each row; the largest score, taken off before, comes back after."""
    largest = S.max(axis=1)
    return largest + np.log(np.exp(S - largest[:, np.newaxis]).sum(axis=1))


def scores(generator, n=None):
    """Draw arguments: scores, the right ones mostly a little higher; of every four, one has scores up to 1,000."""
    n = n or int(generator.integers(1, 9))
    S = generator.normal(size=(n, n)) + generator.normal(size=n) + generator.uniform(-1, 3) * np.eye(n)
    return (np.clip(S * generator.choice([1, 2, 4, 400]), -1000, 1000).round(2),)


def shares(S, axis=1):
    """Return the softmax of scores along an axis, as it overflows."""
    return np.exp(S) / np.exp(S).sum(axis=axis, keepdims=True)


def safe_shares(S, axis=1):
    """Return the softmax of scores along an axis."""
    return shares(S - S.max(axis=axis, keepdims=True), axis)


def right_ones(S):
    """Return the probabilities of the right ones: of the rows, then of the columns."""
    return np.concatenate([np.diag(safe_shares(S)), np.diag(safe_shares(S, axis=0))])


def off_diagonal(S, value):
    """Return the scores with another value in the place of the right ones."""
    return np.where(np.eye(len(S), dtype=bool), value, S)


def without_right(S):
    """Return the cross-entropy of rows if the right score is left out of the sum, the way masks do."""
    return np.mean(np.log(np.exp(off_diagonal(S, -np.inf)).sum(axis=1)) - np.diag(S))


def right_as_one(S):
    """Return the cross-entropy of rows if the right scores are masked by zeros in the sum."""
    return np.mean(logarithm_of_sum(off_diagonal(S, 0)) - np.diag(S))


def cross_entropy_shifted(S):
    """Return the cross-entropy of rows if the largest of all scores is taken off."""
    return np.mean(np.log(np.exp(S - S.max()).sum(axis=1)) + S.max() - np.diag(S))


OVERFLOW = "large scores overflow in exp, or leave a probability of 0, whose logarithm is infinite: take the largest "
OVERFLOW += "score of the row off, and compute ln of the sum minus the right score, not ln of a quotient."

PAIRS = asks_for_function(
    "18-pairs",
    praise="The captions of the other pictures are the wrong answers, and nobody had to write them.",
    arguments="S",
    reference=loss_of_pairs,
    inputs=scores,
    edges=(
        (np.array([[1.0, 1.0], [0.0, 0.0]]),),
        (np.array([[5.0]]),),
        (np.array([[1000.0, 0.0], [0.0, 1000.0]]),),
        (np.array([[0.0, 1000.0], [1000.0, 0.0]]),),
        (np.array([[1000.0, 998.0], [-1.0, 0.0]]),),
        (np.array([[-1000.0, -1001.0], [-1003.0, -1000.0]]),),
        scores(np.random.default_rng(1), 13),
    ),
    wrong={
        "that is the loss of the rows alone: each caption is to find its picture, too.": cross_entropy,
        "that is the loss of the columns alone: each picture is to find its caption, too.": (
            lambda S: cross_entropy(S.T)
        ),
        "that adds the two cross-entropies; their mean is asked.": lambda S: 2 * loss_of_pairs(S),
        "that adds up what the pairs lose; their mean is asked.": lambda S: len(S) * loss_of_pairs(S),
        "that adds up all that is lost, by rows and by columns: divide by the number of pairs, and by two.": (
            lambda S: 2 * len(S) * loss_of_pairs(S)
        ),
        "divide by the number of pairs, not by that of scores.": lambda S: loss_of_pairs(S) / len(S),
        "these are the two cross-entropies; their mean is asked.": lambda S: (cross_entropy(S), cross_entropy(S.T)),
        "that is what each pair loses; the mean is asked.": (
            lambda S: (logarithm_of_sum(S) + logarithm_of_sum(S.T)) / 2 - np.diag(S)
        ),
        "that is in bits, by the logarithm to the base 2; the natural one is asked.": (
            lambda S: loss_of_pairs(S) / np.log(2)
        ),
        "that is the logarithm to the base 10; the natural one is asked.": lambda S: loss_of_pairs(S) / np.log(10),
        "a loss is not negative: it is minus the logarithm of a probability.": lambda S: -loss_of_pairs(S),
        OVERFLOW: lambda S: -np.mean(np.log(np.concatenate([np.diag(shares(S)), np.diag(shares(S, axis=0))]))),
        "a probability can be 0 in the computer, and its logarithm is infinite: compute ln of the sum minus the right "
        "score, not ln of a quotient.": lambda S: -np.mean(np.log(right_ones(S))),
        "what is added to the probabilities hides how wrong a pair is: compute ln of the sum minus the right score.": (
            lambda S: -np.mean(np.log(right_ones(S) + 1e-12))
        ),
        "take the largest score of each row off, not that of all: in a row far below it every exp becomes 0.": (
            lambda S: cross_entropy_shifted(S) / 2 + cross_entropy_shifted(S.T) / 2
        ),
        "scores that were shifted row by row have another softmax over columns: begin there with the scores as they "
        "came.": lambda S: (cross_entropy(S) + cross_entropy((S - S.max(axis=1, keepdims=True)).T)) / 2,
        "one softmax goes over each row, another over each column; yours goes over all scores at once.": (
            lambda S: np.mean(logarithm_of_sum(S.reshape(1, -1)) - np.diag(S))
        ),
        "only the pairs on the diagonal are right; that is the mean over all scores.": (
            lambda S: np.mean(logarithm_of_sum(S) + logarithm_of_sum(S.T)) / 2 - np.mean(S)
        ),
        "the right score belongs into the sum, too: a probability is its share of all.": (
            lambda S: (without_right(S) + without_right(S.T)) / 2
        ),
        "a score that is masked by 0 still counts, as exp(0) does; here nothing is to be masked.": (
            lambda S: (right_as_one(S) + right_as_one(S.T)) / 2
        ),
        "the right one stands on the diagonal, whether it is the largest or not.": (
            lambda S: np.mean(logarithm_of_sum(S) - S.max(axis=1) + logarithm_of_sum(S.T) - S.max(axis=0)) / 2
        ),
        "that is the logarithm of a mean; the mean of the logarithms is asked.": (
            lambda S: -np.log(np.mean(right_ones(S)))
        ),
        "that is the mean probability of the right ones; the loss is the mean of minus their logarithms.": (
            lambda S: np.mean(right_ones(S))
        ),
        "that is the mean probability of the wrong ones; the loss has a logarithm.": (
            lambda S: 1 - np.mean(right_ones(S))
        ),
    },
    signs={
        OVERFLOW: lambda found, expected, S: not np.isfinite(found),
    },
    otherwise="not these numbers. Try it on two pictures with scores 1, 1 and 0, 0, on paper.",
    tolerance=1e-5,
)
