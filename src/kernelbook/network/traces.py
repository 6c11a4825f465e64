"""What passes between the layers of a network, on the way forward and on the way back."""

import numpy as np

from kernelbook import guards
from kernelbook.layers import softmax_cross_entropy
from kernelbook.network.sequential import Sequential


def trace(network, images, labels):
    """Send images forward and their errors back as a step of training does, layer by layer, and keep all that passes.

    Parameters stay as they are; the gradients of the layers are those of these images afterwards.

    Parameters
    ----------
    network : Sequential
    images : ndarray, shape (n, h, w, c)
    labels : ndarray of int, shape (n,)

    Returns
    -------
    maps, errors : dict of str to ndarray
        What each layer gives, by its name, after "the image" itself; and the derivative of the loss with respect to it,
        of the same shape.

    Raises
    ------
    ValueError
        If `network` is no `Sequential`, or shapes or labels do not fit it.

    Examples
    --------
    >>> import numpy as np
    >>> from kernelbook.layers import Dense, Flatten
    >>> from kernelbook.network import Sequential
    >>> network = Sequential([Flatten(), Dense(2, initializer="zeros", name="logits")], (1, 1, 1))
    >>> maps, errors = trace(network, np.ones((1, 1, 1, 1)), np.array([0]))
    >>> list(maps), errors["logits"].tolist()
    (['the image', 'flatten_1', 'logits'], [[-0.5, 0.5]])
    """
    if not isinstance(network, Sequential):
        raise ValueError(f"network={guards.shown(network)}: expected a network.Sequential")
    guards.array("images", images)
    x = np.asarray(images).astype(network.dtype)
    guards.batch("images", x, network.input_shape)
    guards.labels("labels", labels, network.shapes[-1][-1])
    guards.as_many(images=images, labels=labels)
    maps = {"the image": x}
    for layer in network.layers:
        maps[layer.name] = x = layer.forward(x, training=True)
    _, error = softmax_cross_entropy(x, labels)
    names, errors = list(maps), {}
    for name, layer in zip(names[:0:-1], network.layers[::-1], strict=True):
        errors[name] = error
        error = layer.backward(error)
    return maps, errors | {"the image": error}
