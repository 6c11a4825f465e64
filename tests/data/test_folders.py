import io
import warnings

import numpy as np
import pytest
from PIL import Image

from kernelbook import data
from kernelbook.data import folders


def corner_of(file, size=8):
    """Return the colors of the four corners of an image as it is read."""
    return folders.read_photograph(file, size)[[0, 0, -1, -1], [0, -1, 0, -1]].astype(int)


@pytest.fixture
def album(tmp_path):
    """Return a folder with two classes of five pictures each, of different kinds and sizes."""
    for label, name in enumerate(("apple", "pear")):
        (tmp_path / name).mkdir()
        for k in range(5):
            color = (40 * k, 250 * label, 30)
            Image.new("RGB", (30 + 10 * k, 60 - 10 * k), color).save(tmp_path / name / f"{k}.png")
    return tmp_path


def test_read_photographs_gives_images_labels_classes_and_names(album):
    images, labels, classes, names = data.read_photographs(album, 16)
    assert (images.shape, images.dtype) == ((10, 16, 16, 3), np.uint8)
    assert labels.tolist() == [0] * 5 + [1] * 5
    assert classes == ("apple", "pear")
    assert names[:2] == ("apple/0.png", "apple/1.png")
    assert (images == images[:, :1, :1]).all()
    assert images[:5, 0, 0].tolist() == [[40 * k, 0, 30] for k in range(5)]


def test_the_square_in_the_middle_is_taken(tmp_path):
    wide = np.zeros((10, 30, 3), np.uint8)
    wide[:, 10:20] = 200
    Image.fromarray(wide).save(tmp_path / "wide.png")
    Image.fromarray(wide.transpose(1, 0, 2)).save(tmp_path / "high.png")
    for name in ("wide.png", "high.png"):
        assert (folders.read_photograph(tmp_path / name, 10) == 200).all()


def test_a_large_photograph_keeps_what_its_size_can_show(tmp_path):
    """A JPEG may be decoded smaller, but not so small that it has to be enlarged again."""
    random = np.random.default_rng(0)
    coarse = random.integers(0, 256, (128, 128, 3), np.uint8)
    large = coarse.repeat(4, axis=0).repeat(4, axis=1)
    Image.fromarray(large).save(tmp_path / "large.jpg", quality=95, subsampling=0)
    found = folders.read_photograph(tmp_path / "large.jpg", 128).astype(int)
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


def test_hidden_files_are_passed_over_and_names_need_not_be_ascii(album):
    for name in (".DS_Store", "Thumbs.db", "apple/.hidden.png", "apple/Thumbs.db", "apple/desktop.ini"):
        (album / name).write_bytes(b"no picture")
    (album / "__MACOSX").mkdir()
    (album / ".git").mkdir()
    (album / "梨 Birne é").mkdir()
    for k in range(5):
        Image.new("RGB", (20, 20)).save(album / "梨 Birne é" / f"фото {k}.png")
    images, _, classes, names = data.read_photographs(album, 8)
    assert classes == ("apple", "pear", "梨 Birne é")
    assert names[-1] == "梨 Birne é/фото 4.png"
    assert len(images) == len(names) == 15


def broken(album):
    """Spoil a folder in six ways."""
    whole = io.BytesIO()
    Image.effect_noise((64, 64), 80).save(whole, "JPEG")
    (album / "apple" / "cut.jpg").write_bytes(whole.getvalue()[:600])
    (album / "apple" / "empty.png").write_bytes(b"")
    (album / "pear" / "notes.txt").write_text("ripe")
    (album / "pear" / "more").mkdir()
    (album / "loose.png").write_bytes((album / "apple" / "0.png").read_bytes())
    (album / "readme.md").write_text("fruit")


def test_what_cannot_be_read_is_told_by_name_and_counted_and_nothing_is_loaded(album):
    broken(album)
    with pytest.raises(ValueError, match="6 beside or among its 13 files cannot be taken") as caught:
        data.read_photographs(album, 8)
    for told in ("apple/cut.jpg", "apple/empty.png", "pear/notes.txt", "pear/more", "loose.png", "readme.md"):
        assert f"'{told}': " in str(caught.value)
    assert "leave_out=True" in str(caught.value)


def test_what_cannot_be_read_is_left_out_if_asked_for_with_a_warning(album):
    broken(album)
    with pytest.warns(UserWarning, match=r"6 beside or among .* They were left out\."):
        images, labels, _, names = data.read_photographs(album, 8, leave_out=True)
    assert len(images) == len(labels) == len(names) == 10
    assert "apple/cut.jpg" not in names


def test_of_many_broken_files_ten_are_named(album):
    for k in range(12):
        (album / "apple" / f"x{k:02d}.jpg").write_bytes(b"x")
    with pytest.raises(ValueError, match=r"12 beside or among its 22 files.*x09.jpg.*; and 2 more") as caught:
        data.read_photographs(album, 8)
    assert "x10.jpg" not in str(caught.value)


def test_a_picture_that_is_too_large_is_told(album, monkeypatch):
    monkeypatch.setattr(folders, "LARGEST_PICTURE", 1700)
    with pytest.raises(ValueError, match=r"'apple/1.png': .*40 × 50 pixels: expected 1,700 at most"):
        data.read_photographs(album, 8)


def test_a_folder_without_classes_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no such folder in"):
        data.read_photographs(tmp_path / "none")
    with pytest.raises(ValueError, match=r"expected two folders or more in it.* found none, and 0 files"):
        data.read_photographs(tmp_path)
    Image.new("RGB", (9, 9)).save(tmp_path / "a.png")
    with pytest.raises(ValueError, match="found none, and 1 files"):
        data.read_photographs(tmp_path)
    (tmp_path / "apple").mkdir()
    with pytest.raises(ValueError, match="found only one, 'apple'"):
        data.read_photographs(tmp_path)


def test_a_class_without_pictures_is_refused(album):
    (album / "plum").mkdir()
    with pytest.raises(ValueError, match="there is no picture in 'plum'"):
        data.read_photographs(album)


def test_a_class_whose_pictures_are_all_broken_is_refused_though_they_may_be_left_out(album):
    (album / "plum").mkdir()
    (album / "plum" / "a.jpg").write_bytes(b"x")
    with pytest.warns(UserWarning, match="left out"), pytest.raises(ValueError, match="no picture in 'plum'"):
        data.read_photographs(album, leave_out=True)


def test_few_pictures_of_a_class_are_warned_of(tmp_path):
    for name in ("apple", "pear"):
        (tmp_path / name).mkdir()
        Image.new("RGB", (9, 9)).save(tmp_path / name / "a.png")
    with pytest.warns(UserWarning, match="'apple' has 1, 'pear' has 1: fewer than 5 pictures"):
        images, *_ = data.read_photographs(tmp_path, 8)
    assert len(images) == 2


def test_a_full_folder_gives_no_warning(album):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data.read_photographs(album, 8)


def test_read_photographs_refuses_arguments_that_make_no_sense(album):
    with pytest.raises(ValueError, match="folder=3: expected a path"):
        data.read_photographs(3)
    with pytest.raises(ValueError, match="size"):
        data.read_photographs(album, 0)
    with pytest.raises(ValueError, match="leave_out='yes': expected True or False"):
        data.read_photographs(album, 8, "yes")
