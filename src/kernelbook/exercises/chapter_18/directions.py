"""An exercise on classes that are named in several wordings: the mean of directions is to become a direction."""

import numpy as np

from kernelbook.exercises.functions import asks_for_function

# 18-wordings: the class, from 0 on, whose mean direction, of wordings scaled to length 1, has the largest cosine;
# [[2, 2]] and [[[5, 0], [0, 1]], [[0, 2], [3, 4]]] give class 0.


def nearest_class(U, P):
    """Return the class with the largest cosine, for each row of U."""
    return cosines(U, P).argmax(axis=1)


def cosines(U, P):
    """Return the cosine of the angle between each picture and the mean direction of each class."""
    return unit(U) @ unit(unit(P).mean(axis=1)).T


def unit(vectors):
    """Scale what lies along the last axis to length 1."""
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def pictures_and_wordings(generator, shape=None):
    """Draw arguments, of a shape (n, k, m, d) or of a small one.

    The wordings of some classes agree, those of others do not. In each row the largest cosine is larger than the next
    by more than rounding to 16 bits, and no mean is short.
    """
    n, k, m, d = shape or generator.integers([2, 2, 1, 2], [9, 8, 6, 7])
    while True:
        U = (generator.normal(size=(n, d)) * generator.uniform(0.3, 4, size=(n, 1))).round(2)
        P = generator.normal(size=(k, 1, d)) + generator.uniform(0, 1.5, (k, 1, 1)) * generator.normal(size=(k, m, d))
        P = (P * generator.uniform(0.3, 4, size=(k, m, 1))).round(2)
        second, first = np.sort(cosines(U, P), axis=1)[:, -2:].T
        if (first - second).min() > 0.01 and np.linalg.norm(unit(P).mean(axis=1), axis=1).min() > 0.1:
            return U, P


def every_wording(U, P):
    """Return the cosine of each picture and each wording: ndarray, shape (n, k, m)."""
    return np.einsum("nd,kmd->nkm", unit(U), unit(P))


def most_votes(U, P):
    """Return the class that is the nearest by most wordings, the first wording against the first, and so on."""
    votes = every_wording(U, P).argmax(axis=1)
    return [np.bincount(row).argmax() for row in votes]


def nearest_point(U, points):
    """Return which point lies nearest, for each row of U."""
    return np.linalg.norm(U[:, np.newaxis] - points, axis=2).argmin(axis=1)


WORDINGS = asks_for_function(
    "18-wordings",
    praise="Several wordings of a class cost nothing later: they have become one direction.",
    arguments="U and P",
    reference=nearest_class,
    inputs=pictures_and_wordings,
    edges=(
        (np.array([[2.0, 2.0]]), np.array([[[5.0, 0.0], [0.0, 1.0]], [[0.0, 2.0], [3.0, 4.0]]])),
        (np.array([[-1.0, -1.0], [3.0, 0.1]]), np.array([[[1.0, 2.0], [2.0, 0.5]]])),
        (np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([[[5.0, 0.0]], [[0.0, 0.1]], [[-1.0, -2.0]]])),
        (np.array([[1.0, 0.3]]), np.array([[[9.0, 0.0], [0.0, 1.0]], [[2.0, 0.1], [0.1, -0.2]]])),
        pictures_and_wordings(np.random.default_rng(1), (12, 13, 14, 15)),
    ),
    wrong={
        "a long wording counts more than a short one there: scale each to length 1 before the mean.": (
            lambda U, P: (unit(U) @ unit(P.mean(axis=1)).T).argmax(axis=1)
        ),
        "that takes the one wording that fits best; the direction of a class is the mean of all of its wordings.": (
            lambda U, P: every_wording(U, P).max(axis=2).argmax(axis=1)
        ),
        "the mean of unit vectors is shorter where they disagree, and that class loses: scale the mean to length 1, "
        "too. The mean of the cosines has the same fault.": (
            lambda U, P: every_wording(U, P).mean(axis=2).argmax(axis=1)
        ),
        "no wording is scaled there, and no mean: long ones win.": (lambda U, P: (U @ P.mean(axis=1).T).argmax(axis=1)),
        "that takes the nearest point, where length counts; only the direction should.": (
            lambda U, P: nearest_point(U, P.mean(axis=1))
        ),
        "the nearest point is the one of the largest cosine only if all have the same length: scale the mean, too.": (
            lambda U, P: nearest_point(unit(U), unit(P).mean(axis=1))
        ),
        "the nearest point is the one of the largest cosine only if all have the same length: scale the wordings, and "
        "then their mean.": lambda U, P: nearest_point(unit(U), P.mean(axis=1)),
        "that lets wordings vote; the direction of a class is the mean of its wordings.": most_votes,
        "that looks at the first wording of each class alone.": lambda U, P: cosines(U, P[:, :1]).argmax(axis=1),
        "that counts all wordings of all classes; which class is asked.": (
            lambda U, P: every_wording(U, P).reshape(len(U), -1).argmax(axis=1)
        ),
        "the mean goes over the wordings, axis 1; yours goes over the classes.": (
            lambda U, P: (unit(U) @ unit(unit(P).mean(axis=0)).T).argmax(axis=1)
        ),
        "a wording's numbers lie along the last axis: scale over axis 2, not over the wordings.": (
            lambda U, P: (unit(U) @ unit((P / np.linalg.norm(P, axis=1, keepdims=True)).mean(axis=1)).T).argmax(axis=1)
        ),
        "that takes the least similar class.": lambda U, P: cosines(U, P).argmin(axis=1),
        "opposite directions are not similar: their cosine is -1.": lambda U, P: np.abs(cosines(U, P)).argmax(axis=1),
        "that finds a picture for each class; a class for each picture is asked.": (
            lambda U, P: cosines(U, P).argmax(axis=0)
        ),
        "those are the similarities; the class of the largest is asked.": cosines,
        "those are the largest similarities; their places are asked.": lambda U, P: cosines(U, P).max(axis=1),
        "classes are counted from 0.": lambda U, P: cosines(U, P).argmax(axis=1) + 1,
        "it looks at the first picture alone; a class for each is asked.": lambda U, P: cosines(U, P).argmax(axis=1)[0],
    },
    otherwise="not these classes. Try it with one picture and two classes of two wordings, on paper.",
)
