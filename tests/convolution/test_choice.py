"""What "auto" takes: the least work, and never an FFT that would lose digits."""

import numpy as np
import pytest

from kernelbook.convolution import conv2d
from kernelbook.convolution.choice import choose, counted_work, keeps_digits
from kernelbook.convolution.shapes import geometry

GENERATOR = np.random.default_rng(0)
BOX = np.ones((13, 13, 1, 1), "float32")


def cheaper(images, kernels, **arguments):
    shape = geometry(images, kernels, **arguments)
    return min(("im2col", "fft"), key=lambda method: counted_work(shape, method))


@pytest.mark.parametrize(
    ("images", "kernels", "expected"),
    [
        ((1, 512, 512, 1), (31, 31, 1, 1), "fft"),
        ((1, 512, 512, 1), (256, 256, 1, 1), "fft"),
        ((1, 512, 512, 1), (512, 512, 1, 1), "im2col"),
        ((1, 32, 32, 64), (32, 32, 64, 64), "im2col"),
        ((64, 16, 16, 16), (15, 15, 16, 16), "im2col"),
        ((32, 28, 28, 1), (28, 28, 1, 32), "im2col"),
        ((8, 28, 28, 16), (25, 25, 16, 16), "im2col"),
        ((8, 14, 14, 64), (12, 12, 64, 64), "im2col"),
        ((8, 64, 64, 32), (31, 31, 32, 32), "fft"),
        ((1, 256, 256, 1), (1, 1, 1, 1), "im2col"),
        ((8, 32, 32, 64), (1, 1, 64, 64), "im2col"),
        ((1, 1, 8192, 1), (1, 501, 1, 1), "fft"),
        ((1, 509, 509, 1), (9, 9, 1, 1), "im2col"),
    ],
)
def test_counted_work_is_least_for_the_way_that_is_fastest(images, kernels, expected):
    assert cheaper(images, kernels) == expected


def test_counted_work_counts_what_strides_dilation_and_groups_leave_out():
    assert cheaper((1, 256, 256, 1), (13, 13, 1, 1)) == "fft"
    assert cheaper((1, 256, 256, 1), (13, 13, 1, 1), strides=4) == "im2col"
    assert cheaper((1, 256, 256, 1), (31, 31, 1, 1), strides=4) == "fft"
    assert cheaper((1, 256, 256, 1), (13, 13, 1, 1), dilation=2) == "fft"
    assert cheaper((1, 256, 256, 1), (13, 13, 1, 1), dilation=21) == "im2col"
    assert cheaper((4, 64, 64, 32), (9, 9, 32, 32)) == "im2col"
    assert cheaper((4, 64, 64, 32), (13, 13, 1, 32), groups=32) == "fft"


@pytest.mark.parametrize("method", ["im2col", "fft"])
def test_counted_work_grows_with_images_pixels_and_channels(method):
    def work(n, size, c, k, **arguments):
        return counted_work(geometry((n, size, size, c), (9, 9, c, k), **arguments), method)

    for grown in ((2, 64, 4, 4), (1, 128, 4, 4), (1, 64, 8, 4), (1, 64, 4, 8)):
        assert work(*grown) > work(1, 64, 4, 4)
    assert work(1, 64, 4, 4, padding=((32, 32), (32, 32))) > work(1, 64, 4, 4)


def test_counted_work_of_im2col_is_a_start_and_two_terms():
    shape = geometry((2, 10, 10, 4), (3, 3, 2, 6), groups=2)
    copied = 2 * 8 * 8 * 3 * 3 * 4
    assert counted_work(shape, "im2col") == 2 * 5e6 + copied * (30 + 6 / 2)
    shape = geometry((2, 10, 10, 16), (3, 3, 8, 6), groups=2)
    assert counted_work(shape, "im2col") == 2 * 5e6 + 4 * copied * (7.5 + 6 / 2)


def test_counted_work_refuses_methods_that_it_does_not_count():
    for bad in ("loops", "auto", None, 3):
        with pytest.raises(ValueError, match=r"method=.*expected one of 'im2col', 'fft'"):
            counted_work(geometry((1, 5, 5, 1), (3, 3, 1, 1)), bad)


def bright(value, dtype="float32"):
    """Return ones with one pixel of another value."""
    image = np.ones((1, 250, 250, 1), dtype)
    image[0, 5, 5] = value
    return image


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("value", [1e6, 1e7, 1e8, 1e17, 1e37, np.nan, np.inf])
def test_conv2d_auto_keeps_the_digits_beside_a_bright_pixel(dtype, value):
    image, kernel = bright(value, dtype), BOX.astype(dtype)
    assert cheaper(image.shape, kernel.shape) == "fft"
    found = conv2d(image, kernel)
    assert (found[0, 40:, 40:] == 169).all()
    np.testing.assert_allclose(found, conv2d(image, kernel, method="im2col"), rtol=1e-6)


def test_conv2d_auto_takes_the_fft_for_pictures_of_even_light():
    for image in (bright(2), bright(1000), GENERATOR.random((1, 250, 250, 1), "float32"), bright(1) * 1e-30):
        assert choose(image, BOX, geometry(image.shape, BOX.shape)) == "fft"
        expected = conv2d(image.astype("float64"), BOX.astype("float64"), method="im2col")
        np.testing.assert_allclose(conv2d(image, BOX), expected, rtol=1e-5)


def noise(shape, dtype="float32"):
    return GENERATOR.normal(size=shape).astype(dtype)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("size", [13, 31])
def test_choose_takes_the_fft_for_random_images(size, padding):
    images, kernels = noise((2, 128, 128, 2)), noise((size, size, 2, 2))
    assert choose(images, kernels, geometry(images.shape, kernels.shape, padding=padding)) == "fft"


@pytest.mark.parametrize(
    ("name", "image"),
    [
        ("a dark half", np.repeat([1.0, 1e-4], 125).reshape(1, 250, 1, 1) * np.ones((1, 1, 250, 1))),
        ("a black half", np.repeat([1.0, 0.0], 125).reshape(1, 250, 1, 1) * np.ones((1, 1, 250, 1))),
        (
            "a dark square at the corner",
            np.pad(np.full((1, 220, 220, 1), 1e5), ((0, 0), (0, 30), (0, 30), (0, 0)), constant_values=1),
        ),
        ("nothing but one spot", bright(1e8) - 1),
        ("the second of two images", np.concatenate([bright(1), bright(1e8)])),
        ("one of two channels", np.concatenate([bright(1), bright(1e8)], axis=3)),
    ],
)
def test_keeps_digits_sees_the_darkest_place(name, image):
    kernels = np.ones((21, 21, image.shape[3], 1), image.dtype)
    shape = geometry(image.shape, kernels.shape)
    assert counted_work(shape, "fft") < counted_work(shape, "im2col")
    assert not keeps_digits(image, kernels, shape)


def test_keeps_digits_looks_between_the_pixels_of_a_dilated_kernel():
    image = np.ones((1, 250, 250, 1)) * np.where(np.arange(250) % 2, 1e8, 1)[:, np.newaxis]
    assert keeps_digits(image, BOX, geometry(image.shape, BOX.shape))
    assert not keeps_digits(image, BOX, geometry(image.shape, BOX.shape, dilation=2))


@pytest.mark.parametrize("weight", [1e4, 1e8])
def test_conv2d_auto_keeps_the_digits_of_a_kernel_that_one_weight_dominates(weight):
    kernel, image = BOX.copy(), bright(1)
    kernel[6, 6], image[0, 100, 100] = weight, 0
    assert cheaper(image.shape, kernel.shape) == "fft"
    assert conv2d(image, kernel)[0, 94, 94].item() == 168


def test_choose_leaves_to_im2col_what_an_fft_has_no_room_or_no_type_for():
    wide = np.ones((1, 250, 250, 1), np.longdouble)
    assert choose(wide, BOX.astype(np.longdouble), geometry(wide.shape, BOX.shape)) == "im2col"
    shape = geometry((1, 512, 512, 64), (101, 101, 64, 64))
    assert counted_work(shape, "fft") < counted_work(shape, "im2col")
    assert choose(np.ones(1), np.ones(1), shape) == "im2col"
    np.testing.assert_allclose(conv2d(np.full((1, 250, 250, 1), 1e35, "float32"), BOX), 1.69e37, rtol=1e-5)


def assert_digits_kept(image, kernel, method="auto", **arguments):
    """Compare a result with float64, by what each window holds: the products without their signs."""
    image64, kernel64 = image.astype("float64"), kernel.astype("float64")
    held = conv2d(np.abs(image64), np.abs(kernel64), method="im2col", **arguments)
    expected = conv2d(image64, kernel64, method="im2col", **arguments)
    off = np.abs(conv2d(image, kernel, method=method, **arguments) - expected)
    assert (off <= 512 * np.finfo(image.dtype).eps * held).all()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_conv2d_auto_keeps_the_digits_of_a_window_that_sees_one_dark_pixel_inside_much_padding(dtype):
    image = np.ones((1, 256, 256, 1), dtype)
    image[:, [0, -1]] = image[:, :, [0, -1]] = 1e-6 if dtype == "float32" else 1e-14
    kernel, around = np.ones((31, 31, 1, 1), dtype), ((30, 30), (30, 30))
    assert cheaper(image.shape, kernel.shape, padding=around) == "fft"
    assert_digits_kept(image, kernel, padding=around)


@pytest.mark.parametrize(
    "heavy", [(15, slice(None)), (slice(None), 15), (slice(0, None, 2), slice(0, None, 2))], ids=str
)
@pytest.mark.parametrize("lit", [(1, 2), (2, 1), (2, 2)])
def test_conv2d_auto_keeps_the_digits_of_a_kernel_of_few_weights(heavy, lit):
    image, kernel = np.full((1, 256, 256, 1), 1e-6, "float32"), np.zeros((31, 31, 1, 1), "float32")
    image[:, :: lit[0], :: lit[1]] = 1
    kernel[heavy] = 1
    assert cheaper(image.shape, kernel.shape) == "fft"
    assert_digits_kept(image, kernel)


def structured(generator, size, channels):
    """Draw an image with something dark: a side, a square, stripes or a lattice, random spots, or nothing."""
    image = [np.ones, generator.random, generator.standard_normal][generator.integers(3)]((1, size, size, channels))
    dark = np.zeros((size, size), bool)
    start, width, step = generator.integers(0, size // 2), generator.integers(1, size // 2), generator.integers(2, 9)
    place = generator.integers(6)
    if place < 2:
        dark[start : start + width, (start if place else 0) : (start + width if place else size)] = True
    elif place < 4:
        dark[:] = True
        dark[::step, :: (step if place == 3 else 1)] = False
    elif place == 4:
        dark = generator.random(dark.shape) < generator.uniform(0, 1)
    image[:, dark if generator.integers(2) else dark.T] *= 10.0 ** generator.uniform(-8, 0)
    return image.astype("float32")


def sparse(generator, size, channels):
    """Draw a kernel, many weights of which may be small: all but some rows, columns, a lattice, a disk or any."""
    kernel = [np.ones, generator.random, generator.standard_normal][generator.integers(3)]((size, size, channels, 2))
    i, j = np.indices((size, size))
    step, middle = generator.integers(1, 4), size // 2
    kept = [
        i % step == 0,
        j % step == 0,
        (i % step == 0) & (j % step == 0),
        (i - middle) ** 2 + (j - middle) ** 2 <= middle**2,
        generator.random((size, size)) < generator.uniform(0, 1),
        i >= 0,
    ][generator.integers(6)]
    kernel[~kept] *= (0, 1e-3)[generator.integers(2)]
    return kernel.astype("float32")


@pytest.mark.parametrize("seed", range(4))
def test_conv2d_auto_keeps_the_digits_of_any_dark_structure_kernel_and_padding(seed):
    generator, taken = np.random.default_rng(seed), 0
    for _ in range(50):
        k, channels, most = 2 * generator.integers(3, 12) + 1, generator.integers(1, 3), generator.integers(1, 4)
        image, kernel = structured(generator, 64, channels), sparse(generator, k, channels)
        around = tuple(map(tuple, generator.integers(0, k // most, (2, 2))))
        arguments = {"padding": around, "dilation": generator.integers(1, 3)}
        if keeps_digits(image, kernel, geometry(image.shape, kernel.shape, **arguments)):
            taken += 1
            assert_digits_kept(image, kernel, "fft", **arguments)
    assert taken > 1
