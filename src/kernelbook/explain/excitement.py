"""What excites a unit: the images that do so most, and an image that is invented for it."""

import numpy as np

from kernelbook.explain.inputs import answers, layer_of


def strongest(model, layer, unit, images, *, count=9):
    """Return which images excite one map most, and where.

    Parameters
    ----------
    model : keras.Model
    layer : str
        Name of a layer that gives maps, shape (n, h', w', k), or units, shape (n, k).
    unit : int
        Which of the k.
    images : ndarray, shape (n, h, w), from 0 to 1
    count : int

    Returns
    -------
    list of (int, int, int, float)
        Image, row and column in the map, and the activation, strongest first; row and column are 0 for a unit.

    Raises
    ------
    ValueError
        If there is no such layer or unit.
    """
    activations = answers(maps_of(model, layer, unit), np.asarray(images)[..., np.newaxis])
    best = activations.reshape(len(images), -1)
    order = np.argsort(best.max(axis=1))[::-1][:count]
    columns = activations.shape[2] if activations.ndim == 3 else 1
    return [(int(n), *(int(v) for v in divmod(best[n].argmax(), columns)), float(best[n].max())) for n in order]


def maps_of(model, layer, unit):
    """Return a model that gives one map, shape (n, h', w'), or one unit, shape (n,), of a layer."""
    import keras

    output = layer_of(model, layer).output
    if not 0 <= unit < output.shape[-1]:
        raise ValueError(f"unit={unit!r}: layer {layer!r} has units 0 to {output.shape[-1] - 1}")
    return keras.Model(model.inputs[0], output[..., int(unit)])


def maximize(model, layer, unit, *, steps=200, rate=0.05, calm=0.02, seed=0):
    r"""Invent an image that excites a unit: climb its activation, beginning at faint noise.

    .. math:: X \leftarrow X + \eta \; \frac{\partial}{\partial X} \Big( a(X) - \lambda \, |\nabla X|^2 \Big)

    Parameters
    ----------
    model : keras.Model
    layer : str
        Of a map, whose middle unit is excited, or of single units.
    unit : int
    steps : int
    rate : float
        Of Adam, which takes the steps. Pixels are kept from 0 to 1.
    calm : float
        How much differences between neighboring pixels cost, as a share of the activation. Without it the image is
        noise that no digit shows, and that excites the unit more than any digit does.
    seed : int

    Returns
    -------
    image : ndarray, shape (h, w), from 0 to 1
    activation : float
        What the unit answers to it.

    Raises
    ------
    ValueError
        If there is no such layer or unit.

    References
    ----------
    Simonyan, Vedaldi and Zisserman, as for `saliency`, section 2.
    """
    import keras
    import tensorflow as tf

    tap = maps_of(model, layer, unit)
    start = np.random.default_rng(seed).uniform(0.0, 0.1, (1, *model.input_shape[1:3], 1))
    image, optimizer = tf.Variable(start.astype(np.float32)), keras.optimizers.Adam(rate)

    def activation():
        output = tap(image, training=False)
        return output[0] if len(output.shape) == 1 else output[0, output.shape[1] // 2, output.shape[2] // 2]

    @tf.function
    def gradient():
        with tf.GradientTape() as tape:
            down, across = image[:, 1:] - image[:, :-1], image[:, :, 1:] - image[:, :, :-1]
            rough = tf.reduce_sum(down**2) + tf.reduce_sum(across**2)
            loss = calm * rough - activation()
        return tape.gradient(loss, image)

    for _ in range(steps):
        optimizer.apply_gradients([(gradient(), image)])
        image.assign(tf.clip_by_value(image, 0.0, 1.0))
    return image.numpy()[0, ..., 0], float(activation())
