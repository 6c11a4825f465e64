"""Bytes as texts: each as a letter, for a prediction; or compressed, so that a results file can keep them."""

import base64
import string

import numpy as np

from kernelbook import archive

LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase + "!#$%&()*+-;<=>?@^_`{|}~"
VALUES = np.array([LETTERS.find(chr(k)) for k in range(256)])  # of each letter as a digit of base 85, or -1
LEAST, MOST = 1 << 12, 1 << 23  # bytes in which the compressor looks for what it has seen, in ten times the memory


def from_bytes(content):
    r"""Write each byte as the letter of its number: Latin-1.

    Examples
    --------
    >>> from_bytes(bytes([75, 101])), to_bytes("Ke") == bytes([75, 101])
    ('Ke', True)
    """
    return bytes(content).decode("latin-1")


def to_bytes(text):
    """Return the bytes of `from_bytes`.

    Raises
    ------
    ValueError
        If a letter is none of Latin-1.
    """
    return text.encode("latin-1")


def compress(content):
    """Compress bytes with LZMA and write them in base 85, whose letters JSON leaves as they are.

    All literals share one context, at all positions: labels of runs and columns of numbers are no words of four bytes.

    Examples
    --------
    >>> decompress(compress(b"abc"))
    b'abc'
    """
    lzma = archive.lzma_module("results files")
    size, preset = min(max(LEAST, len(content)), MOST), 9 | lzma.PRESET_EXTREME
    way = {"id": lzma.FILTER_LZMA2, "preset": preset, "dict_size": size, "lc": 0, "pb": 0}
    return base64.b85encode(lzma.compress(content, check=lzma.CHECK_CRC32, filters=[way])).decode()


def from_base85(text):
    """Return what `base64.b85decode` returns, sooner: each five letters are a number of four bytes.

    Raises
    ------
    ValueError
        If a letter is no digit of base 85, or five of them are no such number.

    Examples
    --------
    >>> from_base85(base64.b85encode(b"kernels").decode())
    b'kernels'
    """
    digits = VALUES[np.frombuffer(text.encode("latin-1"), np.uint8)]
    if (digits < 0).any():
        raise ValueError(f"letter {np.argmin(digits)}: {text[np.argmin(digits)]!r} is no digit of base 85")
    missing = -len(digits) % 5
    numbers = np.pad(digits, (0, missing), constant_values=84).reshape(-1, 5) @ 85 ** np.arange(5)[::-1]
    if (numbers >= 2**32).any():
        raise ValueError(f"letter {5 * np.argmax(numbers)}: five digits of base 85 for more than four bytes")
    return numbers.astype(">u4").tobytes()[: 4 * len(numbers) - missing]


def decompress(text):
    """Return the bytes of `compress`.

    Raises
    ------
    ImportError
        If this Python was built without LZMA.
    ValueError
        If the text is not one that `compress` wrote: a letter was changed, or something is missing.
    """
    lzma = archive.lzma_module("results files")
    try:
        return lzma.decompress(from_base85(text), format=lzma.FORMAT_XZ)
    except (lzma.LZMAError, ValueError) as error:
        raise ValueError(f"text={text[:20]!r}…: nothing that was packed, or a damaged text ({error})") from None
