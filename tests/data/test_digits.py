import hashlib

import numpy as np
import pytest

import build_mnist
from kernelbook import data, models


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


@pytest.mark.parametrize("key", build_mnist.IDX_FILES)
def test_the_arrays_are_the_original_files_byte_for_byte(key, mnist):
    """Written back in MNIST's own format, each array has the SHA-256 of the file that its authors published."""
    (x_train, y_train), (x_test, y_test) = mnist
    array = {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}[key]
    _, expected, magic = build_mnist.IDX_FILES[key]
    header = np.array([magic, *array.shape], dtype=">i4").tobytes()
    same = hashlib.sha256(header + array.tobytes()).hexdigest() == expected
    assert same, (
        "mnist.npz holds other images than its authors published: "
        "look first at git diff --stat HEAD -- src/kernelbook/datasets, then at scripts/builders/build_mnist.py"
    )


def test_the_drawn_digit_is_read_as_a_five():
    network = models.digit_network()
    models.set_weights(network, models.load_weights("digit_network"))
    digit = data.prepare_digit(data.load_drawn_digit())
    assert network.predict(digit[None, ..., None], verbose=0).argmax() == 5


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
