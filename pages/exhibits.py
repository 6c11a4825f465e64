"""What the labs show: the book's own data, figures and weights, as numbers and texts that a script can hold."""

import base64
import zlib

import matplotlib
import numpy as np

from kernelbook import data, evaluation, kernels, models
from kernelbook.network import digit_network


def in_base64(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode("ascii")


def in_base85(array):
    """Return bytes as text: 5 characters for 4 of them, where base 64 takes 5⅓. Zeros fill up the last 4."""
    return base64.b85encode(np.ascontiguousarray(array).tobytes(), pad=True).decode("ascii")


def stored(image, levels=255):
    """Return an image of bytes as the labs read it."""
    height, width = image.shape
    return {"height": height, "width": width, "levels": levels, "values": in_base64(image.astype(np.uint8))}


def palettes():
    """Return the color maps of the book's figures, each as 17 colors (r, g, b) of 0 to 255."""
    names = {"gray": "gray", "ink": "gray_r", "signed": "PuOr", "activation": "Blues"}
    places = np.linspace(0, 1, 17)
    return {name: (matplotlib.colormaps[source](places, bytes=True)[:, :3]).tolist() for name, source in names.items()}


def pictures():
    """Return the images of the convolution lab: the photograph at half its size, a digit, and a few numbers."""
    photograph = data.load_photograph().mean(axis=2).reshape(100, 2, 150, 2).mean(axis=(1, 3)).round()
    (digits, _), _ = data.load_mnist()
    numbers = np.array([[1, 2, 3, 0, 1], [4, 5, 6, 1, 0], [7, 8, 9, 2, 2], [0, 1, 4, 3, 1]])
    return {
        "photograph": stored(photograph) | {"palette": "gray"},
        "digit": stored(digits[0]) | {"palette": "ink"},
        "numbers": stored(numbers, levels=1) | {"palette": "ink"},
    }


def presets():
    chosen = {
        "vertical edges": kernels.sobel(axis=1),
        "horizontal edges": kernels.sobel(axis=0),
        "blur (Gaussian)": kernels.gaussian(5),
        "blur (box)": kernels.box(3),
        "sharpen": kernels.sharpen(),
        "spots (Laplacian)": kernels.laplacian(),
        "emboss": kernels.emboss(),
        "identity": kernels.identity(),
        "1 0 / 0 2 of chapter 2": np.array([[1.0, 0.0], [0.0, 2.0]]),
    }
    return {name: K.round(6).tolist() for name, K in chosen.items()}


def digits(each=2):
    """Return test images for the network's lab: the first of each class, then the second."""
    _, (images, labels) = data.load_mnist()
    places = [np.flatnonzero(labels == digit)[turn] for turn in range(each) for digit in range(10)]
    return [stored(images[place]) for place in places]


def learning_digits(training=4_000, held=1_000):
    """Return digits to learn from, and others to judge by: those that the book's trainings hold out, no test digits.

    Returns
    -------
    dict of str to str
        "pixels", 28 × 28 bytes a digit, those to learn from first, deflated and in base 64; "training" and "held", the
        labels, a letter each.
    """
    (images, labels), _ = data.load_mnist()
    rows = np.r_[:training, 55_000 : 55_000 + held]
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    pixels = packer.compress(images[rows].tobytes()) + packer.flush()
    texts = ["".join(map(str, some)) for some in np.split(labels[rows], [training])]
    return {"pixels": base64.b64encode(pixels).decode("ascii"), "training": texts[0], "held": texts[1]}


def trained():
    """Return the course's weights in 16 bits, and the temperature that chapter 06 fits on the validation images."""
    weights = models.load_weights("digit_network")
    network = digit_network()
    network.set_weights(weights)
    (images, labels), _ = data.load_mnist()
    held_out = (images[55_000:, ..., np.newaxis] / 255).astype(np.float32)
    temperature = evaluation.fit_temperature(network.predict(held_out), labels[55_000:])
    arrays = {name: {"shape": w.shape, "values": in_base64(w.astype("<f2"))} for name, w in weights.items()}
    return {"temperature": round(float(temperature), 4), "arrays": arrays}


LEVELS = 127  # codes go from -127 to 127


def quantized(w):
    """Return a kernel in 8 bits: w is ``codes * steps``, to half a step.

    Each output channel, the last axis, has a step of its own: its largest weight, positive or negative, has the code
    127. A step is kept in 16 bits, rounded up where it must be, so that no code is larger.

    Parameters
    ----------
    w : ndarray of float, shape (..., channels)

    Returns
    -------
    codes : ndarray of int8, shape (..., channels)
    steps : ndarray of float16, shape (channels,)
        A channel of zeros has the step 1.

    Raises
    ------
    ValueError
        If w has no axis of inputs, or holds what is no number.

    Examples
    --------
    >>> codes, steps = quantized(np.array([[254.0, 0.0], [-3.0, 0.0]]))
    >>> codes.tolist(), steps.tolist()
    ([[127, 0], [-2, 0]], [2.0, 1.0])
    """
    w = np.asarray(w, np.float64)
    if w.ndim < 2 or not np.isfinite(w).all():
        raise ValueError(f"w has shape {w.shape}: expected finite numbers, shape (..., channels)")
    largest = np.abs(w).max(axis=tuple(range(w.ndim - 1)))
    steps = (largest / LEVELS).astype(np.float16)
    steps = np.where(LEVELS * steps.astype(np.float64) < largest, np.nextafter(steps, np.float16(np.inf)), steps)
    steps = np.where(largest > 0, steps, np.float16(1))
    return np.rint(w / steps.astype(np.float64)).astype(np.int8), steps


def packed(weights):
    """Return weights as text: kernels in 8 bits, what is short in 16.

    Parameters
    ----------
    weights : dict of str to ndarray
        As `models.load_weights` returns them.

    Returns
    -------
    dict
        "arrays", by name: "shape", "values" in base 85, and of a kernel "steps".
    """
    arrays = {}
    for name, w in weights.items():
        arrays[name] = {"shape": list(w.shape)}
        if name.endswith("/kernel"):
            codes, steps = quantized(w)
            arrays[name] |= {"values": in_base85(codes), "steps": in_base85(steps.astype("<f2"))}
        else:
            arrays[name]["values"] = in_base85(w.astype("<f2"))
    return {"arrays": arrays}


def trained_in_8_bits():
    """Return the course's weights, kernels in 8 bits; the temperature is that of `trained`."""
    return packed(models.load_weights("digit_network"))


def drawer():
    """Return the weights of the network that draws, chapter 19."""
    return packed(models.load_weights("flow_unet"))
