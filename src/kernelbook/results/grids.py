"""Grids of small whole numbers as texts: what a network answered for each pixel, or rounded features."""

import numpy as np

from kernelbook.results.text import from_bytes, to_bytes


def pack(grid):
    """Turn whole numbers into text: their shape, then a letter for each.

    Parameters
    ----------
    grid : ndarray of int, any shape
        From 0 to 255.

    Raises
    ------
    ValueError
        If a number is no whole one from 0 to 255.

    Examples
    --------
    >>> pack(np.zeros((2, 3, 4), int)).split(":")[0]
    '2x3x4'
    """
    grid = np.asarray(grid)
    if not np.issubdtype(grid.dtype, np.integer) or grid.size == 0 or grid.min() < 0 or grid.max() > 255:
        raise ValueError(f"grid has dtype {grid.dtype} and shape {grid.shape}: expected whole numbers from 0 to 255")
    shape = "x".join(map(str, grid.shape))
    return f"{shape}:" + from_bytes(grid.astype(np.uint8).tobytes())


def unpack(text):
    """Turn the text of `pack` into the numbers: ndarray of uint8.

    Raises
    ------
    ValueError
        If the text is not one that `pack` wrote.

    Examples
    --------
    >>> unpack(pack(np.arange(6).reshape(1, 2, 3))).tolist()
    [[[0, 1, 2], [3, 4, 5]]]
    """
    try:
        shape, content = text.split(":", 1)
        numbers = np.frombuffer(to_bytes(content), np.uint8)
        return numbers.reshape(tuple(map(int, shape.split("x"))))
    except ValueError as error:
        raise ValueError(f"text={text[:20]!r}…: no grid that was packed ({error})") from None
