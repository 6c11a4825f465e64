import hashlib
import json

import numpy as np
import pytest

from kernelbook import scale
from scaled import numbered, png


def test_write_shards_counts_and_hashes_what_it_wrote(tmp_path):
    """Seven records, three to a shard: 3, 3 and 1."""
    manifest = scale.write_shards(tmp_path / "new", numbered(7), 3)
    assert manifest["records"] == 7
    assert [shard["records"] for shard in manifest["shards"]] == [3, 3, 1]
    for k, shard in enumerate(manifest["shards"]):
        assert shard["file"] == f"shard-0000{k}.tfrecord"
        assert shard["sha256"] == hashlib.sha256((tmp_path / "new" / shard["file"]).read_bytes()).hexdigest()
    assert manifest == json.loads((tmp_path / "new" / "manifest.json").read_text())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new"]
    assert len(list((tmp_path / "new").iterdir())) == 4


def test_write_shards_writes_what_any_reader_of_examples_reads(tmp_path):
    """The oracle is the format itself: lengths, payloads, and the bytes of the image inside them."""
    scale.write_shards(tmp_path / "new", [(b"one", 1), (b"second", np.uint8(200))], 2)
    content = (tmp_path / "new" / "shard-00000.tfrecord").read_bytes()
    length = int.from_bytes(content[:8], "little")
    assert b"one" in content[12 : 12 + length]
    rest = content[16 + length :]
    assert b"second" in rest[12:-4]
    assert len(rest) == 16 + int.from_bytes(rest[:8], "little")


def test_the_same_pairs_are_the_same_shards(tmp_path):
    first, second = (scale.write_shards(tmp_path / name, numbered(7), 3) for name in ("a", "b"))
    assert first == second


def test_as_many_records_as_fit_leave_no_empty_shard(tmp_path):
    assert len(scale.write_shards(tmp_path / "new", numbered(6), 3)["shards"]) == 2


def test_write_shards_takes_no_pair_before_the_last_one_is_written(tmp_path):
    """So a collection that is larger than memory passes through: when a pair is asked for, all before are let go."""
    alive = []

    class Bytes(bytes):
        def __del__(self):
            alive.remove(id(self))

    def pairs():
        for k in range(9):
            assert len(alive) <= 1
            image = Bytes(b"%d" % k)
            alive.append(id(image))
            yield image, k
            del image

    assert scale.write_shards(tmp_path / "new", pairs(), 4)["records"] == 9


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError, ValueError])
@pytest.mark.parametrize("after", [0, 4, 7])
def test_an_error_of_the_pairs_leaves_nothing_behind(tmp_path, error, after):
    def broken():
        yield from numbered(after)
        raise error

    with pytest.raises(error):
        scale.write_shards(tmp_path / "new", broken(), 3)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_appears_meanwhile_is_left_alone(tmp_path):
    def slow():
        yield from numbered(2)
        (tmp_path / "new").mkdir()

    with pytest.raises(ValueError, match=r"folder=.*exists already"):
        scale.write_shards(tmp_path / "new", slow(), 3)
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
    assert list((tmp_path / "new").iterdir()) == []


IMAGE = png(np.zeros((28, 28), np.uint8))
REFUSED = {
    "pairs has none": [],
    "pairs, number 1, is 'b'": [(IMAGE, 1), "b"],
    "pairs, number 0, is .* expected an image's bytes": [(np.zeros((28, 28)), 1)],
    "pairs, number 0, has label 2.5: expected a whole number from 0": [(IMAGE, 2.5)],
    "pairs, number 0, has label -1": [(IMAGE, -1)],
    "pairs, number 0, has label True": [(IMAGE, True)],
    "pairs repeat: shard-00001.tfrecord would be the same as shard-00000": [(IMAGE, 1)] * 4,
    "pairs=b'abc'": b"abc",
}


@pytest.mark.parametrize("message", REFUSED)
def test_write_shards_refuses_what_is_no_collection_and_leaves_nothing(tmp_path, message):
    with pytest.raises(ValueError, match=message):
        scale.write_shards(tmp_path / "new", REFUSED[message], 2)
    assert list(tmp_path.iterdir()) == []


def test_write_shards_overwrites_nothing_and_makes_no_folders_above(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ValueError, match="exists already"):
        scale.write_shards(tmp_path / "file", numbered(2), 3)
    assert (tmp_path / "file").read_text() == "mine"
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        scale.write_shards(tmp_path / "none" / "new", numbered(2), 3)
