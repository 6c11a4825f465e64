"""The letters of expressions inside sentences: sizes, counts and parts of formulas, named by the words before them."""

import keras
import numpy as np
from scipy.stats import binom, norm, t

from formulas.binding import bound
from kernelbook import contrast, convolution, evaluation, kernels, layers, network
from kernelbook.convolution.fft import dilate

SLIDE, LEARN, JUDGE = (
    f"{page} inline: after" for page in ("02_slide_a_kernel", "04_learn_the_kernels", "06_judge_the_network")
)


@bound(f"{SLIDE} the variance is")
def variance_of_a_box(draw):
    return [{"k": k, "value": kernels.box(k).sum(axis=0) @ (np.arange(k) - k // 2) ** 2} for k in (3, 5)]


@bound("reference notation inline: after sizes such as")
def inside(draw):
    return [{"n": n, "k": k, "value": convolution.output_size(n, k)} for n, k in ((9, 3), (12, 5))]


@bound(f"{SLIDE} both ends together")
def positions(draw):
    found = []
    for n, k, p in ((9, 3, 2), (12, 5, 3), (12, 5, 0)):
        letters = {"n": n, "k": k, "p": p, "value": convolution.output_size(n, k, padding=(p // 2, p - p // 2))}
        found.append(letters)
    return found


@bound(f"{SLIDE} of then covers", f"{SLIDE} The kernel covers", f"{SLIDE} at and covers")
def covered(draw):
    return [{"k": k, "d": d, "value": len(dilate(np.ones((k, k, 1, 1)), (d, d)))} for k, d in ((3, 2), (4, 5))]


@bound(f"{SLIDE} Each layer adds", f"{SLIDE} field grows by")
def grown(draw):
    field = convolution.receptive_field
    before = field([(7, 1, 1)])[0]
    return [{"k": k, "d": d, "value": field([(7, 1, 1), (k, 1, d)])[0] - before} for k, d in ((3, 2), (4, 5))]


@bound("convolution.sizes.receptive_field inline: after Layer l adds")
def grown_in_layer(draw):
    """The second layer of two, in steps of the stride of the first."""
    value = (convolution.receptive_field([(7, 3, 1), (4, 1, 5)])[0] - 7) / 3
    return {"l": 1, "d": np.array([1, 5]), "k": np.array([7, 4]), "value": value}


@bound(f"{SLIDE} window begins at")
def begins(draw):
    return [{"n": n, "s": s, "value": np.arange(99)[::s][n - 1]} for n, s in ((3, 2), (5, 4))]


@bound("reference conventions inline: after least possible size")
def least_size(draw):
    found = []
    for after, s, k in ((4, 3, 2), (5, 2, 3)):
        least = next(n for n in range(1, 99) if n >= k and convolution.output_size(n, k, strides=s) == after)
        found.append({"n'": after, "s": s, "k": k, "value": least})
    return found


@bound("reference faq inline: after of a convolution")
def size(draw):
    found = []
    for n, k, s, d, p in ((17, 3, 2, 2, 3), (20, 4, 3, 1, 2), (19, 2, 3, 4, 1), (18, 3, 1, 3, 2)):
        value = convolution.output_size(n, k, strides=s, padding=(p // 2, p - p // 2), dilation=d)
        found.append({"n": n, "k": k, "s": s, "d": d, "p": p, "value": value})
    return found


@bound("convolution.sizes.pad_amounts inline: after the output has")
def same_size(draw):
    sizes = ((17, 3), (18, 4), (20, 5))
    return [{"n": n, "s": s, "value": convolution.output_size(n, 3, strides=s, padding="same")} for n, s in sizes]


@bound("kernels.box inline: after every weight is")
def weight(draw):
    return [{"size": k, "value": kernels.box(k)[0, 0]} for k in (3, 5)]


@bound("03_compute_it_fast inline: after of 2 about")
def steps_of_the_transform(draw):
    """Splitting in two until one is left takes n steps a level."""
    return [{"n": n, "value": n * (n.bit_length() - 1)} for n in (8, 512)]


@bound("deeper 03_convolution inline: after products down to")
def products_of_the_transform(draw):
    """Each pair of points at each level has one product."""
    return [{"n": n, "value": n // 2 * (n.bit_length() - 1)} for n in (8, 512)]


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
    return {"z": z, "value": evaluation.softmax(z[np.newaxis])[0]}


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


PLACE = "15_place_todays_models inline: after"


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


DEEPER = "deeper 03_convolution inline: after"


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
