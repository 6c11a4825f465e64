"""Read the stamps of Tux Paint, which are photographs of things cut out, each with a caption.

They are those of Debian's package tuxpaint-stamps-default, 2022.06.04-1. The package as a whole is under GPL-2; its
list of changes names other licenses of single pictures: public domain, CC BY, CC BY-SA, GFDL. So none of them
ships with the book. What is read must have the SHA-256 of that version.
"""

import hashlib
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

INSTALLED = "/usr/share/tuxpaint/stamps"
CONTENT = "55e2b78fe43955e9e71fc3dd146e1b16689bcba5fbc8ac60aeda5be924e9b76d"
COUNT = 285  # stamps that are read; above, the SHA-256 of their names, captions and pixels, in their order
HOW = (
    "`apt-get install tuxpaint-stamps-default` brings them, in Debian and Ubuntu; or `apt-get download` it, unpack it "
    "with `dpkg -x`, and set TUXPAINT_STAMPS to its folder usr/share/tuxpaint/stamps"
)
DRAWN = {"cartoon", "flags", "roadsigns", "seasonal", "symbols"}  # folders with drawings, or with some among them
SIDE = 32  # pixels at least, of the shorter side
COLORS, SHARE = 500, 0.1  # at least, of what is opaque: different colors, and how many a pixel


@dataclass(frozen=True, eq=False)
class Stamp:
    """A cut-out photograph.

    Attributes
    ----------
    name : str
        Its path below the folder of the stamps, without suffix: "animals/birds/crow".
    caption : str
        In English: "A crow."
    pixels : ndarray of uint8, shape (h, w, 4)
        Red, green, blue and alpha: 255 where the thing is, 0 where it is not, between where both are in a pixel.
    """

    name: str
    caption: str
    pixels: np.ndarray

    @property
    def folders(self):
        """The folders it lies in, the widest first: ("animals", "birds")."""
        return tuple(self.name.split("/")[:-1])


def folder():
    """Return the folder of the stamps."""
    return Path(os.environ.get("TUXPAINT_STAMPS", INSTALLED))


def missing():
    """Return why there are no stamps here, or None where there are."""
    return None if (folder() / "animals").is_dir() else f"{folder()} has no stamps of Tux Paint: {HOW}"


@cache
def read_stamps():
    """Return all cut-out photographs in the order of their names, each picture once: tuple of Stamp.

    Of the pictures in color with alpha, these are left out: what was drawn as vectors; what is in a folder of drawings;
    what has no caption; what is smaller than 32 pixels, or has so few colors that somebody must have painted it.

    Raises
    ------
    FileNotFoundError
        If there are no stamps; the message says how to get them.
    ValueError
        If they are those of another version.
    """
    if reason := missing():
        raise FileNotFoundError(reason)
    found, seen, content = [], set(), hashlib.sha256()
    for path in sorted(folder().rglob("*.png"), key=lambda path: path.relative_to(folder()).as_posix()):
        name = path.relative_to(folder()).with_suffix("").as_posix()
        caption, pixels = read_caption(path), read_photograph(path, name)
        if caption is None or pixels is None or pixels.tobytes() in seen:
            continue
        seen.add(pixels.tobytes())
        content.update(f"{name}\n{caption}\n{pixels.shape}\n".encode() + pixels.tobytes())
        found.append(Stamp(name, caption, pixels))
    if (digits := content.hexdigest()) != CONTENT:
        raise ValueError(
            f"{folder()} has other stamps than version 2022.06.04: expected SHA-256 {CONTENT} over {COUNT} pictures "
            f"with captions, {len(found)} have {digits}"
        )
    return tuple(found)


def read_caption(path):
    """Return what a picture's text says first, in English; None if it has no text."""
    text = path.with_suffix(".txt")
    return text.read_text(encoding="utf-8").splitlines()[0].strip() if text.is_file() else None


def read_photograph(path, name):
    """Return the pixels of a photograph with alpha, or None if it is another picture."""
    if DRAWN & set(name.split("/")) or path.with_suffix(".svg").is_file():
        return None
    with Image.open(path) as file:
        if file.mode != "RGBA" or min(file.size) < SIDE:
            return None
        pixels = np.asarray(file)
    opaque = pixels[pixels[..., 3] == 255].astype(np.int64)
    colors = len(np.unique(opaque[:, :3] @ (65536, 256, 1)))
    return pixels if colors >= max(COLORS, SHARE * len(opaque)) else None
