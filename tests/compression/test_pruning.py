import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernelbook import compression, models
from kernelbook.compression.pruning import position_bits

WEIGHTS = {"a/kernel": np.array([[3.0, -0.1], [-2.0, 0.5]]), "b/kernel": np.array([[0.2, 5.0]]), "b/bias": np.zeros(2)}


def test_prune_by_hand_compares_layers_with_each_other():
    kept, masks = compression.prune(WEIGHTS, 1 / 3)
    assert kept["a/kernel"].tolist() == [[3.0, 0.0], [-2.0, 0.5]]
    assert kept["b/kernel"].tolist() == [[0.0, 5.0]]
    assert masks["b/kernel"].tolist() == [[False, True]]
    assert masks.keys() == {"a/kernel", "b/kernel"}, "biases stay"


@given(st.floats(0, 1))
def test_prune_leaves_so_many_and_none_that_is_smaller_than_one_that_went(share):
    generator = np.random.default_rng(0)
    weights = {"a": generator.normal(size=(7, 3)), "b": generator.normal(size=(2, 2, 5))}
    kept, masks = compression.prune(weights, share)
    sizes = np.abs(np.concatenate([each.ravel() for each in weights.values()]))
    stays = np.concatenate([mask.ravel() for mask in masks.values()])
    assert (~stays).sum() == round(share * 41)
    assert sizes[~stays].max(initial=0) <= sizes[stays].min(initial=np.inf)
    assert all(np.array_equal(kept[name], weights[name] * masks[name]) for name in weights)


def test_stored_bytes_by_hand():
    weights = {"kernel": np.array([[0.0, 2.0], [0.0, 1.0]]), "bias": np.zeros(2)}
    assert compression.stored_bytes(weights, 32) == 4 * 4 + 8
    assert compression.stored_bytes(weights, 16) == 4 * 2 + 8
    assert compression.stored_bytes(weights, 8) == 4 + 8 + 2 * 4, "and a scale for each of two channels"
    assert compression.stored_bytes(weights, 32, sparse=True) == math.ceil((64 + 12) / 8) + 8
    assert compression.stored_bytes({"kernel": np.ones((2, 2))}, 8, sparse=True) == 12, "smaller without positions"


def test_stored_bytes_of_the_courses_networks():
    assert compression.stored_bytes(models.get_weights(models.digit_network()), 32) == 93_322 * 4
    assert compression.stored_bytes(models.get_weights(models.tiny_network()), 32) == 7_400


@settings(max_examples=30)
@given(st.sets(st.integers(0, 3000), min_size=1))
def test_positions_can_be_read_back_from_as_many_bits(where):
    kept = np.array(sorted(where))
    gaps = np.diff(kept, prepend=-1) - 1
    lengths = {}
    for r in range(24):
        words = ["1" * (g >> r) + "0" + (f"{g & 2**r - 1:0{r}b}" if r else "") for g in gaps.tolist()]
        bits, found, at = "".join(words), [], 0
        for _ in words:
            ones = bits.index("0", at) - at
            rest = bits[at + ones + 1 : at + ones + 1 + r]
            found.append((ones << r) + int(rest or "0", 2))
            at += ones + 1 + r
        assert np.array_equal(np.cumsum(np.array(found) + 1) - 1, kept)
        lengths[r] = len(bits)
    assert position_bits(kept) == 8 + min(lengths.values())


def test_positions_take_little_more_than_the_ways_to_choose_them():
    for share in (0.01, 0.03, 0.1):
        kept = np.flatnonzero(np.random.default_rng(0).random(40_000) < share)
        least = math.log2(math.comb(40_000, len(kept)))
        assert least < position_bits(kept) < 1.06 * least


def test_what_has_no_kernel_is_refused():
    with pytest.raises(ValueError, match="a kernel at least"):
        compression.prune({"bias": np.zeros(3)}, 0.5)
