from importlib.resources import files

import numpy as np
from PIL import Image

from kernelbook import data


def test_the_photograph_is_half_of_scikit_images_coffee():
    picture = data.load_photograph()
    assert picture.shape == (200, 300, 3)
    assert picture.dtype == np.uint8
    whole = np.asarray(Image.open(files("skimage") / "data" / "coffee.png"), float)
    means = whole.reshape(200, 2, 300, 2, 3).mean(axis=(1, 3))
    np.testing.assert_array_equal(picture, means.round())
