"""Detections as short texts, so that a results file can keep what a network found."""

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
    counts = np.array([len(image.labels) for image in found], np.uint16)
    boxes = np.concatenate([image.boxes.reshape(-1, 4) for image in found])
    labels, scores = (np.concatenate([getattr(image, name) for image in found]) for name in ("labels", "scores"))
    parts = [
        np.array([len(found)], np.uint32),
        counts,
        np.round(boxes * FINE).astype(np.uint16),
        labels.astype(np.uint8),
        np.round(scores * 65535).astype(np.uint16),
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
        count = int(np.frombuffer(content, np.uint32, 1)[0])
        counts = np.frombuffer(content, np.uint16, count, 4)
        m, at = int(counts.sum()), 4 + 2 * count
        boxes = np.frombuffer(content, np.uint16, 4 * m, at).reshape(m, 4) / FINE
        labels = np.frombuffer(content, np.uint8, m, at + 8 * m).astype(np.int64)
        scores = np.frombuffer(content, np.uint16, m, at + 9 * m) / 65535
        if len(content) != at + 11 * m:
            raise ValueError(f"{len(content)} bytes")
    except ValueError as error:
        raise ValueError(f"text={text[:20]!r}…: no detections that were packed ({error})") from None
    ends = counts.cumsum()
    return [
        Detections(boxes[e - n : e], labels[e - n : e], scores[e - n : e]) for e, n in zip(ends, counts, strict=True)
    ]
