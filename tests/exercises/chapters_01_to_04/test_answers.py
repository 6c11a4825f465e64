"""Answers to chapters 01 to 04: right ones in unusual forms, and wrong ones that are easily missed."""

from fractions import Fraction

import numpy as np
import pytest

from kernelbook import exercises
from kernelbook.convolution import conv2d, correlate2d
from kernelbook.exercises.arrays import begins, quarters

KERNEL = np.array([[1.0, 4, 1], [0, 0, 0], [-1, -4, -1]])
U, S, V = np.linalg.svd(KERNEL)
TO_THE_RIGHT = np.array([[0, 0, 0], [1, 0, 0], [0, 0, 0]])


def in_place_stride(X, K, s):
    X *= 2
    K /= 2
    return correlate2d(X, K)[::s, ::s]


def in_place_average(E, r):
    E /= r**2
    return np.kron(E, np.ones((r, r)))


def keras_adam(w, g1, g2):
    m = v = 0
    for t, g in ((1, g1), (2, g2)):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        w -= 0.1 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / (np.sqrt(v) + 1e-7)
    return np.float32(w)


def short(X, K, s):
    rows, columns = (X.shape[0] - K.shape[0] + 1) // s, (X.shape[1] - K.shape[1] + 1) // s
    return np.array(
        [[(X[s * i :, s * j :][: len(K), : K.shape[1]] * K).sum() for j in range(columns)] for i in range(rows)]
    )


def first_average(E, r):
    errors = np.zeros((E.shape[0] * r, E.shape[1] * r))
    errors[r - 1 :: r, r - 1 :: r] = E
    return errors


def overwriting(E, K, s, n):
    errors = np.zeros(n)
    for m in range(len(K)):
        errors[m : m + s * len(E) : s] = E * K[m]
    return errors


@pytest.mark.parametrize(
    ("id", "answer"),
    [
        ("01-bytes", 19_267_584.0),
        ("01-local", Fraction(14_400)),
        ("01-template", lambda x, t: np.linalg.norm(x[:, None] - t, axis=(2, 3)).argmin(axis=1).tolist()),
        ("01-template", lambda x, t: ((x[:, None] - t).astype("float16") ** 2).sum((2, 3)).argmin(1).astype("uint8")),
        ("01-unshuffle", lambda x, order: x.reshape(len(x), -1)[:, np.argsort(order)].reshape(x.shape)),
        ("02-window", np.float32(1)),
        ("02-output", np.array([5.0, 4.0])),
        ("02-shift", TO_THE_RIGHT > 0),
        ("02-shift", TO_THE_RIGHT[:, :, np.newaxis, np.newaxis]),
        ("02-stride", in_place_stride),
        ("02-stride", lambda X, K, s: conv2d(X[None, :, :, None], K[:, :, None, None], strides=s)[0, :, :, 0]),
        ("02-stride", lambda X, K, s: correlate2d(X, K)[::s, ::s].astype("float16")),
        ("03-memory", (1792.0, 45.0)),
        ("03-separable", np.array([[1, 0, -1], [1, 4, 1]])),
        ("03-separable", (KERNEL[:, :1], KERNEL[:1])),
        ("03-separable", (np.float16(U[:, 0] * S[0]), np.float16(V[0]))),
        ("03-wrap", np.convolve),
        ("03-wrap", lambda a, b: np.convolve(a, b).astype(complex)),
        ("04-weight", np.array([0.0, 1, 3]) @ np.array([1.0, -1, 2])),
        ("04-corner", -2.0),
        ("04-average", in_place_average),
        ("04-adam", keras_adam),
    ],
)
def test_a_right_answer_passes_in_any_form(id, answer):
    assert exercises.check(id, answer).passed, exercises.check(id, answer)


@pytest.mark.parametrize(
    ("id", "answer", "message"),
    [
        ("01-template", lambda x, t: ((x - t[:, None])[:, :, -1:] ** 2).sum((2, 3)).argmin(0), "not the nearest"),
        ("01-unshuffle", lambda x, order: x.ravel()[np.random.default_rng(0).permutation(x.size)].reshape(x.shape), ""),
        ("02-shift", TO_THE_RIGHT * 2, "a single 1"),
        ("02-stride", short, "rows or columns are missing"),
        ("02-stride", lambda X, K, s: correlate2d(X, K)[::3, ::3], "expected shape"),
        ("02-stride", lambda X, K, s: correlate2d(X - X.mean(), K)[::s, ::s], "not these numbers"),
        ("02-stride", lambda X, K, s: correlate2d(X, K)[:, ::s], "in one direction only"),
        ("02-stride", lambda X, K, s: correlate2d(X, K)[::s, ::s].astype(int), "cut to whole numbers"),
        ("02-stride", lambda X, K, s: conv2d(X[None, :, :, None], K[:, :, None, None], strides=s), "shape (1, "),
        ("03-separable", ([1, 0, -1], [1, 2, 1]), "the column is right"),
        ("03-separable", KERNEL, "a pair (u, v)"),
        ("03-wrap", lambda a, b: np.fft.ifft(np.fft.fft(a, len(a)) * np.fft.fft(b, len(a))).real, "wraps around"),
        ("03-wrap", lambda a, b: np.correlate(a, b, "full"), "cross-correlation"),
        ("03-wrap", lambda a, b: np.convolve(a, b) + 1e-3j, "without imaginary parts"),
        ("04-stride", overwriting, "do not overwrite"),
        ("04-average", first_average, "only one pixel of each block"),
        ("04-adam", lambda w, g1, g2: exercises.find("04-adam").solution()(w, g2, g1), "not these numbers"),
    ],
)
def test_a_wrong_answer_is_told_why(id, answer, message):
    verdict = exercises.check(id, answer)
    assert verdict.passed is False
    assert message in verdict.message, verdict


def test_quarters_are_exact_in_16_bits():
    drawn = quarters(np.random.default_rng(0), 50, 20)
    assert np.array_equal(drawn, drawn.astype("float16"))
    assert (drawn.min(), drawn.max()) == (-2, 2)
    assert np.array_equal(drawn * 4, np.round(drawn * 4))


@pytest.mark.parametrize(
    ("long", "short", "expected"),
    [
        ([[1, 2, 0], [3, 4, 0]], [[1, 2], [3, 4]], True),
        ([[1, 2, 0], [3, 4, 0]], [[1, 2], [3, 5]], False),
        ([[1, 2]], [[1, 2]], False),
        ([[1, 2]], [[1], [2]], False),
        ([[1, 2]], [1], False),
        ([[1, 2]], [], True),
        ([], [], False),
    ],
)
def test_begins_needs_all_numbers_of_the_smaller_one(long, short, expected):
    assert begins(np.array(long), np.array(short)) is expected
