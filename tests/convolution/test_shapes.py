"""Shapes: what the formulas promise is what comes out of conv2d."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelbook.convolution import conv2d, output_size, receptive_field
from kernelbook.convolution.shapes import geometry
from kernelbook.convolution.sizes import pad_amounts
from strategies import layers


@given(layer=layers())
def test_conv2d_has_the_shape_of_the_formula(layer):
    images, kernels, arguments = layer
    expected = [
        len(range(0, n + sum(p) - d * (k - 1), s))  # where the window can stand, counted
        for n, k, s, d, p in zip(
            images.shape[1:3],
            kernels.shape[:2],
            arguments["strides"],
            arguments["dilation"],
            ((0, 0), (0, 0)) if isinstance(arguments["padding"], str) else arguments["padding"],
            strict=True,
        )
    ]
    if arguments["padding"] == "same":
        expected = [-(-n // s) for n, s in zip(images.shape[1:3], arguments["strides"], strict=True)]
    assert conv2d(images, kernels, **arguments).shape == (images.shape[0], *expected, kernels.shape[3])


@given(layer=layers())
def test_output_size_agrees_with_conv2d(layer):
    images, kernels, arguments = layer
    padding = arguments["padding"]
    sizes = tuple(
        output_size(
            images.shape[axis + 1],
            kernels.shape[axis],
            strides=arguments["strides"][axis],
            padding=padding if isinstance(padding, str) else padding[axis],
            dilation=arguments["dilation"][axis],
        )
        for axis in (0, 1)
    )
    assert conv2d(images, kernels, **arguments).shape[1:3] == sizes


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 2)), min_size=1, max_size=3))
def test_receptive_field_is_what_a_changed_pixel_reaches(specification):
    """A layer of ones, in one dimension: exactly the inputs in the field of unit 1 change its value."""
    size, stride, offset = receptive_field(specification)
    n = size + 2 * stride
    through = np.eye(n).reshape(n, 1, n, 1)
    for k, s, d in specification:
        through = conv2d(through, np.ones((1, k, 1, 1)), strides=(1, s), dilation=(1, d))
    reached = [np.flatnonzero(through[:, 0, unit, 0]) for unit in (0, 1)]
    assert (reached[0][0] + reached[0][-1]) / 2 == offset
    assert reached[0][-1] - reached[0][0] + 1 == size
    assert reached[1][0] - reached[0][0] == stride


@pytest.mark.parametrize(
    ("bad", "hint"),
    [
        (2, r", such as \(2, 2\)$"),
        (((1, 1), (1, 1)), r"axis$"),
        ((1, -1), "axis$"),
        ((1, 2.5), "axis$"),
        ((1, True), "axis$"),
        ((1, 2, 3), "axis$"),
        (-1, "axis$"),
        (2.5, "axis$"),
        ("SAME", "axis$"),
        (None, "axis$"),
    ],
)
def test_output_size_says_what_padding_it_takes(bad, hint):
    with pytest.raises(ValueError, match=r'padding=.*: expected "valid", "same", or .* \(before, after\), .*' + hint):
        output_size(28, 5, padding=bad)
    assert output_size(28, 5, padding=(2, 2)) == output_size(28, 5, padding=[np.int64(2), 2]) == 28


def test_output_size_names_what_is_no_whole_number():
    for name in ("n", "k", "strides", "dilation"):
        for bad in (0, -1, 2.5, "3", None, True, (2, 2)):
            with pytest.raises(ValueError, match=rf"^{name}=.*: expected a whole number from 1"):
                output_size(**{"n": 28, "k": 3, name: bad})
    with pytest.raises(ValueError, match="a kernel of 5 with dilation 2 covers 9 pixels, but the padded image has 8"):
        output_size(8, 5, dilation=2)


@pytest.mark.parametrize(
    "bad", [(3, 1, 1), 3, None, "abc", ["abc"], [(3, 1)], [(3, 1, 1.0)], [(3, True, 1)], [None], [(3, 1, 1), 3]]
)
def test_receptive_field_refuses_what_are_no_layers(bad):
    with pytest.raises(ValueError, match=r"layers=.*expected .*\(kernel size, stride, dilation\), each a whole number"):
        receptive_field(bad)


def test_receptive_field_takes_rows_of_an_array():
    assert receptive_field(np.array([[3, 1, 1], [2, 2, 1]])) == receptive_field(iter([[3, 1, 1], (2, 2, 1)]))


def test_receptive_field_computes_with_whole_numbers_of_any_width():
    layers = [(np.uint8(200), np.uint8(200), np.uint8(2))] * 2
    assert receptive_field(layers) == receptive_field([(200, 200, 2)] * 2)


def test_output_size_refuses_whole_numbers_that_would_wrap_around():
    with pytest.raises(ValueError, match=r"n=np.uint8\(120\): expected a number of 64 bits, such as int\(n\)"):
        output_size(np.uint8(120), 3, padding=(100, 100))
    assert output_size(120, 3, padding=(np.uint8(100), np.uint8(100))) == 318


def test_conv2d_refuses_groups_that_would_wrap_around_and_padding_that_has_no_room():
    with pytest.raises(ValueError, match=r"groups=np.uint8\(2\): expected a number of 64 bits"):
        geometry((1, 5, 5, 512), (3, 3, 256, 2), groups=np.uint8(2))
    with pytest.raises(ValueError, match=r"padding=\(\(1000000000, 0\), \(0, 0\)\): images of .* more than 2\*\*31"):
        geometry((1, 5, 5, 1), (3, 3, 1, 1), padding=((10**9, 0), (0, 0)))


def test_pad_amounts_computes_with_whole_numbers_of_any_width():
    assert pad_amounts(*map(np.uint8, (200, 201, 1)), "same", np.uint8(2)) == pad_amounts(200, 201, 1, "same", 2)
