import hashlib

import numpy as np
import pytest

from kernelbook import faces
from kernelbook.faces import pictures


def test_load_patches_gives_two_halves():
    shown, others = faces.load_patches()
    assert shown.shape == others.shape == (100, 25, 25)
    assert shown.min() >= 0
    assert shown.max() <= 1
    assert not (shown[:, np.newaxis] == others[np.newaxis]).all(axis=(2, 3)).any()


def test_load_portrait_gives_a_picture_and_its_box():
    image, box = faces.load_portrait()
    assert image.shape == (512, 512)
    assert 0 <= image.min() < image.max() <= 1
    assert (box[0] == [70, 177, 186, 270]).all()


def test_load_faceless_gives_others_to_learn_from_than_to_judge_by():
    ours, theirs = faces.load_faceless(), faces.load_faceless(held_out=True)
    assert ours.keys().isdisjoint(theirs)
    for image in [*ours.values(), *theirs.values()]:
        assert image.ndim == 2
        assert image.dtype == np.float32
        assert max(image.shape) <= 512
        assert 0 <= image.min() < image.max() <= 1


def test_load_olivetti_says_what_to_do_where_faces_are_missing(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"load_olivetti\(download=True\)"):
        faces.load_olivetti(folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_load_olivetti_does_not_read_a_copy_that_is_not_the_expected_one(tmp_path):
    path = tmp_path / pictures.OLIVETTI_FILE
    path.write_bytes(b"cos\nsystem\n(S'exit'\ntR.")  # a pickle that would run a command
    with pytest.raises(ValueError, match="is a pickle and was not read"):
        faces.load_olivetti(folder=tmp_path, download=True)


def test_load_olivetti_gives_the_faces_of_the_book(olivetti):
    images, people = olivetti
    assert images.shape == (400, 64, 64)
    np.testing.assert_array_equal(people, np.repeat(np.arange(40), 10))
    content = np.round(images * 255).astype(np.uint8).tobytes()
    same = hashlib.sha256(content).hexdigest() == "81eaaeae7d0d4c4393258cc7171df73003501639b76d07c54eb2da0f600624a2"
    assert same, (
        "the faces are others than the book's: look first at which copy load_olivetti read, then at faces/pictures.py"
    )


def test_glasses_are_marked_picture_by_picture():
    assert faces.GLASSES.shape == (400,)
    each = faces.GLASSES.reshape(40, 10).sum(axis=1)
    assert (each == 10).sum() == 8
    assert ((each > 0) & (each < 10)).sum() == 7


def test_loading_faces_refuses_what_is_neither_yes_nor_no():
    with pytest.raises(ValueError, match="held_out='yes': expected True or False"):
        faces.load_faceless("yes")
    with pytest.raises(ValueError, match="download='yes': expected True or False"):
        faces.load_olivetti("yes")
    with pytest.raises(ValueError, match="folder=3: expected a path"):
        faces.load_olivetti(folder=3)
