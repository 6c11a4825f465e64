import numpy as np
import pytest

from kernelbook import data
from kernelbook.data import pieces
from photographed import CLEAN, PHOTOGRAPHED, REFUSALS, SMALL, seven


def test_label_joins_what_touches_at_a_corner():
    assert pieces.label(np.eye(3) > 0).max() == 1
    assert pieces.label(np.array([[1, 0, 1]]) > 0).tolist() == [[1, 0, 2]]


def test_grow_widens_by_so_many_rows_and_columns():
    spot = np.zeros((7, 7), bool)
    spot[3, 3] = True
    assert pieces.extent(pieces.grow(spot, 1, 2)) == (3, 5)
    assert pieces.extent(np.zeros((2, 2), bool)) == (0, 0)


@pytest.mark.parametrize("name", PHOTOGRAPHED)
def test_prepare_digit_leaves_out_dust_and_the_table(name):
    np.testing.assert_allclose(data.prepare_digit(PHOTOGRAPHED[name]), data.prepare_digit(CLEAN), atol=0.02)


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_prepare_digit_finds_a_small_digit(name):
    sheet, cut = SMALL[name]
    alone = sheet[cut] if cut else seven(160, 140, 50, 40, 80, 3)
    np.testing.assert_allclose(data.prepare_digit(sheet), data.prepare_digit(alone), atol=0.25)


@pytest.mark.parametrize(("name", "sheet", "message", "_"), REFUSALS, ids=[name for name, *_ in REFUSALS])
def test_prepare_digit_refuses_what_is_not_one_digit(name, sheet, message, _):
    with pytest.raises(ValueError, match=message):
        data.prepare_digit(sheet)


def test_prepare_digit_says_how_small_is_too_small():
    with pytest.raises(ValueError, match=r"blank.* 0\.0 of the gray range.*cut the digit out"):
        data.prepare_digit(seven(1000, 750, 100, 100, 8, 2))


@pytest.mark.parametrize("gap", [4, 12, 25])
def test_digit_alone_keeps_the_detached_bar_of_a_five(gap):
    ink = np.zeros((400, 300))
    ink[100:112, 100:180] = 1  # the bar
    ink[112 + gap : 250, 100:112] = ink[238:250, 100:180] = 1
    np.testing.assert_array_equal(pieces.digit_alone(ink), ink)


def test_digit_alone_keeps_a_digit_of_dots():
    ink = np.zeros((200, 200))
    ink[50:150:10, 60:120:10] = ink[51:151:10, 60:120:10] = 1
    np.testing.assert_array_equal(pieces.digit_alone(ink), ink)


def test_without_edges_leaves_a_digit_that_touches_the_border():
    sheet = seven()[110:]
    np.testing.assert_array_equal(pieces.without_edges(1 - sheet, 1.0), 1 - sheet)


def test_level_of_ink_is_not_that_of_dust():
    ink = 1 - seven(300, 300, 60, 60)
    ink[10:14, 10:16] = 4
    assert pieces.level_of_ink(ink) == 1
