"""An exercise on what a mask is for: a thing that was cut out, on another background."""

from dataclasses import replace

import numpy as np

from kernelbook.exercises.functions import asks_for_function
from kernelbook.exercises.untouched import came_back_changed

# 18-background: color times mask, plus the other color times the rest; 0.8, 0.25 and 0.4 give 0.5. Nothing that came
# is to change.


def on_background(picture, mask, background):
    """Return the picture where the mask is 1, the background where it is 0, and both in between."""
    part = mask[..., np.newaxis]
    return part * picture + (1 - part) * background


def cut_out(generator, shape=None):
    """Draw arguments: colors, and a mask of which some is 0, some 1, and some in between."""
    h, w = shape or generator.integers(1, 8, 2)
    picture, background = generator.uniform(size=(2, h, w, 3)).round(3)
    return picture, generator.uniform(-0.5, 1.5, size=(h, w)).clip(0, 1).round(3), background


def pixel(color, part, other):
    """Return arguments of one gray pixel."""
    return np.full((1, 1, 3), color), np.array([[part]]), np.full((1, 1, 3), other)


THRESHOLD = "a mask of 0.3 means three parts in ten: do not make it 0 or 1 by a threshold."

COMPOSITE = asks_for_function(
    "18-background",
    praise="A soft edge takes a part of the new background, as it had a part of the old one.",
    arguments="picture, mask and background",
    reference=on_background,
    inputs=cut_out,
    edges=(
        pixel(0.8, 0.25, 0.4),
        pixel(1.0, 1.0, 0.5),
        pixel(0.5, 0.0, 1.0),
        cut_out(np.random.default_rng(1), (3, 3)),
        cut_out(np.random.default_rng(2), (1, 3)),
        cut_out(np.random.default_rng(3), (14, 12)),
    ),
    wrong={
        THRESHOLD: (lambda picture, mask, background: on_background(picture, mask > 0.5, background)),
        "whatever the mask has some of becomes all picture there: use the mask as it is, not where it is above 0.": (
            lambda picture, mask, background: on_background(picture, mask > 0, background)
        ),
        "whatever the mask has not all of becomes all background there: use the mask as it is.": (
            lambda picture, mask, background: on_background(picture, mask >= 1, background)
        ),
        "the other way round: where the mask is 1, the picture is to be seen.": (
            lambda picture, mask, background: on_background(background, mask, picture)
        ),
        "the mask has no axis of colors: give it one of length 1, mask[..., np.newaxis], so that it meets all three.": (
            lambda picture, mask, background: mask * picture + (1 - mask) * background
        ),
        "that leaves the new background out: it shows by what the mask leaves of 1.": (
            lambda picture, mask, background: mask[..., np.newaxis] * picture
        ),
        "that adds the whole background: it shows only by what the mask leaves of 1.": (
            lambda picture, mask, background: mask[..., np.newaxis] * picture + background
        ),
        "that adds the whole background, and cuts off what is too bright: it shows by what the mask leaves of 1.": (
            lambda picture, mask, background: np.minimum(mask[..., np.newaxis] * picture + background, 1)
        ),
        "the picture shows by its part alone: times the mask, and the background times the rest.": (
            lambda picture, mask, background: picture + (1 - mask[..., np.newaxis]) * background
        ),
        "that takes the mask twice: the edge becomes too dark.": (
            lambda picture, mask, background: (
                mask[..., np.newaxis] ** 2 * picture + (1 - mask[..., np.newaxis]) * background
            )
        ),
        "that mixes both by half: by how much, the mask says.": (
            lambda picture, mask, background: (picture + background) / 2
        ),
        "that mixes by the mean of the mask; each pixel has its own.": (
            lambda picture, mask, background: mask.mean() * picture + (1 - mask.mean()) * background
        ),
        "that takes the lighter of both; the mask says by which part each shows.": (
            lambda picture, mask, background: np.maximum(
                mask[..., np.newaxis] * picture, (1 - mask[..., np.newaxis]) * background
            )
        ),
        "that is the picture as it was.": lambda picture, mask, background: picture,
        "that is the background alone.": lambda picture, mask, background: background,
        "that is in whole numbers from 0 to 255; colors from 0 to 1 are asked.": (
            lambda picture, mask, background: np.round(255 * on_background(picture, mask, background)).astype(np.uint8)
        ),
        "colors between 0 and 1 become 0 as whole numbers: leave them as they came, and round nothing.": (
            lambda picture, mask, background: on_background(picture, mask, background).astype(np.uint8)
        ),
        "that is one gray for each pixel; each of the three colors is to be mixed.": (
            lambda picture, mask, background: on_background(picture, mask, background).mean(axis=2)
        ),
    },
    signs={
        THRESHOLD: (
            lambda found, expected, picture, mask, background: np.all((found == picture) | (found == background))
        ),
    },
    otherwise="not these colors. Try it on one pixel: color 0.8, mask 0.25, background 0.4.",
)

HINT = "Compute a new one, and the next background gets the same picture."


def judge_background(answer):
    """Judge a function (picture, mask, background): by what it returns, then by what it leaves behind."""
    return COMPOSITE.task.judge(answer) or judge_arguments(answer)


def judge_arguments(answer):
    """Return None if arguments are after a call what they were before, or which of them are not."""
    return came_back_changed(COMPOSITE.task, answer, HINT)


def into_picture(picture, mask, background):
    """Return what is right, written into the picture."""
    picture *= mask[..., np.newaxis]
    picture += (1 - mask[..., np.newaxis]) * background
    return picture


def into_background(picture, mask, background):
    """Return what is right, written into the background."""
    background[:] = on_background(picture, mask, background)
    return background


BACKGROUND = replace(
    COMPOSITE,
    judge=judge_background,
    wrong=(
        *COMPOSITE.wrong,
        ("but picture came back changed", lambda: into_picture),
        ("but background came back changed", lambda: into_background),
    ),
)
