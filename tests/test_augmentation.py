"""Augmentation: against SciPy's transformation of images, and by what must stay."""

import numpy as np
import pytest
from scipy.ndimage import affine_transform

from kernelbook import augmentation, data


class Fixed:
    """A generator that draws what it is told, one entry a call."""

    def __init__(self, *draws):
        self.draws = list(draws)

    def uniform(self, low, high, size):
        return np.broadcast_to(self.draws.pop(0), size).astype(float)


@pytest.fixture(scope="module")
def digits():
    return data.load_mnist()[0][0][:6, :, :26, np.newaxis].astype("float32") / 255


def test_each_pixel_is_looked_up_where_the_formula_says(digits):
    angles, factors, slants = np.linspace(-25, 25, 6), np.linspace(0.8, 1.3, 6), np.linspace(0.3, -0.2, 6)
    shifts = np.array([np.arange(6), -np.arange(6)])
    moved = augmentation.move(digits, Fixed(angles, factors, slants, shifts))
    for k in range(6):
        c, s = np.cos(np.deg2rad(angles[k])), np.sin(np.deg2rad(angles[k]))
        matrix = np.array([[c, -s], [s, c]]) @ [[1, 0], [slants[k], 1]] / factors[k]
        middle = np.array([13.5, 12.5])
        offset = middle - matrix @ (middle + shifts[:, k])
        expected = affine_transform(digits[k, :, :, 0], matrix, offset, order=1)
        np.testing.assert_allclose(moved[k, :, :, 0], expected, atol=1e-4)


def test_whole_shifts_move_whole_pixels(digits):
    moved = augmentation.move(digits, Fixed(0, 1, 0, np.array([[2.0] * 6, [-1.0] * 6])))
    np.testing.assert_allclose(moved[:, 2:, :-1], digits[:, :-2, 1:], atol=1e-5)
    assert np.abs(moved[:, :2]).max() == 0


def test_nothing_asked_for_changes_nothing(digits):
    moved = augmentation.move(digits, np.random.default_rng(0), degrees=0, zoom=0, shear=0, shift=0)
    np.testing.assert_allclose(moved, digits, atol=1e-6)


def test_channels_move_together():
    images = np.random.default_rng(0).random((3, 9, 9, 2), dtype=np.float32)
    both = augmentation.move(images, np.random.default_rng(1))
    for c in range(2):
        one = augmentation.move(images[..., c : c + 1], np.random.default_rng(1))
        np.testing.assert_allclose(both[..., c : c + 1], one, atol=1e-6)


def test_amounts_are_drawn_to_their_limits():
    """A single bright pixel, 8 to the right of the middle, tells how far an image was turned or shifted."""
    spot = np.zeros((2000, 25, 25, 1), np.float32)
    spot[:, 12, 20] = 1
    rows, columns = np.arange(25.0), np.arange(25.0)

    def center(images):
        mass = images.sum(axis=(1, 2, 3))
        return (images[..., 0].sum(axis=2) @ rows) / mass - 12, (images[..., 0].sum(axis=1) @ columns) / mass - 12

    down, right = center(augmentation.move(spot, np.random.default_rng(0), degrees=20, zoom=0, shear=0, shift=0))
    angles = np.rad2deg(np.arctan2(down, right))
    assert 18 < angles.max() < 20.5
    assert -20.5 < angles.min() < -18
    down, right = center(augmentation.move(spot, np.random.default_rng(0), degrees=0, zoom=0, shear=0, shift=3))
    for moved, start in ((down, 0), (right, 8)):
        assert start + 2.9 < moved.max() <= start + 3.01
        assert start - 3.01 <= moved.min() < start - 2.9
    _, right = center(augmentation.move(spot, np.random.default_rng(0), degrees=0, zoom=0.25, shear=0, shift=0))
    assert 9.8 < right.max() < 10.1
    assert 5.9 < right.min() < 6.2


def test_a_shear_slants_upright_strokes():
    """A spot 8 below the middle goes to the side, and stays at its height."""
    spot = np.zeros((2000, 25, 25, 1), np.float32)
    spot[:, 20, 12] = 1
    slanted = augmentation.move(spot, np.random.default_rng(0), degrees=0, zoom=0, shear=0.25, shift=0)
    assert slanted[:, 20].sum() == pytest.approx(2000)
    aside = slanted[:, 20, :, 0] @ np.arange(25.0) - 12
    assert 1.9 < aside.max() <= 2.01
    assert -2.01 <= aside.min() < -1.9


def test_mirror_turns_half_of_the_images(digits):
    images = np.repeat(digits[:1], 1000, axis=0)
    mirrored = augmentation.mirror(images, np.random.default_rng(0))
    same = (mirrored == images).all(axis=(1, 2, 3))
    assert 440 < same.sum() < 560
    np.testing.assert_array_equal(mirrored[~same], images[~same][:, :, ::-1])


@pytest.mark.parametrize(
    ("images", "amounts", "message"),
    [
        (np.zeros((2, 5, 5)), {}, r"images has shape \(2, 5, 5\) and dtype float64: expected floats"),
        (np.zeros((2, 5, 5, 1), int), {}, "dtype int64"),
        (np.zeros((2, 5, 5, 1)), {"degrees": -1}, "degrees=-1: expected a number from 0"),
        (np.zeros((2, 5, 5, 1)), {"shear": -0.1}, "shear=-0.1: expected a number from 0"),
        (np.zeros((2, 5, 5, 1)), {"shift": np.nan}, "shift=nan: expected a number from 0"),
        (np.zeros((2, 5, 5, 1)), {"zoom": 1}, "zoom=1: expected a number from 0 to below 1"),
    ],
)
def test_bad_arguments_are_named(images, amounts, message):
    with pytest.raises(ValueError, match=message):
        augmentation.move(images, np.random.default_rng(0), **amounts)


@pytest.mark.parametrize("change", [augmentation.move, augmentation.mirror])
def test_a_seed_is_no_generator(change, digits):
    with pytest.raises(ValueError, match=r"generator=0: expected .* such as np.random.default_rng"):
        change(digits, 0)


@pytest.mark.parametrize("change", [augmentation.move, augmentation.mirror])
def test_no_images_stay_none(change, digits):
    assert change(digits[:0], np.random.default_rng(0)).shape == (0, 28, 26, 1)
