"""Shards: a collection of encoded images in several files, with a manifest that says what must be in them.

A shard is a TFRecord file of examples with an encoded image and its label. ``manifest.json`` beside the shards counts
the records of each and keeps its SHA-256, so that a file that was cut, changed, lost or exchanged is called by name
before a network learns from what is left. Derived in chapter 20.
"""

import itertools
import json
import os
import shutil
import tempfile
from pathlib import Path

from kernelbook import archive, guards
from kernelbook.scale.manifest import MANIFEST, as_folder


def write_shards(folder, pairs, per_shard):
    """Write encoded images and their labels as shards, all or nothing, and return the manifest.

    All is written to a temporary folder beside the new one, which then takes its name. Only one record at a time is in
    memory. After an error, also one of `pairs`, or Ctrl-C, nothing is left behind.

    Parameters
    ----------
    folder : str or Path
        Must not exist; the folder above it must.
    pairs : iterable of (bytes, int)
        An encoded image, such as the content of a PNG file, and its label from 0. The bytes are not decoded here.
    per_shard : int
        Records of a shard; the last may have fewer.

    Returns
    -------
    dict
        ``{"records": n, "shards": [{"file": name, "records": n, "sha256": 64 hexadecimal digits}, ...]}``.

    Raises
    ------
    FileNotFoundError
        If there is no folder above it.
    ValueError
        If the folder exists, there is no pair, one is no pair of bytes and label, or two shards would be the same to
        the last bit: then `check_shards` could not tell one of them from a copy.

    References
    ----------
    TensorFlow's guide to the format: https://www.tensorflow.org/tutorials/load_data/tfrecord

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp()) / "digits"
    >>> manifest = write_shards(folder, [(b"one", 1), (b"two", 2), (b"three", 3)], per_shard=2)
    >>> [(shard["file"], shard["records"]) for shard in manifest["shards"]]
    [('shard-00000.tfrecord', 2), ('shard-00001.tfrecord', 1)]
    """
    folder = as_folder(folder)
    guards.whole("per_shard", per_shard, 1)
    if isinstance(pairs, str | bytes | dict) or not hasattr(pairs, "__iter__"):
        raise ValueError(f"pairs={guards.shown(pairs)}: expected pairs of an image's bytes and its label")
    if not folder.absolute().parent.is_dir():
        raise FileNotFoundError(f"folder={str(folder)!r}: there is no folder {folder.absolute().parent}")
    refuse_existing(folder)
    temporary = Path(tempfile.mkdtemp(dir=folder.absolute().parent, prefix=f".{folder.name}."))
    try:
        manifest = write_files(temporary, pairs, per_shard)
        archive.write_bytes(temporary / MANIFEST, json.dumps(manifest, indent=1).encode() + b"\n")
        temporary.chmod(0o755)
        refuse_existing(folder)
        os.rename(temporary, folder)
    except BaseException:
        shutil.rmtree(temporary)
        raise
    return manifest


def write_files(folder, pairs, per_shard):
    """Write shards into a folder that is there, and return their manifest."""
    import tensorflow as tf

    shards, rest = [], enumerate(pairs)
    for k in itertools.count():
        path, part, records = folder / f"shard-{k:05d}.tfrecord", itertools.islice(rest, per_shard), 0
        with tf.io.TFRecordWriter(str(path)) as file:
            for number, pair in part:
                file.write(example(number, pair))
                records += 1
        if not records:
            path.unlink()
            break
        shards.append({"file": path.name, "records": records, "sha256": archive.sha256(path)})
        twins = [shard["file"] for shard in shards[:-1] if shard["sha256"] == shards[-1]["sha256"]]
        if twins:
            raise ValueError(f"pairs repeat: {path.name} would be the same as {twins[0]}; expected each image once")
    if not shards:
        raise ValueError("pairs has none: expected one at least")
    return {"records": sum(shard["records"] for shard in shards), "shards": shards}


def example(number, pair):
    """Return a pair as the bytes of a record."""
    import tensorflow as tf

    if not (isinstance(pair, tuple | list) and len(pair) == 2 and isinstance(pair[0], bytes)):
        raise ValueError(f"pairs, number {number}, is {guards.shown(pair)}: expected an image's bytes and its label")
    image, label = pair
    if not guards.is_whole(label) or not 0 <= label < 2**63:
        raise ValueError(f"pairs, number {number}, has label {guards.shown(label)}: expected a whole number from 0")
    feature = {
        "image": tf.train.Feature(bytes_list=tf.train.BytesList(value=[image])),
        "label": tf.train.Feature(int64_list=tf.train.Int64List(value=[int(label)])),
    }
    return tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString(deterministic=True)


def refuse_existing(folder):
    """Refuse a folder that is there."""
    if folder.exists() or folder.is_symlink():
        raise ValueError(f"folder={str(folder)!r} exists already: expected a new one, so that nothing is overwritten")
