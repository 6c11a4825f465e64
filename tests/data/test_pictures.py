import subprocess
import sys

import numpy as np
import pytest
from PIL import Image, ImageOps

from kernelbook import data
from photographed import seven

SEVEN = np.round(9000 + 51000 * seven(100, 80, 20, 20, 60, 6)).astype(np.uint16)  # a scanner's ink and paper
SHARE = (SEVEN / 65535).astype(np.float32)


def written(folder, values, ending):
    path = folder / f"digit.{ending}"
    Image.fromarray(values).save(path)
    return path


@pytest.mark.parametrize(
    ("values", "ending"),
    [
        (SEVEN, "png"),
        (SEVEN, "tif"),
        (SEVEN.astype(">u2"), "tif"),
        (SEVEN.astype(np.int32), "tif"),
        (SHARE, "tif"),
        (255 * SHARE, "tif"),
        (65535 * SHARE, "tif"),
    ],
    ids=["16 bits", "16 bits TIFF", "big-endian", "32 bits", "floats", "floats to 255", "floats to 65535"],
)
def test_as_gray_reads_files_of_any_depth(values, ending, tmp_path):
    np.testing.assert_allclose(data.as_gray(written(tmp_path, values, ending)), SHARE, atol=1e-6)


@pytest.mark.parametrize(
    "values",
    [
        SEVEN,
        SEVEN.astype(int),
        SHARE,
        SHARE.tolist(),
        Image.fromarray(SEVEN),
        SEVEN[..., np.newaxis],
        np.stack([SEVEN] * 3, axis=2),
        np.stack([SEVEN, np.full_like(SEVEN, 65535)], axis=2),
    ],
    ids=["uint16", "int", "floats", "lists", "PIL", "(h, w, 1)", "(h, w, 3)", "(h, w, 2)"],
)
def test_as_gray_takes_arrays_of_any_depth(values):
    np.testing.assert_allclose(data.as_gray(values), SHARE, atol=1e-6)


def test_as_gray_takes_the_fewest_bits_that_hold_the_values():
    assert data.as_gray(np.array([[0, 4095]], np.uint16)).tolist() == [[0, 1]]
    assert data.as_gray(np.array([[0, 255]], np.uint16)).tolist() == [[0, 1]]
    assert data.as_gray(np.array([[False, True]])).tolist() == [[0, 1]]


@pytest.mark.parametrize(
    "image", [np.full((3, 3), "a"), np.full((3, 3), None), 3.5, None, np.zeros((3, 3, 5)), np.full((3, 3), 70000)]
)
def test_as_gray_names_what_is_no_picture(image):
    with pytest.raises(ValueError, match=r"^image"):
        data.as_gray(image)


def test_as_gray_refuses_no_brightness_in_a_file(tmp_path):
    with pytest.raises(ValueError, match=r"image has values from -0\.9"):
        data.as_gray(written(tmp_path, -SHARE, "tif"))
    with pytest.raises(ValueError, match=r"side=0: expected a whole number from 1"):
        data.as_gray(SHARE, 0)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_as_gray_turns_a_picture_as_its_camera_was_held(orientation, tmp_path):
    picture = Image.fromarray(np.arange(6, dtype=np.uint8).reshape(2, 3) * 40)
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture.save(tmp_path / "turned.png", exif=exif)
    with Image.open(tmp_path / "turned.png") as file:
        expected = np.asarray(ImageOps.exif_transpose(file)) / 255
    np.testing.assert_allclose(data.as_gray(tmp_path / "turned.png"), expected)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK"])
def test_as_gray_reduces_by_the_means_of_blocks(mode, tmp_path):
    picture = Image.fromarray(np.random.default_rng(0).integers(0, 256, (60, 50, 3), np.uint8)).convert(mode)
    picture.save(tmp_path / "picture.tif")
    whole = data.as_gray(tmp_path / "picture.tif")
    blocks = whole.reshape(20, 3, 50)[:, :, :48].reshape(20, 3, 16, 3).mean(axis=(1, 3))
    np.testing.assert_allclose(data.as_gray(tmp_path / "picture.tif", 20)[:, :16], blocks)


def test_as_gray_says_in_which_folder_it_looked(tmp_path):
    with pytest.raises(FileNotFoundError, match=rf"none\.png.*no such file in {tmp_path}"):
        data.as_gray(tmp_path / "none.png")


def test_as_gray_refuses_what_is_too_large(tmp_path):
    for side in (11_000, 14_000):  # Pillow warns of the one, and stops at the other
        Image.new("1", (side, side)).save(tmp_path / "huge.png")
        with pytest.raises(ValueError, match=r"huge\.png.*expected .*120,000,000"):
            data.as_gray(tmp_path / "huge.png")


MEMORY = """
import resource, sys
from kernelbook import data
import PIL.Image, scipy.ndimage
most = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = most()
data.prepare_digit(sys.argv[1])
print((most() - before) // 1024)
"""


@pytest.mark.slow
@pytest.mark.parametrize(("ending", "bound"), [("png", 400), ("jpg", 150)])
def test_a_picture_of_48_megapixels_takes_little_memory(ending, bound, tmp_path):
    picture = Image.new("RGB", (8000, 6000), (230, 230, 220))
    picture.paste((20, 20, 30), (3800, 1000, 4200, 4500))
    picture.save(tmp_path / f"large.{ending}", compress_level=1)
    command = [sys.executable, "-c", MEMORY, str(tmp_path / f"large.{ending}")]
    megabytes = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert megabytes < bound


def test_as_gray_refuses_a_side_that_would_wrap_around():
    with pytest.raises(ValueError, match=r"side=np.uint8\(100\): expected a number of 64 bits, such as int\(side\)"):
        data.as_gray(np.zeros((500, 400)), np.uint8(100))
