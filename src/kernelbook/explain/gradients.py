"""Explanations by gradients: saliency, integrated gradients, Grad-CAM."""

import numpy as np

from kernelbook import guards
from kernelbook.explain.inputs import check_fill, check_label, checked, layer_of, without_gray


def score_gradient(model, images, label):
    """Return the gradient of the class's logit with respect to each image: shape (n, h, w), of color (n, h, w, 3)."""
    import tensorflow as tf

    guards.tensorflow_backend("the gradient of a score")
    guards.logits("model", model)
    guards.array("images", images, "(n, h, w, c)")
    check_label(label, model.output_shape[-1])
    images = tf.convert_to_tensor(np.asarray(images, np.float32))
    with tf.GradientTape() as tape:
        tape.watch(images)
        scores = model(images, training=False)[:, label]
    return without_gray(tape.gradient(scores, images).numpy())


def saliency(model, image, label):
    r"""Return how strongly each pixel moves a score: the size of the gradient.

    .. math:: S_{i,j} = \left| \frac{\partial z_y}{\partial X_{i,j}} \right|

    Of a color image, the largest of the three channels' counts, as in the paper.

    Parameters
    ----------
    model : keras.Model
    image : ndarray, shape (h, w) or (h, w, 3)
    label : int
        The class y whose score z is asked for.

    Returns
    -------
    ndarray, shape (h, w)

    Raises
    ------
    ValueError
        If the image does not have the model's size, or NaN or values from 0 to 255, there is no such class, or the
        model gives probabilities: where one is near 1 or 0, its gradient vanishes, whatever the pixels say.

    References
    ----------
    K. Simonyan, A. Vedaldi, A. Zisserman: Deep inside convolutional networks: visualising image classification models
    and saliency maps. 2014. doi:10.48550/arXiv.1312.6034
    """
    slopes = np.abs(score_gradient(model, checked(model, image, label), label)[0])
    return slopes.max(axis=2) if slopes.ndim == 3 else slopes


def integrated_gradients(model, image, label, *, baseline=0.0, steps=64):
    r"""Share the difference of two scores among the pixels: the image's, and that of a baseline.

    The image is faded in from the baseline. On the way each pixel collects its gradient, times how far it went:

    .. math:: A_{i,j} = (X_{i,j} - B_{i,j}) \int_0^1
              \frac{\partial z_y}{\partial X_{i,j}} \big( B + t (X - B) \big) \, dt

    *Complete*: the shares add up to the difference of the scores, the more exactly the more steps. Of a color image,
    the shares of a pixel's channels are added.

    Parameters
    ----------
    model : keras.Model
    image : ndarray, shape (h, w) or (h, w, 3)
    label : int
    baseline : float or ndarray, of the image's shape
        What stands for "nothing to see".
    steps : int
        Points on the way; the integral is a mean over the middles of as many intervals.

    Returns
    -------
    ndarray, shape (h, w)

    Raises
    ------
    ValueError
        As `saliency`, if `steps` is less than 1, or the baseline has another shape, or values outside 0 to 1 where the
        image has none.

    References
    ----------
    M. Sundararajan, A. Taly, Q. Yan: Axiomatic attribution for deep networks. ICML 2017.
    doi:10.48550/arXiv.1703.01365
    """
    X = checked(model, image, label)
    check_fill("baseline", model, X, baseline)
    shape = np.shape(image)
    if np.shape(baseline) not in ((), shape):
        raise ValueError(f"baseline has shape {np.shape(baseline)}: expected a number or an image, {shape}")
    guards.whole("steps", steps, 1)
    B = np.broadcast_to(np.asarray(baseline, np.float32), shape).reshape(X.shape)
    t = ((np.arange(steps, dtype=np.float32) + 0.5) / steps).reshape(-1, 1, 1, 1)
    slopes = score_gradient(model, B + t * (X - B), label).mean(axis=0)
    return ((X - B)[0] * slopes.reshape(X.shape[1:])).sum(axis=2)


def grad_cam(model, image, label, layer):
    r"""Return where the maps of a convolution speak for a class.

    Each map k is weighted by what it is worth to the score, the mean of its gradient; what speaks against is left out.

    .. math:: G_{i,j} = \max\Big( \sum_k \alpha_k A_{i,j,k},\; 0 \Big), \qquad
              \alpha_k = \operatorname{mean}_{i,j} \frac{\partial z_y}{\partial A_{i,j,k}}

    Parameters
    ----------
    model : keras.Model
    image : ndarray, shape (h, w) or (h, w, 3)
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

    guards.tensorflow_backend("explain.grad_cam")
    X, maps = checked(model, image, label), layer_of(model, layer).output
    if len(maps.shape) != 4:
        raise ValueError(f"layer={layer!r} gives shape {tuple(maps.shape)}: expected maps, (n, h, w, k)")
    both = keras.Model(model.inputs[0], [maps, model.outputs[0]])
    with tf.GradientTape() as tape:
        A, scores = both(X, training=False)
        score = scores[:, label]
    alpha = tape.gradient(score, A).numpy()[0].mean(axis=(0, 1))
    return np.maximum(A.numpy()[0] @ alpha, 0)
