import numpy as np
import pytest

from kernelbook import corruptions, data
from kernelbook.corruptions import CORRUPTIONS


@pytest.fixture(scope="module")
def digits():
    (_, _), (images, _) = data.load_mnist()
    return images[:40].astype(np.float32) / 255


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_every_corruption_keeps_shape_range_and_type_and_can_be_repeated(name, digits):
    change, amounts = CORRUPTIONS[name]
    for amount in amounts:
        changed = change(digits, amount)
        assert changed.shape == digits.shape
        assert changed.dtype == np.float32
        assert changed.min() >= 0
        assert changed.max() <= 1
        np.testing.assert_array_equal(changed, change(digits, amount))
        assert np.abs(changed - digits).max() > 0.05
    assert len(change(digits[:0], amounts[0])) == 0


@pytest.mark.parametrize(("name", "nothing"), [(name, 1.0 if "times" in name else 0) for name in CORRUPTIONS])
def test_a_corruption_of_no_size_leaves_the_images(name, nothing, digits):
    np.testing.assert_allclose(CORRUPTIONS[name][0](digits, nothing), digits, atol=1e-6)


def test_a_turn_by_a_quarter_is_exact(digits):
    turned = corruptions.rotate(digits, 90)
    for image, result in zip(digits, turned, strict=True):
        gaps = [np.abs(result - np.rot90(image, k)).max() for k in (1, -1)]
        assert min(gaps) < 1e-5 < max(gaps)


def test_half_the_size_is_a_quarter_of_the_ink():
    disk = (np.hypot(*np.indices((41, 41)) - 20) < 12).astype(np.float32)[np.newaxis]
    for factor in (0.5, 1.5):
        assert corruptions.scale(disk, factor).sum() == pytest.approx(factor**2 * disk.sum(), rel=0.05)


def test_digits_are_moved_as_far_as_said(digits):
    moved = corruptions.translate(digits, 3)
    for image, result in zip(digits, moved, strict=True):
        shifts = [(3, 0), (-3, 0), (0, 3), (0, -3)]
        assert any(np.array_equal(result, data.shift(image[np.newaxis], *s)[0]) for s in shifts)


def test_a_digit_in_a_corner_keeps_its_ink_and_touches_two_edges(digits):
    cornered = corruptions.to_corner(digits)
    for image, result in zip(digits, cornered, strict=True):
        ink = result > 0.1
        assert ink.sum() == (image > 0.1).sum()
        assert ink[0].any() or ink[-1].any()
        assert ink[:, 0].any() or ink[:, -1].any()
    corners = {(bool(i[0].max() > 0.1), bool(i[:, 0].max() > 0.1)) for i in cornered}
    assert len(corners) == 4


def test_noise_has_its_deviation():
    gray = np.full((50, 28, 28), 0.5)
    assert corruptions.add_noise(gray, 0.1).std() == pytest.approx(0.1, rel=0.02)


@pytest.mark.parametrize("images", [np.zeros((28, 28)), np.zeros((2, 8, 8), np.uint8), np.full((2, 8, 8), 1.5)])
@pytest.mark.parametrize("name", CORRUPTIONS)
def test_bad_images_are_refused(name, images):
    with pytest.raises(ValueError, match=r"images has shape .* expected floats from 0 to 1, \(n, h, w\)"):
        CORRUPTIONS[name][0](images, 1)


def test_a_factor_of_zero_is_refused(digits):
    with pytest.raises(ValueError, match="factor=0: expected a number above 0"):
        corruptions.scale(digits, 0)


@pytest.mark.parametrize(
    ("name", "amount", "message"),
    [
        ("translate", 0.5, "pixels=0.5: expected a whole number from 0"),
        ("rotate", np.nan, "degrees=nan: expected a number"),
        ("scale", "2", "factor='2': expected a number above 0"),
        ("add_noise", -0.1, "deviation=-0.1: expected a number from 0"),
        ("blur", -1, "deviation=-1: expected a number from 0"),
        ("invert", 50, "amount=50: expected a share from 0 to 1, such as 0.5 for 50%"),
        ("to_corner", 1.5, "amount=1.5: expected a share"),
    ],
)
def test_an_amount_outside_its_range_is_refused(name, amount, message, digits):
    with pytest.raises(ValueError, match=message):
        getattr(corruptions, name)(digits, amount)
    with pytest.raises(ValueError, match="seed=-1: expected a whole number from 0"):
        getattr(corruptions, name)(digits, 1, seed=-1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda x: corruptions.blur(x, 1e9), "deviation=1000000000.0: expected a number from 0 to 1000"),
        (lambda x: corruptions.scale(x, 1e-320), "factor=1e-320: expected a number from 1e-300"),
        (lambda x: corruptions.translate(x, 2**70), "pixels=.*: expected a whole number from 0 to 1000000000"),
        (lambda x: corruptions.add_noise(x, 1e308), r"deviation=1e\+308: expected a number from 0 to 1e\+300"),
        (lambda x: corruptions.rotate(x, np.float16(30)), r"degrees=np.float16\(30.0\): expected a number of 64 bits"),
    ],
)
def test_an_amount_beyond_all_use_is_refused_before_it_takes_all_memory(call, message, digits):
    with pytest.raises(ValueError, match=message):
        call(digits[:1])
