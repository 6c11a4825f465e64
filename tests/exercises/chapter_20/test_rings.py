"""The numbers of the ring: what its law says, beside workers that pass pieces on; and where more workers end."""

import pytest

from exercises.peers import sent_around_a_ring
from kernelbook import exercises


@pytest.mark.parametrize(("workers", "sent"), [(1, 0), (2, 12), (3, 16), (4, 18), (6, 20)])
def test_workers_that_pass_on_pieces_send_what_the_law_says(workers, sent):
    """By hand: of 12 bytes, two workers send 6 and 6; three send 4, 4, 4 and 4."""
    assert sent_around_a_ring(12, workers, 1) == sent == 2 * (workers - 1) * 12 // workers


def seconds(workers):
    return 2.4 / workers + sent_around_a_ring(345.6e6, workers, 1) / 1.25e9


def test_more_workers_go_on_to_help_but_a_step_is_never_five_times_as_fast():
    times = [seconds(workers) for workers in (1, 2, 7, 8, 100, 1000)]
    assert times == sorted(times, reverse=True)
    assert times[2] > times[0] / 3 > times[3]
    assert 4 < times[0] / times[-1] < 2.4 * 1.25e9 / (2 * 345.6e6) < 5


COMPUTING, SENT = 2.4, 345.6e6 / 1.25e9
SLIPS = {  # how many workers take a third of the seconds, if a step took so many; or "grown": if the batch grew
    "none is sent": (3, lambda k: COMPUTING / k),
    "bits": (4, lambda k: COMPUTING / k + 2 * (k - 1) / k * SENT / 8),
    "grown": (4, lambda k: (COMPUTING + 2 * (k - 1) / k * SENT) / k),
    "once around": (5, lambda k: COMPUTING / k + (k - 1) / k * SENT),
    "all pieces": (10, lambda k: COMPUTING / k + 2 * SENT),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_typical_number_of_workers_is_what_its_slip_leads_to(slip):
    found, slipped = SLIPS[slip]
    assert next(k for k in range(1, 100) if slipped(k) <= COMPUTING / 3) == found
    assert exercises.check("20-pays", found).message.startswith("that ")


def test_a_part_of_a_worker_is_told_to_be_none():
    assert "what is counted here has no fractions" in exercises.check("20-pays", 7.48).message
