"""What each operation computes, what it sends back, and what it refuses."""

import re

import numpy as np
import pytest

from kernelbook import convolution, graph, layers
from kernelbook.graph import Value

NORMAL = np.random.default_rng(0).normal
IMAGES, KERNELS, BIAS, LOGITS = (NORMAL(size=shape) for shape in ((2, 5, 6, 4), (3, 2, 4, 6), (6,), (3, 4)))
LABELS = np.array([0, 3, 2])

OPERATIONS = {
    "+": (lambda x, y: x + y, (LOGITS, LOGITS[0])),
    "-": (lambda x, y: x - y, (LOGITS, LOGITS[:, :1])),
    "*": (lambda x, y: x * y, (LOGITS[:, :1], LOGITS[0])),
    "@": (lambda x, y: x @ y, (LOGITS, LOGITS.T)),
    "sum": (lambda x: x.sum(), (LOGITS,)),
    "conv2d": (graph.conv2d, (IMAGES, KERNELS)),
    "conv2d, bias": (lambda *arrays: graph.conv2d(*arrays, padding="same"), (IMAGES, KERNELS, BIAS)),
    "conv2d, strides": (
        lambda *arrays: graph.conv2d(*arrays, strides=(2, 1), dilation=(1, 2)),
        (IMAGES, KERNELS, BIAS),
    ),
    "conv2d, groups": (
        lambda *arrays: graph.conv2d(*arrays, padding=((0, 1), (2, 0)), groups=2),
        (IMAGES, KERNELS[:, :, :2], BIAS),
    ),
    "relu": (graph.relu, (IMAGES,)),
    "max_pool2d": (graph.max_pool2d, (IMAGES,)),
    "max_pool2d, 2x3": (lambda images: graph.max_pool2d(images, (2, 3)), (IMAGES,)),
    "global_average_pool2d": (graph.global_average_pool2d, (IMAGES,)),
    "flatten": (graph.flatten, (IMAGES,)),
    "softmax_cross_entropy": (lambda logits: graph.softmax_cross_entropy(logits, LABELS), (LOGITS,)),
}
every_operation = pytest.mark.parametrize("case", OPERATIONS)


@every_operation
def test_backward_gives_central_differences(case):
    compute, arrays = OPERATIONS[case]
    generator, values = np.random.default_rng(1), [Value(array) for array in arrays]
    result = compute(*values)
    E, h = generator.normal(size=result.data.shape), 1e-6
    result.backward(E)
    for k, value in enumerate(values):
        direction, sides = generator.normal(size=value.data.shape), []
        for step in (h, -h):
            moved = [array + step * direction if j == k else array for j, array in enumerate(arrays)]
            sides.append((E * compute(*map(Value, moved)).data).sum())
        assert (value.gradient * direction).sum() == pytest.approx((sides[0] - sides[1]) / (2 * h), rel=1e-6, abs=1e-7)


@every_operation
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_floating_numbers_keep_their_dtype(case, dtype):
    compute, arrays = OPERATIONS[case]
    values = [Value(array.astype(dtype)) for array in arrays]
    result = compute(*values)
    result.backward(np.ones(result.data.shape))
    assert {result.data.dtype, result.gradient.dtype, *(value.gradient.dtype for value in values)} == {np.dtype(dtype)}


@every_operation
def test_arrays_of_the_caller_stay_as_they_are(case):
    compute, arrays = OPERATIONS[case]
    before = [array.copy() for array in arrays]
    result = compute(Value(arrays[0]), *arrays[1:])
    result.backward(np.ones(result.data.shape))
    result.data[...] = 7
    for array, kept in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, kept)


def test_conv2d_computes_what_the_convolution_of_the_library_does():
    settings = {"strides": (1, 2), "padding": "same", "groups": 2}
    found = graph.conv2d(IMAGES, KERNELS[:, :, :2], BIAS, **settings)
    np.testing.assert_array_equal(found.data, convolution.conv2d(IMAGES, KERNELS[:, :, :2], **settings) + BIAS)


def test_relu_is_flat_at_zero():
    x = Value([-1.0, -0.0, 0.0, 2.0, np.nan])
    y = graph.relu(x)
    y.backward(np.ones(5))
    np.testing.assert_array_equal(y.data, [0, 0, 0, 2, np.nan])
    np.testing.assert_array_equal(x.gradient, [0, 0, 0, 1, 0])


def test_max_pool2d_gives_ties_to_the_first_and_drops_what_is_left_over():
    x = Value(np.full((1, 3, 5, 1), 7.0))
    y = graph.max_pool2d(x)
    y.backward(np.reshape([10.0, 20.0], (1, 1, 2, 1)))
    assert y.data.ravel().tolist() == [7, 7]
    assert x.gradient[0, :, :, 0].tolist() == [[10, 0, 20, 0, 0], [0] * 5, [0] * 5]


def test_max_pool2d_of_two_sizes_of_images_do_not_mix():
    small, large = Value(IMAGES[:, :2, :2]), Value(IMAGES)
    first, second = graph.max_pool2d(small), graph.max_pool2d(large)
    first.backward(np.ones(first.data.shape))
    second.backward(np.ones(second.data.shape))
    assert (small.gradient.sum(), large.gradient.sum()) == (first.data.size, second.data.size)


def test_softmax_cross_entropy_is_that_of_the_layers_and_does_not_overflow():
    logits = Value(np.array([[1e4, -1e4, 0.0], [-1e30, 0.0, 0.0]], "float32"))
    loss = graph.softmax_cross_entropy(logits, [0, 1])
    (loss * 2).backward()
    expected, errors = layers.softmax_cross_entropy(logits.data, [0, 1])
    assert loss.data == np.float32(expected)
    np.testing.assert_array_equal(logits.gradient, 2 * errors)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: graph.conv2d(IMAGES[0], KERNELS), "images has shape (5, 6, 4): expected (n, h, w, c)"),
        (lambda: graph.conv2d(IMAGES[:0], KERNELS), "images has shape (0, 5, 6, 4)"),
        (lambda: graph.conv2d("a", KERNELS), "images has dtype <U1"),
        (lambda: graph.conv2d(IMAGES, None), "kernels has dtype object"),
        (lambda: graph.conv2d(IMAGES, KERNELS[0]), "kernels has shape (2, 4, 6)"),
        (lambda: graph.conv2d(IMAGES, KERNELS[:, :, :3]), "kernels of shape (3, 2, 3, 6) reach through 3 channels"),
        (lambda: graph.conv2d(IMAGES, KERNELS, BIAS[:5]), "bias has shape (5,): expected one number a kernel, (6,)"),
        (lambda: graph.conv2d(IMAGES, KERNELS, 0), "bias has shape ()"),
        (lambda: graph.conv2d(IMAGES, KERNELS, "b"), "bias has dtype <U1"),
        (lambda: graph.conv2d(IMAGES, KERNELS, strides=2.5), "strides=2.5"),
        (lambda: graph.conv2d(IMAGES, KERNELS, padding="full"), "padding='full'"),
        (lambda: graph.conv2d(IMAGES, KERNELS, dilation="2"), "dilation='2'"),
        (lambda: graph.conv2d(IMAGES, KERNELS, groups=0), "groups=0"),
        (lambda: graph.relu("a"), "x has dtype <U1"),
        (lambda: graph.max_pool2d(IMAGES[0]), "images has shape (5, 6, 4)"),
        (lambda: graph.max_pool2d(IMAGES, 0), "size=0"),
        (lambda: graph.max_pool2d(IMAGES, "2"), "size='2'"),
        (lambda: graph.max_pool2d(IMAGES, (2, 7)), "size=(2, 7): images of 5x6 pixels are smaller than one block"),
        (lambda: graph.global_average_pool2d(LOGITS), "images has shape (3, 4)"),
        (lambda: graph.global_average_pool2d(IMAGES[:, :0]), "images has shape (2, 0, 6, 4)"),
        (lambda: graph.flatten(3.0), "images has shape ()"),
        (lambda: graph.flatten("a"), "images has dtype <U1"),
        (lambda: graph.softmax_cross_entropy(LOGITS[0], LABELS), "logits has shape (4,)"),
        (lambda: graph.softmax_cross_entropy("z", LABELS), "logits has dtype <U1"),
        (lambda: graph.softmax_cross_entropy(LOGITS, LABELS[:2]), "labels (2,)"),
        (lambda: graph.softmax_cross_entropy(LOGITS, [0, 4, 1]), "labels must be whole numbers from 0 to 3"),
        (lambda: graph.softmax_cross_entropy(LOGITS, [0, -1, 1]), "labels must be whole numbers from 0 to 3"),
        (lambda: graph.softmax_cross_entropy(LOGITS, [0.0, 1.0, 1.0]), "labels must be whole numbers"),
        (lambda: graph.softmax_cross_entropy(LOGITS, None), "labels"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()


def test_relu_sends_nothing_back_where_nothing_passed():
    x = Value(np.array([-1.0, 0.0, 2.0], "float32"))
    graph.relu(x).backward(np.array([np.inf, np.nan, np.inf]))
    np.testing.assert_array_equal(x.gradient, [0, 0, np.inf])
    assert x.gradient.dtype == "float32"
