"""What comes back is judged first, then what was left of the arguments."""

import numpy as np
import pytest

from kernelbook import exercises
from kernelbook.exercises.chapter_18 import cutouts
from kernelbook.exercises.chapter_18.cutouts import on_background


def rest_in_place(picture, mask, background):
    mask -= 1
    return on_background(picture, 1 + mask, background)


def all_in_place(picture, mask, background):
    found = on_background(picture, mask, background)
    picture[:] = mask[:] = background[:] = 0.5
    return found


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        (cutouts.into_picture, "picture"),
        (cutouts.into_background, "background"),
        (rest_in_place, "mask"),
        (all_in_place, "picture and mask and background"),
    ],
)
def test_a_right_result_with_other_arguments_is_refused(answer, names):
    verdict = exercises.check("18-background", answer)
    assert verdict.passed is False
    assert verdict.message.startswith(f"the result is right, but {names} came back changed")


def test_a_wrong_result_is_told_before_what_it_changes():
    def answer(picture, mask, background):
        background *= 0
        return on_background(background, mask, picture)

    assert "came back changed" not in exercises.check("18-background", answer).message


def test_three_colors_of_three_columns_hide_a_missing_axis_and_are_told_of_all_the_same():
    """There the mask fits without a new axis, along the wrong ones."""
    picture, mask, background = cutouts.cut_out(np.random.default_rng(0), (3, 3))
    assert (mask * picture + (1 - mask) * background).shape == picture.shape
    said = exercises.check("18-background", lambda picture, mask, background: mask * picture + (1 - mask) * background)
    assert "the mask has no axis of colors" in said.message
