"""An image that is invented for a unit."""

import numpy as np

from kernelbook import guards
from kernelbook.explain.excitement import maps_of
from kernelbook.explain.inputs import layer_of, size_of, without_gray

BRIGHTEST = (0.1, 1.0, 1.0, 1.0)  # of the noise where the climb begins, one start after the other


def maximize(model, layer, unit, *, steps=200, rate=0.05, calm=0.02, seed=0):
    r"""Invent an image that excites a unit: climb its activation, beginning at faint noise.

    .. math:: X \leftarrow X + \eta \; \frac{\partial}{\partial X} \Big( a(X) - \lambda \, |\nabla X|^2 \Big)

    A silent unit of a ReLU tells no way up, so what it sums up, before the ReLU, is climbed. Where it stays silent all
    the same, the climb begins again at brighter noise.

    Parameters
    ----------
    model : keras.Model
        Takes gray images, or color ones.
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
    image : ndarray, shape (h, w) or (h, w, 3), from 0 to 1
    activation : float
        What the unit answers to it.

    Raises
    ------
    ValueError
        If there is no such layer or unit, the model takes images of any size, an argument is out of its range, or no
        image was found to which the unit of an activation answers with more than 0.

    References
    ----------
    Simonyan, Vedaldi and Zisserman, as for `saliency`, section 2.
    """
    guards.tensorflow_backend("explain.maximize")
    shape = size_of(model)
    if None in shape:
        raise ValueError(f"model takes images of any size, {shape}: expected one of a fixed size")
    for name, value, low in (("steps", steps, 1), ("seed", seed, 0)):
        guards.whole(name, value, low)
    guards.number("rate", rate, above=0)
    guards.number("calm", calm, 0)
    tap, sums = maps_of(model, layer, unit), sums_of(model, layer, unit)
    climb, generator = climber(sums or tap, shape, steps, rate, calm), np.random.default_rng(seed)
    for brightest in BRIGHTEST:
        image = climb(generator.uniform(0.0, brightest, (1, *shape)))
        activation = float(middle(tap(image, training=False)))
        if activation > 0 or sums is None:
            return without_gray(image.numpy()[0]), activation
    raise ValueError(
        f"unit={unit!r} of layer={layer!r} stays silent: from {len(BRIGHTEST)} starts no image was found "
        "that excites it; try more steps or a smaller calm, or look what excites it with explain.strongest"
    )


def middle(output):
    """Return the one number that is climbed: a unit's, or that of the middle unit of a map."""
    return output[0] if len(output.shape) == 1 else output[0, output.shape[1] // 2, output.shape[2] // 2]


def climber(tap, shape, steps, rate, calm):
    """Return a function that climbs from one image, shape (1, h, w, c), and returns the image that it reaches."""
    import keras
    import tensorflow as tf

    image = tf.Variable(np.zeros((1, *shape), np.float32))

    @tf.function
    def gradient():
        with tf.GradientTape() as tape:
            down, across = image[:, 1:] - image[:, :-1], image[:, :, 1:] - image[:, :, :-1]
            rough = tf.reduce_sum(down**2) + tf.reduce_sum(across**2)
            loss = calm * rough - middle(tap(image, training=False))
        return tape.gradient(loss, image)

    def climb(start):
        image.assign(start.astype(np.float32))
        optimizer = keras.optimizers.Adam(rate)
        for _ in range(steps):
            optimizer.apply_gradients([(gradient(), image)])
            image.assign(tf.clip_by_value(image, 0.0, 1.0))
        return tf.identity(image)

    return climb


def sums_of(model, layer, unit):
    """Return a model that gives one unit or map before the layer's activation, or None if the layer has none."""
    import keras

    place = layer_of(model, layer)
    if isinstance(place, keras.layers.Activation | keras.layers.ReLU):
        return keras.Model(model.inputs[0], place.input[..., int(unit)])
    if getattr(place, "activation", None) in (None, keras.activations.linear):
        return None
    config = place.get_config()
    config |= {"activation": "linear"} | {key: "zeros" for key in config if key.endswith("_initializer")}
    twin = type(place).from_config(config)
    output = twin(place.input)
    twin.set_weights(place.get_weights())
    return keras.Model(model.inputs[0], output[..., int(unit)])
