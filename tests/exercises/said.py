"""Numbers that the words of a solution, or the praise of its checker, say besides those of the question and the code.

Each is computed here, with what it is; numbers that only count or name something stand as they are.
"""

from math import ceil

import numpy as np
from scipy import stats

from kernelbook import models
from kernelbook.exercises import find

ANSWER = {id: find(id).solution() for id in ("01-bytes", "03-memory", "10-average", "10-windows")}


def weights_of(network, kind):
    """Return how many parameters the layers of a kind have."""
    return sum(layer.count_params() for layer in network.layers if type(layer).__name__ == kind)


def reference(id, *arguments):
    """Return what the reference of an exercise computes."""
    return find(id).task.reference(*arguments)


SAID = {
    "01-bytes": [
        (round(ANSWER["01-bytes"], -6), "bytes, in millions"),
        (round(ANSWER["01-bytes"] / 10**6), "megabytes"),
        (1, "'the first layer'"),
        (3, "colors"),
    ],
    "01-local": [
        (28 - 5 + 1, "places along each side"),
        (5 * 5, "weights of a window"),
        (1, "the + 1 for the first place"),
    ],
    "02-stride": [(2, "what changed is counted")],
    "03-memory": [(np.prod(ANSWER["03-memory"]) // (4 * 20 * 30 * 3), "times as many numbers as the images hold")],
    "03-separable": [(3 + 3, "products by column and row"), (3 * 3, "products by the kernel")],
    "03-limit": [
        (4, "bytes in, and bytes out"),
        (4 + 4, "bytes of a result"),
        (2, "limits, and the 2 of k²"),
        (100, "billion multiply-accumulates"),
        (100 / 20, "multiply-accumulates for a byte"),
        (100 / 20 * (4 + 4), "for a result"),
        (7 * 7, "for a result of the answer"),
        (5 * 5, "for a result of the odd number before"),
    ],
    "04-corner": [(0, "the row of the window: the upper one")],
    "04-stride": [(0, "what no window met")],
    "05-shape": [
        (1, "the + 1 for the first place"),
        (32 - 3 + 1, "rows after the first convolution"),
        (1 / 2, "what pooling leaves"),
        ((32 - 3 + 1) // 2, "rows after the first pooling"),
        ((32 - 3 + 1) // 2 - 5 + 1, "rows after the second convolution"),
    ],
    "05-softmax": [(1, "what it sums to"), (0, "the largest logit minus itself")],
    "05-work": [(5 * 5 * 16 * 24, "weights")],
    "05-smaller": [
        (3 * 3 * 32, "numbers of the last maps"),
        (16 * 10 + 32 * (9 * 16 + 1) + 32 * (9 * 32 + 1) + 10 * (288 + 1), "parameters"),
    ],
    "06-images": [
        (1, "all of them, and the 1 of the formula"),
        (2, "the square"),
        (round(0.99 / 0.01), "times z²"),
        (0.99 / 0.01 * 1.96**2, "images"),
        (ceil(0.99 / 0.01 * 1.96**2), "whole ones"),
    ],
    "06-threshold": [(ceil(100 / 21), "in 100, just above 1/21"), (100, "'5 in 100'")],
    "07-linear": [(2 * 0.5 - 3 * 0.2 + 1, "the score before"), (2 * 0.5 - 3 * 0.8 + 1, "the score after")],
    "08-separable": [
        (128 * (9 * 64 + 1), "parameters of an ordinary one"),
        (128 * (9 * 64 + 1) // (64 * 9 + 128 * (64 + 1)), "times as many"),
    ],
    "08-vote": [(1, "'the first of the largest'")],
    "09-frozen": [(weights_of(models.digit_network(), "Conv2D"), "parameters of the convolutions")],
    "09-range": [(2, "times an image")],
    "10-iou": [(1, "of equal boxes")],
    "10-windows": [
        (1, "the + 1 for the first place"),
        (2, "a chapter's number"),
        (np.prod(ANSWER["10-windows"][:2]), "readings"),
    ],
    "10-average": [
        (76 - 51, "recalls above 0.5, up to 0.75"),
        (2 / 4, "recall after two of four"),
        (3 / 4, "recall after three"),
        (ANSWER["10-average"], "the answer"),
    ],
    "11-convert": [(1, "of the formula"), (0.8, "for example"), (reference("11-convert", 0.8), "its IoU")],
    "11-lost": [(2**4 - 1, "images with a 1"), (2**4, "images of a block")],
    "12-windows": [(2, "a chapter's number")],
    "12-crowd": [(1000, "for example")],
    "13-last": [
        (1000, "'one in a thousand'"),
        (200, "for example"),
        (reference("13-last", 1 / 1000, 200), "of 200 steps"),
        (100, "drives"),
        (round(100 * stats.geom.cdf(200, 1 / 1000)), "in the ditch"),
    ],
    "13-circle": [(0, "straight ahead")],
    "14-size": [
        (2, "for each halving"),
        (2**4, "for four"),
        (ceil(500 / 16), "times 16"),
        (ceil(333 / 16), "times 16"),
    ],
    "14-predictive": [(2, "shares are counted")],
    "15-stack": [
        (1 / 2, "nearly: what is saved"),
        (3 - 1, "activations more"),
    ],
    "15-patches": [
        (4, "the power"),
        (1 / 2, "of a patch"),
        (reference("15-patches", 16, 2) // reference("15-patches", 16, 4), "times"),
    ],
    "15-law": [(0.25, "for example")] + [(reference("15-law", beta), "its factor") for beta in (0.5, 0.25)],
    "16-depthwise": [(5 * 5 * 144, "weights in the middle"), (5 * 5 * 144 * 144, "of an ordinary convolution")],
    "16-running-mean": [
        (0.99, "the momentum of Keras"),
        (30, "batches, for example"),
        (reference("16-running-mean", 1, 0, 0.99, 30), "of the distance is left after them"),
    ],
    "16-focal": [
        (0.9, "for example"),
        (2, "an exponent"),
        (0.1**2, "its factor"),
        (0, "the exponent of the cross-entropy"),
        (1, "of 1 - p"),
    ],
    "17-count": [(0, "the number of the surest")],
    "19-heun": [
        (3, "questions, in one line"),
        (0.5, "of the step, and of Euler's error"),
        (0.5**2, "of the error, which falls like h²"),
    ],
    "20-pays": [
        (ceil(2.4 / (2 * 345.6e6 / 1.25e9)), "times as fast, which no number of workers reaches"),
        (2 * 345.6e6 / 1.25e9, "seconds of sending in the end"),
        (2.4 / 3, "seconds of a step that is fast enough"),
        (2.4 / 8, "seconds in which 8 workers compute"),
        (2 * 7 / 8 * 345.6e6 / 1.25e9, "in which they send"),
    ],
    "21-scale": [
        (2**8, "codes"),
        (0.5, "of a step"),
        (round(-128 - 1 / ((5.1 - 1) / 255)), "the zero point of a range that was not widened"),
        (0, "a number"),
        (8, "bits"),
    ],
    "21-accumulator": [
        (2, "'two negative codes'"),
        ((2**31 - 1) // (128 * 128) + 1, "one too many"),
        ((2**31 - 1) // (128 * 128), "the answer"),
        (2**31, "their sum"),
        (127, "the largest code"),
        (0, "where the sign turns"),
        (16, "bits"),
        (2**15 - 1, "the largest number of 16 bits"),
    ],
    "21-stability": [(0, "of shares that are alike")],
    "03-tile": [(4 * 4, "results"), (3 * 3, "products each"), (4 * 4 * 3 * 3, "the plain way")],
    "03-block": [(4, "bytes of a float32"), (0.1, "megabytes, nearly: 102,400")],
    "03-ways": [(3**3, "all ways")],
}
