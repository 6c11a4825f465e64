"""What a trained network looks at: which pixels move a score, and which images excite a unit. Chapter 07.

Each function takes a Keras model that gives logits, shape (n, k), for gray images, shape (n, h, w, 1); a plain
``Sequential`` will do.
"""

import numpy as np


def checked(model, image, label=None):
    """Return the image as a batch of one, shape (1, h, w, 1), float32; refuse another shape or an unknown label."""
    image, shape = np.asarray(image, np.float32), tuple(model.input_shape[1:3])
    if image.shape != shape:
        raise ValueError(f"image has shape {image.shape}: expected one gray image of the model's size, {shape}")
    classes = model.output_shape[-1]
    if label is not None and not 0 <= label < classes:
        raise ValueError(f"label={label!r}: expected a class from 0 to {classes - 1}")
    return image[np.newaxis, ..., np.newaxis]


def layer_of(model, name):
    """Return the layer with that name, or refuse it and tell which there are."""
    names = [layer.name for layer in model.layers]
    if name not in names:
        raise ValueError(f"layer={name!r}: the model has {names}")
    return model.get_layer(name)


def answers(model, images, batch_size=500):
    """Return what a model gives for many images, in batches; without ``predict``, which compiles each new model."""
    parts = np.split(images, range(batch_size, len(images), batch_size))
    return np.concatenate([np.asarray(model(part, training=False)) for part in parts])


def score_gradient(model, images, label):
    """Return the gradient of the class's logit with respect to each image, shape (n, h, w)."""
    import tensorflow as tf

    images = tf.convert_to_tensor(images)
    with tf.GradientTape() as tape:
        tape.watch(images)
        scores = model(images, training=False)[:, label]
    return tape.gradient(scores, images).numpy()[..., 0]


def saliency(model, image, label):
    r"""Return how strongly each pixel moves a score: the size of the gradient.

    .. math:: S_{i,j} = \left| \frac{\partial z_y}{\partial X_{i,j}} \right|

    Parameters
    ----------
    model : keras.Model
    image : ndarray, shape (h, w)
    label : int
        The class y whose score z is asked for.

    Returns
    -------
    ndarray, shape (h, w)

    Raises
    ------
    ValueError
        If the image does not have the model's size, or there is no such class.

    References
    ----------
    K. Simonyan, A. Vedaldi, A. Zisserman: Deep inside convolutional networks: visualising image classification models
    and saliency maps. 2014. doi:10.48550/arXiv.1312.6034
    """
    return np.abs(score_gradient(model, checked(model, image, label), label)[0])


def integrated_gradients(model, image, label, *, baseline=0.0, steps=64):
    r"""Share the difference of two scores among the pixels: the image's, and that of a baseline.

    The image is faded in from the baseline. On the way each pixel collects its gradient, times how far it went:

    .. math:: A_{i,j} = (X_{i,j} - B_{i,j}) \int_0^1
              \frac{\partial z_y}{\partial X_{i,j}} \big( B + t (X - B) \big) \, dt

    *Complete*: the shares add up to the difference of the scores, the more exactly the more steps.

    Parameters
    ----------
    model : keras.Model
    image : ndarray, shape (h, w)
    label : int
    baseline : float or ndarray, shape (h, w)
        What stands for "nothing to see".
    steps : int
        Points on the way; the integral is a mean over the middles of as many intervals.

    Returns
    -------
    ndarray, shape (h, w)

    Raises
    ------
    ValueError
        As `saliency`, if `steps` is less than 1, or the baseline has another shape.

    References
    ----------
    M. Sundararajan, A. Taly, Q. Yan: Axiomatic attribution for deep networks. ICML 2017.
    doi:10.48550/arXiv.1703.01365
    """
    X = checked(model, image, label)
    if np.ndim(baseline) and np.shape(baseline) != X.shape[1:3]:
        raise ValueError(f"baseline has shape {np.shape(baseline)}: expected a number or an image, {X.shape[1:3]}")
    if steps < 1:
        raise ValueError(f"steps={steps!r}: expected a whole number from 1")
    B = np.broadcast_to(np.asarray(baseline, np.float32), X.shape[1:3])[np.newaxis, ..., np.newaxis]
    t = ((np.arange(steps, dtype=np.float32) + 0.5) / steps).reshape(-1, 1, 1, 1)
    return (X - B)[0, ..., 0] * score_gradient(model, B + t * (X - B), label).mean(axis=0)


def occlusion(model, image, label, *, size=5, fill=0.0):
    r"""Return how much a score falls when a square of the image is covered, for every place of the square.

    .. math:: D_{i,j} = z_y(X) - z_y(X \text{ with } X_{i..i+s,\; j..j+s} = f)

    Needs no gradient, only answers; so it works on any model.

    Parameters
    ----------
    model : keras.Model
    image : ndarray, shape (h, w)
    label : int
    size : int
        Height and width s of the square, in pixels.
    fill : float
        What it is covered with.

    Returns
    -------
    ndarray, shape (h - size + 1, w - size + 1)

    Raises
    ------
    ValueError
        As `saliency`, or if the square does not fit into the image.

    References
    ----------
    M. D. Zeiler, R. Fergus: Visualizing and understanding convolutional networks. ECCV 2014.
    doi:10.1007/978-3-319-10590-1_53
    """
    X = checked(model, image, label)
    h, w = X.shape[1:3]
    if not 1 <= size <= min(h, w):
        raise ValueError(f"size={size!r}: expected a square from 1 pixel to {min(h, w)}")
    rows, columns = h - size + 1, w - size + 1
    covered = np.repeat(X, rows * columns + 1, axis=0)
    for n, (i, j) in enumerate(np.ndindex(rows, columns)):
        covered[n, i : i + size, j : j + size] = fill
    scores = answers(model, covered)[:, label]
    return (scores[-1] - scores[:-1]).reshape(rows, columns)


def grad_cam(model, image, label, layer):
    r"""Return where the maps of a convolution speak for a class.

    Each map k is weighted by what it is worth to the score, the mean of its gradient; what speaks against is left out.

    .. math:: G_{i,j} = \max\Big( \sum_k \alpha_k A_{i,j,k},\; 0 \Big), \qquad
              \alpha_k = \operatorname{mean}_{i,j} \frac{\partial z_y}{\partial A_{i,j,k}}

    Parameters
    ----------
    model : keras.Model
    image : ndarray, shape (h, w)
    label : int
    layer : str
        Name of a layer that gives maps, shape (n, h', w', k).

    Returns
    -------
    ndarray, shape (h', w')
        In the maps' own resolution. Unit (i, j) sees the window that `convolution.receptive_field` tells.

    Raises
    ------
    ValueError
        As `saliency`, or if there is no such layer, or it gives no maps.

    References
    ----------
    R. R. Selvaraju, M. Cogswell, A. Das, R. Vedantam, D. Parikh, D. Batra: Grad-CAM: visual explanations from deep
    networks via gradient-based localization. ICCV 2017. doi:10.1109/ICCV.2017.74
    """
    import keras
    import tensorflow as tf

    X, maps = checked(model, image, label), layer_of(model, layer).output
    if len(maps.shape) != 4:
        raise ValueError(f"layer={layer!r} gives shape {tuple(maps.shape)}: expected maps, (n, h, w, k)")
    both = keras.Model(model.inputs[0], [maps, model.outputs[0]])
    with tf.GradientTape() as tape:
        A, scores = both(X, training=False)
        score = scores[:, label]
    alpha = tape.gradient(score, A).numpy()[0].mean(axis=(0, 1))
    return np.maximum(A.numpy()[0] @ alpha, 0)


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


def randomized(model, seed=0):
    """Return a copy of a model with new random weights: what an explanation of it shows, nobody has learned.

    References
    ----------
    J. Adebayo, J. Gilmer, M. Muelly, I. Goodfellow, M. Hardt, B. Kim: Sanity checks for saliency maps. NeurIPS 2018.
    doi:10.48550/arXiv.1810.03292
    """
    import keras

    keras.utils.set_random_seed(seed)
    return keras.models.clone_model(model)


def all_maps(model, image, label, *, layer="conv3"):
    """Return the four maps of chapter 07 for one image: dict of str to ndarray.

    ``"occlusion"`` with squares of 5 pixels, ``"saliency"``, ``"integrated gradients"`` from an empty image, and
    ``"Grad-CAM"`` at the named layer.
    """
    return {
        "occlusion": occlusion(model, image, label),
        "saliency": saliency(model, image, label),
        "integrated gradients": integrated_gradients(model, image, label),
        "Grad-CAM": grad_cam(model, image, label, layer),
    }
