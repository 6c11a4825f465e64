"""The network that drives: one frame in, one angle out."""

import numpy as np

from kernelbook import guards


def driver():
    """Build a network that steers: four convolutions and two dense layers, 28,409 parameters, not compiled.

    Takes frames of shape (n, 64, 64, 1) with values from 0 to 1, gives steering of shape (n, 1), from -1, left, to 1,
    right. There is no pooling: the convolutions stride over the frame, so that it stays known where a line is.

    Returns
    -------
    keras.Sequential
    """
    from keras import Sequential, layers

    return Sequential(
        [
            layers.Input((64, 64, 1)),
            layers.Conv2D(16, 5, strides=2, activation="relu", name="conv1"),
            layers.Conv2D(24, 3, strides=2, activation="relu", name="conv2"),
            layers.Conv2D(32, 3, strides=2, activation="relu", name="conv3"),
            layers.Conv2D(32, 3, strides=2, activation="relu", name="conv4"),
            layers.Flatten(name="flatten"),
            layers.Dense(64, activation="relu", name="dense"),
            layers.Dense(1, activation="tanh", name="steering"),
        ],
        name="driver",
    )


def as_policy(network):
    """Return a function from one frame, shape (64, 64), to the network's steering: a float from -1 to 1.

    It is compiled once, and follows the network: if that learns on, so does the policy. Single frames are much faster
    this way than through ``predict``.

    Raises
    ------
    ValueError
        If `network` does not take frames of shape (n, 64, 64, 1). The policy refuses a frame of another size, or with
        values that are not from 0 to 1.
    """
    import tensorflow as tf

    guards.tensorflow_backend("driving.as_policy")
    guards.sees("network", network, (64, 64, 1))

    @tf.function(input_signature=[tf.TensorSpec((1, 64, 64, 1), tf.float32)])
    def answer(frames):
        return network(frames, training=False)

    def policy(frame):
        guards.frame("frame", frame, 64)
        return float(answer(np.asarray(frame, np.float32)[np.newaxis, ..., np.newaxis])[0, 0])

    return policy
