"""The letters of formulas inside sentences. What they need of the library is what the displays beside them need."""

import numpy as np
from scipy.stats import norm

from formulas.binding import bound
from formulas.bindings_07 import Ends
from kernelbook import convolution, evaluation, kernels, layers, network
from kernelbook.convolution.sizes import pad_amounts

HERE, SLIDE = "04_learn_the_kernels inline", "02_slide_a_kernel inline"


@bound(f"{SLIDE}: r")
def middle(draw):
    return [{"k": k, "r": np.argmax(kernels.gaussian(k)[k // 2])} for k in (3, 7)]


@bound(f"{SLIDE}: S")
def sum_of_powers(draw):
    return {"S": 1 / kernels.gaussian(3, 1.0)[1, 1]}


@bound(f"{SLIDE}: Y_{{i,j}}")
def turned(draw):
    X, K = draw(6, 5), draw(3, 2)
    return {"X": X, "K": K, "k_h": 3, "k_w": 2, "ranges": {"m": 3, "n": 2}, "Y": convolution.convolve2d(X, K)}


@bound(*(f"{SLIDE}: {left}" for left in ("X*K", "(X*A)*B", "X*(A+B)")))
def algebra(draw):
    full = lambda X, K: convolution.convolve2d(X, K, mode="full")  # noqa: E731
    return {"X": draw(4, 3), "K": draw(3, 2), "A": draw(2, 3), "B": draw(2, 3), "*": full}


@bound(f"{SLIDE}: p")
def padding_of_same(draw):
    return [{"k": k, "p": sum(pad_amounts(9, k, 1, "same", 1))} for k in (2, 5)]


@bound("03_compute_it_fast inline: K_{m,n}")
def separable(draw):
    u, v = draw(3), draw(2)
    return {"u": u, "v": v, "K": np.outer(u, v)}


@bound(*(rf"{HERE}: {left}" for left in (r"\partial L/\partial w_2", "2(y-5)", "y", "a", "a #2", r"-2\cdot x")))
def by_hand(draw):
    """The chapter's network: 2 comes in, the weights are 3 and a half, 5 should come out."""
    return {"x": 2, "w_1": 3, "w_2": 0.5, "a": 6, "y": 3, "L": lambda w_2: (w_2 * 6 - 5) ** 2}


@bound(f"{HERE}: y #2")
def shared(draw):
    x, w = draw(2), 1.7
    return {"x": x, "w": w, "y": convolution.correlate2d(x[np.newaxis], np.array([[w, w]]))[0, 0]}


@bound(f"{HERE}: y #3")
def used_twice(draw):
    return {"x": 0.6, "w": 1.7, "y": 0.6 * 1.7**2}


@bound(rf"{HERE}: ((w+h)^4-(w-h)^4)/2h")
def quotient(draw):
    return [{"w": w, "h": h} for w, h in ((1.7, 0.3), (-0.6, 1.3))]


@bound(rf"{HERE}: \ln e^{{z_y}}", r"05_train_a_network inline: \ln e^z")
def undone(draw):
    return [{"z_y": z, "z": z} for z in (0.6, -1.7)]


@bound(f"{HERE}: z_k")
def dense(draw):
    x, W, b = draw(3), draw(3, 5), draw(5)
    layer = layers.Dense(5)
    layer.parameters = {"kernel": W, "bias": b}
    return {"x": x, "W": W, "b": b, "z": layer.forward(x[np.newaxis])[0]}


@bound(rf"{HERE}: \partial L/\partial b")
def error_of_bias(draw):
    Y, E = draw(3, 4), draw(3, 4)
    return {"E": E, "b": 0.7, "L": lambda b: ((Y + b) * E).sum()}


@bound(f"{HERE}: L")
def loss_of_errors(draw):
    E, Y = draw(3, 4), draw(3, 4)
    return {"E": E, "Y": Y, "L": np.vdot(E, Y)}


@bound(f"{HERE}: Y")
def as_matrix(draw):
    x, K = draw(1, 5, 4, 1), draw(3, 2, 1, 1)
    A = convolution.conv_matrix(K, (5, 4, 1)).toarray()
    return {"A": A, "x": x.ravel(), "Y": convolution.conv2d(x, K).ravel()}


@bound(rf"{HERE}: X^TE", rf"{HERE}: EW^T")
def dead(draw):
    return {"X": np.zeros((4, 3)), "W": np.zeros((3, 5)), "E": draw(4, 5)}


def drawn(name, shape):
    """Return two weights whose mean square is that of even numbers up to the largest that is drawn."""
    largest = layers.layer.initialize(shape, name, Ends(np.random.PCG64(0)), "float64").max()
    return np.array([1.0, -1.0]) * largest / np.sqrt(3)


SHAPE = (3, 3, 4, 5)  # rows, columns, channels in and out
FANS = {"N": 36, "M": 45}


@bound(f"{HERE}: N", f"{HERE}: M")
def fans(draw):
    K = np.ones(SHAPE)
    return {"k": 3, "c_in": 4, "c_out": 5, "N": K[..., 0].size, "M": K[:, :, 0].size}


@bound(rf"{HERE}: \overline{{w^2}}")
def he(draw):
    return {**FANS, "w": drawn("he", SHAPE)}


@bound(rf"{HERE}: \overline{{w^2}} #2")
def he_backward(draw):
    return {**FANS, "w": drawn("he", (3, 3, 5, 4))}


@bound(rf"{HERE}: \overline{{w^2}} #3")
def glorot(draw):
    return {**FANS, "w": drawn("glorot", SHAPE)}


@bound("05_train_a_network inline: e^{z-\\max z}")
def shifted(draw):
    return {"z": draw(4)}


@bound("06_judge_the_network inline: n")
def enough(draw):
    """If all n answers are right, the lower end falls short of 1 by a share z² / (n + z²): read off at 50 answers."""
    low = evaluation.wilson_interval(50, 50)[0]
    return {"z": norm.ppf(0.975), "n": 50 * (1 / low - 1) * 0.99 / 0.01}


@bound("06_judge_the_network inline: 20p")
def odds(draw):
    return {"p": 1 / 21}


@bound("11_label_every_pixel inline: d")
def dice(draw):
    iou, dice = evaluation.overlap_by_class(np.array([[6, 1, 4], [3, 9, 2], [5, 7, 8]]))
    return [{"IoU": a, "d": b} for a, b in zip(iou, dice, strict=True)]


@bound("13_steer_a_car inline: d^2")
def distance(draw):
    return {"d": np.hypot(6, 1)}


@bound("reference tools inline: w")
def descent(draw):
    w = draw(3)
    after = w.copy()
    network.SGD(0.1).update(after, 4 * w**3)
    return {"w": w, "L": lambda w: (w**4).sum(), "new w": after}


@bound(rf"{HERE}: \eta", rf"{HERE}: \beta_1", rf"{HERE}: \beta_2", rf"{HERE}: \beta_1 #2", rf"{HERE}: \beta_2 #2")
def usual_adam(draw):
    adam = network.Adam()
    return {"eta": adam.learning_rate, "beta_1": adam.beta_1, "beta_2": adam.beta_2}
