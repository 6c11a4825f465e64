import numpy as np
import pytest

from kernelbook import guards

REFUSED = [
    (guards.whole, (2.5,), "n=2.5: expected a whole number"),
    (guards.whole, ("3",), "n='3': expected a whole number"),
    (guards.whole, (True, 0), "n=True: expected a whole number from 0"),
    (guards.whole, (0, 1, 9), "n=0: expected a whole number from 1 to 9"),
    (guards.number, (float("nan"),), "n=nan: expected a number"),
    (guards.number, (None, 0), "n=None: expected a number from 0"),
    (guards.share, (95,), "n=95: expected a share from 0 to 1, such as 0.95 for 95%"),
    (guards.share, (-0.1,), "n=-0.1: expected a share from 0 to 1"),
    (guards.one_of, ("same ", ["same", "valid"]), "n='same ': expected one of 'same', 'valid'"),
    (guards.one_of, ([], ["same"]), r"n=\[\]: expected one of 'same'"),
    (guards.function, (3,), "n=3: expected a function"),
    (guards.generator, (0,), "n=0: expected a generator"),
    (guards.text, (0,), "n=0: expected a text"),
    (guards.rank, (np.ones(3), "(h, w)"), r"n has shape \(3,\): expected \(h, w\)"),
    (guards.rank, ([[1]], "(h, w)"), r"n is a list: expected an array, \(h, w\)"),
    (guards.array, ([[1], [2, 3]],), "n=.*: expected an array of numbers"),
    (guards.array, (["a"], "(n,)"), "n has dtype <U1: expected numbers"),
    (guards.array, ([1j], "(n,)"), "n has dtype complex128: expected numbers"),
    (guards.array, ([], "(n,)"), r"n has shape \(0,\): expected one item at least"),
    (guards.array, ([1.0, np.inf],), "n holds NaN or infinity"),
    (guards.array, ([1], ["(h, w)", "(h, w, 3)"]), r"n has shape \(1,\): expected \(h, w\) or \(h, w, 3\)"),
    (guards.pixels, ([[-1, 1]],), "n has values from -1 to 1: expected 0 to 1$"),
    (guards.labels, ([0.0, 1.0],), "n has dtype float64: expected whole numbers"),
    (guards.labels, ([0, 3], 3), "n holds labels from 0 to 3: expected 0 to 2"),
    (guards.labels, ([-1],), "n holds labels from -1 to -1: expected 0 on"),
]
TAKEN = [
    (guards.whole, (np.int64(3), 1)),
    (guards.number, (np.float32(0.5), 0, 1)),
    (guards.number, (np.array(2.0),)),
    (guards.share, (1,)),
    (guards.array, ([], "(n,)"), {"empty": True}),
    (guards.array, ([np.nan],), {"finite": False}),
    (guards.labels, (np.array([0, 9], np.uint8), 10)),
]


@pytest.mark.parametrize(("guard", "arguments", "message"), REFUSED)
def test_a_guard_says_what_came_and_what_would_be_right(guard, arguments, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        guard("n", *arguments)


@pytest.mark.parametrize("case", TAKEN)
def test_a_guard_lets_pass_what_is_right_and_returns_nothing(case):
    guard, arguments, *named = case
    assert guard("n", *arguments, **(named[0] if named else {})) is None


def test_number_and_share_know_open_ends():
    with pytest.raises(ValueError, match="n=0: expected a number above 0 and below 1"):
        guards.number("n", 0, above=0, below=1)
    with pytest.raises(ValueError, match="n=1: expected a share between 0 and 1"):
        guards.share("n", 1, ends=False)


def test_as_many_and_same_shape_name_both():
    with pytest.raises(ValueError, match="a has 1 items and b 2: expected as many"):
        guards.as_many(a=[1], b=[1, 2])
    with pytest.raises(ValueError, match=r"a has shape \(1,\) and b \(2,\): expected the same"):
        guards.same_shape(a=[1], b=[1, 2])


def test_a_long_value_is_shown_short_and_on_one_line():
    assert len(guards.shown(np.arange(1000))) <= 60
    assert "\n" not in guards.shown(np.eye(3))


def test_countable_refuses_a_last_number_to_which_nothing_can_be_added():
    assert guards.countable("n", np.array([254], np.uint8)) is None
    for dtype in (np.uint8, np.int8):
        with pytest.raises(ValueError, match=f"n has dtype {dtype.__name__} and reaches .*: expected a wider one"):
            guards.countable("n", np.array([0, np.iinfo(dtype).max], dtype))
