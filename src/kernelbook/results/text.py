"""Bytes as short texts, so that a results file can keep them."""

import base64
import zlib


def from_bytes(content):
    """Compress bytes and write them in base 64.

    Examples
    --------
    >>> to_bytes(from_bytes(b"abc"))
    b'abc'
    """
    return base64.b64encode(zlib.compress(content, 9)).decode()


def to_bytes(text):
    """Return the bytes of `from_bytes`.

    Raises
    ------
    ValueError
        If the text is not one that `from_bytes` wrote.
    """
    try:
        return zlib.decompress(base64.b64decode(text, validate=True))
    except zlib.error as error:
        raise ValueError(str(error)) from None
