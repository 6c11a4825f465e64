"""Small collections of shards, and the ways to damage one."""

import io

import numpy as np
from PIL import Image

from kernelbook import scale


def png(pixels):
    """Return pixels as the bytes of a PNG file."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def numbered(count):
    """Yield images whose pixels say their number, and it as their label."""
    for k in range(count):
        yield png(np.full((28, 28), k, np.uint8)), k


def shards(folder, count=22, per_shard=5):
    """Write a small collection: 22 images in four shards of five, and one of two."""
    scale.write_shards(folder, numbered(count), per_shard)
    return folder


def labels(dataset):
    """Return the labels in the order in which they come."""
    return [int(label) for _, label in dataset.as_numpy_iterator()]


def flip(path, place):
    """Turn one bit of a file around."""
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def place_of(path, record):
    """Return where a record begins: each has 8 bytes of length, 4 of checksum, its payload, and 4 of checksum."""
    content, at = path.read_bytes(), 0
    for _ in range(record):
        at += 16 + int.from_bytes(content[at : at + 8], "little")
    return at
