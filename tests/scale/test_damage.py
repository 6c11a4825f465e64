import pytest
import tensorflow as tf

from kernelbook import scale
from kernelbook.scale import damage
from scaled import flip, labels, numbered, place_of, shards

FILE = "shard-00001.tfrecord"


@pytest.fixture
def folder(tmp_path):
    return shards(tmp_path / "digits")


def cut(path):
    path.write_bytes(path.read_bytes()[: place_of(path, 3) + 20])


DAMAGES = {  # what is done to a shard of five records; the first that cannot be read; what TensorFlow says
    "cut": (cut, 3, "truncated record"),
    "payload": (lambda path: flip(path, place_of(path, 2) + 60), 2, "corrupted record"),
    "length": (lambda path: flip(path, place_of(path, 4)), 4, "corrupted record"),
    "empty": (lambda path: path.write_bytes(b""), 0, "the file ends before it"),
    "between records": (lambda path: path.write_bytes(path.read_bytes()[: place_of(path, 2)]), 2, "ends before it"),
    "no records": (lambda path: path.write_bytes(b"no record at all"), 0, "corrupted record at 0"),
    "missing": (lambda path: path.unlink(), 0, "No such file"),
}


@pytest.mark.parametrize("kind", DAMAGES)
def test_find_damage_names_file_and_record(folder, kind):
    harm, record, words = DAMAGES[kind]
    harm(folder / FILE)
    ((file, k, why),) = scale.find_damage(folder)
    assert (file, k) == (FILE, record)
    assert words in why


def test_readable_asks_for_a_missing_file_once(folder):
    """Without that look, ignore_errors would ask for it for ever."""
    assert damage.readable(str(folder / "none.tfrecord")) == set()


def test_find_damage_finds_nothing_in_what_is_whole(folder):
    assert scale.find_damage(folder) == []


def undecodable(folder, bad):
    scale.write_shards(folder, ((image[:60] if k in bad else image, k) for image, k in numbered(22)), 5)
    return folder


def test_find_damage_finds_every_image_that_does_not_decode(tmp_path):
    found = scale.find_damage(undecodable(tmp_path / "new", (7, 9, 21)))
    assert [line[:2] for line in found] == [(FILE, 2), (FILE, 4), ("shard-00004.tfrecord", 1)]
    assert all("PNG" in why for _, _, why in found)


def test_name_damage_completes_the_error_of_tensorflow(tmp_path):
    folder = undecodable(tmp_path / "new", (7, 9, 10, 11))
    with (
        pytest.raises(
            ValueError, match=rf"folder=.*{FILE}, record 2: .*PNG.*; {FILE}, record 4: .*; and 1 more"
        ) as caught,
        scale.name_damage(folder),
    ):
        labels(scale.read_shards(folder))
    assert isinstance(caught.value.__cause__, tf.errors.InvalidArgumentError)


@pytest.mark.parametrize("kind", DAMAGES)
def test_name_damage_names_files_that_cannot_be_read(folder, kind):
    harm, record, words = DAMAGES[kind]
    harm(folder / FILE)
    with pytest.raises(ValueError, match=rf"{FILE}, record {record}: .*{words}"), scale.name_damage(folder):
        labels(scale.read_shards(folder, seed=1))


def test_name_damage_also_inside_fit(tmp_path):
    import keras

    folder = undecodable(tmp_path / "new", (7,))
    network = keras.Sequential([keras.layers.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(22)])
    network.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    with pytest.raises(ValueError, match=f"{FILE}, record 2"), scale.name_damage(folder):
        network.fit(scale.read_shards(folder).batch(4), shuffle=False, verbose=0)


def test_name_damage_leaves_other_errors_as_they_are(folder):
    with pytest.raises(ZeroDivisionError), scale.name_damage(folder):
        raise ZeroDivisionError
    with pytest.raises(tf.errors.InvalidArgumentError, match="another"), scale.name_damage(folder):
        raise tf.errors.InvalidArgumentError(None, None, "another")
    with scale.name_damage(folder):
        assert len(labels(scale.read_shards(folder))) == 22


def test_name_damage_refuses_a_folder_without_shards_at_once(tmp_path):
    with pytest.raises(FileNotFoundError, match="manifest"):
        scale.name_damage(tmp_path)
