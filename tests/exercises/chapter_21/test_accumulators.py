"""The number of products is the largest that is safe: NumPy's own 32 bits wrap around with one more."""

import numpy as np
import pytest

from kernelbook import exercises

RIGHT = exercises.find("21-accumulator").solution()


def summed_in_32_bits(codes, times):
    products = np.full(times, codes[0] * codes[1], np.int32)
    return int(np.add.reduce(products, dtype=np.int32))


@pytest.mark.parametrize("codes", [(-128, -128), (-128, 127), (127, 127)])
def test_so_many_products_are_added_up_rightly(codes):
    assert summed_in_32_bits(codes, RIGHT) == RIGHT * codes[0] * codes[1]


def test_one_more_is_read_as_the_most_negative_number():
    assert summed_in_32_bits((-128, -128), RIGHT + 1) == np.iinfo(np.int32).min


@pytest.mark.parametrize(("count", "words"), [(RIGHT + 1, "one more than"), (RIGHT - 1, "one more still fits")])
def test_a_count_beside_it_is_told_which_way_it_errs(count, words):
    assert words in exercises.check("21-accumulator", count).message


def test_a_part_of_a_product_is_told_to_be_none():
    assert "what is counted here has no fractions" in exercises.check("21-accumulator", 131_071.99).message
