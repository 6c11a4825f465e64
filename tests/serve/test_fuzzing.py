from collections import Counter

import numpy as np
import pytest

from kernelbook import serve
from kernelbook.serve import fuzzing
from serving import digits

IMAGES = digits()[0][:50]


def test_damaged_bodies_are_those_of_their_seed():
    found = serve.damaged_bodies(IMAGES, 40, seed=1)
    assert found == serve.damaged_bodies(IMAGES, 40, seed=1)
    assert found != serve.damaged_bodies(IMAGES, 40, seed=2)


def test_damaged_bodies_are_damaged_in_every_way_and_of_every_kind():
    found = serve.damaged_bodies(IMAGES, 500)
    assert {how for _, _, how in found} == set(fuzzing.DAMAGES)
    assert set(serve.KINDS) < {kind for _, kind, _ in found}
    assert len({body for body, _, _ in found}) > 400


@pytest.mark.parametrize("kind", serve.KINDS)
def test_what_is_to_be_damaged_is_right(kind):
    """Else all would be refused for another reason than their damage."""
    for image in IMAGES[:10]:
        assert abs(serve.decode(fuzzing.written(image, kind), kind) - image / 255).max() < 0.5


def test_decode_bears_damaged_bodies():
    """None fails otherwise than by a sentence, and none that was read is out of range."""
    statuses, sentences = Counter(), []
    for body, kind, _ in serve.damaged_bodies(IMAGES, 400, seed=3):
        try:
            image = serve.decode(body, kind)
        except serve.BadImage as error:
            statuses[error.status] += 1
            sentences.append(str(error))
            continue
        statuses[200] += 1
        assert image.shape == (28, 28)
        assert image.dtype == np.float32
        assert 0 <= image.min() <= image.max() <= 1
    assert statuses.keys() == {200, 413, 415, 422}
    assert all(10 < len(sentence) < 500 for sentence in sentences)
    assert statuses[422] > statuses[200], "most of what is damaged is refused"


def test_no_png_whose_pixels_were_damaged_is_read_as_something_else():
    """Every chunk has a checksum, at which Pillow does not look when it decodes: alone it misreads some."""
    generator = np.random.default_rng(0)
    read = []
    for k in range(300):
        body = bytearray(fuzzing.written(IMAGES[k % 50], "image/png"))
        at = int(generator.integers(len(body) - 12))  # but for the end, which says nothing
        body[at] ^= 1 << int(generator.integers(8))
        try:
            read.append(np.array_equal(serve.decode(bytes(body), "image/png"), np.float32(IMAGES[k % 50] / 255)))
        except serve.BadImage:
            continue
    assert all(read)
