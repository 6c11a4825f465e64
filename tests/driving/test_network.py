import numpy as np
import pytest

from kernelbook import driving, models


def test_driver_steers_and_its_policy_agrees():
    network = driving.driver()
    assert network.count_params() == 28_409
    frames = np.random.default_rng(0).random((3, 64, 64), dtype=np.float32)
    steering = np.asarray(network(frames[..., np.newaxis]))[:, 0]
    assert (np.abs(steering) < 1).all()
    policy = driving.as_policy(network)
    np.testing.assert_allclose([policy(frame) for frame in frames], steering, atol=1e-5)
    assert set(models.get_weights(network)) >= {"conv1/kernel", "steering/bias"}


def test_as_policy_refuses_what_does_not_see_frames():
    with pytest.raises(ValueError, match="network='driver': expected a network"):
        driving.as_policy("driver")
    with pytest.raises(ValueError, match=r"network takes \(28, 28, 1\): expected .* \(64, 64, 1\)"):
        driving.as_policy(models.digit_network())
    policy = driving.as_policy(driving.driver())
    with pytest.raises(ValueError, match=r"frame has shape \(32, 32\): expected one frame, \(64, 64\)"):
        policy(np.zeros((32, 32)))
    with pytest.raises(ValueError, match="frame has values from 255 to 255: expected 0 to 1, so divide by 255"):
        policy(np.full((64, 64), 255, np.uint8))
    with pytest.raises(ValueError, match="frame holds NaN"):
        policy(np.full((64, 64), np.nan))
