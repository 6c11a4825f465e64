"""From the bytes of a request to an image that a network reads, with limits that are looked at before decoding."""

import io
import json
import warnings

import numpy as np

from kernelbook import data, guards

__all__ = ["KINDS", "LIMITS", "BadImage", "decode"]

SIDE = 28  # pixels: the side of an image that the network reads
LIMITS = {
    "bytes": 1_000_000,  # of a body
    "pixels": 1_000_000,  # that the header of a picture tells
    "side": 8,  # pixels: the shortest side of a picture
    "scans": 64,  # of a JPEG: each goes over all pixels; a usual one has up to 10
}
FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG"}
KINDS = (*FORMATS, "application/json")
EXPECTED = f"{SIDE} rows of {SIDE} numbers from 0 to 1"


class BadImage(ValueError):  # noqa: N818 - what came
    """A body that is no image of a digit, with a sentence that says why.

    Its `status` is that of an answer in HTTP: 413 if the body is too long, 415 if it is of a kind that nobody reads
    here, and 422 for all else.
    """

    def __init__(self, sentence, status=422):
        super().__init__(sentence)
        self.status = status


def decode(body, kind):
    """Turn the body of a request into an image that the network reads.

    A picture of 28 × 28 pixels is taken as MNIST has them: bright ink on black. Of any other size, or with an alpha
    channel, it is prepared by `kernelbook.data.prepare_digit`, as the lab prepares a drawing: the ink is found,
    whichever of the two is darker, and centered. Colors count alike, palettes and CMYK are turned into colors first,
    16 bits are read as such, transparent pixels are white paper, a photograph is turned upright. Of a JPEG that
    holds several pictures, as telephones write them, the first counts. An animated PNG is refused.

    Parameters
    ----------
    body : bytes
        A PNG, a JPEG, or JSON: a list of 28 lists of 28 numbers from 0 (paper) to 1 (ink).
    kind : str
        Its media type: "image/png", "image/jpeg" or "application/json".

    Returns
    -------
    ndarray, shape (28, 28), float32
        From 0 to 1.

    Raises
    ------
    BadImage
        A ValueError, with a sentence for whoever sent it. What `LIMITS` allows is looked at before anything is
        decoded: the length of the body, the pixels that a picture's header tells, the scans of a JPEG.
    ValueError
        If `body` is no bytes.

    Examples
    --------
    >>> decode(json.dumps([[0, 1] * 14] * 28).encode(), "application/json")[0, :3].tolist()
    [0.0, 1.0, 0.0]
    >>> decode(b"[[[[", "application/json")
    Traceback (most recent call last):
    kernelbook.serve.decoding.BadImage: the body is no JSON: Expecting value: line 1 column 5 (char 4)
    """
    opened = open_body(body, kind)
    return opened if isinstance(opened, np.ndarray) else pixels_of(opened)


def open_body(body, kind):
    """Return the image of a JSON body, or of a picture what its header tells: nothing else is decoded yet."""
    if not isinstance(body, bytes | bytearray | memoryview):
        raise ValueError(f"body={guards.shown(body)}: expected bytes")
    if not isinstance(kind, str) or kind not in KINDS:
        raise BadImage(f"kind={guards.shown(kind)}: expected one of {', '.join(KINDS)}", 415)
    if len(body) > LIMITS["bytes"]:
        raise too_long(len(body))
    return of_json(bytes(body)) if kind == "application/json" else of_picture(bytes(body), FORMATS[kind])


def too_long(size):
    """Return the error for a body of so many bytes, or of more."""
    return BadImage(f"the body has {size:,} bytes or more: expected {LIMITS['bytes']:,} at most", 413)


def of_picture(body, form):
    """Open a picture, and refuse it by its header alone."""
    from PIL import Image

    if form == "JPEG" and (scans := body.count(b"\xff\xda")) > LIMITS["scans"]:
        raise BadImage(f"the JPEG has {scans:,} scans: expected {LIMITS['scans']} at most")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of size, which is looked at here, and of tags that Pillow does not know
        try:
            picture = Image.open(io.BytesIO(body), formats=[form])
        except Image.DecompressionBombError:
            raise BadImage(f"the picture is too large: expected {LIMITS['pixels']:,} pixels at most") from None
        except Exception:  # decoders of damaged files fail in many ways
            raise BadImage(f"the body is no {form} that can be read{hint(body, form)}") from None
    width, height = picture.size
    if width * height > LIMITS["pixels"]:
        came = f"the picture has {width:,} × {height:,} pixels"
        raise BadImage(f"{came}: expected {LIMITS['pixels']:,} at most, so make it smaller or cut the digit out")
    if min(width, height) < LIMITS["side"]:
        came = f"the picture has {width} × {height} pixels"
        raise BadImage(f"{came}: expected {LIMITS['side']} at least in each direction")
    if form == "PNG" and getattr(picture, "is_animated", False):
        raise BadImage(f"the PNG is animated, of {picture.n_frames} pictures: expected one")
    return picture


def hint(body, form):
    """Return what a body seems to be in place of what it was said to be."""
    starts = {"PNG": b"\x89PNG", "JPEG": b"\xff\xd8", "GIF": b"GIF8", "PDF": b"%PDF", "WebP": b"RIFF"}
    found = [name for name, start in starts.items() if name != form and body.startswith(start)]
    return f": it begins as a {found[0]}" if found else ""


def is_ready(picture):
    """Say whether a picture has the size of MNIST's, and no transparent paper: then it is taken as it is."""
    return picture.size == (SIDE, SIDE) and "A" not in picture.getbands() and "transparency" not in picture.info


def pixels_of(picture):
    """Decode an opened picture, and prepare it unless it is ready."""
    try:
        if picture.format == "PNG":
            check_sums(picture)
        found = gray(picture) if is_ready(picture) else data.prepare_digit(picture)
    except Exception as error:  # decoders of damaged files fail in many ways
        raise BadImage(f"the picture cannot be read as a digit: {error}") from None
    return np.asarray(found, np.float32)


def gray(picture):
    """Return a picture's gray values, from 0 to 1: what `data.as_gray` gives, a usual one in a fifth of the time."""
    if picture.mode == "L" and "exif" not in picture.info:
        return np.asarray(picture) / np.float32(255)
    return data.as_gray(picture)


def check_sums(picture):
    """Refuse a PNG in which a checksum is wrong: Pillow looks at none of its pixels' while it decodes.

    Raises
    ------
    ValueError
        With what Pillow says.
    """
    from PIL import Image

    try:
        copy = Image.open(io.BytesIO(picture.fp.getvalue()), formats=["PNG"])
        copy.verify()
    except Exception as error:  # decoders of damaged files fail in many ways
        raise ValueError(f"the PNG is damaged: {error}") from None


def of_json(body):
    """Return the image of a body of JSON."""
    try:
        rows = json.loads(body, parse_constant=no_number)
    except BadImage:
        raise
    except RecursionError:
        raise BadImage(f"the JSON is nested without an end: expected {EXPECTED}") from None
    except ValueError as error:
        raise BadImage(f"the body is no JSON: {error}") from None
    if not isinstance(rows, list) or len(rows) != SIDE:
        raise BadImage(f"the JSON is {named(rows)}: expected {EXPECTED}")
    for k, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != SIDE:
            raise BadImage(f"row {k} of the JSON is {named(row)}: expected {EXPECTED}")
        for value in row:
            if type(value) not in (int, float) or not 0 <= value <= 1:
                raise BadImage(f"row {k} of the JSON holds {guards.shown(value)}: expected {EXPECTED}{scale(value)}")
    return np.array(rows, np.float32)


def no_number(word):
    """Refuse NaN and infinities, which JSON does not know, though Python reads them."""
    raise BadImage(f"the JSON holds {word}: expected {EXPECTED}")


def named(value):
    """Return the words for what came in place of a list of 28."""
    return f"a list of {len(value):,}" if isinstance(value, list) else f"of the kind {type(value).__name__}"


def scale(value):
    """Return what helps if a value is one of a file."""
    return ", so divide by 255" if type(value) in (int, float) and 1 < value <= 255 else ""
