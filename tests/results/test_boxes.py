import numpy as np
import pytest

from kernelbook import results
from kernelbook.detection import Detections


@pytest.mark.parametrize("text", ["", "no text", "1x2x3:abcd", "AAAA"])
def test_unpack_refuses_detections_that_were_not_packed(text):
    with pytest.raises(ValueError, match="that were packed"):
        results.boxes.unpack(text)


def test_pack_and_unpack_keep_detections():
    generator = np.random.default_rng(0)
    found = []
    for m in (0, 3, 1):
        corners = generator.integers(0, 800, (m, 2)) / 16
        boxes = np.concatenate([corners, corners + generator.integers(1, 600, (m, 2)) / 16], axis=1)
        found.append(Detections(boxes, generator.integers(0, 10, m), generator.integers(0, 65536, m) / 65535))
    for ours, theirs in zip(found, results.boxes.unpack(results.boxes.pack(found)), strict=True):
        np.testing.assert_array_equal(ours.boxes, theirs.boxes)
        np.testing.assert_array_equal(ours.labels, theirs.labels)
        np.testing.assert_allclose(ours.scores, theirs.scores, atol=1e-12)
