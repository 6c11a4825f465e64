import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelbook.figures import artists, style


@given(st.floats(-1e300, 1e300))
def test_measured_numbers_keep_three_digits_and_a_point(number):
    text = artists.measured(number)
    assert float(text) == pytest.approx(number, rel=0.006, abs=1e-300)
    assert "." in text
    assert len(text.split("e")[0].split(".")[1]) <= 3


def test_numbers_that_rounding_leaves_are_zero():
    assert artists.numbers([1e-17, 1.0]) == "0.0, 1.0"


def test_colors_have_the_names_of_the_book():
    assert artists.named(style.KERNEL) == "KERNEL"
    assert artists.named((0, 0, 0, 0)) == artists.named("none") == "none"
    assert artists.named("#123456") == "another color"
    assert {artists.named(color) for color in style.DIGITS} >= {f"DIGITS {k}" for k in range(9)}


def test_chosen_items_are_the_first_the_last_and_some_between():
    assert artists.chosen(range(101), 3) == [0, 50, 100]
    assert artists.chosen("ab", 3) == ["a", "b"]


def test_bars_tell_their_order_and_the_runs_of_their_colors():
    bars = plt.figure().subplots().barh(range(3), [1, 3, 2], color=[style.OTHERS, style.OTHERS, style.OUTPUT])
    words = "lying bars OTHERS × 2, OUTPUT × 1; lengths 1.0, 3.0, 2.0; at y 0.0, 1.0, 2.0"
    assert artists.bars_in_words(bars) == words
    plt.close("all")


def test_small_images_are_told_cell_by_cell_and_large_ones_by_ninths():
    axes = plt.figure().subplots()
    small = artists.image_in_words(axes.imshow(np.arange(4).reshape(2, 2), cmap="gray"))
    assert small == "image 2 × 2, gray from 0.0 to 3.0; values 0.0 to 3.0; row by row 0.0, 1.0, 2.0, 3.0"
    corner = np.zeros((9, 9))
    corner[0, 8] = 9
    large = artists.image_in_words(axes.imshow(corner, vmin=0, vmax=9))
    assert "ninths 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0; center row 0.0, column 8.0" in large
    plt.close("all")


def test_color_images_are_told_by_their_channels_and_a_map_over_one_by_itself():
    axes = plt.figure().subplots()
    photograph = np.zeros((9, 9, 3), np.uint8)
    photograph[:3, :, 0], photograph[..., 2] = 240, 60
    colors = artists.image_in_words(axes.imshow(photograph))
    assert "image 9 × 9 × 3; channels 80.0, 0.0, 60.0; values 20.0 to 100.0; ninths 100.0, 100.0, 100.0, 20.0" in colors
    corner = np.zeros((9, 9))
    corner[0, 8] = 0.9
    over = artists.image_in_words(axes.imshow(corner, cmap="Blues", vmin=0, vmax=1, alpha=0.75 * corner))
    assert "image 9 × 9, Blues from 0.0 to 1.0; values 0.0 to 0.9; ninths 0.0, 0.0, 0.1, 0.0" in over
    plt.close("all")
