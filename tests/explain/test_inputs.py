import keras
import numpy as np
import pytest

from kernelbook import explain

BAD = [
    (lambda m: explain.saliency(m, np.zeros((28, 27)), 0), r"image has shape \(28, 27\)"),
    (lambda m: explain.saliency(m, np.zeros((28, 28)), 10), "label=10: expected a class from 0 to 9"),
    (lambda m: explain.integrated_gradients(m, np.zeros((28, 28)), 0, steps=0), "steps=0"),
    (
        lambda m: explain.integrated_gradients(m, np.zeros((28, 28)), 0, baseline=np.zeros(28)),
        r"baseline has shape \(28,\)",
    ),
    (lambda m: explain.occlusion(m, np.zeros((28, 28)), 0, size=29), "size=29: expected a square from 1 pixel to 28"),
    (lambda m: explain.grad_cam(m, np.zeros((28, 28)), 0, "conv9"), "layer='conv9': the model has"),
    (lambda m: explain.grad_cam(m, np.zeros((28, 28)), 0, "dense"), r"layer='dense' gives shape \(None, 64\)"),
    (lambda m: explain.strongest(m, "conv1", 32, np.zeros((1, 28, 28))), "unit=32: layer 'conv1' has units 0 to 31"),
    (lambda m: explain.maximize(m, "dense", -1), "unit=-1"),
    (lambda m: explain.saliency(m, np.zeros((28, 28)), "7"), "label='7': expected a class from 0 to 9, a whole number"),
    (
        lambda m: explain.saliency(m, np.zeros((28, 28)), 7.0),
        r"label=7\.0: expected a class from 0 to 9, a whole number",
    ),
    (lambda m: explain.saliency(m, np.full((28, 28), 255, np.uint8), 7), "from 255 to 255: expected .* divide by 255"),
    (lambda m: explain.occlusion(m, np.full((28, 28), 255.0), 7), "image has values from 255 to 255"),
    (lambda m: explain.grad_cam(m, np.full((28, 28), 9, int), 7, "conv3"), "image has values from 9 to 9"),
    (lambda m: explain.integrated_gradients(m, np.full((28, 28), np.nan), 7), "image holds NaN"),
    (lambda m: explain.integrated_gradients(m, np.zeros((28, 28)), 7, baseline=np.nan), "baseline holds NaN"),
    (lambda m: explain.integrated_gradients(m, np.zeros((28, 28)), 7, steps=2.5), r"steps=2\.5"),
    (lambda m: explain.occlusion(m, np.zeros((28, 28)), 7, fill="0"), "fill='0': expected a number"),
    (lambda m: explain.occlusion(m, np.zeros((28, 28)), 7, size=5.0), r"size=5\.0"),
    (lambda m: explain.saliency(m, np.zeros((28, 28, 3)), 7), r"image has shape \(28, 28, 3\): expected one image"),
    (lambda m: explain.strongest(m, "conv1", 0, np.zeros((0, 28, 28))), r"images has shape \(0, 28, 28\)"),
    (lambda m: explain.strongest(m, "conv1", 0, np.zeros((28, 28))), r"images has shape \(28, 28\): expected images"),
    (lambda m: explain.strongest(m, "conv1", 0, np.full((2, 28, 28), 255)), "images has values from 255 to 255"),
    (
        lambda m: explain.strongest(m, "conv1", 0.0, np.zeros((1, 28, 28))),
        r"unit=0\.0: layer 'conv1' has units 0 to 31",
    ),
    (lambda m: explain.strongest(m, "conv1", 0, np.zeros((1, 28, 28)), count=0), "count=0"),
    (lambda m: explain.maximize(m, "dense", 0, steps=0), "steps=0"),
    (lambda m: explain.maximize(m, "dense", 0, rate=-1), "rate=-1"),
    (lambda m: explain.maximize(m, "dense", 0, calm=np.nan), "calm=nan"),
    (lambda m: explain.answers(m, np.zeros((0, 28, 28, 1))), r"images has shape \(0, 28, 28, 1\): expected one item"),
    (lambda m: explain.answers(m, np.zeros((1, 28, 28, 1)), 0), "batch_size=0"),
    (lambda _: explain.saliency(3, np.zeros((28, 28)), 7), "model=3: expected a Keras model"),
]


@pytest.mark.parametrize(("call", "message"), BAD, ids=[message for _, message in BAD])
def test_bad_input_is_refused(network, call, message):
    with pytest.raises(ValueError, match=message):
        call(network)


@pytest.mark.parametrize("method", ["saliency", "occlusion", "integrated_gradients", "grad_cam", "all_maps"])
def test_a_model_that_gives_probabilities_is_refused(network, method):
    sure = keras.Sequential([keras.layers.Input((28, 28, 1)), *network.layers, keras.layers.Softmax()])
    options = {"layer": "conv3"} if method in ("grad_cam", "all_maps") else {}
    with pytest.raises(ValueError, match="model ends in softmax: expected a model that gives logits"):
        getattr(explain, method)(sure, np.zeros((28, 28)), 7, **options)


def test_images_from_0_to_255_are_right_for_a_model_that_divides_them(linear, X):
    model, weights = linear
    divides = keras.Sequential([keras.layers.Input((4, 5, 1)), keras.layers.Rescaling(1 / 255), *model.layers])
    found = explain.saliency(divides, (255 * X).round().astype("uint8"), 1)
    np.testing.assert_allclose(found, np.abs(weights[..., 1]) / 255, rtol=1e-5)


def test_images_that_are_standardized_are_right(linear, X):
    model, weights = linear
    shares = explain.integrated_gradients(model, 6 * X - 3, 0, steps=1)
    np.testing.assert_allclose(shares, (6 * X - 3) * weights[..., 0], rtol=1e-4)


@pytest.mark.parametrize("value", [5, -1, 255])
def test_what_stands_for_nothing_lies_where_the_image_does(linear, X, value):
    model, _ = linear
    with pytest.raises(ValueError, match=f"baseline has values from {value} to {value}: expected 0 to 1"):
        explain.integrated_gradients(model, X, 0, baseline=value)
    with pytest.raises(ValueError, match=f"fill has values from {value} to {value}: expected 0 to 1"):
        explain.occlusion(model, X, 0, fill=value)


def test_labels_and_sizes_of_any_width_are_taken(linear, X):
    model, _ = linear
    np.testing.assert_array_equal(explain.saliency(model, X, np.uint8(1)), explain.saliency(model, X, 1))
    expected = explain.occlusion(model, X, 1, size=2)
    np.testing.assert_array_equal(explain.occlusion(model, X, np.uint8(1), size=np.uint8(2)), expected)
