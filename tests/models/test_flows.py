import keras
import numpy as np
import pytest

from kernelbook import flow, models
from kernelbook.models import flows

GENERATOR = np.random.default_rng(0)
IMAGES = GENERATOR.standard_normal((3, 28, 28, 1)).astype("float32")
TIMES, LABELS = np.array([0.0, 0.5, 1.0], "float32"), np.array([0, 9, 10], "int32")


def network(widths=(8, 16, 24), features=8):
    """Build a network in which no weight is zero, so that everything counts."""
    keras.utils.set_random_seed(0)
    built = models.flow_unet(widths, features)
    for layer in built.layers:
        layer.set_weights([0.3 * GENERATOR.normal(size=w.shape) for w in layer.get_weights()])
    return built


def test_flow_unet_answers_for_each_pixel_and_at_first_with_zeros():
    first = models.flow_unet()
    assert first.count_params() == 294_545
    answer = first([IMAGES, TIMES, LABELS])
    assert answer.shape == IMAGES.shape
    assert not np.any(answer)


def test_flow_unet_has_a_label_for_none_as_flow_has():
    assert flows.CLASSES == flow.NONE + 1


def test_flow_unet_hears_time_and_class_in_every_row_by_itself():
    built = network()
    answer = built([IMAGES, TIMES, LABELS]).numpy()
    for row in range(3):
        one = [each[row : row + 1] for each in (IMAGES, TIMES, LABELS)]
        np.testing.assert_allclose(built(one)[0], answer[row], atol=1e-3, rtol=1e-4)
    turned = np.abs(built([IMAGES, TIMES[::-1].copy(), LABELS]) - answer).max(axis=(1, 2, 3))
    assert (turned > 1e-2 * np.abs(answer).max()).tolist() == [True, False, True], "the time in the middle stays"
    turned = np.abs(built([IMAGES, TIMES, LABELS[::-1].copy()]) - answer).max(axis=(1, 2, 3))
    assert (turned > 1e-2 * np.abs(answer).max()).tolist() == [True, False, True], "the label in the middle stays"


def by_hand(weights, image, time, label):
    """Compute a small U-Net in plain NumPy, as a program without Keras would: image (28, 28, 1), answer (28, 28)."""

    def silu(z):
        return z / (1 + np.exp(-z))

    def convolve(x, name, stride=1):
        kernel, bias = weights[f"{name}/kernel"], weights.get(f"{name}/bias", 0)
        size, k = -(-len(x) // stride), len(kernel)
        total = max((size - 1) * stride + k - len(x), 0)
        x = np.pad(x, ((total // 2, total - total // 2),) * 2 + ((0, 0),))
        seen = np.lib.stride_tricks.sliding_window_view(x, (k, k), (0, 1))[::stride, ::stride]
        return np.einsum("ijcab,abcd->ijd", seen, kernel) + bias

    def dense(x, name):
        return x @ weights[f"{name}/kernel"] + weights[f"{name}/bias"]

    def block(x, name):
        h = convolve(x, f"{name}_conv1")
        groups = h.reshape(*h.shape[:2], 8, -1)
        mean, variance = groups.mean(axis=(0, 1, 3), keepdims=True), groups.var(axis=(0, 1, 3), keepdims=True)
        h = ((groups - mean) / np.sqrt(variance + 1e-5)).reshape(h.shape)
        scale, shift = np.split(dense(told, f"{name}_film"), 2)
        h = convolve(silu(h * (1 + scale) + shift), f"{name}_conv2")
        return silu(h + (convolve(x, f"{name}_pass") if f"{name}_pass/kernel" in weights else x))

    waves = time * np.geomspace(1, 100, 16)
    told = dense(silu(dense(np.concatenate([np.sin(waves), np.cos(waves)]), "time1")), "time2")
    told = silu(told + weights["class/embeddings"][label])
    fine = block(convolve(image, "enter"), "down1")
    middle = block(convolve(fine, "halve2", 2), "down2")
    x = block(convolve(middle, "halve3", 2), "down3")
    for scale, kept in ((2, middle), (1, fine)):
        doubled = convolve(x, f"narrow{scale}").repeat(2, axis=0).repeat(2, axis=1)
        x = block(np.concatenate([doubled, kept], axis=2), f"up{scale}")
    return convolve(x, "velocity")[..., 0]


@pytest.mark.parametrize("row", range(3))
def test_flow_unet_is_what_plain_loops_compute(row):
    built = network()
    expected = by_hand(models.get_weights(built), IMAGES[row], TIMES[row], LABELS[row])
    found = built([each[row : row + 1] for each in (IMAGES, TIMES, LABELS)])[0, ..., 0]
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-3 * np.abs(expected).max())


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"widths": (16, 48)}, r"widths=\(16, 48\): expected 3 multiples of 8"),
        ({"widths": (16, 48, 90)}, "expected 3 multiples of 8"),
        ({"widths": (0, 8, 8)}, "expected 3 multiples of 8"),
        ({"widths": 16}, "widths=16"),
        ({"features": 0}, "features=0: expected a whole number from 1"),
    ],
)
def test_flow_unet_refuses_what_cannot_be_built(settings, message):
    with pytest.raises(ValueError, match=message):
        models.flow_unet(**settings)
