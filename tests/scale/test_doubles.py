import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from kernelbook import scale

LIKELY_ALIKE = arrays.arrays(
    np.uint8, st.tuples(st.integers(1, 12), st.just(2), st.just(1)), elements=st.integers(0, 2)
)
CODES = arrays.arrays(np.uint8, st.tuples(st.integers(1, 12), st.just(3)), elements=st.sampled_from([0, 1, 3, 255]))
SMALL = pytest.mark.parametrize("blocks", [(1, 1), (2, 3), (256, 8192)])


def pairs_of(a, b, near):
    """Return the pairs by brute force; b is None within a."""
    second = a if b is None else b
    return [
        [i, j] for i in range(len(a)) for j in range(len(second)) if (b is not None or i < j) and near(a[i], second[j])
    ]


def blocks_of(monkeypatch, blocks):
    monkeypatch.setattr("kernelbook.scale.doubles.ROWS", blocks[0])
    monkeypatch.setattr("kernelbook.scale.doubles.COLUMNS", blocks[1])


def unit(n, width, seed=0):
    rows = np.random.default_rng(seed).standard_normal((n, width))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_exact_doubles_by_hand():
    images = np.array([[[1.0, 2.0]], [[2.0, 1.0]], [[1.0, 2.0]], [[1.0, 2.0]]])
    assert scale.exact_doubles(images).tolist() == [[0, 2], [0, 3], [2, 3]]
    assert scale.exact_doubles(images[:2], images[1:]).tolist() == [[0, 1], [0, 2], [1, 0]]


def test_exact_doubles_of_none_are_no_rows_of_two():
    assert scale.exact_doubles(np.arange(6).reshape(3, 2)).shape == (0, 2)


@given(LIKELY_ALIKE, st.none() | LIKELY_ALIKE)
def test_exact_doubles_are_those_that_all_comparisons_find(images, others):
    assert scale.exact_doubles(images, others).tolist() == pairs_of(images, others, np.array_equal)


def test_exact_doubles_do_not_depend_on_the_layout_in_memory():
    images = np.random.default_rng(0).random((4, 5, 6))
    turned = np.asfortranarray(images)
    assert scale.exact_doubles(images, turned).tolist() == [[k, k] for k in range(4)]
    assert scale.exact_doubles(images[:, ::-1], turned).tolist() == []


@pytest.mark.parametrize("others", [np.zeros((2, 3), np.float32), np.zeros((2, 4))])
def test_exact_doubles_refuse_images_of_another_kind(others):
    with pytest.raises(ValueError, match=r"others has shape .* images shape .*: expected images of the same shape"):
        scale.exact_doubles(np.zeros((2, 3)), others)


def test_exact_doubles_take_time_in_proportion_to_the_images():
    """Four hundred million comparisons would take minutes."""
    images = np.arange(20_000).reshape(-1, 1)
    start = time.process_time()
    assert scale.exact_doubles(images).size == 0
    assert time.process_time() - start < 20


def test_near_pairs_by_hand():
    codes = np.array([[0b0000, 0], [0b0001, 0], [0b0111, 128]], np.uint8)
    assert scale.near_pairs(codes, radius=1).tolist() == [[0, 1, 1]]
    assert scale.near_pairs(codes, radius=3).tolist() == [[0, 1, 1], [1, 2, 3]]
    assert scale.near_pairs(codes[:1], codes, radius=4).tolist() == [[0, 0, 0], [0, 1, 1], [0, 2, 4]]
    assert scale.near_pairs(codes[:1], radius=99).shape == (0, 3)


@SMALL
@given(codes=CODES, others=st.none() | CODES, radius=st.integers(0, 25))
def test_near_pairs_are_those_that_all_comparisons_find(blocks, codes, others, radius):
    with pytest.MonkeyPatch.context() as patch:
        blocks_of(patch, blocks)
        found = scale.near_pairs(codes, others, radius=radius)
    second = codes if others is None else others
    assert found[:, :2].tolist() == pairs_of(codes, others, lambda a, b: scale.hamming(a, b) <= radius)
    assert found[:, 2].tolist() == [scale.hamming(codes[i], second[j]) for i, j, _ in found]


def test_near_pairs_of_radius_0_are_the_exact_doubles_of_the_codes():
    codes = np.random.default_rng(0).integers(0, 20, (60, 1)).astype(np.uint8)
    np.testing.assert_array_equal(scale.near_pairs(codes, radius=0)[:, :2], scale.exact_doubles(codes))


def test_near_pairs_count_more_bits_than_a_byte_holds():
    codes = np.array([[0] * 40, [255] * 40], np.uint8)
    assert scale.near_pairs(codes, radius=319).tolist() == []
    assert scale.near_pairs(codes, radius=320).tolist() == [[0, 1, 320]]


def test_near_features_by_hand():
    features = np.array([[1.0, 0.0], [0.6, 0.8], [0.0, 1.0], [-1.0, 0.0]])
    pairs, cosines = scale.near_features(features, cosine=0.5)
    assert pairs.tolist() == [[0, 1], [1, 2]]
    np.testing.assert_allclose(cosines, [0.6, 0.8], rtol=1e-6)
    pairs, cosines = scale.near_features(features[:1], features, cosine=-1)
    assert pairs.tolist() == [[0, 0], [0, 1], [0, 2]], "above -1"


@SMALL
@given(n=st.integers(1, 12), m=st.none() | st.integers(1, 12), cosine=st.floats(-1, 0.99), seed=st.integers(0, 99))
def test_near_features_are_those_that_all_comparisons_find(blocks, n, m, cosine, seed):
    a, b = unit(n, 3, seed), None if m is None else unit(m, 3, seed + 100)
    with pytest.MonkeyPatch.context() as patch:
        blocks_of(patch, blocks)
        pairs, cosines = scale.near_features(a, b, cosine=cosine)
    second = a if b is None else b
    sure = {(i, j) for i, j in map(tuple, pairs_of(a, b, lambda x, y: x @ y > cosine + 1e-6))}
    maybe = {(i, j) for i, j in map(tuple, pairs_of(a, b, lambda x, y: x @ y > cosine - 1e-6))}
    assert sure <= set(map(tuple, pairs.tolist())) <= maybe
    np.testing.assert_allclose(cosines, [a[i] @ second[j] for i, j in pairs], atol=1e-6)
    assert cosines.dtype == np.float32
    assert (cosines > cosine).all() or cosine > cosines.min() - 1e-6


def test_near_features_find_an_image_that_was_planted():
    features, others = unit(50, 20), unit(400, 20, seed=1)
    others[123] = features[7] + 0.01 * unit(1, 20, seed=2)[0]
    others[123] /= np.linalg.norm(others[123])
    assert scale.near_features(features, others, cosine=0.99)[0].tolist() == [[7, 123]]


@pytest.mark.parametrize("kind", ["codes", "features"])
def test_memory_is_that_of_a_block_not_of_all_pairs(kind):
    n, m = 2_000, 30_000
    generator = np.random.default_rng(0)
    codes = [generator.integers(0, 256, (each, 8)).astype(np.uint8) for each in (n, m)]
    features = [unit(each, 4, seed=each).astype("float32") for each in (n, m)]
    tracemalloc.start()
    if kind == "codes":
        scale.near_pairs(*codes, radius=3)
    else:
        scale.near_features(*features, cosine=0.99999)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < n * m, "a byte for each pair would be that"


@pytest.mark.parametrize("others", [np.zeros((2, 5), np.uint8), np.zeros((2, 4))])
def test_near_pairs_refuse_other_codes(others):
    with pytest.raises(ValueError, match="others has"):
        scale.near_pairs(np.zeros((3, 4), np.uint8), others, radius=1)


def test_near_pairs_refuse_codes_that_are_no_bytes():
    with pytest.raises(ValueError, match=r"codes=.*: expected codes of bytes, an array of uint8"):
        scale.near_pairs(np.zeros((3, 4), np.uint16), radius=1)


def test_near_features_refuse_rows_that_are_not_of_length_1():
    with pytest.raises(ValueError, match=r"features has rows of length 0.5 to 1: expected 1"):
        scale.near_features(np.array([[1.0, 0.0], [0.5, 0.0]]), cosine=0.5)
    with pytest.raises(ValueError, match=r"others has rows of length"):
        scale.near_features(unit(2, 3), np.ones((2, 3)), cosine=0.5)
    with pytest.raises(ValueError, match=r"others has shape \(2, 4\) and features \(2, 3\)"):
        scale.near_features(unit(2, 3), unit(2, 4), cosine=0.5)


def test_near_features_look_at_all_rows_for_their_length(monkeypatch):
    blocks_of(monkeypatch, (2, 2))
    rows = unit(5, 3)
    rows[4] *= 2
    with pytest.raises(ValueError, match="features has rows of length"):
        scale.near_features(rows, cosine=0.5)
