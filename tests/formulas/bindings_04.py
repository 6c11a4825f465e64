"""The letters of chapter 04, and of the docstrings that repeat them."""

import numpy as np

from formulas.binding import bound
from kernelbook import convolution, evaluation, graph, layers, network

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
    loss, errors = layers.softmax_cross_entropy(z[np.newaxis], np.array([y]))
    return {"z": z, "y": y, "p": evaluation.softmax(z[np.newaxis])[0], "L": loss}


@bound(f"{CHAPTER}: p_k", f"{CHAPTER}: L #2", "05_train_a_network: p_k", "05_train_a_network: L")
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


@bound(rf"{CHAPTER}: \Delta w", r"network.optimizers.SGD: \Delta w")
def first_of_momentum(draw):
    w, before, g = draw(3), draw(3), draw(3)
    optimizer, after = network.SGD(0.3, momentum=0.7), w.copy()
    optimizer.update(after, before)
    old = optimizer.velocity.copy()
    optimizer.update(after, g)
    return {"Delta w": old, "g": g, "beta": 0.7, "eta": 0.3, "new Delta w": optimizer.velocity}


@bound(f"{CHAPTER}: w", "network.optimizers.SGD: w")
def second_of_momentum(draw):
    w, optimizer = draw(3), network.SGD(0.3, momentum=0.7)
    optimizer.update(before := w.copy(), draw(3))
    after = before.copy()
    optimizer.update(after, draw(3))
    return {"w": before, "Delta w": optimizer.velocity, "new w": after}


def adam(draw, epsilon=0.05):
    """The averages, the weights and the step after three updates, and the averages before the last."""
    optimizer, w = network.Adam(0.3, beta_1=0.7, beta_2=0.8, epsilon=epsilon), draw(3)
    for _ in range(2):
        optimizer.update(w, draw(3))
    letters = {"beta_1": 0.7, "beta_2": 0.8, "eta": 0.3, "epsilon": epsilon, "t": 3, "g": draw(3)}
    letters |= {"m": optimizer.m.copy(), "v": optimizer.v.copy(), "w": w.copy()}
    optimizer.update(w, letters["g"])
    return letters | {"new m": optimizer.m, "new v": optimizer.v, "new w": w}


@bound(*(f"{page}: {letter}" for page in (CHAPTER, "network.optimizers.Adam") for letter in "mv"))
def averages(draw):
    return adam(draw)


@bound("network.optimizers.Adam: w")
def step(draw, epsilon=0.05):
    """The step is made with the averages as they are after the update."""
    letters = adam(draw, epsilon)
    return {**letters, "m": letters["new m"], "v": letters["new v"]}


@bound(f"{CHAPTER}: w #2")
def step_without_epsilon(draw):
    return step(draw, epsilon=1e-12)


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
