import hashlib
import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from kernelbook import data, models
from kernelbook.data import hands as module
from served import served

ROOT = f"Sign-Language-Digits-Dataset-{module.HANDS_COMMIT}"
FILE = f"hands/{data.HANDS_FILE}"


def jpeg(color, side=100, orientation=1):
    """Return a JPEG whose right half has a color."""
    picture, exif, buffer = Image.new("RGB", (side, side)), Image.Exif(), io.BytesIO()
    picture.paste(color, (side // 2, 0, side, side))
    exif[0x0112] = orientation
    picture.save(buffer, "JPEG", quality=95, exif=exif)
    return buffer.getvalue()


PICTURES = {  # not in the order of their paths; the repository has examples and a license, too
    "Dataset/7/IMG_5874.JPG": jpeg("white", 400, 6),
    "Dataset/0/IMG_1128.JPG": jpeg("blue"),
    "Dataset/0/IMG_1118.JPG": jpeg("red"),
    "Examples/example_0.JPG": jpeg("gray"),
}


def packed(pictures, root=ROOT):
    """Return an archive as GitHub packs one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(f"{root}/LICENSE", "Apache License")
        for name, content in pictures.items():
            archive.writestr(f"{root}/{name}", content)
    return buffer.getvalue()


@pytest.fixture
def three(monkeypatch):
    """Return an archive of three pictures, and take it for the right one."""
    ordered = [PICTURES[name] for name in sorted(PICTURES) if name.startswith("Dataset")]
    monkeypatch.setattr(module, "HANDS_SHA256", hashlib.sha256(b"".join(ordered)).hexdigest())
    return packed(PICTURES)


def left(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_load_hands_fetches_the_archive_once(three, tmp_path, monkeypatch):
    with served(three) as server:
        monkeypatch.setattr(module, "HANDS_URL", server.url)
        images, labels, numbers = data.load_hands(download=True, folder=tmp_path)
    assert left(tmp_path) == [FILE]
    assert (labels.tolist(), numbers.tolist()) == ([0, 0, 7], [1118, 1128, 5874])
    assert (images.shape, images.dtype) == ((3, 100, 100, 3), np.uint8)
    assert images[0, 50, 75].argmax() == 0
    assert images[1, 50, 75].argmax() == 2
    again = data.load_hands(download=True, folder=tmp_path)  # nobody serves it any more
    np.testing.assert_array_equal(again[0], images)


def test_load_hands_turns_a_large_picture_as_its_camera_was_held_and_reduces_it(three, tmp_path):
    (tmp_path / "hands").mkdir()
    (tmp_path / FILE).write_bytes(three)
    images, _, _ = data.load_hands(folder=tmp_path)
    assert images[2, 90].min() > 250  # its right half lies below
    assert images[2, 10].max() < 5


def test_what_is_reduced_is_the_mean_of_blocks():
    """Of rows that are black and white in turn, gray is left."""
    rows, buffer = np.zeros((400, 400, 3), np.uint8), io.BytesIO()
    rows[::2] = 254
    Image.fromarray(rows).save(buffer, "PNG")
    assert (module.decode(buffer.getvalue()) == 127).all()


def test_the_name_of_the_outer_folder_does_not_matter(three, tmp_path):
    (tmp_path / "hands").mkdir()
    (tmp_path / FILE).write_bytes(packed(PICTURES, "Sign-Language-Digits-Dataset-4b09433"))
    assert len(data.load_hands(folder=tmp_path)[0]) == 3


@pytest.mark.parametrize("manner", ["damaged", "no archive", "one less", "another", "cut short", "missing"])
def test_load_hands_keeps_nothing_half_written_of_what_a_server_gives(three, tmp_path, monkeypatch, manner):
    fewer = {name: content for name, content in PICTURES.items() if "1128" not in name}
    content = {
        "damaged": three.replace(PICTURES["Dataset/0/IMG_1118.JPG"][200:300], bytes(100)),
        "no archive": b"<html>Sign in</html>",
        "one less": packed(fewer),
        "another": packed({"README.md": b"Hands"}),
    }.get(manner, three)
    with served(content, cut_at=1000 if manner == "cut short" else None) as server:
        monkeypatch.setattr(module, "HANDS_URL", server.url + (".old" if manner == "missing" else ""))
        lost = manner in ("cut short", "missing")
        with pytest.raises(ConnectionError if lost else ValueError, match="Or bring the file from elsewhere"):
            data.load_hands(download=True, folder=tmp_path)
    assert left(tmp_path) == ([f"{FILE}.part"] if manner == "cut short" else [])
    with pytest.raises(FileNotFoundError):
        data.load_hands(folder=tmp_path)


def test_load_hands_says_what_to_do_where_they_are_missing(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"load_hands\(download=True\), or `make data` .*SCIKIT_LEARN_DATA"):
        data.load_hands(folder=tmp_path)
    assert left(tmp_path) == []


@pytest.mark.parametrize("damage", ["flip", "truncate", "text"])
def test_load_hands_refuses_a_damaged_copy(three, tmp_path, damage):
    (tmp_path / "hands").mkdir()
    content = bytearray(three)
    content[three.index(PICTURES["Dataset/0/IMG_1118.JPG"]) + 50] ^= 1
    (tmp_path / FILE).write_bytes({"flip": content, "truncate": three[:-100], "text": b"hands"}[damage])
    with pytest.raises(ValueError, match=rf"{data.HANDS_FILE} is damaged, or another file.*Remove it, and call"):
        data.load_hands(folder=tmp_path, download=True)


def test_load_hands_refuses_what_is_neither_yes_nor_no_and_no_folder():
    with pytest.raises(ValueError, match="download='yes': expected True or False"):
        data.load_hands("yes")
    with pytest.raises(ValueError, match="folder=3: expected a path"):
        data.load_hands(folder=3)


def test_load_hands_gives_the_hands_of_the_book(hands):
    images, labels, numbers = hands
    assert images.shape == (2062, 100, 100, 3)
    assert np.bincount(labels).tolist() == [205, 206, 206, 206, 207, 207, 207, 206, 208, 204]
    assert len(set(numbers.tolist())) == 2062
    assert (numbers.min(), numbers.max()) == (1118, 5999)
    large = np.isin(numbers, [5874, 5935, 5978])
    assert labels[large].tolist() == [7, 7, 7]
    border = images[large][:, :20].mean(axis=(1, 2, 3))  # upright: above a hand there is the wall
    assert border.min() > 120, "look first at decode in data/hands.py: are three pictures still on their side?"


def test_load_hand_features_gives_those_of_each_picture_in_the_order_of_load_hands(hands):
    features, labels, numbers = data.load_hand_features()
    assert (features.shape, features.dtype) == ((2062, 1280), np.float32)
    assert features.min() >= 0
    assert features.max() <= 6
    np.testing.assert_array_equal(labels, hands[1])
    np.testing.assert_array_equal(numbers, hands[2])


def test_load_hand_features_gives_what_the_network_says(hands):
    features, *_ = data.load_hand_features()
    rows = [0, 700, 2061]
    large = [Image.fromarray(x).resize((224, 224), Image.Resampling.BILINEAR) for x in hands[0][rows]]
    network = models.efficient_lite()
    models.set_weights(network, models.load_weights("efficient_lite"))
    computed = models.features(network).predict(models.scaled_pixels(np.stack(large)), verbose=0)
    assert np.abs(computed - features[rows]).max() < 0.5 / module.FEATURE_STEPS + 1e-3


def test_pupils_begin_where_a_digit_falls_to_one_already_shown():
    shown = [0, 1, 2, 2, 3, 0, 1, 3, 2, 0, 0, 1, 5, 4]
    expected = [0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2]
    numbers = np.arange(14) * 3 + 100
    assert data.pupils(np.array(shown), numbers).tolist() == expected


def test_pupils_do_not_depend_on_the_order_of_the_rows():
    _, labels, numbers = data.load_hand_features()
    order = np.random.default_rng(0).permutation(len(labels))
    expected = data.pupils(labels, numbers)
    np.testing.assert_array_equal(data.pupils(labels[order], numbers[order]), expected[order])
    assert expected.max() == 204


def test_pupils_refuses_a_number_that_stands_twice():
    with pytest.raises(ValueError, match=r"numbers=.*: expected each once"):
        data.pupils(np.array([0, 1]), np.array([7, 7]))


def test_pupils_of_no_picture_are_none():
    with pytest.raises(ValueError, match="labels"):
        data.pupils(np.array([], int), np.array([], int))
