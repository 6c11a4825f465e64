import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelbook.attention import attention, multi_head_attention

GENERATOR = np.random.default_rng(0)


def test_a_query_that_fits_one_key_alone_hears_its_value():
    Y, A = attention([[100.0, 0.0]], [[1.0, 0.0], [0.0, 1.0]], [[3.0, 4.0], [5.0, 6.0]])
    np.testing.assert_allclose(Y, [[3, 4]], atol=1e-9)
    np.testing.assert_allclose(A, [[1, 0]], atol=1e-9)


def test_by_hand():
    # One key gives 2 / √4 = 1, the other 0; so the weights are e / (e + 1) and 1 / (e + 1).
    Y, A = attention([[1.0, 1, 0, 0]], [[1.0, 1, 5, 5], [0.0, 0, 7, 7]], [[1.0], [0.0]])
    np.testing.assert_allclose(A, [[np.e / (np.e + 1), 1 / (np.e + 1)]])
    np.testing.assert_allclose(Y, [[np.e / (np.e + 1)]])


@given(st.integers(1, 5), st.integers(1, 6), st.integers(1, 4), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_the_order_of_the_tokens_that_are_asked_does_not_matter(n, m, d, c, seed):
    generator = np.random.default_rng(seed)
    Q, K, V = (generator.normal(size=shape) for shape in ((n, d), (m, d), (m, c)))
    order = generator.permutation(m)
    Y, A = attention(Q, K, V)
    np.testing.assert_allclose(attention(Q, K[order], V[order])[0], Y, atol=1e-12)
    np.testing.assert_allclose(A.sum(axis=-1), 1)
    assert Y.min() >= V.min() - 1e-9, "a mixture lies between what is mixed"
    assert Y.max() <= V.max() + 1e-9


@pytest.mark.parametrize(("tokens", "d", "heads", "k"), [(2, 3, 1, 2), (5, 8, 2, 4), (9, 6, 3, 5)])
def test_equals_keras(tokens, d, heads, k):
    layer = keras.layers.MultiHeadAttention(heads, k)
    X = GENERATOR.normal(size=(2, tokens, d)).astype("float32")
    layer(X, X)
    layer.set_weights([GENERATOR.normal(size=w.shape) for w in layer.get_weights()])
    theirs, scores = layer(X, X, return_attention_scores=True)
    Y, A = multi_head_attention(X, layer.get_weights())
    np.testing.assert_allclose(Y, theirs, atol=1e-4)
    np.testing.assert_allclose(A, scores, atol=1e-5)


BAD = [
    (lambda: attention(np.ones((2, 3)), np.ones((2, 4)), np.ones((2, 1))), "same length"),
    (lambda: attention(np.ones((2, 3)), np.ones((4, 3)), np.ones((5, 1))), "a value for each key"),
    (lambda: multi_head_attention(np.ones((1, 2, 3)), [np.ones(1)] * 7), "weights has 7 arrays: expected 8"),
    (lambda: multi_head_attention(np.ones((1, 2, 3)), [np.ones((4, 1, 1))] * 8), "tokens of 3 numbers"),
]


@pytest.mark.parametrize(("call", "message"), BAD, ids=[message for _, message in BAD])
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_attention_does_not_overflow_where_the_scores_are_large():
    for size in (1e3, 1e30, -1e3):
        Y, A = attention([[size, 0.0]], [[1.0, 0.0], [1.0, 0.0], [0.0, size]], [[3.0], [5.0], [9.0]])
        assert np.isfinite(A).all()
        np.testing.assert_allclose(Y, [[4.0 if size > 0 else 9.0]])
    weights = [1e4 * GENERATOR.normal(size=w) for w in ((3, 2, 4), (2, 4)) * 3 + ((2, 4, 3), (3,))]
    Y, A = multi_head_attention(GENERATOR.normal(size=(1, 5, 3)), weights)
    assert np.isfinite(Y).all()
    np.testing.assert_allclose(A.sum(axis=-1), 1)


def test_attention_of_small_whole_numbers_does_not_wrap_around():
    Q, K, V = (GENERATOR.integers(0, 256, (4, 8)) for _ in range(3))
    expected = attention(Q.astype(float), K.astype(float), V.astype(float))
    for found, right in zip(attention(*(a.astype(np.uint8) for a in (Q, K, V))), expected, strict=True):
        np.testing.assert_array_equal(found, right)


WEIGHTS = [np.ones(shape) for shape in ((3, 2, 4), (2, 4)) * 3 + ((2, 4, 3), (3,))]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: attention(np.ones(3), np.ones((2, 3)), np.ones((2, 1))), r"Q has shape \(3,\): expected \(…, tokens"),
        (lambda: attention(np.ones((2, 1, 3)), np.ones((4, 2, 3)), np.ones((4, 2, 1))), "Q has shape .* must agree"),
        (lambda: attention([["a"]], [["a"]], [["a"]]), "Q has dtype"),
        (lambda: multi_head_attention(np.ones((2, 3)), WEIGHTS), r"X has shape \(2, 3\): expected \(n, tokens, d\)"),
        (lambda: multi_head_attention(np.ones((1, 2, 3)), 3), "weights=3: expected a list of 8 arrays"),
        (
            lambda: multi_head_attention(np.ones((1, 2, 3)), [*WEIGHTS[:2], np.ones((3, 2, 5)), *WEIGHTS[3:]]),
            r"weights\[2\] has shape \(3, 2, 5\): expected \(d, heads, k\), k = 4",
        ),
    ],
)
def test_attention_names_what_does_not_fit(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_attention_refuses_products_that_are_no_numbers():
    Q = np.full((2, 3), 1e200)
    with pytest.raises(ValueError, match=r"Q and K have numbers up to 1e\+200 and 1e\+200: expected smaller ones"):
        attention(Q, Q, np.ones((2, 1)))


def test_multi_head_attention_refuses_products_that_are_no_numbers():
    weights = [np.full((3, 1, 2), 1e200), np.ones((1, 2))] * 3 + [np.ones((1, 2, 3)), np.ones(3)]
    with pytest.raises(ValueError, match=r"X and weights have numbers up to 1e\+200"):
        multi_head_attention(np.full((1, 2, 3), 1e200), weights)
