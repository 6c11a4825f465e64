"""Detections as texts, so that a results file can keep what a network found.

What is alike stands side by side, for the compressor: all left edges, then all upper ones, widths and heights, each
first with its low bytes, then with its high ones, which hardly change. Of scores, which fall, the steps are kept.
"""

import numpy as np

from kernelbook.detection import Detections
from kernelbook.results.text import from_bytes, to_bytes

FINE = 16  # edges are kept to a sixteenth of a pixel, scores to a 65,535th


def pack(found):
    """Turn the detections of many images into text.

    Parameters
    ----------
    found : sequence of Detections
        Edges from 0 to 4095 pixels, labels from 0 to 255, scores from 0 to 1.
    """
    counts = np.array([len(image.labels) for image in found], "<u2")
    boxes = np.round(FINE * np.concatenate([image.boxes.reshape(-1, 4) for image in found])).astype(np.uint16)
    labels, scores = (np.concatenate([getattr(image, name) for image in found]) for name in ("labels", "scores"))
    steps = np.diff(np.round(scores * 65535).astype(np.uint16), prepend=np.uint16(0))  # modulo 65,536
    columns = np.stack([*boxes[:, :2].T, *(boxes[:, 2:] - boxes[:, :2]).T, steps]).astype("<u2")
    parts = [
        np.array([len(found)], "<u4"),
        counts,
        labels.astype(np.uint8),
        columns[..., np.newaxis].view(np.uint8).swapaxes(1, 2),
    ]
    return from_bytes(b"".join(part.tobytes() for part in parts))


def unpack(text):
    """Turn the text of `pack` into the detections: list of Detections.

    Raises
    ------
    ValueError
        If the text is not one that `pack` wrote.

    Examples
    --------
    >>> found = [Detections(np.array([[1.0, 2.0, 3.0, 4.5]]), np.array([7]), np.array([1.0]))]
    >>> unpack(pack(found))[0].boxes.tolist()
    [[1.0, 2.0, 3.0, 4.5]]
    """
    try:
        content = to_bytes(text)
        count = int(np.frombuffer(content, "<u4", 1)[0])
        counts = np.frombuffer(content, "<u2", count, 4)
        m, at = int(counts.sum()), 4 + 2 * count
        if len(content) != at + 11 * m:
            raise ValueError(f"{len(content)} bytes")
        labels = np.frombuffer(content, np.uint8, m, at).astype(np.int64)
        pairs = np.frombuffer(content, np.uint8, 10 * m, at + m).reshape(5, 2, m).swapaxes(1, 2)
        columns = np.ascontiguousarray(pairs).view("<u2")[..., 0]
        corners, sizes = columns[:2], columns[2:4]
        boxes = np.concatenate([corners, corners + sizes]).T / FINE
        scores = np.cumsum(columns[4], dtype=np.uint16) / 65535
    except ValueError as error:
        raise ValueError(f"text={text[:20]!r}…: no detections that were packed ({error})") from None
    ends = counts.cumsum()
    return [
        Detections(boxes[e - n : e], labels[e - n : e], scores[e - n : e]) for e, n in zip(ends, counts, strict=True)
    ]
