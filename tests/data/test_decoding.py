import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from kernelbook.data import decoding


def corner_of(file, size=8):
    """Return the colors of the four corners of an image as it is read."""
    return decoding.read_photograph(file, size)[[0, 0, -1, -1], [0, -1, 0, -1]].astype(int)


def test_the_square_in_the_middle_is_taken(tmp_path):
    wide = np.zeros((10, 30, 3), np.uint8)
    wide[:, 10:20] = 200
    Image.fromarray(wide).save(tmp_path / "wide.png")
    Image.fromarray(wide.transpose(1, 0, 2)).save(tmp_path / "high.png")
    for name in ("wide.png", "high.png"):
        assert (decoding.read_photograph(tmp_path / name, 10) == 200).all()


def test_a_large_photograph_keeps_what_its_size_can_show(tmp_path):
    """A JPEG may be decoded smaller, but not so small that it has to be enlarged again."""
    random = np.random.default_rng(0)
    coarse = random.integers(0, 256, (128, 128, 3), np.uint8)
    large = coarse.repeat(4, axis=0).repeat(4, axis=1)
    Image.fromarray(large).save(tmp_path / "large.jpg", quality=95, subsampling=0)
    found = decoding.read_photograph(tmp_path / "large.jpg", 128).astype(int)
    assert np.abs(found - coarse).mean() < 25


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", ["png", "jpg"])
def test_a_photograph_is_turned_as_its_camera_was_held(tmp_path, orientation, suffix):
    """Stored turned; upright, its left upper quarter is red, the right one green, the lower left blue."""
    upright = np.zeros((40, 40, 3), np.uint8)
    upright[:20, :20], upright[:20, 20:], upright[20:, :20] = (250, 0, 0), (0, 250, 0), (0, 0, 250)
    stored = {
        1: lambda x: x,
        2: lambda x: x[:, ::-1],
        3: lambda x: x[::-1, ::-1],
        4: lambda x: x[::-1],
        5: lambda x: x.transpose(1, 0, 2),
        6: lambda x: np.rot90(x),
        7: lambda x: x[::-1, ::-1].transpose(1, 0, 2),
        8: lambda x: np.rot90(x, -1),
    }[orientation](upright)
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"turned.{suffix}"
    Image.fromarray(np.ascontiguousarray(stored)).save(path, exif=exif)
    expected = [[250, 0, 0], [0, 250, 0], [0, 0, 250], [0, 0, 0]]
    assert np.abs(corner_of(path) - expected).max() <= 12


def palette():
    return Image.new("RGB", (20, 20), (200, 100, 50)).quantize(4)


def transparent_palette():
    picture = palette()
    picture.info["transparency"] = 0
    return picture


def clear(mode):
    return Image.new(mode, (20, 20), 0)


ORANGE, WHITE = (200, 100, 50), (255, 255, 255)


@pytest.mark.parametrize(
    ("picture", "suffix", "color"),
    [
        (palette(), "png", ORANGE),
        (Image.new("L", (20, 20), 77), "png", (77, 77, 77)),
        (Image.new("1", (20, 20), 1), "png", WHITE),
        (clear("RGBA"), "png", WHITE),
        (clear("LA"), "png", WHITE),
        (Image.new("RGBA", (20, 20), (200, 0, 0, 51)), "png", (244, 204, 204)),
        (Image.fromarray(np.full((20, 20), 65535, np.uint16)), "png", WHITE),
        (Image.fromarray(np.full((20, 20), 257 * 60, np.uint16)), "tif", (240, 240, 240)),  # of 14 bits
        (Image.fromarray(np.full((20, 20), 0.2, np.float32)), "tif", (51, 51, 51)),
        (Image.new("CMYK", (20, 20), (0, 0, 0, 0)), "jpg", WHITE),
        (Image.new("YCbCr", (20, 20), (128, 128, 128)), "jpg", (128, 128, 128)),
    ],
    ids=[
        "palette",
        "gray",
        "bits",
        "clear",
        "clear gray",
        "half clear",
        "16 bits",
        "14 bits",
        "floats",
        "print",
        "luma and chroma",
    ],
)
def test_every_kind_of_picture_becomes_red_green_and_blue(tmp_path, picture, suffix, color):
    path = tmp_path / f"picture.{suffix}"
    picture.save(path)
    assert np.abs(corner_of(path) - color).max() <= 2


def test_what_a_palette_calls_transparent_is_laid_on_white(tmp_path):
    picture = Image.new("P", (20, 20), 0)
    picture.putpalette([9, 9, 9, 200, 100, 50])
    picture.save(tmp_path / "clear.gif", transparency=0)
    assert (corner_of(tmp_path / "clear.gif") == WHITE).all()


@pytest.mark.parametrize("suffix", ["gif", "png", "webp"])
def test_of_moving_pictures_the_first_is_taken(tmp_path, suffix):
    first, second = Image.new("RGB", (20, 20), (250, 0, 0)), Image.new("RGB", (20, 20), (0, 0, 250))
    first.save(tmp_path / f"moving.{suffix}", save_all=True, append_images=[second])
    assert (corner_of(tmp_path / f"moving.{suffix}").argmax(axis=1) == 0).all()


@pytest.mark.parametrize(
    ("kind", "color", "expected"), [(2, ORANGE, ORANGE), (6, (*ORANGE, 0), WHITE), (4, (9, 0), WHITE)]
)
def test_colors_of_16_bits_become_8(tmp_path, kind, color, expected):
    """Pillow writes no such PNG, but reads it: in color, with opacity, gray with opacity."""
    row = b"\0" + struct.pack(f">{len(color)}H", *(257 * value for value in color)) * 20
    parts = {b"IHDR": struct.pack(">2I5B", 20, 20, 16, kind, 0, 0, 0), b"IDAT": zlib.compress(row * 20), b"IEND": b""}
    chunks = [
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part))
        for name, part in parts.items()
    ]
    (tmp_path / "deep.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    assert (corner_of(tmp_path / "deep.png") == expected).all()
