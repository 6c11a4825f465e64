"""Build src/kernelbook/datasets/garments.npz, a balanced part of Fashion-MNIST, from its four original IDX files.

Get the files once, for example from Debian's package dataset-fashion-mnist:

    apt-get download dataset-fashion-mnist && dpkg -x dataset-fashion-mnist_*.deb . && gunzip usr/share/datasets/*/*.gz
    python scripts/builders/build_garments.py usr/share/datasets/fashion-mnist

The first 1,000 training images and the first 200 test images of each class are kept, in the order of the files.
"""

import sys

import numpy as np

import build_mnist
from kernelbook import data

IDX_FILES = {  # key in the archive: file name, SHA-256, magic number
    "x_train": (
        "train-images-idx3-ubyte",
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        2051,
    ),
    "y_train": (
        "train-labels-idx1-ubyte",
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        2049,
    ),
    "x_test": (
        "t10k-images-idx3-ubyte",
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        2051,
    ),
    "y_test": (
        "t10k-labels-idx1-ubyte",
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        2049,
    ),
}
KEPT = {"train": 1000, "test": 200}  # images of each class


def first_of_each(labels, count):
    """Return where the first `count` images of each class stand, in the order of the file."""
    return np.sort(np.concatenate([np.flatnonzero(labels == k)[:count] for k in np.unique(labels)]))


def main(folder):
    arrays = build_mnist.read_all(folder, IDX_FILES)
    for part, count in KEPT.items():
        kept = first_of_each(arrays[f"y_{part}"], count)
        for letter in "xy":
            arrays[f"{letter}_{part}"] = arrays[f"{letter}_{part}"][kept]
    build_mnist.write(data.GARMENTS_PATH, arrays, data.GARMENTS_SHA256, smallest=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
