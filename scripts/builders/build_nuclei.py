"""Build src/kernelbook/datasets/nuclei.npz, a microscope's image and its outlined nuclei, from the package stardist.

    pip download --no-deps stardist==0.9.2
    python scripts/builders/build_nuclei.py stardist-0.9.2-*.whl

Any of that version's wheels will do: the two files in it are checked.
"""

import hashlib
import io
import sys
import zipfile

import numpy as np
from PIL import Image

import build_mnist
from kernelbook import data

FILES = {  # key in the archive: name in the wheel, SHA-256
    "image": ("stardist/data/images/img2d.tif", "f9ccc1571b92c861ff87e28463068b43f61bd47357ed0503f711e5cd1eb97750"),
    "regions": ("stardist/data/images/mask2d.tif", "59ad5e820b7982ca9d13e946fa6e7f64e2714899e00a2ae6c69aa79aad53d46f"),
}


def read_tif(wheel, name, expected):
    """Return a picture of 16 bits in a wheel as uint8, after checking its SHA-256; refuse values that do not fit."""
    content = wheel.read(name)
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise ValueError(f"{name}: expected SHA-256 {expected}, found {found}")
    array = np.asarray(Image.open(io.BytesIO(content)))
    if array.max() > 255:
        raise ValueError(f"{name} holds values up to {array.max()}: expected 8 bits")
    return array.astype(np.uint8)


def main(path):
    with zipfile.ZipFile(path) as wheel:
        arrays = {key: read_tif(wheel, *file) for key, file in FILES.items()}
    build_mnist.write(data.NUCLEI_PATH, arrays, data.NUCLEI_SHA256)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
