"""Fields that are told what to draw: a network as a field, and classes that are asked for louder than once."""

import numpy as np

from kernelbook import guards

NONE = 10  # the label that says: of no class in particular


def network_field(network, batch_size=256):
    """Turn a network into a field of classes, for `guided`.

    Parameters
    ----------
    network : keras.Model
        Takes images, times and labels, as `models.flow_unet` builds it.
    batch_size : int
        How many images go through it at once.

    Returns
    -------
    callable
        ``field(x, t, labels)`` for x of shape (n, 28, 28, 1), a time or n of them, and labels (n,), from 0 to 9, or 10
        for no class.

    Raises
    ------
    ValueError
        If it is no such network; from the field, if its arguments do not fit the network.
    """
    guards.draws("network", network)
    guards.whole("batch_size", batch_size, 1)

    def field(x, t, labels):
        guards.batch("x", x, network.inputs[0].shape[1:])
        guards.times("t", t, x)
        guards.labels("labels", labels, NONE + 1)
        guards.as_many(x=x, labels=labels)
        each = np.asarray(x, np.float32), np.full(len(x), t, np.float32), np.asarray(labels, np.int32)
        parts = [[one[k : k + batch_size] for one in each] for k in range(0, len(x), batch_size)]
        return np.concatenate([network.predict_on_batch(part) for part in parts])

    return field


def guided(field, labels, strength=1.0):
    r"""Make a field that draws given classes: guidance without a classifier.

    .. math:: u = u_\text{none} + w \left( u_\text{class} - u_\text{none} \right)

    w = 0 asks for no class, w = 1 for the class, as learned. Above 1 it goes on in the direction that the class has
    made: images are easier to read, and more alike. (Ho and Salimans count from the class: their w is ours less 1.)
    The field is asked once if w is 0 or 1, else twice.

    Parameters
    ----------
    field : callable
        ``field(x, t, labels)``, such as `network_field` makes it. The label 10, `NONE`, stands for no class.
    labels : ndarray of int, shape (n,)
        What each image is to show, from 0 to 9.
    strength : float
        w, from 0.

    Returns
    -------
    callable
        ``field(x, t)`` for x of shape (n, ...), as `sample` takes it.

    Raises
    ------
    ValueError
        If the strength is below 0, or a label is no class; from the field, if x has not as many rows as there are
        labels.

    References
    ----------
    J. Ho, T. Salimans: Classifier-free diffusion guidance. 2022. doi:10.48550/arXiv.2207.12598

    Examples
    --------
    A field that answers with the label: 10 without a class, 4 with it. Three times as far from 10 is -8.

    >>> told = guided(lambda x, t, labels: labels * np.ones_like(x), np.array([4]), strength=3.0)
    >>> told(np.array([0.0]), 0.5).tolist()
    [-8.0]
    """
    guards.function("field", field, "a function field(x, t, labels)")
    guards.labels("labels", labels, NONE)
    guards.number("strength", strength, 0)
    asked = np.asarray(labels)
    nothing = np.full(len(asked), NONE)

    def mixed(x, t):
        if len(x) != len(asked):
            raise ValueError(f"x has {len(x)} rows: expected {len(asked)}, as many as guided was given labels")
        if strength in (0, 1):
            return field(x, t, asked if strength else nothing)
        none = field(x, t, nothing)
        return none + strength * (field(x, t, asked) - none)

    return mixed
