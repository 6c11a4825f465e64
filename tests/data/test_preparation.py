import numpy as np
import pytest
from PIL import Image

from kernelbook import data, models


def stroke(shape, thickness=0.12, paper=1.0, ink=0.0):
    """Return a picture of an upright bar in the middle: a one."""
    h, w = shape
    picture = np.full(shape, paper)
    half = max(1, round(thickness * min(h, w) / 2))
    picture[round(0.2 * h) : round(0.8 * h), w // 2 - half : w // 2 + half] = ink
    return picture


def mass_center(digit):
    i, j = np.indices(digit.shape)
    return [float((axis * digit).sum() / digit.sum()) for axis in (i, j)]


@pytest.mark.parametrize("shape", [(9, 9), (28, 28), (240, 180), (3000, 4000)], ids=str)
@pytest.mark.parametrize(("paper", "ink"), [(1.0, 0.0), (0.0, 1.0), (0.8, 0.5)])
def test_size_and_brightness_do_not_matter(shape, paper, ink):
    digit = data.prepare_digit(stroke(shape, paper=paper, ink=ink))
    assert digit.shape == (28, 28)
    assert digit.dtype == np.float32
    assert digit.min() == 0
    assert digit.max() == pytest.approx(1, abs=1e-6)
    assert np.ptp(np.flatnonzero((digit > 0.5).any(axis=1))) == 19
    np.testing.assert_allclose(mass_center(digit), [13.5, 13.5], atol=0.6)


def test_color_and_transparency(tmp_path):
    gray = stroke((60, 60))
    expected = data.prepare_digit(gray)
    rgb = np.round(255 * np.repeat(gray[..., None], 3, axis=2)).astype(np.uint8)
    np.testing.assert_allclose(data.prepare_digit(rgb), expected, atol=0.01)
    # Black ink on nothing: transparent pixels are paper, whatever color they hide.
    rgba = np.zeros((60, 60, 4), np.uint8)
    rgba[..., 3] = 255 - rgb[..., 0]
    np.testing.assert_allclose(data.prepare_digit(rgba), expected, atol=0.01)
    Image.fromarray(rgba).save(tmp_path / "digit.png")
    np.testing.assert_allclose(data.prepare_digit(tmp_path / "digit.png"), expected, atol=0.01)


def test_a_shadow_over_the_paper_is_removed():
    shadow = np.linspace(1.0, 0.6, 200)[None, :]
    digit = data.prepare_digit(stroke((240, 200)) * shadow)
    assert (digit[:, :8] == 0).all()
    assert (digit[:, 20:] == 0).all()


@pytest.mark.parametrize("level", [0, 127, 255])
@pytest.mark.parametrize("shape", [(1, 1), (28, 28), (500, 300)], ids=str)
def test_a_blank_picture_is_refused(level, shape):
    with pytest.raises(ValueError, match="the image is blank"):
        data.prepare_digit(np.full(shape, level, np.uint8))


def test_a_contrast_just_too_low_is_told_as_lower():
    with pytest.raises(ValueError, match=r"by 0\.099 of the gray range, less than 0\.1"):
        data.prepare_digit(stroke((50, 50), ink=0.90005))


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (np.zeros((2, 28, 28, 1)), r"shape \(2, 28, 28, 1\)"),
        (np.zeros(28), r"shape \(28,\)"),
        (np.zeros((0, 5)), r"shape \(0, 5\)"),
        (np.full((9, 9), 2.0), "values from 2.0 to 2.0"),
        (np.full((9, 9), -1), "values from -1 to -1"),
        (np.full((9, 9), np.nan), "values from nan to nan"),
    ],
)
def test_other_arrays_are_refused_by_shape_or_range(image, message):
    with pytest.raises(ValueError, match=message):
        data.prepare_digit(image)


def test_a_file_that_is_no_picture_is_named(tmp_path):
    (tmp_path / "digit.png").write_text("not a picture")
    with pytest.raises(ValueError, match=r"digit\.png"):
        data.prepare_digit(tmp_path / "digit.png")
    Image.fromarray(data.load_drawn_digit()).save(tmp_path / "whole.png")
    (tmp_path / "half.png").write_bytes((tmp_path / "whole.png").read_bytes()[:20_000])
    with pytest.raises(ValueError, match=r"half\.png"):
        data.prepare_digit(tmp_path / "half.png")
    with pytest.raises(FileNotFoundError, match=r"none\.png"):
        data.prepare_digit(tmp_path / "none.png")


@pytest.mark.slow
def test_mnist_digits_photographed_large_and_inverted_come_back(mnist):
    """Preparation undoes enlargement, inversion and displacement: the network gives the same answers."""
    _, (x_test, _) = mnist
    originals = x_test[:300]
    prepared = np.stack([data.prepare_digit(displaced(image)) for image in originals])
    network = models.digit_network()
    models.set_weights(network, models.load_weights("digit_network"))
    answers = [
        network.predict(images[..., np.newaxis], verbose=0).argmax(axis=1)
        for images in (originals.astype("float32") / 255, prepared)
    ]
    assert np.mean(answers[0] == answers[1]) >= 0.98


def displaced(image):
    """Return an MNIST digit eight times as large, dark on light, toward a corner of a sheet."""
    large = Image.fromarray(255 - image).resize((224, 224), Image.Resampling.BICUBIC)
    sheet = np.full((300, 400), 255, np.uint8)
    sheet[50:274, 140:364] = large
    return sheet


@pytest.mark.parametrize(
    ("ink", "side", "message"),
    [
        (np.full((4, 4), 200, np.uint8), 2, "ink has values from 200 to 200: expected 0 to 1"),
        (np.zeros((4, 4, 1)), 2, r"ink has shape \(4, 4, 1\): expected \(h, w\)"),
        (np.zeros((4, 4)), 2.5, "side=2.5: expected a whole number from 1"),
        (np.full((4, 4), np.nan), 2, "ink holds NaN"),
    ],
)
def test_fit_into_box_names_what_it_cannot_take(ink, side, message):
    with pytest.raises(ValueError, match=message):
        data.fit_into_box(ink, side)


@pytest.mark.parametrize(
    ("ink", "message"),
    [
        (np.ones((30, 4)), "ink has shape .*expected at most side=28"),
        (np.zeros((4, 4)), "ink has values from 0 to 0: expected some above 0"),
        (-np.ones((4, 4)), "ink has values from -1 to -1"),
    ],
)
def test_center_by_mass_names_what_it_cannot_take(ink, message):
    with pytest.raises(ValueError, match=message):
        data.center_by_mass(ink, 28)


@pytest.mark.parametrize("function", [data.separate_ink, data.light_of_paper])
def test_gray_values_lie_from_0_to_1(function):
    with pytest.raises(ValueError, match="gray has values from 0 to 255: expected 0 to 1, so divide by 255"):
        function(255 * stroke((9, 9)))
