import numpy as np
import pytest

from kernelbook import guards


@pytest.fixture
def path(tmp_path):
    np.savez_compressed(tmp_path / "a.npz", **{"conv/kernel": np.arange(12.0).reshape(3, 4), "conv/bias": np.ones(4)})
    return tmp_path / "a.npz"


def read(path):
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def test_weights_file_lets_pass_what_is_whole(path):
    assert guards.weights_file(path) is None
    assert guards.weights_file(str(path)) is None


def test_weights_file_refuses_whatever_byte_is_flipped_or_leaves_the_numbers_as_they_were(path):
    """Some bytes mean nothing, such as a file's date; of all others one error comes, whatever NumPy and zlib say."""
    content, whole, refused = path.read_bytes(), read(path), 0
    for position in range(len(content)):
        for bits in (0xFF, 0x01):
            damaged = bytearray(content)
            damaged[position] ^= bits
            path.write_bytes(damaged)
            try:
                guards.weights_file(path)
            except ValueError as error:
                refused += "is no file of weights, or a damaged one" in str(error)
                continue
            found = read(path)
            assert found.keys() == whole.keys()
            assert all(np.array_equal(found[name], whole[name]) for name in whole)
    assert refused > len(content)


def test_weights_file_refuses_whatever_is_cut_off(path):
    content = path.read_bytes()
    for length in range(len(content)):
        path.write_bytes(content[:length])
        with pytest.raises(ValueError, match="is no file of weights, or a damaged one"):
            guards.weights_file(path)


def test_weights_file_refuses_one_array_and_objects_and_a_folder_and_a_number(tmp_path):
    np.save(tmp_path / "a.npy", np.ones(3))
    np.savez(tmp_path / "b.npz", a=np.array([None]))
    for path in (tmp_path / "a.npy", tmp_path / "b.npz", tmp_path):
        with pytest.raises(ValueError, match="is no file of weights, or a damaged one"):
            guards.weights_file(path)
    with pytest.raises(ValueError, match="path=3: expected the name of a file"):
        guards.weights_file(3)


def test_weights_file_leaves_a_missing_file_missing(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.npz"):
        guards.weights_file(tmp_path / "none.npz")
