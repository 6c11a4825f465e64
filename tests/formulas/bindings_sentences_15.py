"""The letters of expressions inside sentences of chapter 15 and the deeper page, named by the words before them."""

import keras
import numpy as np

from formulas.binding import bound
from kernelbook import contrast, convolution

PLACE = "15_place_todays_models inline: after"
DEEPER = "deeper 03_convolution inline: after"


def block(name, d):
    """Return how many parameters a part of a transformer's block has, by Keras."""
    parts = {
        "attention": keras.layers.MultiHeadAttention(1, d),
        "up": keras.layers.Dense(4 * d),
        "down": keras.layers.Dense(d),
        "logits": keras.layers.Dense(10),
    }
    inputs = keras.layers.Input((5, 4 * d if name == "down" else d))
    parts[name](inputs, inputs) if name == "attention" else parts[name](inputs)
    return parts[name]


@bound(f"{PLACE} their biases are")
def matrices(draw):
    return {"d": 6, "value": block("attention", 6).count_params()}


@bound(f"{PLACE} dense layers have")
def up(draw):
    return {"d": 6, "value": block("up", 6).count_params()}


@bound(f"{PLACE} way up and")
def down(draw):
    return {"d": 6, "value": block("down", 6).count_params()}


@bound(f"{PLACE} more normalization and")
def logits(draw):
    return {"d": 6, "value": block("logits", 6).count_params()}


@bound(f"{PLACE} layers two of")
def matrix(draw):
    return {"d": 6, "value": block("up", 6).get_weights()[0].size}


@bound(f"{PLACE} two of about", f"{PLACE} blocks the matrices")
def weights_of_a_block(draw):
    """All weights but biases and those of normalization."""
    every = [each for name in ("attention", "up", "down") for each in block(name, 6).get_weights()]
    return {"d": 6, "value": sum(each.size for each in every if each.size >= 36)}


@bound(f"{PLACE} and the mixture")
def products_of_a_token(draw):
    """A token's query meets each of 16 keys, and its shares each of 16 values."""
    keys, values = np.ones((16, 6)), np.ones((16, 6))
    return {"d": 6, "value": keys.size + values.size}


@bound(f"{PLACE} loss would be")
def twins_alike(draw):
    U = np.float32([[1.0, 0.0], [-1.0, 0.0]])
    return {"value": float(contrast.contrastive_loss(U, U, temperature=0.5))}


@bound(f"{PLACE} image then is", f"{PLACE} squared distance from")
def faded(draw):
    X, angle = draw(5, 4), 0.6
    return {"X": X, "t": np.sin(angle) ** 2, "value": np.cos(angle) * X}


@bound(f"{PLACE} error falls as", "checks ahead inline: after error falls as")
def falling(draw):
    b, D = draw(2, positive=True)
    return {"b": b, "D": D, "beta": 0.25, "value": np.exp(np.log(b) - np.log(D) / 4)}


@bound(f"{DEEPER} at 1 is")
def at_one(draw):
    k = draw(3)
    return {"k": k, "value": np.polyval(k[::-1], 1)}


@bound(f"{DEEPER} at 1 is #2")
def at_minus_one(draw):
    k = draw(3)
    return {"k": k, "value": np.polyval(k[::-1], -1)}


@bound(f"{DEEPER} it meets So")
def first_pixel(draw):
    x = draw(4)
    return {"p": x[1] + x[2], "q": x[2] - x[1], "value": x[1]}


@bound(f"{DEEPER} must be and")
def second_pixel(draw):
    x = draw(4)
    return {"p": x[1] + x[2], "q": x[2] - x[1], "value": x[2]}


def parts_of_winograd(draw):
    """Return the letters, the sum and the difference of the two products, and the two results."""
    x, k = draw(4), draw(3)
    first, second = (x[1] + x[2]) * k.sum() / 2, (x[2] - x[1]) * (k[0] - k[1] + k[2]) / 2
    y = convolution.correlate2d(x[np.newaxis], k[np.newaxis])[0]
    return {"x": x, "k": k}, first + second, first - second, y


@bound(f"{DEEPER} the sum is")
def rest_of_the_sum(draw):
    letters, total, _, _ = parts_of_winograd(draw)
    return {**letters, "value": total - letters["x"][1] * letters["k"][1]}


@bound(f"{DEEPER} is and needs")
def needed(draw):
    letters, _, _, y = parts_of_winograd(draw)
    return {**letters, "value": y[0] - letters["x"][1] * letters["k"][1]}


@bound(f"{DEEPER} and needs add")
def added(draw):
    letters, total, _, y = parts_of_winograd(draw)
    return {**letters, "value": y[0] - total}


@bound(f"{DEEPER} the difference is")
def rest_of_the_difference(draw):
    letters, _, difference, _ = parts_of_winograd(draw)
    return {**letters, "value": difference - letters["x"][2] * letters["k"][1]}


@bound(f"{DEEPER} the end subtract")
def subtracted(draw):
    letters, _, difference, y = parts_of_winograd(draw)
    return {**letters, "value": difference - y[1]}
