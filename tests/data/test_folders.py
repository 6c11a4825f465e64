import io
import warnings

import numpy as np
import pytest
from PIL import Image

from kernelbook import data
from kernelbook.data import decoding


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


def test_what_telephones_write_gets_its_own_advice(album):
    (album / "pear" / "IMG_1.HEIC").write_bytes(b"\0\0\0\x18ftypheic")
    with pytest.raises(ValueError, match=r"'pear/IMG_1.HEIC': no picture .*export such photographs as JPEG"):
        data.read_photographs(album, 8)


def test_a_picture_that_is_too_large_is_told(album, monkeypatch):
    monkeypatch.setattr(decoding, "LARGEST_PICTURE", 1700)
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
