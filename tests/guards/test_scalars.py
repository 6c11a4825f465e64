import numpy as np
import pytest

from kernelbook import guards

NARROW = [np.uint8(200), np.int8(100), np.int16(5), np.int32(5), np.uint64(5), np.array(200, np.uint8), np.float16(0.5)]


@pytest.mark.parametrize("value", NARROW, ids=repr)
def test_number_refuses_what_wraps_around_or_has_three_digits(value):
    with pytest.raises(ValueError, match=r"^n=.*: expected a number of 64 bits, such as (int|float)\(n\): "):
        guards.number("n", value)


@pytest.mark.parametrize("guard", [guards.whole, guards.share])
def test_whole_and_share_refuse_what_is_narrow(guard):
    with pytest.raises(ValueError, match=r"^n=np.uint8\(1\): expected a number of 64 bits, such as int\(n\)"):
        guard("n", np.uint8(1))


@pytest.mark.parametrize("value", [3, np.int64(3), np.intp(3), np.array(3)])
def test_numbers_of_64_bits_are_taken(value):
    assert guards.number("n", value) is None


def test_number_takes_float32():
    assert guards.number("n", np.float32(0.1)) is None


def test_narrow_knows_what_is_no_number_of_numpy():
    assert not any(map(guards.narrow, (3, 0.5, "3", None, [1], np.ones(3))))


def test_shape_of_one_refuses_what_is_narrow():
    with pytest.raises(ValueError, match=r"^n\[0\]=np.uint8\(28\): expected a number of 64 bits"):
        guards.shape_of_one("n", (np.uint8(28), 28, 1))
