import pytest

from kernelbook import driving


@pytest.fixture(scope="module")
def home():
    pytest.importorskip("highway_env", reason="the driving simulator is not installed: pip install highway-env==1.12.1")
    return driving.make_track("racetrack-v1")
