"""The letters of chapters 07 and 08, and of the docstrings of explanations, layers and kernels."""

from functools import cache

import keras
import numpy as np

from formulas.binding import bound
from kernelbook import convolution, explain, graph, kernels, layers, recipes
from kernelbook.explain.gradients import score_gradient

SIZE, LABEL = (5, 4), 1


@cache
def network():
    """Return a small network in Keras: four maps with tanh, and three scores."""
    keras.utils.set_random_seed(3)
    maps = keras.layers.Conv2D(4, (3, 2), activation="tanh", name="maps", bias_initializer="random_normal")
    parts = [keras.layers.Input((*SIZE, 1)), maps, keras.layers.Flatten(), keras.layers.Dense(3)]
    return keras.Sequential(parts)


def maps(X):
    """The maps of the network, in NumPy."""
    K, b = (np.asarray(weights, float) for weights in network().layers[0].get_weights())
    return np.tanh(convolution.conv2d(np.asarray(X)[np.newaxis, ..., np.newaxis], K)[0] + b)


def scores(A):
    """Return the scores by the maps."""
    W, b = (np.asarray(weights, float) for weights in network().layers[2].get_weights())
    return np.ravel(A) @ W + b


def picture(draw):
    X = np.asarray(draw(*SIZE, positive=True) / 2, np.float32)
    return {"X": np.asarray(X, float), "z": lambda X: scores(maps(X)), "y": LABEL, "k": LABEL}, X


@bound("07_look_inside: X")
def climb(draw):
    letters, X = picture(draw)
    return {**letters, "eta": 0.7, "new X": X + 0.7 * score_gradient(network(), X[np.newaxis, ..., np.newaxis], 1)[0]}


@bound("07_look_inside: S_{i,j}", "explain.gradients.saliency: S_{i,j}")
def saliency(draw):
    letters, X = picture(draw)
    return {**letters, "S": explain.saliency(network(), X, LABEL)}


@bound("07_look_inside: A_{i,j}")
def fading_in(draw):
    letters, X = picture(draw)
    B = np.asarray(draw(*SIZE, positive=True) / 2, np.float32)
    A = explain.integrated_gradients(network(), X, LABEL, baseline=B, steps=3)
    return {**letters, "B": np.asarray(B, float), "A": A, "n": 3, "ranges": {"t": (0.5, 1.5, 2.5)}}


@bound("explain.gradients.integrated_gradients: A_{i,j}")
def fading_in_evenly(draw):
    letters, X = picture(draw)
    B = np.asarray(draw(*SIZE, positive=True) / 2, np.float32)
    A = explain.integrated_gradients(network(), X, LABEL, baseline=B, steps=300)
    return {**letters, "B": np.asarray(B, float), "A": A}


@bound("07_look_inside: G_{i,j}", "explain.gradients.grad_cam: G_{i,j}", r"explain.gradients.grad_cam: \alpha_k")
def grad_cam(draw):
    _, X = picture(draw)
    A = maps(X)
    worth = np.asarray(network().layers[2].get_weights()[0], float)[:, LABEL].reshape(A.shape).mean(axis=(0, 1))
    G = explain.grad_cam(network(), X, LABEL, "maps")
    return {"A": A, "alpha": worth, "G": G, "z": scores, "y": LABEL}


@bound(r"08_make_it_better: \eta_t")
def one_cycle(draw):
    """The rate at steps of the rise, at its end, and at steps of the fall."""
    rate = recipes.one_cycle(0.3, 50, warm_up=0.2)
    return [{"eta_t": float(rate(t)), "eta": 0.3, "t": t, "w": 10, "T": 50} for t in (0, 7, 10, 11, 30, 50)]


def normalized(draw):
    x, gamma, beta, epsilon = draw(6), -1.3, 0.7, 0.4
    layer = layers.BatchNorm(epsilon=epsilon)
    layer.build((1,), np.random.default_rng(0), "float64")
    layer.parameters["gamma"][...], layer.parameters["beta"][...] = gamma, beta
    y = layer.forward(x[:, np.newaxis], training=True)[:, 0]
    letters = {"x": x, "mu": x.mean(), "sigma": x.std(), "gamma": gamma, "beta": beta, "epsilon": epsilon}
    return {**letters, "y": y, "hat x": layer.normal[:, 0]}


@bound("08_make_it_better: y", r"layers.normalization.BatchNorm: \hat x", "layers.normalization.BatchNorm: y")
def batch_normalization(draw):
    return normalized(draw)


def pooled(draw, layer):
    X = draw(2, 6, 9, 3)
    return {"X": X, "Y": layer.forward(X), "r": 2, "q": 3, "ranges": {"m": 2, "n": 3}}


@bound("layers.pooling.MaxPool2D: Y_{b,i,j,c}")
def largest(draw):
    return pooled(draw, layers.MaxPool2D((2, 3)))


@bound("graph.operations.max_pool2d: Y_{b,i,j,c}")
def largest_in_a_graph(draw):
    letters = pooled(draw, layers.MaxPool2D((2, 3)))
    return {**letters, "Y": graph.max_pool2d(graph.Value(letters["X"]), (2, 3)).data}


@bound("layers.pooling.AveragePool2D: Y_{b,i,j,c}")
def average(draw):
    return pooled(draw, layers.AveragePool2D((2, 3)))


@bound("graph.operations.global_average_pool2d: Y_{b,c}")
def average_of_maps(draw):
    X = draw(2, 4, 5, 3)
    return {"X": X, "Y": graph.global_average_pool2d(graph.Value(X)).data, "h": 4, "w": 5}


@bound("graph.operations.relu inline: y", "layers.dense.ReLU inline: y")
def relu(draw):
    both = (layers.ReLU().forward, lambda x: graph.relu(graph.Value(x)).data)
    return [{"x": x, "y": float(function(np.array([x]))[0])} for function in both for x in (-1.7, 0.6)]


@bound("layers.dense.Dropout: y")
def dropout(draw):
    """What was kept, r, is read off the result; the enlargement is the library's."""
    x, layer = draw(9), layers.Dropout(0.3)
    layer.build((9,), np.random.default_rng(0))
    y = layer.forward(x, training=True)
    return [{"x": x[i], "y": y[i], "r": int(y[i] != 0), "q": 0.3} for i in range(9)]


class Ends(np.random.Generator):
    """A generator whose even numbers all lie at their upper end."""

    def uniform(self, low=0.0, high=1.0, size=None):
        return np.full(size, high)


@bound(r"layers.layer.initialize: r_{\text{glorot}}", r"layers.layer.initialize: r_{\text{he}}")
def initial(draw):
    """The largest weight that can be drawn, for kernels of 3 × 2 from 4 channels to 5."""
    drawn = {
        name: layers.layer.initialize((3, 2, 4, 5), name, Ends(np.random.PCG64(0)), "float64")
        for name in ("glorot", "he")
    }
    return {"f_in": 24, "f_out": 30, **{f"r_{name}": weights.max() for name, weights in drawn.items()}}


MIDDLE = {"middle": {"K": 2}, "ranges": {"m": range(-2, 3), "n": range(-2, 3)}}  # rows and columns from the middle


@bound("kernels.gaussian: K_{m,n}", **MIDDLE)
def bell(draw):
    return {"K": kernels.gaussian(5, 1.3), "sigma": 1.3}


@bound("kernels.gabor: K_{m,n}", "kernels.gabor: u", middle={"K": 2})
def gabor(draw):
    """One place at a time, and how far along the wave it lies."""
    K, found = kernels.gabor(5, wavelength=3.7, angle=0.6, sigma=1.3, phase=0.4), []
    for m, n in ((0, 1), (-2, 1), (1, -1), (2, 2)):
        letters = {"m": m, "n": n, "sigma": 1.3, "theta": 0.6, "lambda": 3.7, "varphi": 0.4}
        found.append({**letters, "u": np.hypot(m, n) * np.cos(np.arctan2(m, n) - 0.6), "K": K})
    return found
