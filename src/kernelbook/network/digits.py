"""The course's network, in NumPy."""

from kernelbook.layers import Conv2D, Dense, Flatten, MaxPool2D, ReLU
from kernelbook.network.sequential import Sequential


def digit_network(*, initializer="glorot", seed=0, dtype="float32", fused=True):
    """Build the course's network: what `models.digit_network` builds in Keras, layer by layer.

    Parameters
    ----------
    initializer : "glorot", "he" or "zeros"
        Of all kernels and dense layers.
    seed, dtype, fused
        As in `Sequential`.

    Returns
    -------
    Sequential
        Of 93,322 parameters, which have the names that they have in Keras.

    Examples
    --------
    >>> digit_network().parameters.size
    93322
    """
    begin = {"initializer": initializer}
    stack = [
        *(Conv2D(32, 3, name="conv1", **begin), ReLU(), MaxPool2D(2, name="pool1")),
        *(Conv2D(64, 3, name="conv2", **begin), ReLU(), MaxPool2D(2, name="pool2")),
        *(Conv2D(64, 3, name="conv3", **begin), ReLU(), Flatten(name="flatten")),
        *(Dense(64, name="dense", **begin), ReLU(), Dense(10, name="logits", **begin)),
    ]
    return Sequential(stack, (28, 28, 1), seed=seed, dtype=dtype, fused=fused)
