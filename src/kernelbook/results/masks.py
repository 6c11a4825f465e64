"""Masks as texts, so that a results file can keep what a network marked."""

import numpy as np

from kernelbook.results.text import from_bytes, to_bytes


def pack(mask):
    """Turn a mask into text: its shape, then its bits, eight in a letter.

    Parameters
    ----------
    mask : ndarray of bool, shape (h, w)

    Examples
    --------
    >>> pack(np.eye(3, dtype=bool)).split(":")[0]
    '3x3'
    """
    h, w = mask.shape
    return f"{h}x{w}:" + from_bytes(np.packbits(mask).tobytes())


def unpack(text):
    """Turn the text of `pack` into the mask: ndarray of bool, shape (h, w).

    Raises
    ------
    ValueError
        If the text is not one that `pack` wrote.

    Examples
    --------
    >>> unpack(pack(np.eye(2, dtype=bool))).tolist()
    [[True, False], [False, True]]
    """
    try:
        shape, bits = text.split(":", 1)
        h, w = map(int, shape.split("x"))
        packed = np.frombuffer(to_bytes(bits), np.uint8)
        if packed.size != -(-h * w // 8):
            raise ValueError(f"{packed.size} bytes")
        return np.unpackbits(packed, count=h * w).astype(bool).reshape(h, w)
    except ValueError as error:
        raise ValueError(f"text={text[:20]!r}…: no mask that was packed ({error})") from None
