"""Damage: which record of which shard cannot be read, where TensorFlow's own error names no file. Chapter 20."""

import os
from contextlib import contextmanager

from kernelbook.scale.manifest import read_manifest
from kernelbook.scale.reading import parse, shard_files


def find_damage(folder):
    """Return where shards cannot be read or decoded: list of (file, record from 0, what TensorFlow says).

    Of a shard whose record is damaged nothing behind it can be found, so it has one line for the rest. It reads and
    decodes all: `check_shards` is faster, but knows no records, and nothing of images that were no images when written.

    Raises
    ------
    FileNotFoundError, ValueError
        As `read_manifest`.
    """
    paths, found = shard_files(folder), []
    for path, shard in zip(paths, read_manifest(folder)["shards"], strict=True):
        for k in sorted(set(range(shard["records"])) - readable(path)):
            why, ends = fault(path, k)
            found.append((shard["file"], k, why))
            if ends:
                break
    return found


def readable(path):
    """Return the numbers of a shard's records that decode: set of int."""
    import tensorflow as tf

    if not os.path.isfile(path):  # ignore_errors would ask for it again and again, without end
        return set()
    numbered = tf.data.TFRecordDataset(path).enumerate().map(lambda k, record: (k, *parse(record)))
    return {int(k) for k in numbered.ignore_errors().map(lambda k, *_: k).as_numpy_iterator()}


def fault(path, k):
    """Return what is wrong with a record, and whether the shard ends there."""
    import tensorflow as tf

    try:
        records = list(tf.data.TFRecordDataset(path).skip(k).take(1))
    except (tf.errors.DataLossError, tf.errors.NotFoundError) as error:
        return first_line(error), True
    if not records:
        return "the file ends before it", True
    try:
        parse(records[0])
    except (tf.errors.InvalidArgumentError, ValueError) as error:
        return first_line(error), False
    return "does not decode in its place, but does alone", False


def first_line(error):
    """Return the first line of what TensorFlow says, without its marks of operations."""
    return str(getattr(error, "message", error)).splitlines()[0].split("} }} ")[-1].split("}} ")[-1]


def name_damage(folder):
    """Let an error of TensorFlow inside a ``with`` name its file and record, which it does not know itself.

    Nothing is looked for until there is an error; then `find_damage` reads all shards.

    Raises
    ------
    FileNotFoundError, ValueError
        As `read_manifest`. Inside, a ValueError with file and number of the first records that cannot be read; other
        errors, and those of shards in which nothing is wrong, stay as they are.
    """
    read_manifest(folder)
    return naming(folder)


@contextmanager
def naming(folder):
    """Do what `name_damage` promises."""
    import tensorflow as tf

    try:
        yield
    except tf.errors.OpError as error:
        found = find_damage(folder)
        if not found:
            raise
        lines = [f"{file}, record {k}: {why}" for file, k, why in found[:3]]
        more = f"; and {len(found) - 3} more" if len(found) > 3 else ""
        raise ValueError(f"folder={str(folder)!r}: {'; '.join(lines)}{more}") from error
