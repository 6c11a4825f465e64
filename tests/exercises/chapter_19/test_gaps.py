"""What is a copy: the threshold lets a hundredth of the held-out images through, and what was learned altogether."""

import numpy as np
import pytest

from kernelbook import exercises
from kernelbook.exercises.chapter_19.gaps import share_of_copies, to_nearest

CASES = exercises.find("19-copies").task.cases()


def test_of_the_held_out_images_a_hundredth_are_called_copies():
    learned, held = np.random.default_rng(0).normal(size=(2, 1001, 5))
    assert share_of_copies(held, learned, held) == pytest.approx(0.01, abs=1e-3)


def test_what_was_learned_is_a_copy_of_itself():
    learned, held = np.random.default_rng(1).normal(size=(2, 50, 5))
    assert share_of_copies(learned, learned, held) == 1


def test_shares_vary_and_some_lie_at_the_ends():
    shares = [share_of_copies(*case) for case in CASES]
    assert {0, 1} < set(shares)
    assert len(set(shares)) > 10


def test_a_drawing_is_the_threshold_itself_in_edges_alone():
    """In the draws, an answer that rounds otherwise is right all the same."""
    count = len(exercises.find("19-copies").task.edges)
    ties = [
        (np.abs(to_nearest(drawn, learned) - np.quantile(to_nearest(held, learned), 0.01)) < 1e-5).any()
        for drawn, learned, held in CASES
    ]
    assert any(ties[:count])
    assert not any(ties[count:])


def test_some_collections_have_more_than_a_hundred_held_out_images():
    """With fewer, the hundredth lies between the two nearest of them."""
    sizes = [len(held) for _, _, held in CASES]
    assert min(sizes) == 1
    assert max(sizes) > 200


@pytest.mark.parametrize("factor", [2.0, 0.25])
def test_a_mean_over_pixels_and_another_unit_leave_the_share(factor):
    for case in CASES:
        assert share_of_copies(*(factor * images for images in case)) == share_of_copies(*case)
