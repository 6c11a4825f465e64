"""Bodies damaged at random, as a line, a disk or somebody with bad intent may damage them."""

import io
import json
import struct
import zlib

import numpy as np

from kernelbook import guards

__all__ = ["damaged_bodies"]


def damaged_bodies(images, count, seed=0):
    """Return bodies that were right until something happened to them.

    Each begins as one of the images, as a PNG, a JPEG or JSON, and is cut, gets some of its bits flipped, bytes put in,
    taken out or set to zero, is joined with another, loses its kind, or gets what its format allows and nobody expects:
    a header that tells other pixels, a chunk of another length, lists inside lists, rows that are too long or too
    short, values that are no numbers. Some are right by chance: not every flipped bit of a JPEG matters.

    Parameters
    ----------
    images : ndarray, shape (n, h, w), uint8
    count : int
    seed : int

    Returns
    -------
    list of (bytes, str, str)
        Bodies, the kinds that they are sent as, and what happened to them.

    Raises
    ------
    ValueError
        If an argument makes no sense.

    Examples
    --------
    >>> body, kind, how = damaged_bodies(np.zeros((1, 28, 28), np.uint8), 1, seed=3)[0]
    >>> len(body) > 0, kind in ("image/png", "image/jpeg", "application/json"), how in DAMAGES
    (True, True, True)
    """
    guards.array("images", images, "(n, h, w)", kinds="u")
    guards.whole("count", count, 1)
    guards.whole("seed", seed, 0)
    generator, found, ways = np.random.default_rng(seed), [], list(DAMAGES)
    for k in range(count):
        kind = ("image/png", "image/jpeg", "application/json")[generator.integers(3)]
        body, how = written(images[k % len(images)], kind), ways[generator.integers(len(ways))]
        damaged = DAMAGES[how](body, kind, generator)
        found.append((*(damaged if isinstance(damaged, tuple) else (damaged, kind)), how))
    return found


def written(image, kind):
    """Return an image as a body of a kind."""
    from PIL import Image

    if kind == "application/json":
        return json.dumps((image / 255).tolist()).encode()
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG" if kind == "image/png" else "JPEG")
    return file.getvalue()


def cut(body, kind, generator):
    """End it too early."""
    return body[: generator.integers(len(body))]


def flip(body, kind, generator):
    """Turn one to eight bits around."""
    bits = np.unpackbits(np.frombuffer(body, np.uint8))
    bits[generator.integers(len(bits), size=generator.integers(1, 9))] ^= 1
    return np.packbits(bits).tobytes()


def put_in(body, kind, generator):
    """Put random bytes somewhere."""
    at = generator.integers(len(body))
    return body[:at] + generator.bytes(generator.integers(1, 100)) + body[at:]


def take_out(body, kind, generator):
    """Take bytes out somewhere."""
    at = generator.integers(len(body))
    return body[:at] + body[at + generator.integers(1, 100) :]


def blank(body, kind, generator):
    """Set a block to zeros, as where a disk has lost it."""
    at = generator.integers(len(body))
    return body[:at] + bytes(min(100, len(body) - at)) + body[at + 100 :]


def rename(body, kind, generator):
    """Send it as something else."""
    kinds = ("image/png", "image/jpeg", "application/json", "text/plain", "image/gif", "application/x-pickle")
    return body, kinds[generator.integers(len(kinds))]


def repeat(body, kind, generator):
    """Send it several times over, up to 400 times."""
    return body * int(generator.integers(2, 400))


def noise(body, kind, generator):
    """Send random bytes of that length."""
    return generator.bytes(len(body))


def chunk(kind, content):
    """Return a part of a PNG file: length, kind, content, checksum."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def other_size(body, kind, generator):
    """Let the header tell other pixels: with a right checksum in a PNG."""
    width, height = (int(2 ** generator.uniform(0, 31)) for _ in range(2))
    if kind == "image/png":
        return body[:8] + chunk(b"IHDR", struct.pack(">II", width, height) + body[24:29]) + body[33:]
    at = max(body.find(b"\xff\xc0"), 0) + 5
    return body[:at] + struct.pack(">HH", height % 65536, width % 65536) + body[at + 4 :]


def other_length(body, kind, generator):
    """Let a part tell another length."""
    at = max(body.find(b"IDAT") - 4, 0) if kind == "image/png" else max(body.find(b"\xff\xdb") + 2, 0)
    size = 4 if kind == "image/png" else 2
    return body[:at] + generator.bytes(size) + body[at + size :]


def nest(body, kind, generator):
    """Send lists, or objects, in each other."""
    depth, (left, right) = int(10 ** generator.uniform(0, 5)), [("[", "]"), ('{"a":', "}")][generator.integers(2)]
    return (left * depth + "0" + right * int(depth * generator.integers(2))).encode(), "application/json"


def wrong_rows(body, kind, generator):
    """Send rows of other lengths, or other numbers of rows."""
    rows = [[0] * int(generator.integers(27, 30)) for _ in range(generator.integers(26, 31))]
    return json.dumps(rows).encode(), "application/json"


def odd_values(body, kind, generator):
    """Send a value that is none from 0 to 1."""
    odd = ["NaN", "-Infinity", "1e999", "-1e-9", "256", "true", "null", '"0"', "[0]", "{}", "9" * 400, "9" * 5000, "01"]
    rows = json.dumps([[0] * 28] * 28).split("0")
    at = int(generator.integers(1, len(rows)))
    return ("0".join(rows[:at]) + odd[generator.integers(len(odd))] + "0".join(rows[at:])).encode(), "application/json"


DAMAGES = {
    "cut": cut,
    "flipped": flip,
    "bytes put in": put_in,
    "bytes taken out": take_out,
    "a block of zeros": blank,
    "sent as another kind": rename,
    "repeated": repeat,
    "noise": noise,
    "another size told": other_size,
    "another length told": other_length,
    "nested": nest,
    "rows of other lengths": wrong_rows,
    "odd values": odd_values,
}
