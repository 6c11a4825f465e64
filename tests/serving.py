"""Pictures as a server gets them, damaged ones, and servers of a test's own."""

import io
import json
import struct
import zlib
from functools import cache

import numpy as np
from PIL import Image

from kernelbook import data


@cache
def digits():
    """Return MNIST's test images and labels."""
    return data.load_mnist()[1]


def picture(pixels, form="PNG", **options):
    """Return pixels, or an image of Pillow, as the bytes of a file."""
    file = io.BytesIO()
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    image.save(file, form, **options)
    return file.getvalue()


def rows(pixels):
    """Return pixels from 0 to 255 as a body of JSON."""
    return json.dumps((pixels / 255).tolist()).encode()


def chunk(kind, content):
    """Return a part of a PNG file: length, kind, content, checksum."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def told(width, height, rest=b""):
    """Return a PNG whose header tells so many pixels, and which has next to none."""
    header = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return header + rest + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


def enlarged(pixels, factor=10):
    """Return a digit as dark ink on white paper, so many times as large."""
    return np.kron(255 - pixels, np.ones((factor, factor), np.uint8))
