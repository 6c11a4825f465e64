from types import SimpleNamespace

import numpy as np
import pytest

from kernelbook import guards


def test_policy_takes_functions_and_none_but_no_network():
    guards.policy("policy", None)
    guards.policy("policy", lambda frame: 0.0)
    with pytest.raises(ValueError, match=r"policy is a SimpleNamespace: .*driving.as_policy\(network\)"):
        guards.policy("policy", SimpleNamespace(predict=None))


def test_flag_takes_what_numpy_says():
    for good in (True, False, np.bool_(True)):
        guards.flag("helped", good)
    for bad in (0, 1, None, "yes", np.array([True])):
        with pytest.raises(ValueError, match=r"helped=.*: expected True or False"):
            guards.flag("helped", bad)


def test_point_frame_track_and_sees_refuse_what_they_are_not_for():
    guards.point("position", (0, 1.5))
    guards.frame("frame", np.ones((8, 8)), 8)
    guards.track("track", SimpleNamespace(simulator=None))
    guards.sees("network", len, (8, 8, 1))
    for guard, bad in (
        (lambda: guards.point("place", (0, 1, 2)), "place=.*two numbers"),
        (lambda: guards.frame("place", np.ones((8, 7)), 8), r"place has shape \(8, 7\)"),
        (lambda: guards.track("place", None), "place=None: expected a track"),
        (lambda: guards.sees("place", None, (8, 8, 1)), "place=None: expected a network"),
        (lambda: guards.optional("place", 3), "place=3: expected a function, or None"),
    ):
        with pytest.raises(ValueError, match=bad):
            guard()
