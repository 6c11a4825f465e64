import numpy as np

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
