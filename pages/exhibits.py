"""What the labs show: the book's own data, figures and weights, as numbers and texts that a script can hold."""

import base64

import matplotlib
import numpy as np

from kernelbook import data, evaluation, kernels, models
from kernelbook.network import digit_network


def in_base64(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode("ascii")


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
