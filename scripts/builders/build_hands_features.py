"""Compute what EfficientNet-Lite0 sees in 2,062 photographs of hands: 1,280 features for each, in about two minutes.

    python scripts/builders/build_hands_features.py sign_language_digits_4b09433.zip hands_features.npz

The archive has the files of the repository ardamavi/Sign-Language-Digits-Dataset on GitHub, at its commit 4b09433. The
photographs have 100 × 100 pixels, but for three of 3024 × 3024: these are reduced to 100 × 100 first, so that all are
equally blurred when they are enlarged to 224 × 224.
"""

import hashlib
import io
import re
import sys
import zipfile

import numpy as np
from PIL import Image

from kernelbook import archive, models

SHA256 = (
    "0200f3e507faeea6d63bab938c3ea1e5ed84be13acca429473b3bd43d10b0b9f"  # of all photographs, in order of their paths
)
PATH = re.compile(r".*/Dataset/(\d)/IMG_(\d+)\.JPG")
SMALL, LARGE = (100, 100), (224, 224)


def read(path):
    """Return the photographs' bytes by their paths, in the order of these, after checking their SHA-256."""
    with zipfile.ZipFile(path) as files:
        found = {name: files.read(name) for name in sorted(files.namelist()) if PATH.fullmatch(name)}
    digest = hashlib.sha256(b"".join(found.values())).hexdigest()
    if digest != SHA256:
        raise ValueError(f"{path}: {len(found)} photographs, expected SHA-256 {SHA256}, found {digest}")
    return found


def enlarged(content):
    """Return a photograph as the network takes it, (224, 224, 3), of 8 bits."""
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    if picture.size != SMALL:
        picture = picture.resize(SMALL, Image.Resampling.BILINEAR)
    return np.asarray(picture.resize(LARGE, Image.Resampling.BILINEAR))


def features(photographs, batch=32):
    """Compute the 1,280 features of each photograph."""
    network = models.efficient_lite()
    models.set_weights(network, models.load_weights("efficient_lite"))
    part = models.features(network)
    batches = [photographs[k : k + batch] for k in range(0, len(photographs), batch)]
    return np.concatenate([part(models.scaled_pixels(each), training=False).numpy() for each in batches])


def main(source, target):
    found = read(source)
    digits, numbers = np.array([PATH.fullmatch(name).groups() for name in found]).astype(int).T
    columns = {"labels": digits.astype(np.uint8), "numbers": numbers.astype(np.uint16)}
    photographs = np.stack([enlarged(content) for content in found.values()])
    print("SHA-256", archive.write_npz(target, {"features": features(photographs), **columns}))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
