import numpy as np

import build_garments
from kernelbook import data


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
