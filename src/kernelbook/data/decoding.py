"""One photograph from a file of any kind: upright, in red, green and blue, its middle scaled to a square."""

import warnings

import numpy as np

from kernelbook.data.pictures import LARGEST_PICTURE, scale_of


def read_photograph(path, size):
    """Return the square in the middle of a picture file, upright and scaled, shape (size, size, 3), uint8."""
    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of tags that Pillow does not know, and of size, which is looked at here
        with Image.open(path) as file:
            if file.width * file.height > LARGEST_PICTURE:
                raise ValueError(f"{file.width} × {file.height} pixels: expected {LARGEST_PICTURE:,} at most")
            short = min(file.size)
            file.draft(None, tuple(max(1, 2 * size * length // short) for length in file.size))  # a JPEG, smaller
            upright = ImageOps.exif_transpose(on_white(file))
    side = min(upright.size)
    left, top = (upright.width - side) / 2, (upright.height - side) / 2
    square = (left, top, left + side, top + side)
    return np.asarray(upright.resize((size, size), Image.Resampling.BICUBIC, box=square))


def on_white(file):
    """Return an opened picture in red, green and blue, on white where it is transparent, with what its camera wrote."""
    from PIL import Image

    if file.mode.startswith(("I", "F")):  # 16 bits and more, gray
        values = np.asarray(file)
        gray = np.round(values * (255 / scale_of(values, of_file=True))).astype(np.uint8)
        colored = Image.fromarray(gray).convert("RGB")
    elif file.has_transparency_data:
        picture = file.convert("RGBA")
        colored = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
    else:
        colored = file.convert("RGB")
    colored.info["exif"] = file.getexif().tobytes()
    return colored
