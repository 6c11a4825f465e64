import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from kernelbook import scale
from kernelbook.scale.hashes import shares

BYTES = arrays.arrays(np.uint8, (5, 3))


def bits(codes):
    return np.unpackbits(codes, axis=-1)


def numbers(n=3, h=28, w=28, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (n, h, w)).astype(np.uint8)


def test_difference_hash_of_ramps_is_all_ones_or_all_zeros():
    ramp = np.tile(np.arange(9), (1, 8, 1))
    assert bits(scale.difference_hash(ramp[:, :, ::-1])).tolist() == [[1] * 64], "falling to the right"
    assert bits(scale.difference_hash(ramp)).tolist() == [[0] * 64], "rising"
    assert bits(scale.difference_hash(np.ones((1, 8, 9)))).tolist() == [[0] * 64], "of one brightness"
    downward = np.repeat(np.arange(8)[::-1], 9).reshape(1, 8, 9)
    assert bits(scale.difference_hash(downward)).tolist() == [[0] * 64], "falling downward alone"


def test_difference_hash_has_its_bits_row_by_row():
    image = np.zeros((1, 8, 9))
    image[0, 1, 2] = 1  # row 1: rises from column 1 to 2, falls from 2 to 3, which is bit 8 + 2
    assert np.flatnonzero(bits(scale.difference_hash(image))).tolist() == [10]


def test_difference_hash_of_a_larger_image_by_hand():
    """Of 2 × 5 pixels with side 2: cells of 5 / 3 pixels, their means (a + 2b/3) / (5/3) and so on."""
    image = np.array([[[9, 0, 0, 0, 3], [0, 6, 0, 6, 0]]])
    means = np.array([[9, 0, 3], [2 / 3 * 6, 2 / 3 * 6, 2 / 3 * 6]]) / (5 / 3)
    np.testing.assert_allclose(image[0] @ shares(5, 3).T, means)
    assert bits(scale.difference_hash(image, side=2))[0, :4].tolist() == [1, 0, 0, 0], "of the equal ones none falls"


@pytest.mark.parametrize(("pixels", "cells"), [(28, 8), (28, 9), (9, 9), (100, 7), (17, 16)])
def test_shares_of_each_cell_make_a_whole_and_each_pixel_counts_alike(pixels, cells):
    found = shares(pixels, cells)
    np.testing.assert_allclose(found.sum(axis=1), 1)
    np.testing.assert_allclose(found.sum(axis=0), cells / pixels)


def test_shares_are_means_of_many_small_parts():
    line = np.random.default_rng(0).random(28)
    np.testing.assert_allclose(shares(28, 9) @ line, np.repeat(line, 9).reshape(9, 28).mean(axis=1))


@given(st.integers(0, 99), st.floats(0.01, 1), st.floats(0, 1), st.sampled_from([8, 16]))
def test_difference_hash_does_not_see_brightness_or_contrast(seed, factor, more, side):
    images = numbers(seed=seed)
    images[0, :, 10:] = 0  # as on paper: equal neighbors stay equal, whatever rounding does
    changed = factor * (images / 255) + more
    expected = scale.difference_hash(images, side=side)
    np.testing.assert_array_equal(scale.difference_hash(changed, side=side), expected)
    if factor > 0.5:  # of less contrast, float32 keeps too few digits beside the brightness that was added
        np.testing.assert_array_equal(scale.difference_hash(changed.astype("float32"), side=side), expected)


@given(st.integers(0, 99))
def test_difference_hash_of_a_mirrored_image_has_the_other_bits(seed):
    images = np.random.default_rng(seed).random((3, 28, 28))
    there, back = (bits(scale.difference_hash(x)).reshape(3, 8, 8) for x in (images, images[:, :, ::-1]))
    np.testing.assert_array_equal(back[:, :, ::-1], 1 - there)


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int64, np.float32])
def test_difference_hash_is_that_of_the_numbers_whatever_their_type(dtype):
    images = np.random.default_rng(0).integers(-100 if dtype != np.uint8 else 0, 127, (3, 28, 28))
    images[:, :, 12:] = 5  # the range does not fit into int8, and decides what is equal
    np.testing.assert_array_equal(scale.difference_hash(images.astype(dtype)), scale.difference_hash(images))


def test_difference_hash_hashes_each_image_for_itself(monkeypatch):
    images = numbers(7)
    whole = scale.difference_hash(images)
    monkeypatch.setattr("kernelbook.scale.hashes.MANY", 3 * 28 * 28)
    np.testing.assert_array_equal(scale.difference_hash(images), whole)
    np.testing.assert_array_equal(np.concatenate([scale.difference_hash(image[np.newaxis]) for image in images]), whole)


def test_difference_hash_of_a_dim_image_is_its_own_beside_a_bright_one():
    images = np.random.default_rng(0).random((2, 28, 28)) * np.array([1, 1e9]).reshape(2, 1, 1)
    np.testing.assert_array_equal(scale.difference_hash(images)[:1], scale.difference_hash(images[:1]))


def test_difference_hash_needs_memory_for_a_block():
    images = np.zeros((20_000, 28, 28), np.uint8)
    tracemalloc.start()
    scale.difference_hash(images)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * images.size / 2, "all of them as float64 would be twice that"


def test_difference_hash_refuses_what_cannot_be_shrunk():
    with pytest.raises(ValueError, match="8 rows and 9 columns at least"):
        scale.difference_hash(np.zeros((1, 8, 8)))


def test_hamming_by_hand():
    assert scale.hamming(np.array([255, 0], np.uint8), np.array([0, 1], np.uint8)) == 9
    table = np.arange(4, dtype=np.uint8).reshape(4, 1)
    expected = [[0, 1, 1, 2], [1, 0, 2, 1], [1, 2, 0, 1], [2, 1, 1, 0]]
    assert scale.hamming(table[:, np.newaxis], table).tolist() == expected


def test_hamming_counts_beyond_a_byte():
    assert scale.hamming(np.zeros(100, np.uint8), np.full(100, 255, np.uint8)) == 800


@given(BYTES, BYTES, BYTES)
def test_hamming_is_a_distance(a, b, c):
    np.testing.assert_array_equal(scale.hamming(a, b), (bits(a) != bits(b)).sum(axis=1))
    assert not scale.hamming(a, a).any()
    np.testing.assert_array_equal(scale.hamming(a, b), scale.hamming(b, a))
    assert (scale.hamming(a, c) <= scale.hamming(a, b) + scale.hamming(b, c)).all()


@pytest.mark.parametrize("b", [np.zeros((3, 5), np.uint8), np.zeros((2, 4), np.uint8)])
def test_hamming_refuses_codes_that_do_not_fit(b):
    with pytest.raises(ValueError, match="as many bytes"):
        scale.hamming(np.zeros((3, 4), np.uint8), b)
