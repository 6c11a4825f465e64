"""An exercise on the field of a collection: who passes here goes to these points, in these shares."""

import numpy as np

from kernelbook.exercises.functions import asks_for_function

# 19-field: a softmax of minus the squared distance to t X over 2 (1 - t)^2 gives shares, and the field is the way to
# the mean that they make of the points, over 1 - t. Times go from 0 to 0.999. With x = [0.2], t = 0.5 and
# X = [1, -1] the shares are 0.69 and 0.31, and the field is 0.36.


def field_of_points(x, t, X):
    """Return the field of a collection at each place."""
    return (softmax(fits(x, t, X)) @ X - x) / (1 - t)


def fits(x, t, X):
    """Return the logits of the shares: ndarray, shape (n, m)."""
    return -((x[:, np.newaxis] - t * X) ** 2) / (2 * (1 - t) ** 2)


def softmax(logits):
    """Return the shares of each row, the largest logit taken off before."""
    bells = np.exp(logits - logits.max(axis=1, keepdims=True))
    return bells / bells.sum(axis=1, keepdims=True)


def as_written(logits, added=0.0):
    """Return the shares of each row as their formula is written, or with something added to the sums: a mistake."""
    bells = np.exp(logits)
    return bells / (bells.sum(axis=1, keepdims=True) + added)


TIMES = (0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 0.97, 0.99, 0.999)


def places_and_points(generator, n=None, m=None, t=None):
    """Draw arguments: places near paths to the points, and of every four calls one with places far from all."""
    n, m = n or int(generator.integers(1, 9)), m or int(generator.integers(1, 7))
    t = float(generator.choice(TIMES) if t is None else t)
    X = generator.uniform(-2, 2, m).round(2)
    x = (t * generator.choice(X, n) + (1 - t) * generator.normal(size=n)) * generator.choice([1, 1, 1, 8])
    return x.round(4), t, X


def with_shares(shares):
    """Return a mistake that counts the points by other shares: ``shares(x, t, X)``."""
    return lambda x, t, X: (shares(x, t, X) @ X - x) / (1 - t)


def with_fits(logits):
    """Return a mistake whose shares are the softmax of other logits."""
    return with_shares(lambda x, t, X: softmax(logits(x, t, X)))


def squares(x, t, X):
    """Return the squared distances from the places to where those pass who go to each point."""
    return (x[:, np.newaxis] - t * X) ** 2


def nearest(x, t, X):
    """Return shares of which the whole goes to the point that fits best."""
    return np.eye(len(X))[squares(x, t, X).argmin(axis=1)]


OVERFLOW = "far from all points every bell is 0 in the computer, and 0 / 0 is no number: take the largest logit of the "
OVERFLOW += "row off before np.exp, which changes no share."

FIELD = asks_for_function(
    "19-field",
    praise="No network that learns this collection can say it better.",
    arguments="x, t and X",
    reference=field_of_points,
    inputs=places_and_points,
    edges=(
        (np.array([0.2]), 0.5, np.array([1.0, -1.0])),
        (np.array([3.0]), 0.0, np.array([1.0, 5.0])),
        (np.array([-1.5, 0.5]), 0.25, np.array([2.0])),
        (np.array([0.999, 0.0, -7.0]), 0.999, np.array([1.0, -1.0])),
        (np.array([0.1, -0.4, 1.2]), 0.6, np.array([1.0, 0.5, -1.5])),
        places_and_points(np.random.default_rng(1), 13, 14, 0.7),
        places_and_points(np.random.default_rng(2), 15, 12, 0.999),
    ),
    wrong={
        "that is where they go in the mean; the field is the way there from x, over the time that is left.": (
            lambda x, t, X: softmax(fits(x, t, X)) @ X
        ),
        "that is the way to the mean; a velocity is a way over the time that is left for it, 1 - t.": (
            lambda x, t, X: softmax(fits(x, t, X)) @ X - x
        ),
        "the way begins at x: take x off the mean before you divide.": (
            lambda x, t, X: softmax(fits(x, t, X)) @ X / (1 - t)
        ),
        "t has passed, and 1 - t is left: divide by that.": lambda x, t, X: (softmax(fits(x, t, X)) @ X - x) / t,
        "that leads away from the data: the mean minus x, not x minus the mean.": lambda x, t, X: (
            -field_of_points(x, t, X)
        ),
        "at the time t, who goes to a point passes at t times the point, and not yet at the point: the distance is to "
        "t X.": with_fits(lambda x, t, X: -((x[:, np.newaxis] - X) ** 2) / (2 * (1 - t) ** 2)),
        "those who go to a point lie around t X, not (1 - t) X: of the data they have t, of the noise 1 - t.": (
            with_fits(lambda x, t, X: -((x[:, np.newaxis] - (1 - t) * X) ** 2) / (2 * (1 - t) ** 2))
        ),
        "the bell is as wide as the noise that is left: its standard deviation is 1 - t, not t.": (
            with_fits(lambda x, t, X: -squares(x, t, X) / (2 * t**2))
        ),
        "the 2 below the fraction is missing: the bell is exp(-d² / (2 s²)).": (
            with_fits(lambda x, t, X: 2 * fits(x, t, X))
        ),
        "1 - t is a standard deviation: below the fraction stands its square.": (
            with_fits(lambda x, t, X: -squares(x, t, X) / (2 * (1 - t)))
        ),
        "the bells become narrower with the time: divide the squares by twice the square of 1 - t.": (
            with_fits(lambda x, t, X: -squares(x, t, X) / 2)
        ),
        "the square of the distance stands in the bell, not the distance.": (
            with_fits(lambda x, t, X: -np.sqrt(squares(x, t, X)) / (2 * (1 - t) ** 2))
        ),
        "without its minus, the softmax gives most to the farthest point.": with_fits(lambda x, t, X: -fits(x, t, X)),
        "that goes to the nearest point alone; the others have a share, too, above all early.": with_shares(nearest),
        "that counts all points alike, as is right at the start alone: later, those whose paths pass here count "
        "more.": with_shares(lambda x, t, X: np.full((len(x), len(X)), 1 / len(X))),
        "the shares of a place add up to 1: divide the bells by their sum.": (
            with_shares(lambda x, t, X: np.exp(fits(x, t, X)))
        ),
        "the sum goes over the points; yours goes over the places.": with_shares(
            lambda x, t, X: softmax(fits(x, t, X).T).T
        ),
        OVERFLOW: with_shares(lambda x, t, X: as_written(fits(x, t, X))),
        "each place has a largest logit of its own: take that off, not the largest of all; far below it every bell "
        "is 0.": with_shares(lambda x, t, X: as_written(fits(x, t, X) - fits(x, t, X).max())),
        "what is added to the sums pulls the mean to 0 where all bells are small: take the largest logit off, and "
        "add nothing.": with_shares(lambda x, t, X: as_written(fits(x, t, X), 1e-9)),
        "that holds the time that is left above a bound; it may be as short as 0.001.": (
            lambda x, t, X: field_of_points(x, min(t, 0.99), X)
        ),
        "those are the shares; the field is asked.": lambda x, t, X: softmax(fits(x, t, X)),
        "that is where one goes who follows the field from x to the end; the field is asked.": (
            lambda x, t, X: x + field_of_points(x, t, X)
        ),
        "that is for the first place alone; one number for each is asked.": lambda x, t, X: field_of_points(x, t, X)[0],
    },
    signs={OVERFLOW: lambda found, expected, x, t, X: not np.isfinite(found).all()},
    otherwise="not this field. Try it on one place and two points, on paper.",
)
