import numpy as np
import pytest

from kernelbook import results
from kernelbook.detection import Detections


@pytest.mark.parametrize("text", ["", "no text", "1x2x3:abcd", "AAAA", "€"])
def test_unpack_refuses_detections_that_were_not_packed(text):
    with pytest.raises(ValueError, match="that were packed"):
        results.boxes.unpack(text)


def found_in(*counts):
    """Return detections that the text keeps exactly, so many in each image, with scores in any order."""
    generator = np.random.default_rng(0)
    found = []
    for m in counts:
        corners = generator.integers(0, 800, (m, 2)) / 16
        boxes = np.concatenate([corners, corners + generator.integers(1, 600, (m, 2)) / 16], axis=1)
        found.append(Detections(boxes, generator.integers(0, 10, m), generator.integers(0, 65536, m) / 65535))
    return found


@pytest.mark.parametrize("counts", [(0, 3, 1), (300,), (0, 0), (0,)], ids=str)
def test_pack_and_unpack_keep_detections(counts):
    found = found_in(*counts)
    for ours, theirs in zip(found, results.boxes.unpack(results.boxes.pack(found)), strict=True):
        np.testing.assert_array_equal(ours.boxes, theirs.boxes)
        np.testing.assert_array_equal(ours.labels, theirs.labels)
        np.testing.assert_allclose(ours.scores, theirs.scores, atol=1e-12)


@pytest.mark.parametrize("kept", [slice(-1), slice(1, None), slice(5), slice(3)], ids=str)
def test_unpack_refuses_detections_of_which_something_is_missing(kept):
    with pytest.raises(ValueError, match="no detections that were packed"):
        results.boxes.unpack(results.boxes.pack(found_in(3, 1))[kept])


def test_the_text_of_one_detection_is_what_the_module_says():
    """One image, one box from (1, 2) to (3, 4.5), label 7, score 1: edges and sizes in sixteenths, low bytes first."""
    one = Detections(np.array([[1.0, 2.0, 3.0, 4.5]]), np.array([7]), np.array([1.0]))
    numbers = [1, 0, 0, 0, 1, 0, 7, 16, 0, 32, 0, 32, 0, 40, 0, 255, 255]
    assert [ord(letter) for letter in results.boxes.pack([one])] == numbers
