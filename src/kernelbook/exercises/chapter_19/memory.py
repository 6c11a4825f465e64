"""An exercise on copies: a drawing that lies nearer to a learned image than nearly all images that nobody learned."""

import numpy as np

from kernelbook.exercises.chapter_19.gaps import of_one_pixel, pictures, share_of_copies, squares, to_nearest
from kernelbook.exercises.functions import asks_for_function

# 19-copies: the share of the drawings that lie strictly nearer to a learned image, by squared distance, than the
# quantile 0.01 of the held-out images do. drawn [[1], [8], [4]], learned [[0], [10]] and held [[2], [7], [13]] have a
# threshold of 4.1, and the share is 2/3.


def below(threshold, distances=to_nearest):
    """Return a mistake that has another threshold, ``threshold(drawn, learned, held)``, or other distances."""
    return lambda drawn, learned, held: np.mean(distances(drawn, learned) < threshold(drawn, learned, held))


def of_held(quantile, **options):
    """Return a threshold from the held-out images: another quantile, or another way to take it."""
    return lambda drawn, learned, held: np.quantile(to_nearest(held, learned), quantile, **options)


def by(distances):
    """Return a mistake that measures otherwise: ``distances(images, learned)``, for drawings and held-out images."""
    return below(lambda drawn, learned, held: np.quantile(distances(held, learned), 0.01), distances)


def cityblock(images, learned):
    """Return the sums of the sizes of the differences, to the nearest learned image."""
    return np.abs(images[:, np.newaxis] - learned).sum(axis=2).min(axis=1)


def others(images):
    """Return the squared distance from each image to the nearest other one; 0 if there is no other."""
    apart = squares(images, images) + np.where(np.eye(len(images), dtype=bool), np.inf, 0)
    return apart.min(axis=1) if len(images) > 1 else np.zeros(1)


BETWEEN = "np.quantile goes between two distances where the hundredth lies between them; "

COPIES = asks_for_function(
    "19-copies",
    praise="What was held out says how near an image comes that nobody copied.",
    arguments="drawn, learned and held",
    reference=share_of_copies,
    inputs=pictures,
    edges=(
        of_one_pixel([1, 8, 4], [0, 10], [2, 7, 13]),
        of_one_pixel([3, 5], [0], [3]),
        of_one_pixel([1.25, 3], [0], [1, 10]),
        of_one_pixel([1, 2, 3, 4, 5], [0], [*range(2, 152)]),
        of_one_pixel([2, 2.5, 3, 3.25, 3.75, 3.99], [0], [*range(2, 200)]),
        of_one_pixel([0.05, 0.2, 3], [0], [1, 2]),
        (np.array([[3.0, 4.0], [0.0, 4.0]]), np.zeros((1, 2)), np.array([[5.0, 0.0]])),
        of_one_pixel([3, 4, 5, 30], [0, 60], [5, 6, 7, 8]),
        pictures(np.random.default_rng(1), (14, 12, 13, 15)),
        pictures(np.random.default_rng(2), (12, 5, 240, 3)),
    ),
    wrong={
        "strictly below: a drawing just as far as the threshold is no copy.": (
            lambda drawn, learned, held: np.mean(
                to_nearest(drawn, learned) <= np.quantile(to_nearest(held, learned), 0.01)
            )
        ),
        "those that are not copies; the share of copies is asked, of those below the threshold.": (
            lambda drawn, learned, held: 1 - share_of_copies(drawn, learned, held)
        ),
        "that counts the copies; their share is asked.": (
            lambda drawn, learned, held: len(drawn) * share_of_copies(drawn, learned, held)
        ),
        "that is in percent; a share from 0 to 1 is asked.": (
            lambda drawn, learned, held: 100 * share_of_copies(drawn, learned, held)
        ),
        "that says which are copies; their share is asked.": (
            lambda drawn, learned, held: to_nearest(drawn, learned) < np.quantile(to_nearest(held, learned), 0.01)
        ),
        "that is the threshold; the share of the drawings below it is asked.": of_held(0.01),
        "that takes the nearest held-out image of all as the threshold; the nearest hundredth may lie below it.": (
            below(of_held(0))
        ),
        "that is the quantile 0.99, below which nearly all held-out images lie; nearly all must lie above.": (
            below(of_held(0.99))
        ),
        "that is the median; only a hundredth of the held-out images may lie below the threshold.": below(of_held(0.5)),
        "that is the quantile 0.05; a hundredth is 0.01.": below(of_held(0.05)),
        "that is the quantile 0.1; a hundredth is 0.01.": below(of_held(0.1)),
        "that is the mean of the held-out distances, below which about half of them lie.": (
            below(lambda drawn, learned, held: to_nearest(held, learned).mean())
        ),
        "0.01 says how many of the held-out images may lie below; it is no distance.": (
            below(lambda drawn, learned, held: 0.01)
        ),
        "a copy need not agree in every pixel: compare its distance with the threshold.": (
            below(lambda drawn, learned, held: 1e-9)
        ),
        BETWEEN + "that takes the lower one.": below(of_held(0.01, method="lower")),
        BETWEEN + "that takes the higher one.": below(of_held(0.01, method="higher")),
        BETWEEN + "that takes one of both, the nearer.": below(of_held(0.01, method="nearest")),
        BETWEEN + "between the squares, not between their roots: leave the distances squared.": (
            by(lambda images, learned: np.sqrt(to_nearest(images, learned)))
        ),
        "the roots belong to both or to none: the threshold is in other units than the distances.": (
            below(of_held(0.01), lambda images, learned: np.sqrt(to_nearest(images, learned)))
        ),
        "that sums the sizes of the differences; their squares are asked.": by(cityblock),
        "that takes the farthest learned image; the nearest is asked.": (
            by(lambda images, learned: squares(images, learned).max(axis=1))
        ),
        "that takes the mean over the learned images; the nearest is asked.": (
            by(lambda images, learned: squares(images, learned).mean(axis=1))
        ),
        "that takes the pixel that agrees best; an image is near if all of its pixels are: sum over them.": (
            by(lambda images, learned: ((images[:, np.newaxis] - learned) ** 2).min(axis=2).min(axis=1))
        ),
        "that finds the nearest drawing for each learned image; the nearest learned one for each drawing is asked.": (
            by(lambda images, learned: squares(images, learned).min(axis=0))
        ),
        "the quantile goes over the distances to the nearest; yours goes over those to all learned images.": (
            below(lambda drawn, learned, held: np.quantile(squares(held, learned), 0.01))
        ),
        "the threshold is made of the held-out images; yours is made of the drawings, of which a hundredth lies below "
        "it by itself.": below(lambda drawn, learned, held: np.quantile(to_nearest(drawn, learned), 0.01)),
        "learned and held are exchanged: a copy is one of what was learned.": (
            lambda drawn, learned, held: share_of_copies(drawn, held, learned)
        ),
        "drawn and held are exchanged.": lambda drawn, learned, held: share_of_copies(held, learned, drawn),
        "the held-out images are to be compared with the learned ones, not with each other.": (
            below(lambda drawn, learned, held: np.quantile(others(held), 0.01))
        ),
        "the threshold comes from the held-out images; a learned image has the distance 0 to itself, and nothing lies "
        "below.": (below(lambda drawn, learned, held: np.quantile(to_nearest(learned, learned), 0.01))),
        "the held-out images are to be compared with the learned ones, not with the drawings.": (
            below(lambda drawn, learned, held: np.quantile(to_nearest(held, drawn), 0.01))
        ),
    },
    otherwise="not this share. Try it on images of one pixel, on paper.",
)
