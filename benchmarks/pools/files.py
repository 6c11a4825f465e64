"""Files of encoded images: the bytes of many PNG, one after the other, and where each ends."""

import io
from pathlib import Path

import numpy as np


def write_files(folder, images, count):
    """Write images, ndarray of shape (n, h, w), uint8, in their order into files of equal size; return the paths."""
    paths = []
    for number, part in enumerate(np.split(images, count)):
        encoded = [as_png(image) for image in part]
        paths.append(str(Path(folder) / f"images-{number:02d}-of-{count}.npz"))
        np.savez(paths[-1], png=np.frombuffer(b"".join(encoded), np.uint8), ends=np.cumsum([*map(len, encoded)]))
    return paths


def as_png(image):
    """Return the bytes of a PNG."""
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(image).save(file, "png")
    return file.getvalue()


def read_file(path):
    """Return the images of a file, decoded: ndarray, shape (n, h, w), uint8."""
    from PIL import Image

    with np.load(path) as file:
        content, ends = file["png"].tobytes(), file["ends"].tolist()
    parts = [content[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    return np.stack([np.asarray(Image.open(io.BytesIO(part))) for part in parts])
