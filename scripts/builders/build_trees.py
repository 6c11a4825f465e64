"""Build src/kernelbook/datasets/trees.npz, aerial photographs and the boxes around trees, from the package deepforest.

    pip download --no-deps deepforest==2.1.0
    python scripts/builders/build_trees.py deepforest-2.1.0-py3-none-any.whl

Each file in the wheel is checked. The photographs are packed as JPEGs, by the release of Pillow that requirements.txt
pins: another one may pack them into other bytes. What that loses is printed, as the peak signal-to-noise ratio.
"""

import hashlib
import io
import sys
import xml.etree.ElementTree as ET
import zipfile

import numpy as np
from PIL import Image

import build_mnist
from kernelbook import data
from kernelbook.data.annotations import COLUMNS

QUALITY = {"quality": 75, "subsampling": "4:2:0", "optimize": True, "progressive": True}
FILES = {  # place: stem in the wheel, SHA-256 of the picture and of its boxes
    "Yellowstone": (
        "2019_YELL_2_528000_4978000_image_crop2",
        "a9bdb0f4447fdd899d22f567e0e20ba8320c5413b2ad0cd0ac8d9f3b6e0f9767",
        "bd431af6a5086d721eb731b22f5ea28cd8a8eab06883efc1c665391acbc68e11",
    ),
    "neighbor": (
        "2019_YELL_2_541000_4977000_image_crop",
        "178e58a23cc2642226a364a30f71bd9258ddc1b012c826f12250914a90c7a131",
        "cefe4b96888bacbf8af1674f000082e549aa707aa6590d545effb23e43f26631",
    ),
    "Florida": (
        "OSBS_029",
        "d9477c6a00e4902c7bee487d4c5582c3b8b9a2f77f3908a29628b816b291e6ee",
        "1f68c4011d7b351c29ca755072e77f3d16e6fd1f995bd05a9dd4eb952b55373c",
    ),
    "California": (
        "SOAP_061",
        "256508f1a62149bec4a80879077a865caf50e8cace095e6564c76befa480d424",
        "4833280af75fd9c47965a93e38945282835e9e725cac412bdb9469d63480947c",
    ),
}


def read(wheel, name, expected):
    """Return a file of the wheel after checking its SHA-256."""
    content = wheel.read(f"deepforest/data/{name}")
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise ValueError(f"{name}: expected SHA-256 {expected}, found {found}")
    return content


def boxes_of(xml):
    """Return the boxes of an annotation, shape (n, 4), int16: top, left, bottom, right, the numbers as they stand."""
    boxes = [[int(box.find(edge).text) for edge in COLUMNS] for box in ET.fromstring(xml).iter("bndbox")]
    return np.array(boxes, np.int16)


def as_jpeg(picture):
    """Return the bytes of a JPEG."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", **QUALITY)
    return buffer.getvalue()


def ratio(a, b):
    """Return the peak signal-to-noise ratio of two pictures, in decibels."""
    return 10 * np.log10(255**2 / np.mean((np.asarray(a, np.float64) - np.asarray(b, np.float64)) ** 2))


def main(path):
    arrays = {}
    with zipfile.ZipFile(path) as wheel:
        for place, (stem, picture_sha256, boxes_sha256) in FILES.items():
            picture = Image.open(io.BytesIO(read(wheel, f"{stem}.png", picture_sha256))).convert("RGB")
            jpeg = as_jpeg(picture)
            packed = Image.open(io.BytesIO(jpeg))
            arrays[f"{place}/jpeg"] = np.frombuffer(jpeg, np.uint8)
            arrays[f"{place}/boxes"] = boxes_of(read(wheel, f"{stem}.xml", boxes_sha256))
            colors, gray = ratio(picture, packed), ratio(picture.convert("L"), packed.convert("L"))
            print(f"{place}: {len(jpeg) / 1e3:.0f} kB, {colors:.1f} dB, in gray {gray:.1f} dB")
    build_mnist.write(data.TREES_PATH, arrays, data.TREES_SHA256)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
