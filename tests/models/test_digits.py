import numpy as np
import pytest
import tensorflow as tf

from kernelbook import models


def test_digit_network_is_the_one_of_chapter_05(network):
    assert [layer.name for layer in network.layers] == [
        "conv1",
        "pool1",
        "conv2",
        "pool2",
        "conv3",
        "flatten",
        "dense",
        "logits",
    ]
    assert network.count_params() == 93_322
    assert network.output_shape == (None, 10)


def test_digit_network_does_the_work_that_tensorflow_counts(network):
    """TensorFlow's profiler counts two operations, a product and a sum, for each multiply-accumulate."""
    forward = tf.function(lambda x: network(x)).get_concrete_function(tf.TensorSpec((1, 28, 28, 1)))
    frozen = forward.graph
    operations = 0
    for node in frozen.get_operations():
        if node.type in ("Conv2D", "MatMul"):
            kernel_size = node.inputs[1].shape.num_elements()
            channels = node.outputs[0].shape[-1]
            operations += node.outputs[0].shape.num_elements() * kernel_size // channels
    assert operations == 194_688 + 2_230_272 + 331_776 + 36_864 + 640


def test_small_network_and_dense_network_have_equally_many_parameters():
    small, dense = models.small_network(), models.dense_network(32)
    assert small.count_params() == dense.count_params() == 25_450
    assert models.dense_network(320).count_params() == 795 * 320 + 10
    assert small.output_shape == dense.output_shape == (None, 10)


def test_transfer_network_has_old_features_and_a_new_end():
    features = models.load_weights("digit_network")
    network = models.transfer_network(5, features)
    weights = models.get_weights(network)
    for name in models.FEATURES:
        np.testing.assert_array_equal(weights[f"{name}/kernel"], features[f"{name}/kernel"])
        np.testing.assert_array_equal(weights[f"{name}/bias"], features[f"{name}/bias"])
    assert weights["logits/kernel"].shape == (64, 5)
    assert np.abs(weights["dense/kernel"] - features["dense/kernel"]).max() > 0.01
    fresh = models.get_weights(models.transfer_network(5))
    assert np.abs(fresh["conv1/kernel"] - features["conv1/kernel"]).max() > 0.01


def test_transfer_network_names_features_that_are_missing():
    with pytest.raises(ValueError, match=r"features lack \['conv1/bias', 'conv1/kernel'\]"):
        models.transfer_network(5, {"dense/bias": np.zeros(64)})
