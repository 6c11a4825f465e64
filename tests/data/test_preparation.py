import hashlib
import zipfile

import numpy as np
import pytest
from PIL import Image

import build_garments
import build_mnist
import build_nuclei
from kernelbook import data, models


@pytest.fixture(scope="module")
def mnist():
    return data.load_mnist()


def test_mnist_has_the_arrays_of_keras(mnist):
    (x_train, y_train), (x_test, y_test) = mnist
    assert [a.shape for a in (x_train, y_train, x_test, y_test)] == [
        (60_000, 28, 28),
        (60_000,),
        (10_000, 28, 28),
        (10_000,),
    ]
    assert {a.dtype for a in (x_train, y_train, x_test, y_test)} == {np.dtype("uint8")}
    # Counts of the labels 0 to 9, as published with the dataset.
    assert np.bincount(y_train).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(y_test).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert (x_train.min(), x_train.max()) == (0, 255)


def test_every_call_gives_arrays_of_its_own(mnist):
    (x, _), _ = data.load_mnist()
    x[:] = 0
    assert data.load_mnist()[0][0].any()


@pytest.mark.parametrize("damage", ["flip", "truncate", "absent"])
def test_a_damaged_mnist_is_refused(tmp_path, monkeypatch, damage):
    path = tmp_path / "mnist.npz"
    content = bytearray(data.MNIST_PATH.read_bytes())
    content[5_000_000] ^= 1
    if damage != "absent":
        path.write_bytes(content[:-100] if damage == "truncate" else content)
    monkeypatch.setattr(data, "MNIST_PATH", path)
    with pytest.raises((ValueError, FileNotFoundError), match=rf"mnist\.npz is .*{data.MNIST_SHA256}.*Install"):
        data.load_mnist()


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


def test_the_drawn_digit_is_read_as_a_five():
    network = models.digit_network()
    models.set_weights(network, models.load_weights("digit_network"))
    digit = data.prepare_digit(data.load_drawn_digit())
    assert network.predict(digit[None, ..., None], verbose=0).argmax() == 5


@pytest.mark.parametrize("key", build_mnist.IDX_FILES)
def test_the_arrays_are_the_original_files_byte_for_byte(key, mnist):
    """Written back in MNIST's own format, each array has the SHA-256 of the file that its authors published."""
    (x_train, y_train), (x_test, y_test) = mnist
    array = {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}[key]
    _, expected, magic = build_mnist.IDX_FILES[key]
    header = np.array([magic, *array.shape], dtype=">i4").tobytes()
    assert hashlib.sha256(header + array.tobytes()).hexdigest() == expected


def test_garments_are_balanced():
    (x_train, y_train), (x_test, y_test) = data.load_garments()
    assert x_train.shape == (10_000, 28, 28)
    assert x_test.shape == (2_000, 28, 28)
    assert {a.dtype for a in (x_train, y_train, x_test, y_test)} == {np.dtype("uint8")}
    assert np.bincount(y_train).tolist() == [1_000] * 10
    assert np.bincount(y_test).tolist() == [200] * 10
    assert len(data.GARMENTS) == 10
    # The names stand at their numbers: trousers are narrow, dresses too.
    width = [(x_train[y_train == k] > 0).any(axis=1).sum(axis=1).mean() for k in range(10)]
    assert width[data.GARMENTS.index("dress")] < width[data.GARMENTS.index("pullover")]
    assert width[data.GARMENTS.index("trousers")] < width[data.GARMENTS.index("bag")]


def test_the_first_images_of_each_class_are_kept_in_order():
    labels = np.array([2, 0, 1, 0, 2, 2, 0, 1, 1])
    assert build_garments.first_of_each(labels, 2).tolist() == [0, 1, 2, 3, 4, 7]


def test_damaged_garments_are_refused(tmp_path, monkeypatch):
    path = tmp_path / "garments.npz"
    path.write_bytes(data.GARMENTS_PATH.read_bytes()[:-1])
    monkeypatch.setattr(data, "GARMENTS_PATH", path)
    with pytest.raises(ValueError, match=r"garments\.npz"):
        data.load_garments()


def test_classes_are_selected_and_counted_anew():
    labels = np.array([3, 1, 2, 3, 0])
    images, found = data.select_classes(np.arange(5), labels, (3, 0))
    assert images.tolist() == [0, 3, 4]
    assert found.tolist() == [0, 0, 1]
    assert sorted(data.OLD_GARMENTS + data.NEW_GARMENTS) == list(range(10))


@pytest.mark.parametrize(("n", "classes"), [(4, (0,)), (5, (7,)), (5, (1, 1))])
def test_classes_that_cannot_be_selected_are_refused(n, classes):
    with pytest.raises(ValueError, match=r"images has 4 rows, labels 5|classes="):
        data.select_classes(np.arange(n), np.array([3, 1, 2, 3, 0]), classes)


def test_small_digits_are_prepared_as_mnist_was():
    images, labels = data.load_small_digits()
    assert images.dtype == np.float32
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert images.min() == 0
    assert images.max(axis=(1, 2)).min() > 0.99
    i, j = np.indices((28, 28))
    for image in images[::50]:
        heights, widths = (np.ptp(np.flatnonzero((image > 0).any(axis=axis))) + 1 for axis in (1, 0))
        assert 19 <= max(heights, widths) <= 20
        center = [(image * axis).sum() / image.sum() for axis in (i, j)]
        assert np.abs(np.array(center) - 13.5).max() < 2.5


def test_images_are_shifted_each_by_its_own_way():
    images = np.arange(1, 13, dtype=np.uint8).reshape(2, 2, 3)
    shifted = data.shift(images, np.array([1, 0]), np.array([0, -2]))
    assert shifted.tolist() == [[[0, 0, 0], [1, 2, 3]], [[9, 0, 0], [12, 0, 0]]]
    assert shifted.dtype == np.uint8
    far = data.shift(images, 5, -7)
    assert not far.any()
    assert far.shape == images.shape
    np.testing.assert_array_equal(data.shift(images, 0, 0), images)
    # Away from the border it is NumPy's roll.
    inner = np.pad(images, ((0, 0), (3, 3), (3, 3)))
    np.testing.assert_array_equal(data.shift(inner, -2, 3), np.roll(inner, (-2, 3), axis=(1, 2)))


@pytest.mark.parametrize(
    ("images", "rows", "columns", "message"),
    [
        (np.zeros((2, 2)), 1, 1, r"images has shape \(2, 2\): expected \(n, h, w\)"),
        (np.zeros((3, 2, 2)), 0.5, 1, "rows has dtype float64 .* expected one whole number, or 3"),
        (np.zeros((3, 2, 2)), 1, np.array([1, 2]), r"columns has dtype int64 and shape \(2,\)"),
    ],
)
def test_a_shift_that_is_none_is_refused(images, rows, columns, message):
    with pytest.raises(ValueError, match=message):
        data.shift(images, rows, columns)


def test_the_nuclei_are_the_original_pictures():
    image, regions = data.load_nuclei()
    assert image.shape == regions.shape == (512, 512)
    assert image.dtype == regions.dtype == np.uint8
    assert len(np.unique(regions)) == 126
    # Nuclei shine: a pixel of one is brighter than a pixel of the ground, 19 times out of 20.
    assert np.median(image[regions > 0]) > np.quantile(image[regions == 0], 0.95)


def test_a_damaged_nuclei_file_is_refused(tmp_path, monkeypatch):
    content = bytearray(data.NUCLEI_PATH.read_bytes())
    content[1_000] ^= 1
    (tmp_path / "nuclei.npz").write_bytes(content)
    monkeypatch.setattr(data, "NUCLEI_PATH", tmp_path / "nuclei.npz")
    with pytest.raises(ValueError, match=r"nuclei\.npz"):
        data.load_nuclei()


def test_another_picture_in_the_wheel_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "stardist.whl", "w") as wheel:
        for name, _ in build_nuclei.FILES.values():
            wheel.writestr(name, b"another picture")
    with pytest.raises(ValueError, match=r"img2d\.tif: expected SHA-256"):
        build_nuclei.main(tmp_path / "stardist.whl")


def test_tumors_are_those_of_scikit_learn():
    measurements, malignant = data.load_tumors()
    assert measurements.shape == (569, 6)
    assert np.bincount(malignant).tolist() == [357, 212]  # as published with the data
    # The first row of the published file: radius 17.99, a malignant tumor.
    assert malignant[0] == 1
    np.testing.assert_allclose(measurements[0], [1001.0, 122.8, 0.3001, 2019.0, 184.6, 0.7119])
    means, worst = measurements[:, :3], measurements[:, 3:]
    assert (worst >= means).all()
