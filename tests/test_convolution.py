"""A convolution that cannot be wrong: by hand first, then properties, then TensorFlow and SciPy as oracles."""

import re

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import signal

from kernelbook import convolution, results
from kernelbook.convolution import (
    conv2d,
    conv2d_transpose,
    conv_matrix,
    convolve2d,
    correlate2d,
    depthwise_conv2d,
    output_size,
    receptive_field,
    winograd,
)
from kernelbook.convolution.methods import METHODS, choose
from kernelbook.convolution.shapes import geometry

GENERAL = [method for method in METHODS if method != "winograd"]  # which takes 3 × 3 kernels alone, tested below
every_method = pytest.mark.parametrize("method", ["auto", *GENERAL])

# Sums of at most 5·5·4 products of numbers near 1 in another order: rounding stays far below these bounds, relative to
# the largest result. The FFT rounds relative to the largest spectrum, hence the same bound on the same measure.
TOLERANCE = {np.dtype("float32"): 1e-5, np.dtype("float64"): 1e-13}


def assert_close(found, expected):
    assert found.shape == expected.shape
    assert found.dtype == expected.dtype
    if expected.size:
        scale = max(np.abs(expected).max(), 1.0)
        assert np.abs(found - expected).max() <= TOLERANCE[expected.dtype] * scale


@st.composite
def layers(draw, dtypes=("float32", "float64"), plain=False):
    """Draw a random layer: images, kernels and the arguments of conv2d; the kernel fits the padded image.

    A plain layer has no padding, dilation or groups.
    """
    n, groups = draw(st.integers(1, 3)), 1 if plain else draw(st.integers(1, 3))
    kh, kw = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    c, k = groups * draw(st.integers(1, 3)), groups * draw(st.integers(1, 3))
    strides = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    dilation = (1, 1) if plain else draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    amounts = st.tuples(st.integers(0, 3), st.integers(0, 3))
    paddings = [st.just("valid")] if plain else [st.just("valid"), st.just("same"), st.tuples(amounts, amounts)]
    padding = draw(st.one_of(paddings))
    reach = [d * (size - 1) + 1 for d, size in zip(dilation, (kh, kw), strict=True)]
    around = ((0, 0), (0, 0)) if isinstance(padding, str) else padding
    least = [1 if padding == "same" else max(1, r - sum(p)) for r, p in zip(reach, around, strict=True)]
    h, w = (draw(st.integers(size, max(12, size))) for size in least)
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    dtype = draw(st.sampled_from(dtypes))
    images = generator.normal(size=(n, h, w, c)).astype(dtype)
    kernels = generator.normal(size=(kh, kw, c // groups, k)).astype(dtype)
    return images, kernels, {"strides": strides, "padding": padding, "dilation": dilation, "groups": groups}


def tensorflow_leaves_memory_unwritten(kernels, strides, output):
    """Say whether TensorFlow 2.21 with oneDNN is no oracle: one channel, unequal strides, a single column or row.

    It then returns numbers that it never wrote (1e17, another at each run); with TF_ENABLE_ONEDNN_OPTS=0 it is right.
    """
    return kernels.shape[2] == 1 and strides[0] != strides[1] and 1 in output[1:3]


def tensorflow_conv2d(images, kernels, *, strides, padding, dilation, groups):
    """Compute the same layer with TensorFlow on the CPU; it reads the groups off the kernels' shape."""
    around = padding.upper() if isinstance(padding, str) else [[0, 0], *map(list, padding), [0, 0]]
    with tf.device("CPU"):
        return tf.nn.conv2d(images, kernels, strides, around, dilations=dilation).numpy()


# By hand.

IMAGE = np.array([[1, 2, 3, 0], [4, 5, 6, 1], [7, 8, 9, 2]])
KERNEL = np.array([[1, 0], [0, 2]])


def test_correlation_by_hand():
    assert correlate2d(IMAGE, KERNEL).tolist() == [[11, 14, 5], [20, 23, 10]]


def test_convolution_by_hand():
    # The kernel is turned: 2 meets the upper left pixel, 1 the lower right one.
    assert convolve2d(IMAGE, KERNEL).tolist() == [[7, 10, 7], [16, 19, 14]]


def test_full_convolution_of_two_rows_is_the_product_of_polynomials():
    assert convolve2d([[1, 2, 3]], [[4, 5]], mode="full").tolist() == [[4, 13, 22, 15]]


@every_method
def test_strides_by_hand(method):
    image, kernel = IMAGE.reshape(1, 3, 4, 1).astype(float), KERNEL.reshape(2, 2, 1, 1).astype(float)
    assert conv2d(image, kernel, strides=(1, 2), method=method)[0, :, :, 0].round(9).tolist() == [[11, 5], [20, 10]]


@every_method
def test_dilation_by_hand(method):
    image, kernel = IMAGE.reshape(1, 3, 4, 1).astype(float), KERNEL.reshape(2, 2, 1, 1).astype(float)
    assert conv2d(image, kernel, dilation=2, method=method)[0, :, :, 0].round(9).tolist() == [[19, 6]]


@every_method
def test_same_pads_the_odd_pixel_at_the_bottom_and_right(method):
    image, kernel = np.ones((1, 2, 2, 1)), np.ones((2, 2, 1, 1))
    found = conv2d(image, kernel, padding="same", method=method)[0, :, :, 0].round(9)
    assert found.tolist() == [[4, 2], [2, 1]]


@every_method
def test_groups_do_not_see_each_other(method):
    images, kernels = np.array([1.0, 10.0]).reshape(1, 1, 1, 2), np.array([2.0, 3.0]).reshape(1, 1, 1, 2)
    assert conv2d(images, kernels, groups=2, method=method).round(9).ravel().tolist() == [2, 30]


def test_integers_are_computed_in_int64():
    image = np.full((3, 3), 255, np.uint8)
    found = correlate2d(image, np.full((3, 3), 255, np.uint8))
    assert found.dtype == np.int64
    assert found.item() == 9 * 255 * 255


# Oracles.


@every_method
@given(layer=layers())
def test_agrees_with_tensorflow(method, layer):
    images, kernels, arguments = layer
    found = conv2d(images, kernels, method=method, **arguments)
    assume(not tensorflow_leaves_memory_unwritten(kernels, arguments["strides"], found.shape))
    assert_close(found, tensorflow_conv2d(images, kernels, **arguments))


@pytest.mark.parametrize("method", ["auto", "taps", "im2col", "fft"])
@given(layer=layers())
def test_every_method_agrees_with_the_loops(method, layer):
    images, kernels, arguments = layer
    expected = conv2d(images, kernels, method="loops", **arguments)
    assert_close(conv2d(images, kernels, method=method, **arguments), expected)


# Winograd.


@st.composite
def small_kernels(draw):
    """Draw a layer of 3 × 3 kernels with stride and dilation 1, of any size, padding, groups and channels."""
    groups = draw(st.integers(1, 2))
    n, h, w = draw(st.integers(1, 2)), draw(st.integers(3, 11)), draw(st.integers(3, 11))
    c, k = groups * draw(st.integers(1, 3)), groups * draw(st.integers(1, 3))
    amounts = st.tuples(st.integers(0, 3), st.integers(0, 3))
    padding = draw(st.one_of(st.just("valid"), st.just("same"), st.tuples(amounts, amounts)))
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    dtype = draw(st.sampled_from(("float32", "float64")))
    images = generator.normal(size=(n, h, w, c)).astype(dtype)
    return images, generator.normal(size=(3, 3, c // groups, k)).astype(dtype), {"padding": padding, "groups": groups}


@given(layer=small_kernels())
def test_winograd_agrees_with_the_loops(layer):
    images, kernels, arguments = layer
    expected = conv2d(images, kernels, method="loops", **arguments)
    assert_close(conv2d(images, kernels, method="winograd", **arguments), expected)


@pytest.mark.parametrize("block", [1, 4000, 40_000, 2**22])  # a row at once, some, some images, all
@pytest.mark.parametrize("c", [1, 2, 8])
@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize("method", ["winograd", "im2col"])
def test_blocks_agree_with_tensorflow(monkeypatch, method, groups, c, block):
    monkeypatch.setattr("kernelbook.convolution.blocks.BLOCK", block)
    generator = np.random.default_rng(0)
    images = generator.normal(size=(5, 30, 21, c * groups)).astype("float32")
    kernels = generator.normal(size=(3, 3, c, 16)).astype("float32")
    expected = tensorflow_conv2d(images, kernels, strides=1, padding="same", dilation=1, groups=groups)
    assert_close(conv2d(images, kernels, padding="same", groups=groups, method=method), expected)


@pytest.mark.parametrize("c", [1, 4, 5])
def test_im2col_never_holds_more_than_a_block_of_its_matrix(monkeypatch, c):
    """A large image would need 9 copies of itself at once; a block is enough."""
    images, kernels = np.ones((2, 500, 500, c), "float32"), np.ones((3, 3, c, 2), "float32")
    sizes = []
    original = np.copyto
    monkeypatch.setattr(np, "copyto", lambda target, source: (sizes.append(source.nbytes), original(target, source)))
    conv2d(images, kernels, method="im2col")
    assert sum(sizes) == 2 * 498 * 498 * 9 * c * 4
    assert max(sizes) <= 2**22


def test_winograds_matrices_make_two_outputs_of_four_products():
    """For each pair of unit vectors: exact, so that no sign or place in a matrix can change unseen."""
    for x, k in np.ndindex(4, 3):
        pixels, weights = np.eye(4)[x], np.eye(3)[k]
        products = (winograd.INPUT @ pixels) * (winograd.KERNEL @ weights)
        assert products.shape == (4,)
        np.testing.assert_array_equal(winograd.OUTPUT @ products, np.correlate(pixels, weights, "valid"))


def test_winograd_rounds_a_little_more_than_the_same_sums_without_it():
    generator = np.random.default_rng(0)
    images, kernels = (generator.normal(size=size).astype("float32") for size in ((8, 34, 34, 1), (3, 3, 1, 16)))
    exact = conv2d(images.astype("float64"), kernels.astype("float64"))
    error = {
        name: np.square(conv2d(images, kernels, method=name) - exact).mean() ** 0.5 for name in ("taps", "winograd")
    }
    assert 1.2 * error["taps"] < error["winograd"] < 3 * error["taps"]


@pytest.mark.parametrize(
    ("size", "arguments"), [((3, 4), {}), ((1, 1), {}), ((3, 3), {"strides": 2}), ((3, 3), {"dilation": 2})]
)
def test_winograd_refuses_what_it_is_not_made_for(size, arguments):
    with pytest.raises(ValueError, match=r'"winograd" is for kernels of 3x3, stride 1 and dilation 1, got .*"im2col"'):
        conv2d(np.ones((1, 9, 9, 1)), np.ones((*size, 1, 1)), method="winograd", **arguments)


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("name", ["images", "kernels"])
def test_winograd_refuses_what_it_would_spread(name, value):
    arrays = {"images": np.ones((1, 5, 5, 1)), "kernels": np.ones((3, 3, 1, 1))}
    arrays[name].flat[0] = value
    with pytest.raises(ValueError, match=f"{name} hold NaN or infinity"):
        conv2d(**arrays, method="winograd")


@given(layer=layers(), multiplier=st.integers(1, 3))
def test_depthwise_agrees_with_tensorflow(layer, multiplier):
    images, kernels, arguments = layer
    kh, kw = kernels.shape[:2]
    strides = arguments["strides"][:1] * 2  # TensorFlow asks for equal strides here, and for no dilation with a stride
    dilation = arguments["dilation"] if strides == (1, 1) else (1, 1)
    kernels = np.random.default_rng(0).normal(size=(kh, kw, images.shape[3], multiplier)).astype(images.dtype)
    padding = arguments["padding"]
    around = padding.upper() if isinstance(padding, str) else [[0, 0], *map(list, padding), [0, 0]]
    with tf.device("CPU"):
        expected = tf.nn.depthwise_conv2d(images, kernels, (1, *strides, 1), around, dilations=dilation).numpy()
    found = depthwise_conv2d(images, kernels, strides=strides, padding=padding, dilation=dilation)
    assert_close(found, expected)


@st.composite
def matrices(draw):
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    kh, kw = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    h, w = draw(st.integers(kh, 10)), draw(st.integers(kw, 10))
    draw_values = draw(st.sampled_from(["integers", "normal"]))
    if draw_values == "integers":
        return generator.integers(-9, 10, (h, w)), generator.integers(-9, 10, (kh, kw))
    return generator.normal(size=(h, w)), generator.normal(size=(kh, kw))


@pytest.mark.parametrize("mode", ["valid", "same", "full"])
@given(pair=matrices())
def test_one_channel_agrees_with_scipy(mode, pair):
    np.testing.assert_allclose(correlate2d(*pair, mode=mode), signal.correlate2d(*pair, mode=mode), atol=1e-12)
    np.testing.assert_allclose(convolve2d(*pair, mode=mode), signal.convolve2d(*pair, mode=mode), atol=1e-12)


@given(layer=layers(["float64"], plain=True))
def test_a_layer_sums_the_correlations_of_its_channels(layer):
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
def test_is_linear_in_images_and_in_kernels(layer, scale):
    images, kernels, arguments = layer
    other = np.roll(images, 1, axis=1)
    both = conv2d(images + scale * other, kernels, **arguments)
    assert_close(both, conv2d(images, kernels, **arguments) + scale * conv2d(other, kernels, **arguments))
    turned = kernels[::-1]
    both = conv2d(images, kernels + scale * turned, **arguments)
    assert_close(both, conv2d(images, kernels, **arguments) + scale * conv2d(images, turned, **arguments))


@given(layer=layers(["float64"]), rows=st.integers(1, 2), columns=st.integers(1, 2))
def test_a_shifted_image_gives_a_shifted_output(layer, rows, columns):
    images, kernels, arguments = layer
    sh, sw = arguments["strides"]
    arguments = {**arguments, "padding": "valid"}
    (dh, dw), (kh, kw) = arguments["dilation"], kernels.shape[:2]
    wide = np.pad(images, ((0, 0), (dh * kh + 6, dh * kh + 6), (dw * kw + 6, dw * kw + 6), (0, 0)))
    shifted = np.roll(wide, (rows * sh, columns * sw), axis=(1, 2))
    expected = np.roll(conv2d(wide, kernels, **arguments), (rows, columns), axis=(1, 2))
    assert_close(conv2d(shifted, kernels, **arguments)[:, rows:, columns:], expected[:, rows:, columns:])


@given(pair=matrices(), size=st.integers(1, 4))
def test_full_convolution_is_commutative_and_associative(pair, size):
    image, kernel = pair
    other = np.arange(size * 2).reshape(size, 2) - 1
    full = {"mode": "full"}
    np.testing.assert_allclose(convolve2d(image, kernel, **full), convolve2d(kernel, image, **full), atol=1e-12)
    left = convolve2d(convolve2d(image, kernel, **full), other, **full)
    right = convolve2d(image, convolve2d(kernel, other, **full), **full)
    np.testing.assert_allclose(left, right, atol=1e-10)


@pytest.mark.parametrize("mode", ["valid", "same", "full"])
@given(pair=matrices())
def test_convolution_is_correlation_with_the_turned_kernel(mode, pair):
    image, kernel = pair
    if mode == "same":  # an even kernel has no middle to turn about: leave a row or column out
        kernel = kernel[: kernel.shape[0] - 1 + kernel.shape[0] % 2, : kernel.shape[1] - 1 + kernel.shape[1] % 2]
    turned = np.rot90(kernel, 2)
    np.testing.assert_array_equal(convolve2d(image, kernel, mode=mode), correlate2d(image, turned, mode=mode))


@given(layer=layers(["float64"]))
def test_the_transpose_is_the_adjoint(layer):
    x, kernels, arguments = layer
    forward = conv2d(x, kernels, **arguments)
    y = np.random.default_rng(1).normal(size=forward.shape)
    backward = conv2d_transpose(y, kernels, input_shape=x.shape, **arguments)
    assert backward.shape == x.shape
    np.testing.assert_allclose((forward * y).sum(), (x * backward).sum(), rtol=1e-10, atol=1e-10)


@given(layer=layers(["float64"]))
def test_agrees_with_its_matrix(layer):
    images, kernels, arguments = layer
    A = conv_matrix(kernels, images.shape[1:], **arguments)
    found = conv2d(images, kernels, **arguments)
    assert A.shape == (found[0].size, images[0].size)
    for image, result in zip(images, found, strict=True):
        np.testing.assert_allclose(A @ image.ravel(), result.ravel(), atol=1e-12)
    backward = conv2d_transpose(found, kernels, input_shape=images.shape, **arguments)
    np.testing.assert_allclose(A.T @ found[0].ravel(), backward[0].ravel(), atol=1e-10)


@given(layer=layers())
def test_the_output_has_the_shape_of_the_formula(layer):
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
def test_output_size_agrees_with_the_layer(layer):
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
def test_the_receptive_field_is_what_a_changed_pixel_reaches(specification):
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


# Types and layouts in memory.


@every_method
@pytest.mark.parametrize("types", [("float32", "float32"), ("float64", "float32"), ("float32", "float64")])
def test_float32_stays_and_a_mix_gives_float64(method, types):
    images, kernels = np.ones((1, 4, 4, 1), types[0]), np.ones((3, 3, 1, 2), types[1])
    assert conv2d(images, kernels, method=method).dtype == np.result_type(*types)


@every_method
def test_views_of_any_layout_give_the_same_result(method):
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
def test_an_empty_batch_gives_an_empty_result_of_the_formulas_shape(method):
    found = conv2d(np.ones((0, 8, 9, 2), "float32"), np.ones((3, 3, 2, 5), "float32"), strides=2, method=method)
    assert found.shape == (0, 3, 4, 5)
    assert found.dtype == np.float32


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
        ((1, 60, 60, 1), (9, 9, 1, 1), {}, "fft"),
        ((1, 60, 60, 1), (8, 10, 1, 1), {}, "im2col"),
        ((1, 60, 60, 1), (3, 27, 1, 1), {}, "fft"),
        ((1, 60, 60, 1), (3, 3, 1, 1), {}, "im2col"),
        ((1, 30, 30, 2), (9, 9, 2, 3), {}, "im2col"),
        ((1, 30, 30, 1), (9, 9, 1, 2), {}, "im2col"),
        ((1, 30, 30, 2), (9, 9, 1, 2), {"groups": 2}, "fft"),
        ((1, 30, 30, 2), (9, 9, 1, 4), {"groups": 2}, "im2col"),
        ((1, 30, 30, 2), (11, 13, 2, 3), {}, "im2col"),
        ((1, 30, 30, 2), (12, 12, 2, 3), {}, "fft"),
        ((1, 30, 30, 2), (12, 12, 2, 3), {"strides": 2}, "im2col"),
        ((1, 30, 30, 2), (12, 12, 2, 3), {"dilation": (1, 2)}, "im2col"),
        ((1, 22, 22, 64), (3, 3, 64, 64), {}, "im2col"),
    ],
)
def test_auto_follows_its_rules(taken, images, kernels, arguments, expected):
    conv2d(np.ones(images, "float32"), np.ones(kernels, "float32"), **arguments)
    assert taken == [expected]


@pytest.mark.parametrize(("size", "c"), [((9, 9), 1), ((12, 12), 2)])
def test_auto_keeps_what_is_not_finite_where_it_is(taken, size, c):
    images, kernels = np.ones((1, 60, 60, c)), np.ones((*size, c, c))
    images[0, 0, 0, 0] = np.nan
    found = conv2d(images, kernels)
    assert taken == ["im2col"]
    assert np.isnan(found[0, 0, 0]).all()
    assert np.isfinite(found[0, 1:, 1:]).all()


@pytest.mark.parametrize("name", ["convolution", "race"])
def test_auto_is_near_the_best_on_every_layer_that_was_measured(taken, name):
    stored = results.read(name)
    for case in {row["case"] for row in stored.rows} - {"this machine"}:
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
        ({"method": "winner"}, "method='winner': expected one of auto, loops, taps, im2col, fft"),
        (
            {"images": IMAGES.astype(int)},
            'images has dtype int64: expected floating .*"float32"',
        ),
        ({"kernels": KERNELS.astype(bool)}, "kernels has dtype bool"),
        ({"images": np.ones((1, 5, 5, 0)), "kernels": np.ones((3, 3, 0, 4))}, "only the batch may be empty"),
    ],
)
def test_bad_input_is_refused_by_name(change, message):
    arguments = {"images": IMAGES, "kernels": KERNELS, **change}
    with pytest.raises(ValueError, match=message):
        conv2d(**arguments)


@pytest.mark.parametrize("name", ["images", "kernels"])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_the_fft_refuses_what_it_would_spread(name, value):
    arguments = {"images": IMAGES.copy(), "kernels": KERNELS.copy()}
    arguments[name][0, 0, 0, 0] = value
    with pytest.raises(ValueError, match=f'{name} hold NaN or infinity.*method="im2col"'):
        conv2d(**arguments, method="fft")


def test_the_other_functions_refuse_too():
    with pytest.raises(ValueError, match=r"image has shape \(3,\)"):
        correlate2d([1, 2, 3], [[1]])
    with pytest.raises(ValueError, match="mode='wide'"):
        correlate2d([[1]], [[1]], mode="wide")
    with pytest.raises(ValueError, match="a kernel of 2 pixels is larger than the image of 1"):
        correlate2d([[1]], [[1], [1]])
    with pytest.raises(ValueError, match="image has dtype complex128"):
        correlate2d([[1j]], [[1]])
    with pytest.raises(ValueError, match=r"errors has shape \(1, 2, 3, 4\): an input of .* leads to \(1, 3, 3, 4\)"):
        conv2d_transpose(np.ones((1, 2, 3, 4)), KERNELS, input_shape=IMAGES.shape)
    with pytest.raises(ValueError, match=r"images has shape \(1, 5, 5, 2\) and kernels \(3, 3, 1, 1\)"):
        depthwise_conv2d(IMAGES, np.ones((3, 3, 1, 1)))
    with pytest.raises(ValueError, match=r"layer 2 is \(3, 0, 1\)"):
        receptive_field([(3, 1, 1), (3, 0, 1)])
    with pytest.raises(ValueError, match=r"n=0: expected a whole number from 1"):
        output_size(0, 1)


def test_what_is_exported_is_tested_here():
    gradients = {"conv2d_input_gradient", "conv2d_kernel_gradient"}  # in test_gradients.py
    assert set(convolution.__all__) - gradients <= set(globals())
