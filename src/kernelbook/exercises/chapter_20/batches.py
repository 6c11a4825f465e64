"""An exercise on the mean gradient of a batch whose parts are of unequal sizes."""

import numpy as np

from kernelbook.exercises.functions import asks_for_function

# 20-average: the gradient of a whole batch from the mean gradients of its parts, and how many images each part has,
# from 0 on; [[2, 0], [5, 3]] of [2, 1] images give [3, 1].


def of_the_batch(gradients, sizes):
    """Return the mean over the images of all parts: each part counts by its size."""
    return sizes @ gradients / sizes.sum()


def parts_of_a_batch(generator, shape=None):
    """Draw arguments: a row of gradients for each worker, zeros where its part is empty, and how many images it had.

    Of every four batches, one has gradients up to a hundred times as large.
    """
    k, p = shape or generator.integers([1, 1], [8, 7])
    sizes = generator.integers(0, generator.choice([2, 5, 33]), k)
    sizes[generator.integers(k)] += 1
    gradients = generator.normal(size=(k, p)) * generator.choice([1, 1, 1, 100])
    return gradients.round(2) * (sizes > 0)[:, np.newaxis], sizes


def weighed(weights):
    """Return a mistake that has other weights, ``weights(sizes)``, which add up to 1 or not."""
    return lambda gradients, sizes: weights(sizes) @ gradients


def one_after_another(gradients, sizes):
    """Return the mean of the mean so far and of the next part, and so on."""
    found = gradients[0]
    for gradient in gradients[1:]:
        found = (found + gradient) / 2
    return found


AVERAGE = asks_for_function(
    "20-average",
    praise="However the batch was cut, its gradient is the same.",
    arguments="gradients and sizes",
    reference=of_the_batch,
    inputs=parts_of_a_batch,
    edges=(
        (np.array([[2.0, 0.0], [5.0, 3.0]]), np.array([2, 1])),
        (np.array([[4.0]]), np.array([3])),
        (np.array([[1.0], [0.0], [4.0]]), np.array([1, 0, 2])),
        (np.array([[1.0, 2.0, 3.0], [-1.0, 0.0, 1.0], [0.0, 5.0, 1.0]]), np.array([10, 7, 7])),
        (np.array([[3.0, 1.0], [0.0, 0.0]]), np.array([64, 0])),
        parts_of_a_batch(np.random.default_rng(1), (13, 12)),
        parts_of_a_batch(np.random.default_rng(2), (4, 4)),
    ),
    wrong={
        "each part counts the same there, so an image of a small part counts more than one of a large part: weigh each "
        "by its size.": lambda gradients, sizes: gradients.mean(axis=0),
        "leaving out who had no images is not enough: an image of a small part counts more there than one of a large "
        "part.": lambda gradients, sizes: gradients[sizes > 0].mean(axis=0),
        "that adds the parts up; they are means, and their mean is asked, each weighed by its size.": (
            lambda gradients, sizes: gradients.sum(axis=0)
        ),
        "that is the sum over all images: divide by how many there are.": weighed(lambda sizes: sizes),
        "divide by how many images there are, not by how many workers.": weighed(lambda sizes: sizes / len(sizes)),
        "weights must add up to 1: divide by the sum of the sizes, not by the largest.": (
            weighed(lambda sizes: sizes / sizes.max())
        ),
        "weights must add up to 1, not their squares: divide by the sum of the sizes.": (
            weighed(lambda sizes: sizes / np.linalg.norm(sizes))
        ),
        "each size enters as it is, not its square.": weighed(lambda sizes: sizes**2 / (sizes**2).sum()),
        "each size enters as it is, not its square root.": weighed(lambda sizes: sizes**0.5 / (sizes**0.5).sum()),
        "a size is no logit: its share of all images is the weight.": (
            weighed(lambda sizes: np.exp(sizes - sizes.max()) / np.exp(sizes - sizes.max()).sum())
        ),
        "that gives a large part a small weight: multiply each row by its size, do not divide.": (
            lambda gradients, sizes: (gradients / sizes[:, np.newaxis]).sum(axis=0) / (1 / sizes).sum()
        ),
        "each row is a mean already, divided by its size: multiply it by its size first.": (
            lambda gradients, sizes: (gradients / sizes[:, np.newaxis]).sum(axis=0)
        ),
        "each row is a mean already: multiply it by its size before you divide by the number of images.": (
            lambda gradients, sizes: gradients.sum(axis=0) / sizes.sum()
        ),
        "the rows that you have multiplied by their sizes are to be added up, over the workers.": (
            lambda gradients, sizes: gradients * (sizes / sizes.sum())[:, np.newaxis]
        ),
        "the sizes meet the numbers of a gradient there: each row has one size, sizes[:, np.newaxis].": (
            lambda gradients, sizes: (gradients * sizes).sum(axis=0) / sizes.sum()
        ),
        "the workers lie along axis 0; yours takes the mean over a gradient's numbers.": (
            lambda gradients, sizes: gradients.mean(axis=1)
        ),
        "that is one number for all; each number of the gradient has a mean of its own.": (
            lambda gradients, sizes: of_the_batch(gradients, sizes).mean()
        ),
        "that takes the largest part for the batch; the others count, too.": (
            lambda gradients, sizes: gradients[sizes.argmax()]
        ),
        "that takes the first worker's part for the batch.": lambda gradients, sizes: gradients[0],
        "a mean of means counts the last one half, the one before a quarter: add up all rows first, by their sizes.": (
            one_after_another
        ),
        "sizes are what the parts have, not one less.": weighed(lambda sizes: (sizes - 1) / (sizes - 1).sum()),
        "gradients keep their signs.": lambda gradients, sizes: of_the_batch(np.abs(gradients), sizes),
        "that leads uphill: the gradient is asked, not the step.": lambda gradients, sizes: (
            -of_the_batch(gradients, sizes)
        ),
    },
    otherwise="not these numbers. Try it on one number: 2 from two images, 5 from one.",
)
