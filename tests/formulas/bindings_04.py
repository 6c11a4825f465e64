"""The letters of chapter 04, and of the docstrings that repeat them."""

import numpy as np

from formulas.binding import bound
from kernelbook import convolution, evaluation, graph, layers

CHAPTER = "04_learn_the_kernels"


@bound(f"{CHAPTER}: a", f"{CHAPTER}: y", f"{CHAPTER}: L")
def two_weights(draw):
    """The library's graph goes forward."""
    x, w_1, w_2 = 1.7, 0.6, -1.3
    a = graph.Value(np.array(w_1)) * graph.Value(np.array(x))
    y = a * graph.Value(np.array(w_2))
    error = y + graph.Value(np.array(-5.0))
    return {"x": x, "w_1": w_1, "w_2": w_2, "a": a.data, "y": y.data, "L": (error * error).data}


def scores(draw):
    z, y = draw(5), 3
    loss = layers.softmax_cross_entropy(z[np.newaxis], np.array([y]))[0]
    return {"z": z, "y": y, "p": evaluation.softmax(z[np.newaxis])[0], "L": loss}


@bound(
    *(f"{page}: p_k" for page in (CHAPTER, "05_train_a_network", "evaluation.probabilities.softmax inline")),
    f"{CHAPTER}: L #2",
    "05_train_a_network: L",
)
def cross_entropy(draw):
    return scores(draw)


@bound(rf"{CHAPTER}: \frac{{\partial L}}{{\partial z_k}}")
def errors_of_scores(draw):
    letters = scores(draw)
    loss = lambda z: layers.softmax_cross_entropy(z[np.newaxis], np.array([3]))[0]  # noqa: E731
    return {**letters, "L": loss}


@bound(
    "layers.loss.softmax_cross_entropy: L",
    "graph.operations.softmax_cross_entropy: L",
)
def mean_cross_entropy(draw):
    z, y = draw(3, 5), np.array([3, 0, 2])
    both = layers.softmax_cross_entropy(z, y)[0], graph.softmax_cross_entropy(graph.Value(z), y).data
    return [{"n": 3, "z": z, "y": y, "L": loss} for loss in both]


@bound(
    r"layers.loss.softmax_cross_entropy: \frac{\partial L}{\partial z_{b,k}}",
    r"graph.operations.softmax_cross_entropy: \frac{\partial L}{\partial z_{b,k}}",
)
def mean_errors(draw):
    z, y = draw(3, 5), np.array([3, 0, 2])
    loss = lambda z: layers.softmax_cross_entropy(z, y)[0]  # noqa: E731
    return {"n": 3, "z": z, "y": y, "p": evaluation.softmax(z), "L": loss}


@bound(*(rf"{CHAPTER}: \frac{{\partial L}}{{\partial {letter}}}" for letter in ("W_{c,k}", "b_k", "X_{i,c}")))
def dense(draw):
    """The loss is one for which E are the errors of the library's layer: the sum of E · Y."""
    X, W, b, E = draw(4, 3), draw(3, 5), draw(5), draw(4, 5)

    def loss(X, W, b):
        layer = layers.Dense(5)
        layer.parameters = {"kernel": W, "bias": b}
        return (E * layer.forward(X)).sum()

    return {"X": X, "W": W, "b": b, "E": E, "L": loss}


@bound("layers.dense.Dense: y_k")
def dense_forward(draw):
    x, W, b = draw(3), draw(3, 5), draw(5)
    layer = layers.Dense(5)
    layer.parameters = {"kernel": W, "bias": b}
    return {"x": x, "W": W, "b": b, "y": layer.forward(x[np.newaxis])[0]}


@bound(f"{CHAPTER}: Y_0", f"{CHAPTER}: Y_1")
def three_pixels(draw):
    X, K = np.array([1.0, 2.0, 3.0]), np.array([2.0, 3.0])
    return {"X": X, "K": K, "Y": convolution.correlate2d(X[np.newaxis], K[np.newaxis])[0]}


def gradients(draw, s=1, d=1):
    """An image, a kernel, errors, and the loss of which they are the errors: the sum of E · Y."""
    X, K = draw(11, 9), draw(3, 2)
    shape = {"strides": s, "dilation": d}

    def forward(X, K):
        return convolution.conv2d(X[np.newaxis, ..., np.newaxis], K[..., np.newaxis, np.newaxis], **shape)[0, ..., 0]

    E = draw(*forward(X, K).shape)
    return {"X": X, "K": K, "E": E, "s": s, "d": d, "L": lambda X, K: (E * forward(X, K)).sum()}


@bound(
    rf"{CHAPTER}: \frac{{\partial L}}{{\partial K_{{m,n}}}}",
    rf"{CHAPTER}: \frac{{\partial L}}{{\partial X_{{u,v}}}}",
    zero_outside="E",
)
def convolution_backward(draw):
    return gradients(draw)


@bound(
    rf"{CHAPTER}: \frac{{\partial L}}{{\partial K_{{m,n}}}} #2",
    rf"{CHAPTER}: \frac{{\partial L}}{{\partial X_{{u,v}}}} #2",
)
def strided_backward(draw):
    return gradients(draw, s=2, d=3)


@bound(f"{CHAPTER}: expression")
def met_pixels(draw):
    """For one weight (m, n) at a time: what `conv2d` with a kernel of this weight alone picks out."""
    found = []
    for m, n in np.ndindex(3, 2):
        X, K = draw(11, 9), np.zeros((3, 2, 1, 1))
        K[m, n] = 1
        met = convolution.conv2d(X[np.newaxis, ..., np.newaxis], K, strides=2, dilation=3)[0, ..., 0]
        letters = {"X": X, "m": m, "n": n, "s": 2, "d": 3, "value": met}
        found.append({**letters, "ranges": dict(zip("ij", met.shape, strict=True))})
    return found


@bound(
    rf"{CHAPTER}: \frac{{\partial L}}{{\partial K_{{m,n,c,k}}}}",
    r"convolution.gradients.conv2d_kernel_gradient: \frac{\partial L}{\partial K_{m,n,c,k}}",
    r"convolution.gradients.conv2d_input_gradient: \frac{\partial L}{\partial X_{b,u,v,c}}",
)
def layer_backward(draw):
    X, K = draw(2, 11, 8, 2), draw(3, 2, 2, 3)
    E = draw(*convolution.conv2d(X, K, strides=2, dilation=3).shape)
    loss = lambda X, K: (E * convolution.conv2d(X, K, strides=2, dilation=3)).sum()  # noqa: E731
    return {"X": X, "K": K, "E": E, "s": 2, "d": 3, "L": loss}


@bound("convolution.gradients.conv2d_kernel_gradient: E")
def errors(draw):
    E = draw(3, 4)
    return {"E": E, "Y": draw(3, 4), "L": lambda Y: (E * Y).sum()}


@bound(r"convolution.transpose.conv2d_transpose: \langle\operatorname{conv2d}(x,K),y\rangle")
def adjoint(draw):
    x, K, y = draw(2, 6, 5, 2), draw(3, 2, 2, 3), draw(2, 4, 4, 3)
    spread = lambda y, K: convolution.conv2d_transpose(y, K, input_shape=x.shape)  # noqa: E731
    return {"x": x, "K": K, "y": y, "conv2d": convolution.conv2d, "conv2d_transpose": spread}


@bound(rf"{CHAPTER}: \overline{{y^2}}")
def mean_square(draw):
    """Weights around 0 that are drawn evenly: over all signs of three weights the mixed terms cancel exactly."""
    w, x = draw(3), draw(3)
    signs = np.array(list(np.ndindex(2, 2, 2))) * 2 - 1
    every = signs * np.sqrt((w**2).mean())
    return {"w": w, "x": x, "N": 3, "y": every @ x}


def bent(x):
    return np.tanh(1.3 * x)


def around(x):
    """A way around a step, by the library's graph."""
    return (graph.Value(np.asarray(x)) + graph.Value(np.asarray(bent(x)))).data


@bound(f"{CHAPTER}: y #2", "08_make_it_better: y #2")
def skip_connection(draw):
    return [{"x": x, "F": bent, "y": around(x)} for x in (0.6, -1.7)]


@bound(r"08_make_it_better: \frac{\partial y}{\partial x}")
def slope_of_skip_connection(draw):
    return [{"x": x, "F": bent, "y": around} for x in (0.6, -1.7)]


@bound(r"graph.value.Value.backward: E_{\text{parent}}")
def twice_used(draw):
    """What a value has heard on one way, and what it has after the second."""

    def heard(result):
        x = graph.Value(np.array(1.7))
        result(x).backward(1.3)
        return x.gradient.item()

    once, both = heard(lambda x: x * 2.0), heard(lambda x: x * 2.0 + x * 3.0)
    return {"E_parent": once, "E": 1.3, "rule": lambda E: E * 3.0, "new E_parent": both}
