import keras
import numpy as np
import pytest

from kernelbook import explain


def test_a_linear_scores_saliency_is_its_weights(linear, X):
    model, weights = linear
    np.testing.assert_allclose(explain.saliency(model, X, 1), np.abs(weights[..., 1]), rtol=1e-5)


def test_a_linear_score_is_shared_by_pixel_times_weight(linear, X):
    model, weights = linear
    shares = explain.integrated_gradients(model, X, 0, steps=1)
    np.testing.assert_allclose(shares, X * weights[..., 0], rtol=1e-5)
    shares = explain.integrated_gradients(model, X, 0, baseline=np.full((4, 5), 0.5))
    np.testing.assert_allclose(shares, (X - 0.5) * weights[..., 0], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("steps", [1, 3])
def test_gradients_are_taken_in_the_middles_of_the_steps(steps, X):
    # The score is the sum of squares. Its gradient grows evenly on the way, so the middles give x² exactly.
    inputs = keras.layers.Input((4, 5, 1))
    flat = keras.layers.Flatten()(inputs)
    model = keras.Model(inputs, keras.layers.Dense(1, use_bias=False)(keras.layers.Multiply()([flat, flat])))
    model.set_weights([np.ones((20, 1))])
    np.testing.assert_allclose(explain.integrated_gradients(model, X, 0, steps=steps), X**2, rtol=1e-5)


@pytest.mark.parametrize("label", range(10))
def test_integrated_gradients_are_complete(network, digits, label):
    image = digits[0][list(digits[1]).index(label)]
    z, nothing = network(np.stack([image, np.zeros_like(image)])[..., np.newaxis]).numpy()
    shares = explain.integrated_gradients(network, image, label, steps=200)
    assert shares.sum() == pytest.approx(z[label] - nothing[label], rel=0.01, abs=0.05)


def test_saliency_is_the_slope_that_a_small_step_finds(network, digits):
    # Noise breaks the ties of the flat paper, where max pooling has a kink and no slope.
    image, step = digits[0][0] + np.random.default_rng(0).uniform(0, 0.3, (28, 28)).astype("float32"), 1e-3
    slopes = explain.saliency(network, image, 7)
    for i, j in [(10, 10), (14, 13), (20, 11)]:
        nudged = np.stack([image, image])[..., np.newaxis]
        nudged[:, i, j, 0] += (step, -step)
        up, down = network(nudged).numpy()[:, 7]
        assert abs(up - down) / (2 * step) == pytest.approx(slopes[i, j], rel=0.1, abs=0.02)


def test_grad_cam_by_hand(X):
    model = keras.Sequential(
        [
            keras.layers.Input((4, 5, 1)),
            keras.layers.Conv2D(2, 1, use_bias=False, name="maps"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(1, use_bias=False),
        ]
    )
    model.set_weights([np.array([[[[1.0, -2.0]]]]), np.array([[3.0], [1.0]])])
    # Each map's worth is its weight, shared by 20 units: (3 · X + 1 · (−2 X)) / 20, which is positive.
    np.testing.assert_allclose(explain.grad_cam(model, X, 0, "maps"), X / 20, rtol=1e-5)
    model.set_weights([np.array([[[[1.0, -2.0]]]]), np.array([[1.0], [1.0]])])
    assert (explain.grad_cam(model, X, 0, "maps") == 0).all()  # −X / 20 speaks against


def test_explanations_of_a_color_image_by_hand(color, photo):
    model, weights = color
    np.testing.assert_allclose(explain.saliency(model, photo, 1), np.abs(weights[..., 1]).max(axis=2), rtol=1e-5)
    shares = explain.integrated_gradients(model, photo, 2, steps=1)
    np.testing.assert_allclose(shares, (photo * weights[..., 2]).sum(axis=2), rtol=1e-4, atol=1e-6)
    gray = np.full_like(photo, 0.5)
    shares = explain.integrated_gradients(model, photo, 2, baseline=gray)
    np.testing.assert_allclose(shares, ((photo - gray) * weights[..., 2]).sum(axis=2), rtol=1e-4, atol=1e-5)
    slopes = explain.score_gradient(model, photo[np.newaxis], 0)
    np.testing.assert_allclose(slopes[0], weights[..., 0], rtol=1e-5)


def test_grad_cam_of_a_color_image(photo):
    model = keras.Sequential(
        [
            keras.layers.Input((6, 5, 3)),
            keras.layers.Conv2D(1, 1, use_bias=False, name="maps"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(1, use_bias=False),
        ]
    )
    model.set_weights([np.ones((1, 1, 3, 1)), np.array([[6.0]])])
    np.testing.assert_allclose(explain.grad_cam(model, photo, 0, "maps"), 6 / 30 * photo.sum(axis=2), rtol=1e-5)


def test_a_gray_image_may_bring_its_axis_of_channels(linear, X):
    model, _ = linear
    for method in (explain.saliency, explain.integrated_gradients, explain.occlusion):
        options = {"size": 2} if method is explain.occlusion else {}
        expected = method(model, X, 1, **options)
        np.testing.assert_array_equal(method(model, X[..., np.newaxis], 1, **options), expected)


def test_explanations_of_a_model_for_images_of_any_size(photo):
    model = keras.Sequential(
        [
            keras.layers.Input((None, None, 3)),
            keras.layers.Conv2D(2, 3, activation="relu", name="maps"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(2),
        ]
    )
    found = explain.all_maps(model, photo, 1, layer="maps")
    assert {name: each.shape for name, each in found.items()} == {
        "occlusion": (2, 1),
        "saliency": (6, 5),
        "integrated gradients": (6, 5),
        "Grad-CAM": (4, 3),
    }
