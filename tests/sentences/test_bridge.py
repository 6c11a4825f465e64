import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelbook import sentences


def drawn(n, classes, d, seed):
    """Return probabilities and vectors at random."""
    generator = np.random.default_rng(seed)
    return generator.dirichlet(np.ones(classes), n), generator.normal(size=(classes, d))


@given(st.integers(1, 4), st.integers(2, 9), st.integers(2, 5), st.integers(0, 2**32 - 1), st.data())
def test_conse_is_what_a_loop_over_classes_gives(n, classes, d, seed, data):
    p, vectors = drawn(n, classes, d, seed)
    top = data.draw(st.integers(1, classes))
    found = sentences.conse(p, vectors, top)
    for row, chances in zip(found, p, strict=True):
        z = np.zeros(d)
        for k in sorted(range(classes), key=lambda k: -chances[k])[:top]:
            z += chances[k] * vectors[k]
        np.testing.assert_allclose(row, z / np.sqrt(sum(z**2)), atol=1e-9)


@given(st.integers(2, 9), st.floats(0.1, 1), st.integers(0, 2**32 - 1))
def test_conse_does_not_care_about_the_sum_of_the_probabilities(classes, factor, seed):
    p, vectors = drawn(2, classes, 4, seed)
    scaled = sentences.conse(factor * p, vectors, classes)
    np.testing.assert_allclose(scaled, sentences.conse(p, vectors, classes), atol=1e-9)


def test_conse_of_one_class_is_its_name():
    p, vectors = drawn(5, 6, 3, 0)
    expected = vectors[p.argmax(axis=1)]
    np.testing.assert_allclose(
        sentences.conse(p, vectors, top=1), expected / np.linalg.norm(expected, axis=1, keepdims=True)
    )


def test_conse_takes_the_first_of_classes_that_are_equally_likely():
    np.testing.assert_array_equal(sentences.conse(np.full((1, 3), 1 / 3), np.eye(3), top=1), [[1, 0, 0]])


def test_conse_of_many_classes_stays_small():
    """A thousand classes of 384 numbers for 300 pictures: no array of all three."""
    p, vectors = drawn(300, 1000, 384, 0)
    assert sentences.conse(p.astype("float32"), vectors.astype("float32"), top=1000).dtype == np.float32


def test_conse_refuses_vectors_that_cancel_each_other():
    with pytest.raises(ValueError, match="give picture 1 the vector 0"):
        sentences.conse(np.array([[1.0, 0.0], [0.5, 0.5]]), np.array([[1.0, 2.0], [-1.0, -2.0]]), top=2)


@pytest.mark.parametrize(
    ("p", "vectors", "top", "message"),
    [
        ([[0.5, 0.5]], np.eye(3), 1, "probabilities has 2 classes and vectors 3 rows"),
        ([[2.0, -1.0]], np.eye(2), 1, "probabilities has values from -1 to 2: expected 0 to 1"),
        ([[0.5, 0.5]], np.eye(2), 3, "top=3"),
        ([[1, 0]], np.eye(2), 1, "probabilities has dtype int64: expected floating numbers"),
    ],
)
def test_conse_refuses_what_does_not_fit(p, vectors, top, message):
    with pytest.raises(ValueError, match=message):
        sentences.conse(np.array(p), vectors, top)


@given(st.integers(1, 8), st.integers(0, 2**32 - 1))
def test_search_finds_the_nearest_by_angle(m, seed):
    generator = np.random.default_rng(seed)
    pictures, query = generator.normal(size=(m, 3)), generator.normal(size=3)
    pictures /= np.linalg.norm(pictures, axis=1, keepdims=True)
    query /= np.linalg.norm(query)
    found, cosines = sentences.search(query, pictures, m)
    angles = [np.arccos(np.clip(query @ pictures[k], -1, 1)) for k in found]
    assert sorted(found) == list(range(m))
    np.testing.assert_array_less(-1e-9, np.diff(angles))
    np.testing.assert_allclose(np.cos(angles), cosines, atol=1e-9)


@pytest.mark.parametrize(
    ("query", "pictures", "n", "message"),
    [
        ([3.0, 4.0], np.eye(2), 1, "query has rows of length 5"),
        ([1.0, 0.0], 2 * np.eye(2), 1, "pictures has rows of length 2"),
        ([1.0, 0.0], np.eye(3), 1, "query has 2 numbers and pictures 3"),
        ([1.0, 0.0], np.eye(2), 3, "n=3"),
    ],
)
def test_search_refuses_what_does_not_fit(query, pictures, n, message):
    with pytest.raises(ValueError, match=message):
        sentences.search(np.array(query), pictures, n)
