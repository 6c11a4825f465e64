"""A value knows whom it came from, and its errors reach them, whichever way the graph is shaped."""

import re

import numpy as np
import pytest
import tensorflow as tf

from kernelbook.graph import Value
from kernelbook.graph.value import sum_to


def test_backward_of_the_smallest_network_finds_what_chapter_04_found_by_hand():
    x, w1, w2 = Value(2.0), Value(3.0), Value(0.5)
    a = w1 * x
    y = w2 * a
    L = (y - 5) * (y - 5)
    L.backward()
    found = [value.gradient.item() for value in (L, y, w2, a, w1, x)]
    assert found == [1, -4, -24, -2, -4, -6]


@pytest.mark.parametrize(
    ("compute", "slope"),
    [
        (lambda x: x + x, 2),
        (lambda x: x * x, 6),
        (lambda x: x - x, 0),
        (lambda x: x * x * x + x, 28),
        (lambda x: (x + x) * (x + x), 24),
        (lambda x: 2 * x + x * 3 + (1 - x) + (x - 1), 5),
    ],
)
def test_a_value_that_is_used_several_times_adds_up_what_comes_back(compute, slope):
    x = Value(3.0)
    compute(x).backward()
    assert x.gradient == slope


def test_a_matrix_on_both_sides_of_a_product_hears_from_both():
    A = Value([[1.0, 2.0], [3.0, 4.0]])
    E = np.array([[1.0, 10.0], [100.0, 1000.0]])
    (A @ A).backward(E)
    np.testing.assert_array_equal(A.gradient, E @ A.data.T + A.data.T @ E)


def test_backward_visits_each_value_once_after_all_that_was_computed_from_it():
    """Forty doublings have 2 ** 40 paths through them."""
    visits, x = [], Value(1.0)
    y = x
    for k in range(40):
        y = Value(y.data, [(y, lambda E, k=k: visits.append(k) or E)])
        y = y + y
    y.backward()
    assert visits == list(range(40))[::-1]
    assert x.gradient == 2.0**40


def test_backward_waits_for_the_longer_way_around_a_skip_connection():
    x = Value(2.0)
    a = x * 3
    for joined in (a + a * a, a * a + a):
        joined.backward()
        assert (a.gradient, x.gradient) == (13, 39)


@pytest.mark.parametrize("long_arm_first", [True, False])
def test_backward_does_not_recurse(long_arm_first):
    x = Value(1.0)
    y = x
    for _ in range(5_000):
        y = y + x if long_arm_first else x + y
    y.backward()
    assert (y.data, x.gradient) == (5_001, 5_001)


def test_a_second_backward_sets_the_gradients_anew():
    x = Value([1.0, 2.0])
    y = x * x
    L = y.sum()
    L.backward()
    first = x.gradient
    L.backward()
    np.testing.assert_array_equal(x.gradient, [2, 4])
    np.testing.assert_array_equal(first, [2, 4])
    y.backward([10.0, 0.0])
    np.testing.assert_array_equal(x.gradient, [20, 0])


def test_the_sum_of_two_losses_gives_the_sum_of_their_gradients():
    x = Value(3.0)
    (x * x + x * 5).backward()
    assert x.gradient == 6 + 5


def test_backward_leaves_what_it_did_not_meet_alone():
    x, y = Value(3.0), Value(4.0)
    assert x.gradient is None
    (x * y).backward()
    (y * y).backward()
    assert (x.gradient, y.gradient) == (4, 8)


@pytest.mark.parametrize("shape", [(), (1,), (3,), (1, 3), (2, 1), (2, 3), (4, 1, 1), (4, 1, 3)])
@pytest.mark.parametrize("sign", "+-*")
def test_operands_of_any_shape_get_errors_of_their_shape(shape, sign):
    generator = np.random.default_rng(0)
    a, b = generator.normal(size=(2, 3)), generator.normal(size=shape)
    compute = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b}[sign]
    for left, right in ((a, b), (b, a)):
        values = Value(left), Value(right)
        result = compute(*values)
        np.testing.assert_array_equal(result.data, compute(left, right))
        E = generator.normal(size=result.data.shape)
        result.backward(E)
        # Spread by hand, each number of an operand is used once, and its uses are added up.
        for value, other, factor in zip(values, values[::-1], (1, -1 if sign == "-" else 1), strict=True):
            each = E * (other.data if sign == "*" else factor)
            places = np.broadcast_to(np.arange(value.data.size).reshape(value.data.shape), E.shape)
            expected = np.bincount(places.ravel(), each.ravel()).reshape(value.data.shape)
            assert value.gradient.shape == value.data.shape
            np.testing.assert_allclose(value.gradient, expected, atol=1e-12)


def test_sum_to_adds_up_the_axes_that_were_put_in_front_and_those_of_size_1():
    errors = np.arange(24.0).reshape(2, 3, 4)
    np.testing.assert_array_equal(sum_to((3, 1), errors), errors.sum(axis=(0, 2))[:, np.newaxis])
    np.testing.assert_array_equal(sum_to((2, 3, 4), errors), errors)
    assert sum_to((), errors) == errors.sum()


def test_operands_keep_their_order():
    x, A = np.array([5.0, 7.0]), np.array([[1.0, 2.0], [3.0, 4.0]])
    X, B = Value(x), np.array([[0.0, 1.0], [1.0, 0.0]])
    for found, expected in [(X - 1, x - 1), (1 - X, 1 - x), (X - x[::-1], x - x[::-1]), (x[::-1] - X, x[::-1] - x)]:
        np.testing.assert_array_equal(found.data, expected)
    for found, expected in [(Value(A) @ B, A @ B), (B @ Value(A), B @ A), (Value(B) @ Value(A), B @ A)]:
        np.testing.assert_array_equal(found.data, expected)
    assert [type(result) for result in (x + X, x * X, x.tolist() + X, np.float64(2) * X)] == [Value] * 4


def test_a_product_from_the_right_sends_errors_to_the_right_operand():
    A = Value([[1.0, 2.0], [3.0, 4.0]])
    B, E = np.array([[0.0, 5.0], [1.0, 0.0]]), np.array([[1.0, 10.0], [100.0, 1000.0]])
    (B @ A).backward(E)
    np.testing.assert_array_equal(A.gradient, B.T @ E)
    (1 - A).backward(E)
    np.testing.assert_array_equal(A.gradient, -E)


def test_sum_sends_its_error_to_each_term():
    x = Value(np.arange(6.0).reshape(2, 3))
    (x.sum() * 7).backward()
    np.testing.assert_array_equal(x.gradient, np.full((2, 3), 7.0))


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_floating_numbers_keep_their_dtype(dtype):
    x = Value(np.ones((2, 2), dtype))
    y = ((2 * x + 0.5 - x * np.float64(3)) @ x).sum()
    y.backward()
    assert y.data.dtype == y.gradient.dtype == x.gradient.dtype == dtype


@pytest.mark.parametrize("data", [3, True, [1, 2], np.arange(3, dtype="uint8"), np.array([True, False])])
def test_whole_numbers_become_float64(data):
    x = Value(data)
    assert x.data.dtype == "float64"
    np.testing.assert_array_equal(x.data, np.asarray(data))


def test_float32_beside_float64_gets_a_gradient_of_its_own_dtype():
    x, y = Value(np.ones(2, "float32")), Value(np.ones(2))
    L = (x * y).sum()
    L.backward()
    assert (L.data.dtype, x.gradient.dtype, y.gradient.dtype) == ("float64", "float32", "float64")


def test_nan_is_passed_on():
    x = Value([1.0, np.nan])
    (x * x).sum().backward()
    np.testing.assert_array_equal(x.gradient, [2, np.nan])


def test_arrays_of_the_caller_stay_as_they_are():
    data, errors = np.ones((2, 2)), np.ones((2, 2))
    x = Value(data)
    y = x + x
    y.backward(errors)
    assert y.gradient is not errors
    x.data -= 5
    x.gradient += 5
    y.gradient += 5
    assert (data == 1).all()
    assert (errors == 1).all()


def test_gradients_of_two_values_are_two_arrays():
    x, y = Value([1.0]), Value([2.0])
    z = x + y
    z.backward()
    x.gradient += 1
    assert (y.gradient, z.gradient) == (1, 1)


def test_an_operation_of_your_own_takes_part():
    x = Value([1.0, 2.0])
    exponential = Value(np.exp(x.data), [(x, lambda E: E * np.exp(x.data))])
    (exponential * 2).sum().backward()
    np.testing.assert_allclose(x.gradient, 2 * np.exp([1.0, 2.0]))


def test_a_value_shows_its_numbers():
    assert repr(Value([1.0, 2.0])) == "Value(array([1., 2.]))"


@pytest.mark.parametrize("shapes", [((2, 3), (2, 3)), ((2, 3), (3,)), ((1, 3), (2, 1)), ((2, 3), ())])
def test_quotients_and_negatives_agree_with_tensorflow(shapes):
    generator = np.random.default_rng(0)
    arrays = [generator.uniform(0.5, 2, shape) for shape in shapes]
    E = generator.normal(size=np.broadcast_shapes(*shapes))
    for compute in (lambda a, b: -(a / b), lambda a, b: 2 / a - b / 3, lambda a, b: (-a) / (a / b)):
        ours, theirs = [Value(array) for array in arrays], [tf.constant(array) for array in arrays]
        result = compute(*ours)
        result.backward(E)
        with tf.GradientTape() as tape:
            tape.watch(theirs)
            expected = compute(*theirs)
        np.testing.assert_allclose(result.data, expected)
        for value, gradient in zip(ours, tape.gradient(expected, theirs, output_gradients=tf.constant(E)), strict=True):
            np.testing.assert_allclose(value.gradient, gradient, atol=1e-12)


def test_quotients_keep_their_order_and_their_dtype():
    x = Value(np.array([2.0, 4.0], "float32"))
    for found, expected in ((x / 2, [1, 2]), (2 / x, [1, 0.5]), (np.array([4.0, 4.0], "float32") / x, [2, 1])):
        np.testing.assert_array_equal(found.data, expected)
        assert found.data.dtype == "float32"


# What can go wrong.


X = Value(np.ones((2, 3)))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Value("3"), "data has dtype <U1: expected numbers"),
        (lambda: Value(None), "data has dtype object"),
        (lambda: Value(1j), "data has dtype complex128"),
        (lambda: Value(X), "data has dtype object"),
        (lambda: Value([[1], [1, 2]]), "data=[[1], [1, 2]]: expected rows of the same length"),
        (lambda: Value(1.0, X), "parents=Value("),
        (lambda: Value(1.0, [X]), "parents=[Value("),
        (lambda: Value(1.0, [(X, 3)]), "expected pairs (Value, function)"),
        (lambda: Value(1.0, None), "parents=None"),
        (lambda: X + "a", "other has dtype <U1"),
        (lambda: X * None, "other has dtype object"),
        (lambda: 10**400 * X, "other has dtype object"),
        (lambda: X - [1, 2], "other has shape (2,): expected one that broadcasts with (2, 3)"),
        (lambda: np.ones((3, 2)) + X, "other has shape (3, 2)"),
        (lambda: X**2, "x ** 2: a value has no powers, expected products such as x * x"),
        (lambda: X / "a", "other has dtype <U1"),
        (lambda: X / [1, 2], "other has shape (2,): expected one that broadcasts with (2, 3)"),
        (lambda: X @ X, "X has shape (2, 3) and W (2, 3): X @ W takes (n, c) and (c, k)"),
        (lambda: X @ np.ones(3), "X has shape (2, 3) and W (3,)"),
        (lambda: np.ones((1, 3, 2)) @ X, "X has shape (1, 3, 2) and W (2, 3)"),
        (lambda: X @ 2, "X has shape (2, 3) and W ()"),
        (lambda: X @ "a", "other has dtype <U1"),
        (lambda: X.backward(), "errors=None, but the value has shape (2, 3)"),
        (lambda: Value([]).backward(), "errors=None, but the value has shape (0,)"),
        (lambda: X.backward(1.0), "errors has shape (): expected that of the value, (2, 3)"),
        (lambda: X.backward(np.ones((3, 2))), "errors has shape (3, 2)"),
        (lambda: X.sum().backward("1"), "errors has dtype <U1"),
        (lambda: X.sum().backward(X), "errors has dtype object"),
        (
            lambda: Value(1.0, [(X, lambda E: E)]).backward(),
            "a rule gave errors of shape () to a parent of shape (2, 3)",
        ),
        (lambda: Value(1.0, [(X, lambda E: X.data.T)]).backward(), "a rule gave errors of shape (3, 2)"),
        (lambda: Value(1.0, [(X, lambda E: 1)]).backward(), "a rule gave errors of shape ()"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()
