import itertools

import numpy as np
import pytest

import compressed
from kernelbook import compression, data, models

GRID = [  # size of the kernel, channels in and out, padding, ReLU
    (1, 1, 3, "valid", True),
    (2, 3, 8, "same", False),
    (3, 1, 16, "valid", False),
    (3, 8, 5, "same", True),
    (4, 2, 7, "same", True),
    (5, 3, 4, "valid", True),
    (5, 16, 9, "same", False),
]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Write the digit network as a file of 8 bits; return its path and the test images."""
    network = models.digit_network()
    models.set_weights(network, models.load_weights("digit_network"))
    (x, _), (judged, _) = data.load_mnist()
    path = tmp_path_factory.mktemp("litert") / "digits.tflite"
    compression.to_litert(network, path, "int8", x[:100, :, :, np.newaxis] / np.float32(255))
    return path, judged[..., np.newaxis] / np.float32(255)


def test_layers_are_those_of_the_network():
    layers = compression.read_integers(compressed.stored("int8"))
    kinds = [layer["kind"] for layer in layers]
    assert kinds == ["quantize", "convolution", "pooling", "flatten", "dense", "dense", "dequantize"]
    kernel, *_ = compressed.small_network().get_weights()
    first = layers[1]
    np.testing.assert_array_equal(first["K"], compression.quantize(kernel, first["s_k"]))
    np.testing.assert_allclose(first["s_k"], compression.channel_scales(kernel), rtol=1e-6)
    assert (first["padding"], first["relu"], layers[-2]["relu"]) == ("same", True, False)
    for one, next_one in itertools.pairwise(layers):
        assert (one["s_out"], one["z_out"]) == (next_one["s_in"], next_one["z_in"])


def test_biases_have_the_scale_of_the_sums():
    layers = compression.read_integers(compressed.stored("int8"))
    _, bias, *_ = compressed.small_network().get_weights()
    np.testing.assert_array_equal(layers[1]["b"], np.rint(bias / (layers[1]["s_in"] * layers[1]["s_k"])))


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize("kernels", ["xnnpack", "reference"])
def test_answer_in_integers_is_litert_to_the_last_bit(padding, kernels):
    path, X = compressed.stored("int8", padding), compressed.images(300)
    theirs = compression.open_file(path, kernels=kernels)(X)
    np.testing.assert_array_equal(compression.answer_in_integers(compression.read_integers(path), X, kernels), theirs)


@pytest.mark.slow
@pytest.mark.parametrize("layer", GRID)
def test_random_convolutions_are_those_of_litert_to_the_last_integer(layer, tmp_path):
    import keras

    size, c_in, c_out, padding, relu = layer
    convolution = keras.layers.Conv2D(c_out, size, padding=padding, activation="relu" if relu else None)
    network = keras.Sequential([keras.layers.Input((9, 9, c_in)), convolution])
    generator = np.random.default_rng(size)
    network.set_weights([generator.normal(size=each.shape) for each in network.get_weights()])
    X = generator.normal(0.2, 1, (200, 9, 9, c_in)).astype(np.float32)
    compression.to_litert(network, tmp_path / "layer.tflite", "int8", X[:20])
    layers = compression.read_integers(tmp_path / "layer.tflite")
    first, middle, last = layers
    for kernels in ("xnnpack", "reference"):
        theirs = compression.open_file(tmp_path / "layer.tflite", kernels=kernels)(X)
        np.testing.assert_array_equal(compression.answer_in_integers(layers, X, kernels), theirs, kernels)
    codes = compression.quantize(X, first["s_out"], first["z_out"])
    names = ("K", "b", "z_in", "M", "shift", "z_out", "padding", "relu")
    ours = compression.conv2d_int8(codes, *(middle[name] for name in names), rounding="twice")
    np.testing.assert_array_equal(compression.dequantize(ours, last["s_in"], last["z_in"]), theirs, "the reference")


def test_the_whole_digit_network_is_litert_to_the_last_bit(written):
    path, X = written
    layers, few = compression.read_integers(path), X[:500]
    np.testing.assert_array_equal(compression.answer_in_integers(layers, few), compression.open_file(path)(few))


@pytest.mark.slow
def test_the_reference_rounds_otherwise_and_is_met_to_the_last_bit(written):
    path, few = written[0], written[1][:300]
    theirs = compression.open_file(path, kernels="reference")(few)
    layers = compression.read_integers(path)
    np.testing.assert_array_equal(compression.answer_in_integers(layers, few, "reference"), theirs)
    assert (compression.answer_in_integers(layers, few) != theirs).any(), "so it matters whose rounding it is"


def test_files_of_other_numbers_and_no_files_are_refused(tmp_path):
    with pytest.raises(ValueError, match="computes in floating numbers"):
        compression.read_integers(compressed.stored("float32"))
    with pytest.raises(FileNotFoundError, match="no such file"):
        compression.read_integers(tmp_path / "none.tflite")
    (tmp_path / "text.tflite").write_text("no network at all")
    with pytest.raises(ValueError, match="TFL3"):
        compression.read_integers(tmp_path / "text.tflite")
