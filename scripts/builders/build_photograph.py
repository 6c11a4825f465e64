"""Build src/kernelbook/datasets/photograph.npz: a cup of coffee, half the size of the picture in scikit-image.

    pip install scikit-image==0.26.0
    python scripts/builders/build_photograph.py

The original is data/coffee.png of the package, by Rachel Michetti, CC0. Each 2 × 2 block of pixels is averaged.
"""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image

from kernelbook import archive, data

ORIGINAL_SHA256 = "cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7"


def main():
    path = Path(find_spec("skimage").origin).parent / "data" / "coffee.png"
    found = archive.sha256(path)
    if found != ORIGINAL_SHA256:
        raise ValueError(f"{path}: expected SHA-256 {ORIGINAL_SHA256}, found {found}")
    original = np.asarray(Image.open(path), dtype=np.float64)
    h, w, c = original.shape
    half = original.reshape(h // 2, 2, w // 2, 2, c).mean(axis=(1, 3))
    print("SHA-256", archive.write_npz(data.PHOTOGRAPH_PATH, {"picture": half.round().astype(np.uint8)}))


if __name__ == "__main__":
    main()
