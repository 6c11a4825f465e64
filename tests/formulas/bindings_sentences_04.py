"""The letters of expressions inside sentences of chapters 04 to 14, named by the words before them."""

import keras
import numpy as np
from scipy.stats import binom, norm, t

from formulas.binding import bound
from kernelbook import convolution, evaluation, layers, network

LEARN, JUDGE = (f"{page} inline: after" for page in ("04_learn_the_kernels", "06_judge_the_network"))


@bound(f"{LEARN} The derivative of")
def squared(draw):
    return {"y": 1.7, "value": 1.7**2 - 10 * 1.7 + 25}


@bound(f"{LEARN} each use hears")
def error(draw):
    return {"y": 1.7, "value": ((1.7 + 1e-6 - 5) ** 2 - (1.7 - 1e-6 - 5) ** 2) / 2e-6}


@bound(f"{LEARN} to see why")
def multiplied_out(draw):
    return [{"w": w, "x": x, "value": (w * (w * x) - 5) ** 2} for w, x in ((0.7, 2.3), (-1.4, 0.6))]


@bound(f"{LEARN} Together they give")
def probabilities(draw):
    z = draw(4)
    return {"z": z, "indices": ["k"], "value": evaluation.softmax(z[np.newaxis])[0]}


@bound(f"{LEARN} products of matrices", f"{LEARN} been Dense layer")
def gradient_of_weights(draw):
    X, E, layer = draw(4, 3), draw(4, 5), layers.Dense(5)
    layer.build((3,), np.random.default_rng(0), "float64")
    layer.forward(X, training=True)
    layer.backward(E)
    return {"X": X, "E": E, "value": layer.gradients["kernel"]}


@bound(f"{LEARN} of matrices and", f"{LEARN} for the weights")
def errors_of_inputs(draw):
    X, E, layer = draw(4, 3), draw(4, 5), layers.Dense(5)
    layer.build((3,), np.random.default_rng(0), "float64")
    layer.forward(X, training=True)
    return {"E": E, "W": layer.parameters["kernel"], "value": layer.backward(E)}


@bound(f"{LEARN} the transposed matrix")
def sent_back(draw):
    K, E = draw(3, 2, 1, 1), draw(1, 3, 3, 1)
    A = convolution.conv_matrix(K, (5, 4, 1)).toarray()
    value = convolution.conv2d_input_gradient(E, K, input_shape=(1, 5, 4, 1))
    return {"A": A, "E": E.ravel(), "value": value.ravel()}


@bound(f"{LEARN} its channel gets")
def hears(draw):
    E, K = draw(2, 3, 2, 4), draw(2, 3, 2, 4)
    return {"E": E, "K": K, "value": np.einsum("bijk,mnck->bcijmn", E, K)}


@bound(f"{LEARN} goes up to")
def kink(draw):
    return {"h": 0.3, "value": max(0.3 / 2 + 0.3, 0)}


@bound(f"{LEARN} At step only")
def filled(draw):
    """Of the average of gradients that are all 1."""
    adam, w = network.Adam(beta_1=0.7), draw(1)
    for _ in range(3):
        adam.update(w, np.ones(1))
    return {"beta_1": 0.7, "t": 3, "value": adam.m[0]}


@bound(f"{LEARN} next layer gets")
def mean_square_after_relu(draw):
    """Over all signs of the weights a sum is as often negative as positive."""
    w, x = draw(3), draw(3)
    signs = np.array(list(np.ndindex(2, 2, 2))) * 2 - 1
    sums = signs * np.sqrt((w**2).mean()) @ x
    return {"N": 3, "w": w, "x": x, "value": (layers.ReLU().forward(sums) ** 2).mean()}


@bound("05_train_a_network inline: after the mean of", f"{JUDGE} the mean of")
def loss(draw):
    z = draw(4)
    p = evaluation.softmax(z[np.newaxis])
    return {"p": p[0], "y": 2, "value": layers.softmax_cross_entropy(z[np.newaxis], np.array([2]))[0]}


@bound("evaluation.probabilities.negative_log_likelihood inline: after surprise in nats")
def surprise(draw):
    p, y = evaluation.softmax(draw(4, 3)), np.array([2, 0, 1, 2])
    return {"p": p, "y": y, "n": 4, "value": evaluation.negative_log_likelihood(p, y)}


@bound(f"{JUDGE} standard deviation of")
def deviation(draw):
    return {"p": 0.3, "n": 7, "value": binom(7, 0.3).std() / 7}


@bound(f"{JUDGE} for and takes")
def plain_interval(draw):
    ends = norm(0.3, binom(7, 0.3).std() / 7).interval(0.95)
    return {"a": 0.3, "n": 7, "z": norm.ppf(0.975), "value": np.array(ends)}


@bound(f"{JUDGE} deviation is not")
def factor_of_the_mean(draw):
    """By the library's interval of a mean."""
    v = draw(7)
    _, low, high = evaluation.student_interval(v)
    return {"n": 7, "value": (high - low) / 2 / t.ppf(0.975, 6) / v.std(ddof=1)}


@bound(f"{JUDGE} is not but")
def factor_of_one_more(draw):
    """One more varies as each does, and its variance is added to that of the mean."""
    return {"n": 7, "value": np.hypot(1, 7**-0.5)}


@bound(f"{JUDGE} lower end is")
def all_right(draw):
    return {"n": 30, "z": norm.ppf(0.975), "value": evaluation.wilson_interval(30, 30)[0]}


@bound("08_make_it_better inline: after and squared is")
def distance(draw):
    a, b = 1.7, -0.6
    return {"a": a, "b": b, "value": np.linalg.norm([a - b]) ** 2}


@bound("08_make_it_better inline: after 3 that makes")
def separable(draw):
    layer = keras.layers.SeparableConv2D(7, 3, use_bias=False)
    layer.build((None, 9, 9, 4))
    return {"c": 4, "k": 7, "value": layer.count_params()}


@bound(*(f"{page} inline: after cross entropy times" for page in ("10_find_digits", "reference glossary")))
def focal(draw):
    """Keras' focal loss of one sure answer, by its cross-entropy."""
    truth, p = np.array([[0.0, 1.0]]), np.array([[0.3, 0.7]])
    both = [float(function(truth, p)[0]) for function in (focal_loss, keras.losses.categorical_crossentropy)]
    return {"p": 0.7, "gamma": 1.7, "value": both[0] / both[1]}


def focal_loss(truth, p):
    return keras.losses.categorical_focal_crossentropy(truth, p, alpha=1.0, gamma=1.7)


@bound("11_label_every_pixel inline: after the other by")
def dice(draw):
    iou, dice = evaluation.overlap_by_class(np.array([[6, 1, 4], [3, 9, 2], [5, 7, 8]]))
    return [{"IoU": a, "value": b} for a, b in zip(iou, dice, strict=True)]


@bound("12_verify_faces inline: after is let through", "13_steer_a_car inline: after as about since")
def never(draw):
    """None of 15, by the binomial distribution; a share of 0.2 is 3 of them."""
    return {"f": 0.2, "n": 15, "value": binom(15, 0.2).pmf(0)}


@bound("14_follow_nuclei inline: after multiply the odds")
def odds(draw):
    return [{"p": p, "value": np.exp(np.log(p) - np.log1p(-p))} for p in (0.2, 0.7)]
