"""Reading: shards as a stream of images that never holds more of them than its buffer. Derived in chapter 20.

Reading shuffles records while they are short, then decodes: a PNG of a digit has some 300 bytes, its pixels 784.
"""

import numpy as np

from kernelbook import guards
from kernelbook.scale.manifest import as_folder, check_shards, read_manifest

SHAPE = (28, 28, 1)
OPEN = 16  # shards that are read side by side


def shard_files(folder, worker=0, workers=1):
    """Return the shards that one of several workers reads: of W, worker k takes the files k, k + W, and so on.

    Parameters
    ----------
    folder : str or Path
    worker, workers : int
        Which, from 0, and of how many; at most one for each shard. Where the number of shards is no multiple of the
        workers, some read a shard more than others.

    Returns
    -------
    list of str
        Paths, in the order of the manifest.

    Raises
    ------
    FileNotFoundError, ValueError
        As `read_manifest`, or if there is no such worker, or there are more of them than shards.

    Examples
    --------
    >>> import tempfile
    >>> from kernelbook.scale import write_shards
    >>> folder = tempfile.mkdtemp() + "/digits"
    >>> _ = write_shards(folder, [(b"one", 1), (b"two", 2), (b"three", 3)], per_shard=1)
    >>> [path[-20:] for path in shard_files(folder, 0, 2)]
    ['shard-00000.tfrecord', 'shard-00002.tfrecord']
    """
    files = [str(as_folder(folder) / shard["file"]) for shard in read_manifest(folder)["shards"]]
    guards.whole("workers", workers, 1)
    guards.whole("worker", worker, 0, workers - 1)
    if workers > len(files):
        raise ValueError(f"workers={workers}: expected at most {len(files)}, as many as there are shards")
    return files[worker::workers]


def read_records(files, seed=None, buffer=4096):
    """Return the records of shards, still encoded: one shard after the other, or mixed.

    To mix them, the files are put into a random order, up to 16 are read side by side, and a buffer is kept full from
    which each record is drawn. None comes out more than a buffer's length before its turn, so a buffer that is smaller
    than the collection is no shuffle of all.

    Parameters
    ----------
    files : list of str
        From `shard_files`.
    seed : int, optional
        Decides the order, the same in each pass; another pass takes another seed. TensorFlow mixes it with the seed
        of ``tf.random.set_seed``, so that the order is the same only where that is the same, too. None leaves the
        records as they were written.
    buffer : int
        Records among which is drawn; only with a seed.

    Returns
    -------
    tf.data.Dataset of bytes

    Raises
    ------
    ValueError
        If there are no files, or the seed or buffer is no whole number.
    """
    import tensorflow as tf

    if not isinstance(files, list | tuple) or not files or not all(isinstance(file, str) for file in files):
        raise ValueError(f"files={guards.shown(files)}: expected names of shards, one at least")
    if seed is not None:
        guards.whole("seed", seed, 0)
    guards.whole("buffer", buffer, 1)
    if seed is None:
        return tf.data.TFRecordDataset(list(files))
    order = np.random.default_rng(seed).permutation(len(files))
    mixed = tf.data.Dataset.from_tensor_slices([files[k] for k in order]).interleave(
        tf.data.TFRecordDataset,
        cycle_length=min(OPEN, len(files)),
        num_parallel_calls=tf.data.AUTOTUNE,
        deterministic=True,
    )
    return mixed.shuffle(buffer, seed=seed, reshuffle_each_iteration=False)


def parse(record):
    """Decode one record: image of shape (28, 28, 1), uint8, and its label, int64.

    Parameters
    ----------
    record : bytes, or tensor of them
        One record, as `read_records` gives it; inside ``map`` a tensor that has no value yet.

    Raises
    ------
    ValueError
        If what comes is neither bytes nor a tensor of them. Bytes that hold no image of 28 × 28 pixels end in an
        ``InvalidArgumentError`` of TensorFlow, which does not know their file: see `name_damage`.
    """
    import tensorflow as tf

    if not isinstance(record, bytes) and getattr(record, "dtype", None) != tf.string:
        raise ValueError(f"record={guards.shown(record)}: expected bytes, or a tensor of them")
    features = {"image": tf.io.FixedLenFeature([], tf.string), "label": tf.io.FixedLenFeature([], tf.int64)}
    found = tf.io.parse_single_example(record, features)
    return tf.ensure_shape(tf.io.decode_png(found["image"], channels=1), SHAPE), found["label"]


def read_shards(folder, worker=0, workers=1, *, seed=None, buffer=4096, damaged="refuse"):
    """Return the images and labels of a worker's shards as a stream: every one once, in an order that is repeated.

    Who was interrupted after n images goes on with the same seed and ``.skip(n)``.

    Parameters
    ----------
    folder : str or Path
    worker, workers : int
        As in `shard_files`.
    seed, buffer : int
        As in `read_records`.
    damaged : {"refuse", "skip"}
        An image that does not decode is an error of TensorFlow while it is read, which `name_damage` completes, and so
        is an end before the manifest's count, as of an empty file, which would be no error by itself; or the image is
        left out, and how many there were is what the manifest counts, less what came. Only images are: a damaged
        record would take the rest of its shard along, so `check_shards` looks at all files before any is skipped.

    Returns
    -------
    tf.data.Dataset of (uint8 tensor, shape (28, 28, 1), int64 tensor)

    Raises
    ------
    FileNotFoundError, ValueError
        As `shard_files`, `read_records` and, if damaged images are to be skipped, `check_shards`.
    """
    import tensorflow as tf

    guards.one_of("damaged", damaged, ("refuse", "skip"))
    files = shard_files(folder, worker, workers)
    images = read_records(files, seed, buffer).map(parse, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)
    if damaged == "refuse":
        counted = sum(shard["records"] for shard in read_manifest(folder)["shards"][worker::workers])
        return images.apply(tf.data.experimental.assert_cardinality(counted))
    check_shards(folder)
    return images.ignore_errors()
