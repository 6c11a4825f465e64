import numpy as np
import pytest
from scipy import ndimage, signal

from kernelbook import kernels
from kernelbook.convolution import correlate2d

IMAGE = np.random.default_rng(0).normal(size=(12, 15))


def test_identity_leaves_the_image():
    np.testing.assert_array_equal(correlate2d(IMAGE, kernels.identity(5), mode="same"), IMAGE)


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("name", ["sobel", "prewitt"])
def test_edges_agree_with_scipy(name, axis):
    found = correlate2d(IMAGE, getattr(kernels, name)(axis), mode="same")
    expected = getattr(ndimage, name)(IMAGE, axis=axis, mode="constant")
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_box_and_laplacian_agree_with_scipy():
    found = correlate2d(IMAGE, kernels.box(5), mode="same")
    np.testing.assert_allclose(found, ndimage.uniform_filter(IMAGE, 5, mode="constant"), atol=1e-12)
    found = correlate2d(IMAGE, kernels.laplacian(), mode="same")
    np.testing.assert_allclose(found, ndimage.laplace(IMAGE, mode="constant"), atol=1e-12)


@pytest.mark.parametrize("sigma", [0.5, 1.0, 1.5])
def test_gaussian_agrees_with_scipy(sigma):
    window = signal.windows.gaussian(7, sigma)
    np.testing.assert_allclose(kernels.gaussian(7, sigma), np.outer(window, window) / window.sum() ** 2)


@pytest.mark.parametrize("kernel", [kernels.sobel(), kernels.prewitt(), kernels.laplacian()], ids=["S", "P", "L"])
def test_edge_kernels_ignore_brightness(kernel):
    assert kernel.sum() == 0


@pytest.mark.parametrize("kernel", [kernels.box(), kernels.gaussian(), kernels.sharpen(2.0), kernels.emboss()])
def test_the_others_keep_it(kernel):
    assert kernel.sum() == pytest.approx(1)


def test_gabor_answers_to_its_own_stripes():
    columns = np.cos(2 * np.pi * np.arange(40) / 5.0)
    upright, level = np.tile(columns, (40, 1)), np.tile(columns[:, None], (1, 40))
    answers = {
        angle: [np.abs(correlate2d(image, kernels.gabor(angle=angle))).max() for image in (upright, level)]
        for angle in (0.0, np.pi / 2)
    }
    assert answers[0.0][0] > 10 * answers[0.0][1]
    assert answers[np.pi / 2][1] > 10 * answers[np.pi / 2][0]


@pytest.mark.parametrize("size", [2, 0, -3, 3.0, True])
@pytest.mark.parametrize("make", [kernels.identity, kernels.box, kernels.gaussian, kernels.gabor])
def test_a_kernel_without_a_middle_is_refused(make, size):
    with pytest.raises(ValueError, match=f"size={size!r}: expected an odd whole number"):
        make(size)


def test_other_arguments_out_of_range_are_refused():
    with pytest.raises(ValueError, match="sigma=0"):
        kernels.gaussian(3, sigma=0)
    with pytest.raises(ValueError, match="wavelength=-1"):
        kernels.gabor(wavelength=-1)
    with pytest.raises(ValueError, match="axis=2"):
        kernels.sobel(axis=2)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: kernels.gaussian(5, "1"), "sigma='1': expected a number above 0"),
        (lambda: kernels.gaussian(5, np.inf), "sigma=inf: expected a number above 0"),
        (lambda: kernels.sharpen(np.nan), "amount=nan: expected a number"),
        (lambda: kernels.gabor(angle=None), "angle=None: expected a number"),
        (lambda: kernels.gabor(phase=np.nan), "phase=nan: expected a number"),
        (lambda: kernels.sobel(True), "axis=True: expected 0"),
    ],
)
def test_what_is_no_number_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_box_counts_its_pixels_in_numbers_large_enough():
    assert kernels.box(np.int8(13)).sum() == pytest.approx(1)


def test_gaussian_and_gabor_count_their_pixels_in_numbers_large_enough():
    np.testing.assert_array_equal(kernels.gabor(np.uint8(101), sigma=20), kernels.gabor(101, sigma=20))
    np.testing.assert_array_equal(kernels.gaussian(np.int8(101), 20), kernels.gaussian(101, 20))
    with pytest.raises(ValueError, match=r"sigma=np.uint8\(20\): expected a number of 64 bits"):
        kernels.gaussian(5, np.uint8(20))


@pytest.mark.parametrize("sigma", [1e-320, 1e-200, 1e-3])
def test_a_bell_that_is_narrower_than_a_pixel_is_the_pixel(sigma):
    np.testing.assert_array_equal(kernels.gaussian(5, sigma), kernels.identity(5))
    assert np.isfinite(kernels.gabor(5, sigma=sigma)).all()


def test_a_bell_that_is_wider_than_any_kernel_is_flat():
    np.testing.assert_allclose(kernels.gaussian(5, 1e200), kernels.box(5))


def test_waves_and_amounts_beyond_all_numbers_are_refused():
    with pytest.raises(ValueError, match="wavelength=1e-320: expected a number from"):
        kernels.gabor(wavelength=1e-320)
    with pytest.raises(ValueError, match=r"amount=1e\+308: expected a number from"):
        kernels.sharpen(1e308)
