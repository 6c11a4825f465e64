import sys

import numpy as np
import pytest

from kernelbook import archive


@pytest.fixture
def stored(tmp_path):
    path = tmp_path / "a.npz"
    return path, archive.write_npz(path, {"x": np.arange(6).reshape(2, 3)})


def test_arrays_come_back_as_they_were_written(stored):
    path, sha256 = stored
    arrays = archive.read_npz(path, sha256, "")
    np.testing.assert_array_equal(arrays["x"], [[0, 1, 2], [3, 4, 5]])


def test_same_arrays_give_the_same_bytes(stored):
    path, sha256 = stored
    assert archive.write_npz(path.with_name("b.npz"), {"x": np.arange(6).reshape(2, 3)}) == sha256


def test_the_smallest_file_has_the_same_arrays_in_fewer_bytes(tmp_path):
    x = np.random.default_rng(0).integers(0, 5, (100, 100)).cumsum(axis=0)
    sha256 = archive.write_npz(tmp_path / "small.npz", {"x": x}, smallest=True)
    np.testing.assert_array_equal(archive.read_npz(tmp_path / "small.npz", sha256, "")["x"], x)
    archive.write_npz(tmp_path / "ordinary.npz", {"x": x})
    assert (tmp_path / "small.npz").stat().st_size < 0.9 * (tmp_path / "ordinary.npz").stat().st_size


def test_an_ordinary_file_is_the_one_that_numpy_writes(stored):
    path, sha256 = stored
    np.savez_compressed(path.with_name("b.npz"), x=np.arange(6).reshape(2, 3))
    assert archive.sha256(path.with_name("b.npz")) == sha256


def test_a_python_without_lzma_is_told_what_it_lacks(tmp_path, monkeypatch):
    sha256 = archive.write_npz(tmp_path / "a.npz", {"x": np.zeros(3)}, smallest=True)
    monkeypatch.setitem(sys.modules, "lzma", None)
    with pytest.raises(ImportError, match=r"a\.npz: packed with LZMA.*was built without.*liblzma-dev"):
        archive.read_npz(tmp_path / "a.npz", sha256, "")
    with pytest.raises(ImportError, match=r"b\.npz: packed with LZMA"):
        archive.write_npz(tmp_path / "b.npz", {"x": np.zeros(3)}, smallest=True)
    plain = archive.write_npz(tmp_path / "c.npz", {"x": np.zeros(3)})
    assert archive.read_npz(tmp_path / "c.npz", plain, "")["x"].tolist() == [0, 0, 0]


def test_a_missing_file_is_named_with_its_hash_and_the_remedy(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.npz is missing \(expected SHA-256 abc\)\. Do this\."):
        archive.read_npz(tmp_path / "none.npz", "abc", "Do this.")


@pytest.mark.parametrize("damage", ["flip", "truncate", "empty"])
def test_a_damaged_file_is_named_with_both_hashes(stored, damage):
    path, sha256 = stored
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes({"flip": content, "truncate": content[:50], "empty": b""}[damage])
    with pytest.raises(ValueError, match=rf"expected SHA-256 {sha256}, found {archive.sha256(path)}\. Do this\."):
        archive.read_npz(path, sha256, "Do this.")


def test_objects_are_not_unpickled(tmp_path):
    path = tmp_path / "pickle.npz"
    np.savez(path, x=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle"):
        archive.read_npz(path, archive.sha256(path), "")


def test_an_interrupted_write_leaves_the_old_file_and_no_other(stored, monkeypatch):
    path, sha256 = stored

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(archive.os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        archive.write_npz(path, {"x": np.zeros(3)})
    assert archive.sha256(path) == sha256
    assert list(path.parent.iterdir()) == [path]


def test_write_npz_refuses_what_could_not_be_read(tmp_path):
    with pytest.raises(ValueError, match=r"arrays\['x'\] holds objects"):
        archive.write_npz(tmp_path / "a.npz", {"x": np.array([{"a": 1}], dtype=object)})
    with pytest.raises(ValueError, match=r"arrays=.*names other than 'file'"):
        archive.write_npz(tmp_path / "a.npz", {"file": np.zeros(2)})
    assert list(tmp_path.iterdir()) == []


def test_write_bytes_names_the_folder_that_is_missing(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"path='.*a\.npz': there is no folder .*none"):
        archive.write_bytes(tmp_path / "none" / "a.npz", b"abc")


def test_read_npz_refuses_an_array_alone(tmp_path):
    np.save(tmp_path / "a.npy", np.ones(3))
    with pytest.raises(ValueError, match=r"path='.*a\.npy': expected an \.npz file"):
        archive.read_npz(tmp_path / "a.npy", archive.sha256(tmp_path / "a.npy"), "")
