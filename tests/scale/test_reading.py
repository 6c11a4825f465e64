from itertools import pairwise

import numpy as np
import pytest
import tensorflow as tf

from kernelbook import scale
from scaled import flip, labels, numbered, place_of, png, shards


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return shards(tmp_path_factory.mktemp("shards") / "digits")


def names(files):
    return [path[-14:-9] for path in files]


def test_shard_files_go_to_workers_in_turn(folder):
    assert names(scale.shard_files(folder, 0, 2)) == ["00000", "00002", "00004"]
    assert names(scale.shard_files(folder, 1, 2)) == ["00001", "00003"]
    assert len(scale.shard_files(folder)) == 5


def test_without_a_seed_the_images_come_as_they_were_written(folder):
    for k, (image, label) in enumerate(scale.read_shards(folder)):
        assert image.dtype == tf.uint8
        np.testing.assert_array_equal(image, np.full((28, 28, 1), k))
        assert label == k
    assert k == 21


@pytest.mark.parametrize("seed", [None, 3])
@pytest.mark.parametrize("workers", [1, 2, 3, 4, 5])
def test_every_image_is_read_once_by_all_workers_together(folder, workers, seed):
    parts = [labels(scale.read_shards(folder, k, workers, seed=seed, buffer=4)) for k in range(workers)]
    assert sorted(label for part in parts for label in part) == list(range(22))
    assert all(parts)


def test_an_order_is_repeated_and_another_seed_has_another(folder):
    first, again, other = (scale.read_shards(folder, seed=seed, buffer=8) for seed in (3, 3, 4))
    assert labels(first) == labels(first) == labels(again)
    assert labels(first) != labels(other)
    assert labels(first) != list(range(22))


def test_shards_are_put_into_an_order_of_the_seed(folder):
    """Without a drawer, the first that come are the first of each shard, in the order in which shards were drawn."""
    starts = {tuple(labels(scale.read_shards(folder, seed=seed, buffer=1))[:5]) for seed in range(6)}
    assert len(starts) > 3
    assert len({frozenset(each) for each in starts}) == 1


def test_each_image_keeps_its_label_in_the_mix(folder):
    for image, label in scale.read_shards(folder, seed=3, buffer=8):
        assert int(image[0, 0, 0]) == label


def test_files_are_mixed_even_with_a_buffer_of_one(folder):
    """Side by side, the first five records are of five shards."""
    order = labels(scale.read_shards(folder, seed=0, buffer=1))
    assert sorted(k // 5 for k in order[:5]) == [0, 1, 2, 3, 4]
    assert all(order.index(k) < order.index(k + 1) for k in range(21) if k // 5 == (k + 1) // 5)


@pytest.mark.parametrize("buffer", [1, 3, 10])
def test_no_image_comes_more_than_a_buffer_before_its_turn(folder, buffer):
    turn = labels(scale.read_shards(folder, seed=5, buffer=1))
    came = labels(scale.read_shards(folder, seed=5, buffer=buffer))
    early = [turn.index(k) - came.index(k) for k in turn]
    assert max(early) <= buffer - 1
    assert (max(early) == 0) == (buffer == 1)


def test_a_stream_knows_its_length_before_it_is_read(folder):
    """5 + 5 + 2, and 5 + 5."""
    lengths = [int(scale.read_shards(folder, k, 2, seed=1).cardinality()) for k in range(2)]
    assert lengths == [12, 10]
    assert int(scale.read_shards(folder).skip(9).cardinality()) == 13


@pytest.mark.parametrize("damaged", ["refuse", "skip"])
@pytest.mark.parametrize("n", [0, 1, 9, 22])
def test_who_skips_what_was_read_goes_on_exactly(folder, n, damaged):
    whole = labels(scale.read_shards(folder, seed=7, buffer=8, damaged=damaged))
    assert labels(scale.read_shards(folder, seed=7, buffer=8, damaged=damaged).skip(n)) == whole[n:]


def test_the_seed_of_tensorflow_counts_too(folder):
    """As `read_records` says: a run that goes on sets both."""
    orders = []
    for seed in (1, 2, 1):
        tf.random.set_seed(seed)
        orders.append(labels(scale.read_shards(folder, seed=7, buffer=8)))
    assert orders[0] == orders[2] != orders[1]


def test_stages_by_hand_are_read_shards(folder):
    records = scale.read_records(scale.shard_files(folder, 1, 2), seed=2, buffer=4)
    assert labels(records.map(scale.parse)) == labels(scale.read_shards(folder, 1, 2, seed=2, buffer=4))


def test_parse_decodes_bytes_as_pillow_wrote_them(tmp_path):
    """A PNG keeps every bit: the oracle is what went in."""
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28), dtype=np.uint8)
    scale.write_shards(tmp_path / "new", ((png(image), k) for k, image in enumerate(images)), 3)
    for record, image in zip(scale.read_records(scale.shard_files(tmp_path / "new")), images, strict=True):
        np.testing.assert_array_equal(scale.parse(record)[0][..., 0], image)
        np.testing.assert_array_equal(scale.parse(record.numpy())[0][..., 0], image)


def broken(folder, bad=(7, 13)):
    """Write a collection in which two records hold no image, though all hashes are right."""
    pairs = ((image[:60] if k in bad else image, k) for image, k in numbered(22))
    scale.write_shards(folder, pairs, 5)
    return folder


@pytest.mark.parametrize("seed", [None, 3])
def test_images_that_do_not_decode_are_errors_or_counted_where_asked(tmp_path, seed):
    folder = broken(tmp_path / "digits")
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        labels(scale.read_shards(folder, seed=seed))
    assert "shard-" not in str(caught.value), "TensorFlow knows the file now: name_damage can go"
    came = labels(scale.read_shards(folder, seed=seed, damaged="skip"))
    assert sorted(came) == [k for k in range(22) if k not in (7, 13)]
    assert scale.read_manifest(folder)["records"] - len(came) == 2


def test_an_image_of_another_size_does_not_decode(tmp_path):
    pairs = [(png(np.full(shape, 9, np.uint8)), 0) for shape in ((28, 28), (32, 32), (28, 27))]
    scale.write_shards(tmp_path / "new", pairs, 3)
    assert len(labels(scale.read_shards(tmp_path / "new", damaged="skip"))) == 1


def test_skip_refuses_damaged_files_for_they_would_lose_the_rest_in_silence(tmp_path):
    """Of five records the second is damaged. Without our check the last three are gone, and nobody says so."""
    folder = shards(tmp_path / "digits", 5)
    path = folder / "shard-00000.tfrecord"
    flip(path, place_of(path, 1) + 60)
    assert labels(tf.data.TFRecordDataset(str(path)).map(scale.parse).ignore_errors()) == [0]
    with pytest.raises(ValueError, match=r"shard-00000.tfrecord is cut or changed"):
        scale.read_shards(folder, damaged="skip")
    with pytest.raises(tf.errors.DataLossError):
        labels(scale.read_shards(folder))


def test_an_empty_file_is_no_error_of_tensorflow(tmp_path):
    """So only the manifest knows what is missing: the stream says so at its end, and who checks before, at once."""
    folder = shards(tmp_path / "digits")
    (folder / "shard-00001.tfrecord").write_bytes(b"")
    assert len(labels(scale.read_records(scale.shard_files(folder)).map(scale.parse))) == 17
    with pytest.raises(tf.errors.OpError, match="22"):
        labels(scale.read_shards(folder))
    with pytest.raises(ValueError, match=r"shard-00001.tfrecord is empty"):
        scale.check_shards(folder)


def test_buffers_mix_more_the_larger_they_are(tmp_path):
    """The correlation of place and number falls with the buffer."""
    folder = shards(tmp_path / "digits", 200, 200)
    orders = [labels(scale.read_shards(folder, seed=0, buffer=buffer)) for buffer in (1, 50, 200)]
    tied = [np.corrcoef(order, range(200))[0, 1] for order in orders]
    assert tied[0] == pytest.approx(1)
    assert all(less < more - 0.05 for more, less in pairwise(tied))


REFUSED = {
    "workers=6: expected at most 5, as many as there are shards": lambda f: scale.read_shards(f, 0, 6),
    "worker=2: expected a whole number from 0 to 1": lambda f: scale.shard_files(f, 2, 2),
    "worker=-1": lambda f: scale.shard_files(f, -1, 2),
    "workers=0": lambda f: scale.shard_files(f, 0, 0),
    "damaged='ignore': expected one of 'refuse', 'skip'": lambda f: scale.read_shards(f, damaged="ignore"),
    "seed=-1": lambda f: scale.read_shards(f, seed=-1),
    "buffer=0": lambda f: scale.read_shards(f, seed=1, buffer=0),
    r"files=\[\]": lambda f: scale.read_records([]),
    "record=3: expected bytes": lambda f: scale.parse(3),
}


@pytest.mark.parametrize("message", REFUSED)
def test_reading_refuses_what_makes_no_sense(folder, message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message](folder)
