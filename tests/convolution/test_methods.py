"""Every method of conv2d: by hand, against TensorFlow, SciPy and the loops, by its properties, and what is chosen."""

import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import signal

from kernelbook import results
from kernelbook.convolution import conv2d, depthwise_conv2d
from kernelbook.convolution.choice import choose
from kernelbook.convolution.methods import METHODS
from kernelbook.convolution.shapes import geometry
from oracles import (
    assert_close,
    tensorflow_conv2d,
    tensorflow_depthwise_conv2d,
    tensorflow_leaves_memory_unwritten,
)
from strategies import layers

GENERAL = [method for method in METHODS if method != "winograd"]  # which takes 3 × 3 kernels alone: test_winograd.py
every_method = pytest.mark.parametrize("method", ["auto", *GENERAL])

# By hand.

IMAGE = np.array([[1, 2, 3, 0], [4, 5, 6, 1], [7, 8, 9, 2]])
KERNEL = np.array([[1, 0], [0, 2]])


@every_method
def test_conv2d_with_strides_by_hand(method):
    image, kernel = IMAGE.reshape(1, 3, 4, 1).astype(float), KERNEL.reshape(2, 2, 1, 1).astype(float)
    assert conv2d(image, kernel, strides=(1, 2), method=method)[0, :, :, 0].round(9).tolist() == [[11, 5], [20, 10]]


@every_method
def test_conv2d_with_dilation_by_hand(method):
    image, kernel = IMAGE.reshape(1, 3, 4, 1).astype(float), KERNEL.reshape(2, 2, 1, 1).astype(float)
    assert conv2d(image, kernel, dilation=2, method=method)[0, :, :, 0].round(9).tolist() == [[19, 6]]


@every_method
def test_conv2d_same_pads_the_odd_pixel_at_the_bottom_and_right(method):
    image, kernel = np.ones((1, 2, 2, 1)), np.ones((2, 2, 1, 1))
    found = conv2d(image, kernel, padding="same", method=method)[0, :, :, 0].round(9)
    assert found.tolist() == [[4, 2], [2, 1]]


@every_method
def test_conv2d_groups_do_not_see_each_other(method):
    images, kernels = np.array([1.0, 10.0]).reshape(1, 1, 1, 2), np.array([2.0, 3.0]).reshape(1, 1, 1, 2)
    assert conv2d(images, kernels, groups=2, method=method).round(9).ravel().tolist() == [2, 30]


# Oracles.


@every_method
@given(layer=layers())
def test_conv2d_agrees_with_tensorflow(method, layer):
    images, kernels, arguments = layer
    found = conv2d(images, kernels, method=method, **arguments)
    assume(not tensorflow_leaves_memory_unwritten(kernels, arguments["strides"], found.shape))
    assert_close(found, tensorflow_conv2d(images, kernels, **arguments))


@pytest.mark.parametrize("method", ["auto", "taps", "im2col", "fft"])
@given(layer=layers())
def test_conv2d_by_every_method_agrees_with_the_loops(method, layer):
    images, kernels, arguments = layer
    expected = conv2d(images, kernels, method="loops", **arguments)
    assert_close(conv2d(images, kernels, method=method, **arguments), expected)


@given(layer=layers(), multiplier=st.integers(1, 3))
def test_depthwise_conv2d_agrees_with_tensorflow(layer, multiplier):
    images, kernels, arguments = layer
    kh, kw = kernels.shape[:2]
    strides = arguments["strides"][:1] * 2
    dilation = arguments["dilation"] if strides == (1, 1) else (1, 1)
    arguments = {"strides": strides, "padding": arguments["padding"], "dilation": dilation}
    kernels = np.random.default_rng(0).normal(size=(kh, kw, images.shape[3], multiplier)).astype(images.dtype)
    expected = tensorflow_depthwise_conv2d(images, kernels, **arguments)
    assert_close(depthwise_conv2d(images, kernels, **arguments), expected)


@given(layer=layers(["float64"], plain=True))
def test_conv2d_sums_the_correlations_of_its_channels(layer):
    """Against SciPy, one channel at a time, with the stride taken afterwards."""
    images, kernels, arguments = layer
    sh, sw = arguments["strides"]
    channels = range(images.shape[3])
    expected = [
        sum(signal.correlate2d(image[..., c], kernels[..., c, k], mode="valid")[::sh, ::sw] for c in channels)
        for image in images
        for k in range(kernels.shape[3])
    ]
    found = conv2d(images, kernels, **arguments)
    stacked = np.reshape(expected, (images.shape[0], kernels.shape[3], *found.shape[1:3]))
    np.testing.assert_allclose(found, np.moveaxis(stacked, 1, 3), atol=1e-12)


# Properties.


@given(layer=layers(["float64"]), scale=st.floats(-3, 3))
def test_conv2d_is_linear_in_images_and_in_kernels(layer, scale):
    images, kernels, arguments = layer
    other = np.roll(images, 1, axis=1)
    both = conv2d(images + scale * other, kernels, **arguments)
    assert_close(both, conv2d(images, kernels, **arguments) + scale * conv2d(other, kernels, **arguments))
    turned = kernels[::-1]
    both = conv2d(images, kernels + scale * turned, **arguments)
    assert_close(both, conv2d(images, kernels, **arguments) + scale * conv2d(images, turned, **arguments))


@given(layer=layers(["float64"]), rows=st.integers(1, 2), columns=st.integers(1, 2))
def test_conv2d_of_a_shifted_image_is_a_shifted_output(layer, rows, columns):
    images, kernels, arguments = layer
    sh, sw = arguments["strides"]
    arguments = {**arguments, "padding": "valid"}
    (dh, dw), (kh, kw) = arguments["dilation"], kernels.shape[:2]
    wide = np.pad(images, ((0, 0), (dh * kh + 6, dh * kh + 6), (dw * kw + 6, dw * kw + 6), (0, 0)))
    shifted = np.roll(wide, (rows * sh, columns * sw), axis=(1, 2))
    expected = np.roll(conv2d(wide, kernels, **arguments), (rows, columns), axis=(1, 2))
    assert_close(conv2d(shifted, kernels, **arguments)[:, rows:, columns:], expected[:, rows:, columns:])


# Types and layouts in memory.


@every_method
@pytest.mark.parametrize("types", [("float32", "float32"), ("float64", "float32"), ("float32", "float64")])
def test_conv2d_keeps_float32_and_makes_float64_of_a_mix(method, types):
    images, kernels = np.ones((1, 4, 4, 1), types[0]), np.ones((3, 3, 1, 2), types[1])
    assert conv2d(images, kernels, method=method).dtype == np.result_type(*types)


@every_method
def test_conv2d_of_views_of_any_layout_is_the_same(method):
    generator = np.random.default_rng(0)
    images, kernels = generator.normal(size=(2, 9, 8, 4)), generator.normal(size=(3, 2, 2, 4))
    arguments = {"strides": (2, 1), "padding": "same", "groups": 2, "method": method}
    expected = conv2d(images, kernels, **arguments)
    reversed_twice = images[:, ::-1, ::-1].copy()[:, ::-1, ::-1]
    every_second = np.repeat(images, 2, axis=3)[..., ::2]
    fortran = np.asfortranarray(images)
    for view in (reversed_twice, every_second, fortran):
        assert not view.flags.c_contiguous
        np.testing.assert_allclose(conv2d(view, kernels, **arguments), expected, rtol=1e-12)
    images.flags.writeable = False
    kernels.flags.writeable = False
    before = images.copy()
    np.testing.assert_allclose(conv2d(images, kernels, **arguments), expected, rtol=1e-12)
    np.testing.assert_array_equal(images, before)


@every_method
def test_conv2d_of_an_empty_batch_is_empty_and_of_the_formulas_shape(method):
    found = conv2d(np.ones((0, 8, 9, 2), "float32"), np.ones((3, 3, 2, 5), "float32"), strides=2, method=method)
    assert found.shape == (0, 3, 4, 5)
    assert found.dtype == np.float32


# Which method is taken.


@pytest.fixture
def taken(monkeypatch):
    """Collect the methods that are called."""
    names = []

    def remember(name, function):
        return lambda *arguments: (names.append(name), function(*arguments))[1]

    for name, function in METHODS.items():
        monkeypatch.setitem(METHODS, name, remember(name, function))
    return names


@pytest.mark.parametrize(
    ("images", "kernels", "arguments", "expected"),
    [
        ((1, 256, 256, 1), (13, 13, 1, 1), {}, "fft"),
        ((1, 256, 256, 1), (3, 3, 1, 1), {}, "im2col"),
        ((1, 256, 256, 1), (255, 255, 1, 1), {}, "im2col"),
        ((1, 256, 256, 1), (255, 255, 1, 1), {"padding": "same"}, "fft"),
        ((1, 256, 256, 1), (13, 13, 1, 1), {"strides": 4}, "im2col"),
        ((1, 128, 128, 2), (13, 13, 1, 2), {"groups": 2}, "fft"),
        ((1, 256, 256, 1), (13, 13, 1, 1), {"dilation": 2}, "fft"),
        ((1, 128, 128, 1), (13, 13, 1, 1), {"dilation": 3}, "im2col"),
        ((1, 22, 22, 64), (3, 3, 64, 64), {}, "im2col"),
    ],
)
def test_conv2d_auto_follows_its_rules(taken, images, kernels, arguments, expected):
    conv2d(np.ones(images, "float32"), np.ones(kernels, "float32"), **arguments)
    assert taken == [expected]


@pytest.mark.parametrize(("size", "c"), [((15, 15), 1), ((19, 19), 2)])
def test_conv2d_auto_keeps_what_is_not_finite_where_it_is(taken, size, c):
    images, kernels = np.ones((1, 128, 128, c)), np.ones((*size, c, c))
    assert conv2d(images, kernels).shape[0] == 1
    assert taken.pop() == "fft"
    images[0, 0, 0, 0] = np.nan
    found = conv2d(images, kernels)
    assert taken == ["im2col"]
    assert np.isnan(found[0, 0, 0]).all()
    assert np.isfinite(found[0, 1:, 1:]).all()


@pytest.mark.parametrize("name", ["convolution", "race"])
def test_choose_is_near_the_best_on_every_layer_that_was_measured(taken, name):
    stored = results.read(name)
    alone = {row["case"] for row in stored.rows if row["case"].startswith("images")}
    for case in {case for case in alone if "beside" not in case}:
        images, kernels = (tuple(map(int, part.split(", "))) for part in re.findall(r"\(([\d, ]+)\)", case))
        generator = np.random.default_rng(0)
        shape = geometry(images, kernels, 1, "valid", 1, 1)
        chosen = choose(np.zeros(images, "float32"), generator.random(kernels, dtype="float32"), shape)
        times = stored.medians(case)
        assert times[chosen] <= 1.3 * min(times[way] for way in METHODS if way in times), (case, chosen)


# Bad input.

IMAGES, KERNELS = np.ones((1, 5, 5, 2)), np.ones((3, 3, 2, 4))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"images": np.ones((5, 5, 2))}, r"images has shape \(5, 5, 2\): expected \(n, h, w, c_in\)"),
        ({"kernels": np.ones((3, 3))}, r"kernels has shape \(3, 3\): expected \(kh, kw, c_in / groups, c_out\)"),
        ({"kernels": np.ones((3, 3, 3, 4))}, "reach through 3 channels, but images have 2 in 1 group.*expected 2"),
        ({"groups": 3}, "groups=3 does not divide both 2 input channels and 4 output channels"),
        ({"groups": 0}, "groups=0: expected a whole number from 1"),
        ({"groups": 2}, "reach through 2 channels, but images have 2 in 2 group.*expected 1"),
        (
            {"kernels": np.ones((6, 3, 2, 4))},
            "a kernel of 6 .* covers 6 pixels, but the padded image has 5",
        ),
        ({"dilation": 3}, "a kernel of 3 with dilation 3 covers 7 pixels"),
        ({"strides": 0}, "strides=0: expected a whole number from 1, or two of them"),
        ({"strides": 1.5}, "strides=1.5: expected a whole number"),
        ({"strides": (1, 2, 3)}, r"strides=\(1, 2, 3\)"),
        ({"dilation": (1, 0)}, r"dilation=\(1, 0\)"),
        ({"dilation": 1.0}, "dilation=1.0"),
        ({"padding": "SAME"}, 'padding=\'SAME\': expected "valid", "same"'),
        ({"padding": 1}, "padding=1: expected"),
        ({"padding": ((1, 1), (0, -1))}, "padding=.*expected"),
        ({"padding": ((1, 1), (0.5, 1))}, "padding=.*expected"),
        ({"padding": 1}, r"padding=1: .*as \(\(top, bottom\), \(left, right\)\), such as \(\(1, 1\), \(1, 1\)\)$"),
        ({"padding": (1, 2)}, r"padding=\(1, 2\): .*, such as \(\(1, 1\), \(2, 2\)\)$"),
        ({"padding": (1, -2)}, r"padding=\(1, -2\): .*\(left, right\)\)$"),
        ({"padding": np.array(1)}, "padding="),
        ({"padding": None}, "padding=None"),
        ({"method": "winner"}, "method='winner': expected one of 'auto', 'loops', 'taps', 'im2col', 'fft'"),
        ({"method": ["fft"]}, r"method=\['fft'\]: expected one of"),
        ({"images": [[1.0], [2.0, 3.0]]}, "images=.*: expected an array of numbers"),
        (
            {"images": IMAGES.astype(int)},
            'images has dtype int64: expected floating .*"float32"',
        ),
        ({"kernels": KERNELS.astype(bool)}, "kernels has dtype bool"),
        ({"images": np.ones((1, 5, 5, 0)), "kernels": np.ones((3, 3, 0, 4))}, "only the batch may be empty"),
    ],
)
def test_conv2d_refuses_bad_input_by_name(change, message):
    arguments = {"images": IMAGES, "kernels": KERNELS, **change}
    with pytest.raises(ValueError, match=message):
        conv2d(**arguments)


def test_conv2d_takes_the_numbers_of_numpy():
    expected = conv2d(IMAGES, KERNELS, strides=2, padding=((1, 0), (0, 1)), dilation=(1, 2))
    two, padding = np.int64(2), np.array([[1, 0], [0, 1]])
    np.testing.assert_array_equal(
        conv2d(IMAGES, KERNELS, strides=two, padding=padding, dilation=(np.int8(1), two), groups=np.int64(1)), expected
    )


def test_conv2d_computes_float16_in_float32():
    images, kernels = np.full((1, 31, 31, 1), 200, np.float16), np.ones((31, 31, 1, 1), np.float16)
    found = conv2d(images, kernels)
    assert found.dtype == np.float32
    assert found.item() == 192_200
