"""An exercise on the population stability index of two counts."""

import numpy as np

from kernelbook.exercises.functions import asks_for_function

# 21-stability: the sum over the bins of (q - p) ln(q / p), where p and q are the shares of counts before and now, each
# at least 1; [30, 10] and [1, 3] give 1.0986.


def stability_of(before, now):
    """Return how far two histograms lie apart, by their shares."""
    p, q = before / before.sum(), now / now.sum()
    return ((q - p) * np.log(q / p)).sum()


def counts(generator, bins=None):
    """Draw arguments: two histograms of the same bins, of samples of different sizes, some of them far apart."""
    bins = bins or int(generator.integers(2, 13))
    spread = generator.choice([0.3, 0.3, 1, 3])
    before = 1 + generator.poisson(generator.uniform(1, 100, bins))
    now = 1 + generator.poisson(generator.choice([2, 20, 60]) * np.exp(spread * generator.normal(size=bins)))
    return before, now


def of_shares(term):
    """Return a mistake: the sum of ``term(p, q)`` over the bins."""
    return lambda before, now: term(before / before.sum(), now / now.sum()).sum()


STABILITY = asks_for_function(
    "21-stability",
    praise="Exchange before and now, and it stays; count more images, and it stays where shares do.",
    arguments="before and now",
    reference=stability_of,
    inputs=counts,
    edges=(
        (np.array([30, 10]), np.array([1, 3])),
        (np.array([5, 5]), np.array([50, 50])),
        (np.array([1, 1000]), np.array([1000, 1])),
        (np.array([10, 20, 30]), np.array([30, 20, 10])),
        (np.ones(11, int), np.arange(1, 12) ** 3),
        counts(np.random.default_rng(1), 20),
    ),
    wrong={
        "counts are no shares yet: divide each by the sum of its own.": (
            lambda before, now: ((now - before) * np.log(now / before)).sum()
        ),
        "the two samples have sizes of their own: divide each by its own sum.": (
            lambda before, now: ((now - before) / before.sum() * np.log(now / before)).sum()
        ),
        "shares belong before the logarithm, too.": (
            lambda before, now: ((now - before) * np.log(now / now.sum() * before.sum() / before)).sum()
        ),
        "that is one half of it, the divergence from before to now: the factor is q - p.": of_shares(
            lambda p, q: q * np.log(q / p)
        ),
        "that is one half of it, the divergence from now to before: the factor is q - p.": of_shares(
            lambda p, q: p * np.log(p / q)
        ),
        "that is the mean of two divergences; the index is their sum.": of_shares(
            lambda p, q: (q - p) * np.log(q / p) / 2
        ),
        "that has its sign turned: p is before and q is now, in the factor and in the logarithm.": of_shares(
            lambda p, q: (p - q) * np.log(q / p)
        ),
        "the natural logarithm is asked, not that to the base 2.": of_shares(lambda p, q: (q - p) * np.log2(q / p)),
        "the natural logarithm is asked, not that to the base 10.": of_shares(lambda p, q: (q - p) * np.log10(q / p)),
        "the logarithms alone do not add up to it: weigh each by q - p.": of_shares(lambda p, q: np.log(q / p)),
        "that is how far the shares lie apart; each difference is weighed by a logarithm.": of_shares(
            lambda p, q: np.abs(q - p)
        ),
        "half the sum of the differences is the distance of total variation; the index has logarithms.": of_shares(
            lambda p, q: np.abs(q - p) / 2
        ),
        "the ratio stands in a logarithm; as it is, it makes the sum of a chi-squared test.": of_shares(
            lambda p, q: (q - p) ** 2 / p
        ),
        "the difference enters as it is, not its square.": of_shares(lambda p, q: (q - p) ** 2 * np.log(q / p)),
        "its size would do no harm, but it is not needed twice: the logarithm has a sign, and keeps it.": of_shares(
            lambda p, q: np.abs(q - p) * np.log(q / p)
        ),
        "add the bins up; the mean makes it smaller the more bins there are.": (
            lambda before, now: stability_of(before, now) / len(before)
        ),
        "add the bins up: one number is asked.": lambda before, now: (
            (now / now.sum() - before / before.sum()) * np.log(now / now.sum() / (before / before.sum()))
        ),
        "that is its root; the index is the sum as it is.": lambda before, now: np.sqrt(stability_of(before, now)),
        "no 1 is added in the logarithm: every bin has a count here.": of_shares(
            lambda p, q: (q - p) * np.log(1 + q / p)
        ),
        "that takes shares of the largest bin; shares add up to 1.": lambda before, now: (
            (now / now.max() - before / before.max()) * np.log(now / now.max() / (before / before.max()))
        ).sum(),
    },
    otherwise="not this number. Try it on two bins, on paper.",
)
