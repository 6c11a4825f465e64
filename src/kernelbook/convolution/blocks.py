"""Work in blocks: parts of a batch whose intermediate results fit into the processor's cache."""

BLOCK = 2**22  # bytes
PART, PARTS = 2**23, 8  # products that make a part worth a worker's while, and how many parts are enough to share


def blocks(n, rows, size, products=0):
    """Return slices of images and of rows: whole images while they fit into a block, otherwise rows of one image.

    Much work is cut into several blocks, which `kernelbook.workers` can share.

    Parameters
    ----------
    n, rows : int
        Images, and rows in each.
    size : int
        Bytes that a row takes.
    products : int
        How many there are to compute in all.

    Returns
    -------
    list of (slice, slice)

    Examples
    --------
    >>> [(images.start, lines.start, lines.stop) for images, lines in blocks(2, 3, BLOCK // 2)]
    [(0, 0, 2), (0, 2, 3), (1, 0, 2), (1, 2, 3)]
    >>> [(images.start, images.stop) for images, _ in blocks(5, 3, BLOCK // 6)]
    [(0, 2), (2, 4), (4, 5)]
    """
    parts = min(PARTS, max(1, products // PART))
    step = max(1, min(BLOCK // size, -(-n * rows // parts)))
    if step >= rows:
        many = step // rows
        return [(slice(k, min(k + many, n)), slice(0, rows)) for k in range(0, n, many)]
    return [(slice(k, k + 1), slice(top, min(top + step, rows))) for k in range(n) for top in range(0, rows, step)]
