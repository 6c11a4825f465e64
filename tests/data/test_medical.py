import zipfile

import numpy as np
import pytest

import build_nuclei
from kernelbook import data


def test_the_nuclei_are_the_original_pictures():
    image, regions = data.load_nuclei()
    assert image.shape == regions.shape == (512, 512)
    assert image.dtype == regions.dtype == np.uint8
    assert len(np.unique(regions)) == 126
    # Nuclei shine: a pixel of one is brighter than a pixel of the background, 19 times out of 20.
    assert np.median(image[regions > 0]) > np.quantile(image[regions == 0], 0.95)


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
