"""What other libraries answer to each exercise, from the numbers that its question names, in their order.

A function of an exercise takes the numbers of the question's text, those in `BESIDE` left out, and returns the right
answer, computed by another way than the checker's. So a number changed in the question alone, or in the checker alone,
shows; and a reference that is wrong together with its judge and its printed solution does, too.
"""

import itertools
import re

import keras
import numpy as np
import tensorflow as tf
from numpy.lib.stride_tricks import sliding_window_view
from scipy import integrate, ndimage, optimize, signal, special, stats
from scipy.spatial import distance
from sklearn import metrics, model_selection, preprocessing

from kernelbook import models, words
from measurements import benchmark

# Numbers of a question that do not enter its answer, with what they are.
BESIDE = {
    "01-unshuffle": [(-1, "an argument of reshape")],
    "02-field": [(1, "'from its first'")],
    "03-memory": [(8, "the kernels are the columns of the other matrix")],
    "03-wrap": [(2, "the arguments are counted")],
    "04-stride": [(1, "the dilation that may be left out")],
    "04-adam": [(2, "of the title"), (1, "'the first two'"), (2, "a gradient for each step"), (2, "'after two steps'")],
    "05-softmax": [(1000, "the logits that it must survive: `draw_logits` has them, `OVERFLOW` names them")],
    "06-mcnemar": [(2, "the arguments are counted"), (1, "'the first model'"), (2, "'the second model'")],
    "07-linear": [(1, "a constant is in both scores, and belongs to no pixel")],
    "08-rate": [(2, "the title counts the lines")],
    "08-separable": [(2, "the title counts the steps"), (1, "'the first step'"), (2, "'the second'")],
    "08-fold": [(2, "the square of σ²"), (4, "the arguments are counted")],
    "08-vote": [(2, "'where two have as many': any number may")],
    "09-top": [(1, "'the first k', of the title")],
    "10-iou": [
        (2, "the title counts the boxes"),
        (2, "the arguments are counted"),
        (0, "boxes apart have no area"),
    ],
    "10-windows": [(5, "a chapter's number")],
    "10-average": [(1, "'the surest first'"), (4, "'the fourth digit': the one that is left")],
    "13-rate": [(2, "the arguments are counted")],
    "13-circle": [(1, "the 1 of 1/R")],
    "14-dice": [(2, "the masks are counted")],
    "15-stack": [(3, "the title counts the layers"), (1, "a stride has no weights")],
    "15-zero-shot": [(1, "the last class is k - 1")],
    "16-running-mean": [(1, "the 1 of 1 - momentum: Keras has its own")],
    "17-pieces": [(0, "the least overlap")],
    "17-turn": [(4, "the numbers of a box"), (2, "those of a size")],
    "17-annotators": [(2, "the people are counted"), (0.5, "the least IoU of a match"), (3, "digits that are asked")],
    "18-pairs": [(k, "scores that it must survive: `scores` draws them") for k in (-1000, 1000)],
    "18-turned": [*((k, "of a caption") for k in (3, 7, 3, 7, 2, 3)), (0, "None"), (0, "'there is none'")],
    "18-wordings": [(1, "the length"), (0, "classes are counted from 0")],
    "18-background": [
        *((3, "colors, of either picture"), (0, "no color"), (1, "all of it"), (0, "no part"), (1, "all of a pixel")),
    ],
    "19-field": [
        *(
            (0, "the first time"),
            (0.999, "the last: `TIMES` has it"),
            (0, "the mean of the noise"),
            (1, "its variance"),
        ),
        *((2, "an exponent"), (2, "of the normal distribution"), (1, "of 1 - t"), (2, "an exponent"), (1, "of 1 - t")),
    ],
    "19-heun": [(1, "the last time"), (2, "the questions are counted")],
    "19-louder": [*((0, "the name none, or the strength that gives it"),) * 7, (1, "the strength that gives told")],
    "19-copies": [(0.01, "'all but a hundredth'")],
    "20-average": [(0, "the least size")],
    "20-share": [(0, "where counting begins"), (1, "by how many shares may differ")],
    "21-scale": [(0, "of the title"), (0, "what comes back"), (0, "a side of it"), (0, "what the range is widened to")],
    "21-accumulator": [(0, "no zero point")],
    "21-stability": [(1, "the least count")],
    "03-block": [(8, "the kernels are the columns of the other matrix")],
    "03-ways": [(1, "the stride")],
}


def places(size, window, step=1):
    """Return how many windows stand inside along each axis, `step` apart."""
    steps = tuple(slice(None, None, step) for _ in size)
    return sliding_window_view(np.empty(size), window)[steps].shape[: len(size)]


def parameters(layer, channels):
    """Return how many parameters a layer of Keras has."""
    layer.build((None, 32, 32, channels))
    return layer.count_params()


def spread(K, step):
    """Return a kernel with its weights `step` apart."""
    wide = np.zeros([step * (k - 1) + 1 for k in np.shape(K)])
    wide[tuple(slice(None, None, step) for _ in wide.shape)] = K
    return wide


# Chapters 01 to 04

ADAM = ("beta1_power", "beta2_power", "lr", "beta1", "beta2", "epsilon", "grad")


def nearest(images, templates):
    """Take SciPy's distances between the images and the templates, as rows."""
    rows = (pictures.reshape(len(pictures), -1) for pictures in (images, templates))
    return distance.cdist(*rows, "sqeuclidean").argmin(axis=1)


def put_back(shuffled, order):
    """Multiply each image, as a row, by the matrix of the permutation."""
    return (shuffled.reshape(len(shuffled), -1) @ np.eye(order.size)[order]).reshape(shuffled.shape)


def kernel_that_moves(height, width, step):
    """Turn the picture of a single pixel that has moved: it is what a cross-correlation must meet."""
    picture = np.zeros((height, width))
    picture[height // 2, width // 2 + step] = 1
    return picture[::-1, ::-1]


def seen_by_two_layers(first, stride, second, dilation, _which):
    """Return from the first to the last pixel that two layers of ones meet."""
    return np.convolve(np.ones(first), spread(np.ones(second), stride * dilation)).size


def smallest_odd(gigabytes, products):
    """Return the first odd k whose products take as long as the bytes of a pixel read and a result written."""
    moved = np.empty(2, "float32").nbytes
    return next(k for k in itertools.count(1, 2) if k**2 / products >= moved / (gigabytes * 1e9))


def factors(K):
    """Return column and row of the singular value decomposition, scaled to begin as the kernel does."""
    U, _, V = np.linalg.svd(K)
    return U[:, 0] / U[0, 0], V[0] / V[0, 0] * K[0, 0]


def two_steps(beta_1, beta_2, rate):
    """Walk two steps with TensorFlow's own kernel of Adam."""

    def walked(w, *gradients):
        w, m, v = (tf.Variable(value, dtype=tf.float64) for value in (w, 0, 0))
        for t, g in enumerate(gradients, start=1):
            numbers = [tf.constant(x, tf.float64) for x in (beta_1**t, beta_2**t, rate, beta_1, beta_2, 0, g)]
            tf.raw_ops.ResourceApplyAdam(
                **dict(zip(("var", "m", "v"), (w.handle, m.handle, v.handle), strict=True)),
                **dict(zip(ADAM, numbers, strict=True)),
            )
        return w.numpy()

    return walked


def through_a_mean(E, r):
    """Return TensorFlow's gradient of an average pooling."""
    h, w = E.shape
    block = [1, r, r, 1]
    E = E[np.newaxis, ..., np.newaxis]
    shape = [1, r * h, r * w, 1]
    found = tf.raw_ops.AvgPoolGrad(orig_input_shape=shape, grad=E, ksize=block, strides=block, padding="VALID")
    return found.numpy()[0, ..., 0]


# Chapters 05 to 08


def shape_after(h, w, *layers):
    """Follow a color image through Keras: two times a convolution (kernels, height, width) and a pooling (side)."""
    shape = (None, h, w, 3)
    for kernels, height, width, side in np.reshape(layers, (-1, 4)).tolist():
        shape = keras.layers.Conv2D(kernels, (height, width)).compute_output_shape(shape)
        shape = keras.layers.MaxPooling2D(side).compute_output_shape(shape)
    return shape[1:]


def products(h, w, c, rows, columns, kernels, kh, kw):
    """Add up what a convolution of ones gives: each product is a 1."""
    Y = tf.nn.conv2d(tf.ones((1, h, w, c), tf.float64), tf.ones((kh, kw, c, kernels), tf.float64), 1, "VALID")
    return Y.numpy().reshape(rows, columns, kernels).sum()


def recalls(matrix):
    """Return scikit-learn's recall of the pairs (truth, called) that a matrix counts."""
    truth, called = np.indices(matrix.shape).reshape(2, -1)
    return metrics.recall_score(truth, called, average=None, sample_weight=matrix.ravel())


def all_right(z, least):
    """Return the first n whose interval, SciPy's, begins at `least`."""
    confidence = 2 * stats.norm.cdf(z) - 1
    ends = (stats.binomtest(n, n).proportion_ci(confidence, "wilson").low for n in itertools.count(1))
    return next(n for n, low in enumerate(ends, start=1) if low >= least)


def calibration_error(low, high):
    """Take SciPy's means over bins."""

    def error(confidence, right, bins):
        means, _, _ = stats.binned_statistic(confidence, [right, confidence], bins=bins, range=(low, high))
        counts, _ = np.histogram(confidence, bins, (low, high))
        return np.nansum(np.abs(means[0] - means[1]) * counts) / counts.sum()

    return error


def integrated(first, second, which, image, baseline):
    """Add up the differences of the score on a straight way, the other pixel at the mean of its two values."""
    k, other = which - 1, 2 - which
    start, end = baseline.copy(), image.copy()
    start[other] = end[other] = (image[other] + baseline[other]) / 2
    return np.array([first, -second]) @ (end - start) if k in (0, 1) else None


def normalized_kernels(K, gamma, beta, mean, variance, epsilon):
    """Ask TensorFlow's normalization what it makes of nothing, which is the bias, and of the kernels."""
    bias = tf.nn.batch_normalization(np.zeros_like(mean), mean, variance, beta, gamma, epsilon).numpy()
    return tf.nn.batch_normalization(K, mean, variance, beta, gamma, epsilon).numpy() - bias, bias


# Chapters 09 to 18


def clipped_line(low, high, to_low, to_high, *again):
    """Draw the line that the question names twice: as a range, and as what becomes of its ends."""
    a, to_a, b, to_b = again
    return lambda images: np.clip(np.interp(np.clip(images, low, high), [a, b], [to_a, to_b]), to_low, to_high)


def overlap(a, b):
    """Ask Keras; it computes with 32 bits."""
    return keras.utils.bounding_boxes.compute_iou(np.float32([a]), np.float32([b]), "yxyx").numpy().item()


def boxes_kept(count, *numbers):
    """Ask TensorFlow's suppression; the numbers are the scores, where counting begins, and pairs."""
    scores, start, pairs = numbers[:count], numbers[count], np.reshape(numbers[count + 1 :], (-1, 2))
    overlaps = np.eye(count, dtype="float32")
    for one, other in pairs - start:
        overlaps[one, other] = overlaps[other, one] = 1
    kept = tf.image.non_max_suppression_overlaps(overlaps, np.float32(scores), count, overlap_threshold=0.5)
    return len(kept)


def average_precision(digits, count, low, step, high, text):
    """Take the best precision at or beyond each recall."""
    right = np.array([word == "right" for word in re.search(r"first, are ([a-z, ]+)", text)[1].split(", ")])
    hits = np.cumsum(right)
    grid = np.linspace(low, high, count)
    assert np.isclose(grid[1], step)
    precision, recall = hits / np.arange(1, len(right) + 1), hits / digits
    return np.mean([precision[recall >= at - 1e-9].max(initial=0) for at in grid])


def mean_overlap(C):
    """Return scikit-learn's mean over the classes of the pairs (truth, called) that a matrix counts."""
    truth, called = np.indices(C.shape).reshape(2, -1)
    return metrics.jaccard_score(truth, called, average="macro", sample_weight=C.ravel())


def weighted(common, rest, measure):
    """Return 1 minus one of SciPy's distances between two masks with as much in common, the rest in the first alone."""
    return 1 - measure([True, True], [True, False], [common, rest])


def pooled_alike(kh, kw, low, high, h, w, answer):
    """Try all images."""
    images = np.reshape(list(itertools.product((low, high), repeat=h * w)), (-1, h // kh, kh, w // kw, kw))
    return (images.max(axis=(2, 4)).reshape(len(images), -1) == answer).all(axis=1).sum()


def negative_value(sensitivity, specificity, prevalence):
    """Return scikit-learn's precision of the answer 'healthy', over people by their weight."""
    ill = [sensitivity * prevalence, (1 - sensitivity) * prevalence]
    healthy = [(1 - specificity) * (1 - prevalence), specificity * (1 - prevalence)]
    return metrics.precision_score([1, 1, 0, 0], [1, 0, 1, 0], pos_label=0, sample_weight=[*ill, *healthy])


def curvature(u, r):
    """Return one over the radius of the circle through us, the target, and its mirror image behind us."""
    me, target, mirrored = np.zeros(2), np.array([u, r]), np.array([-u, r])
    area = abs(np.linalg.det([target - me, mirrored - me])) / 2
    sides = [np.linalg.norm(side) for side in (target - me, mirrored - me, target - mirrored)]
    return np.sign(r) * 4 * area / np.prod(sides)


def continued(poolings, *size):
    """Count on until it can be halved as often."""
    return tuple(next(n for n in itertools.count(side) if n % 2**poolings == 0) for side in size)


def split_by_patients(share):
    """Let scikit-learn split the groups."""

    def held_out(patients, generator):
        splits = model_selection.GroupShuffleSplit(1, test_size=share, random_state=int(generator.integers(2**31)))
        _, drawn = next(splits.split(patients, groups=patients))
        return np.isin(np.arange(len(patients)), drawn)

    return held_out


def saved(layers, kh, kw, height, width, channels, small):
    """Count the weights of Keras' layers."""
    sizes = ((kh, kw), (height, width))
    one, large = (parameters(keras.layers.Conv2D(channels, size, use_bias=False), channels) for size in sizes)
    assert layers == small
    return large - layers * one


def pairs_of_patches(side, patch):
    """Return the size of a table with a row and a column for each patch."""
    tokens = np.ones(places((side, side), (patch, patch), patch)).ravel()
    return np.outer(tokens, tokens).size


def grown(half):
    """Search for the factor's logarithm."""
    return lambda beta: 10 ** optimize.brentq(lambda t: 10 ** (-beta * t) - half, 0, 20, xtol=1e-13)


def block(c, kh, kw, wide, rows, columns, last_kh, last_kw, narrow):
    """Count the weights of Keras' layers."""
    expand, project = (
        keras.layers.Conv2D(kernels, size, use_bias=False)
        for kernels, size in ((wide, (kh, kw)), (narrow, (last_kh, last_kw)))
    )
    depthwise = keras.layers.DepthwiseConv2D((rows, columns), use_bias=False)
    return parameters(expand, c) + parameters(depthwise, wide) + parameters(project, wide)


def normalized_in_training(start, mean, momentum, steps):
    """Show Keras' normalization as many batches, and ask what it keeps."""
    begin = keras.initializers.Constant(start)
    layer = keras.layers.BatchNormalization(momentum=momentum, moving_mean_initializer=begin, dtype="float64")
    layer.build((None, 1))
    for _ in range(steps):
        layer(np.full((2, 1), mean), training=True)
    return layer.moving_mean.numpy().item()


def focused(p, gamma):
    """Ask Keras for the loss of a picture in two classes, without a weight for the class."""
    loss = keras.losses.CategoricalFocalCrossentropy(alpha=1, gamma=gamma)
    return loss(np.array([[1.0, 0.0]]), np.array([[p, 1 - p]])).numpy()


def painted_and_turned(box, size):
    """Paint a box at four times the size, since its edges lie at quarters, turn the picture, and look where it is."""
    picture = np.zeros(4 * size, int)
    top, left, bottom, right = (4 * box).astype(int)
    picture[top:bottom, left:right] = 1
    (rows, columns), *_ = ndimage.find_objects(np.rot90(picture))
    return np.array([rows.start, columns.start, rows.stop, columns.stop]) / 4


def found_above_a_count(scores, count, others):
    """Rank the scores, the surest first, and count above the least of them by a running total of the others."""
    kept = scores[stats.rankdata(-scores, "ordinal") <= count]
    return len(others) * stats.ecdf(-others).cdf.evaluate(-kept.min())


def agreement(first, second, common):
    """Ask scikit-learn, with a row for each box that either drew."""
    truth = np.repeat([1, 1, 0], [common, first - common, second - common])
    found = np.repeat([1, 0, 1], [common, first - common, second - common])
    return metrics.precision_score(truth, found), metrics.recall_score(truth, found)


def paired(S, *losses):
    """Let TensorFlow compute both cross-entropies; the example of the question must be right, too."""

    def both(S):
        right = np.arange(len(S))
        return [tf.nn.sparse_softmax_cross_entropy_with_logits(right, T).numpy().mean() for T in (S, S.T)]

    assert np.allclose([*both(np.float64(S)), np.mean(both(np.float64(S)))], losses, atol=5e-4)
    return lambda S: np.mean(both(S))


def falsified(text):
    """Parse a caption, let the library change what it says, and say it; the examples of the question must be right."""

    def other(caption):
        changed = words.falsify(words.parse(caption), "relation", np.random.default_rng(0))
        return None if changed is None else words.say(changed)

    first, second, without = re.findall(r'`"([^"]+)"`', text)
    assert (other(first), other(without)) == (second, None)
    return other


def nearest_direction(U, P, right):
    """Scale with scikit-learn, and take SciPy's distances; the example of the question must be right, too."""

    def nearest(U, P):
        means = [preprocessing.normalize(wordings).mean(axis=0) for wordings in P]
        return distance.cdist(U, means, "cosine").argmin(axis=1)

    assert nearest(U, P) == right
    return nearest


def mixed(*example):
    """Let TensorFlow multiply and add up; the example of the question must be right, too."""

    def mix(picture, mask, background):
        return tf.einsum("shw,shwc->hwc", np.stack([mask, 1 - mask]), np.stack([picture, background])).numpy()

    color, mask, other, right = (np.full((1, 1, 1), number) for number in example)
    assert np.allclose(mix(color, mask[..., 0], other), right)
    return mix


def normal_passers(x, t, X, *example):
    """Let SciPy say how dense a normal distribution is, and weigh; the example of the question must be right, too."""

    def shares(x, t, X):
        return special.softmax(stats.norm.logpdf(x[:, np.newaxis], t * X, 1 - t), axis=1)

    def field(x, t, X):
        return (np.array([np.average(X, weights=row) for row in shares(x, t, X)]) - x) / (1 - t)

    assert np.allclose([*shares(x, t, X)[0], *field(x, t, X)], example, atol=5e-3)
    return field


def trapezoids(times, x, t, h, velocity, place, second, end):
    """Integrate velocities with SciPy, from two values; the example of the question must be right, too."""

    def trial(field, x, t, h):
        return x + integrate.trapezoid([field(x, t)] * 2, dx=h, axis=0)

    def step(field, x, t, h):
        return x + integrate.trapezoid([field(x, t), field(trial(field, x, t, h), t + h)], dx=h, axis=0)

    def field(x, t):
        return times * t * np.asarray(x)

    found = field(x, t), trial(field, x, t, h), field(place, t + h), step(field, x, t, h)
    assert np.allclose(np.concatenate([np.ravel(one) for one in found]), [velocity, place, second, end])
    return step


def extrapolated(*example):
    """Let TensorFlow multiply and add up; the example of the question must be right, too."""

    def mix(none, told, w):
        return tf.einsum("sn,snhw->nhw", np.stack([1 - w, w]), np.stack([none, told])).numpy()

    none, told, w, right = (np.full((1, 1, 1), float(number)) for number in example)
    assert np.allclose(mix(none, told, w[0, 0]), right)
    return mix


def below_a_quantile(quantile, drawn, learned, held, *example):
    """Take SciPy's distances, and between two of them a line; the example of the question must be right, too."""

    def threshold(learned, held):
        gaps = np.sort(distance.cdist(held, learned, "sqeuclidean").min(axis=1))
        return np.interp(quantile * (len(gaps) - 1), np.arange(len(gaps)), gaps)

    def share(drawn, learned, held):
        return (distance.cdist(drawn, learned, "sqeuclidean").min(axis=1) < threshold(learned, held)).mean()

    assert np.allclose([threshold(learned, held), share(drawn, learned, held)], example)
    return share


def sent_around_a_ring(n, workers, size):
    """Let all workers pass a piece on until each has all sums, and count the bytes that one sent."""
    summed, worker, rounds = np.ones((workers, workers)), np.arange(workers), 0  # gradients in each worker's pieces
    while (summed < workers).any():
        piece = (worker - rounds) % workers
        passed, neighbor = summed[worker, piece], (worker + 1) % workers
        summed[neighbor, piece] = np.where(passed == workers, workers, summed[neighbor, piece] + passed)
        rounds += 1
    return rounds * n * size / workers


def diagnosed():
    """Read off the script of the benchmark which mistake each of its patients has."""
    named = ("dead", "flips", "frozen", "labels", "leak", "pixels", "rate", "softmax")
    patients = benchmark("clinic").PATIENTS
    return {letter: word for letter, mistake in patients.items() for word in named if word in mistake}


def fast_enough(seconds, sent, rate, times):
    """Let more and more workers pass pieces on, until a step is so many times as fast as that of one."""

    def step(workers):
        return seconds / workers + sent_around_a_ring(sent, workers, 1) / rate

    return next(workers for workers in itertools.count(1) if times * step(workers) <= step(1))


def over_all_images(*example):
    """Give each image the gradient of its part, and let TensorFlow take the mean; so must the question's example."""

    def mean(gradients, sizes):
        return tf.reduce_mean(tf.repeat(gradients, sizes, axis=0), axis=0).numpy()

    gradients, sizes, right = map(np.asarray, example)
    assert np.allclose(mean(np.float64(gradients), sizes), right)
    return mean


def sharded(workers, count, *sizes):
    """Let TensorFlow cut a data set into shards; those of the question's example must have the sizes that it says."""

    def shard(worker, workers, count):
        return list(tf.data.Dataset.range(count).shard(workers, worker).as_numpy_iterator())

    assert {len(shard(worker, workers, count)) for worker in range(workers)} == set(sizes)
    return shard


def codes_of_tensorflow(bits, least, most, *examples):
    """Ask TensorFlow for the code of 0 and the length of a step; so must the question's examples."""

    def scale(low, high):
        kind = tf.dtypes.as_dtype(f"qint{bits}")
        code, start, end = tf.quantization.quantize([0.0], low, high, kind, mode="MIN_COMBINED")
        return (end - start).numpy() / np.float32(most - least), tf.cast(code[0], tf.int32).numpy()

    for low, high, *right in np.reshape(examples, (-1, 4)):
        assert np.allclose(scale(low, high), right, rtol=1e-6)
    return scale


def summed_without_overflow(bits, least, most, wide, lowest, highest):
    """Let NumPy add up ever more of the products, each number in its own width, until it wraps around."""
    codes, kind = np.arange(least, most + 1), np.dtype(f"int{wide}")
    assert (np.iinfo(f"int{bits}").min, np.iinfo(f"int{bits}").max) == (least, most)
    assert (np.iinfo(kind).min, np.iinfo(kind).max) == (lowest, highest)
    products = np.outer(codes, codes).astype(kind)

    def right(count):
        ends = np.array([products.min(), products.max()])
        return np.array_equal(ends * kind.type(count), ends.astype(float) * count)

    fits, too_many = 1, 2**24
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        fits, too_many = (middle, too_many) if right(middle) else (fits, middle)
    return fits


def searched_batches(*example):
    """Search the sorted times for the end of each batch; the question's example must come out."""

    def batches(times, size, wait):
        ends = [0]
        while ends[-1] < len(times):
            late = np.searchsorted(times, times[ends[-1]] + wait, side="right")
            ends.append(min(late, ends[-1] + size))
        return np.diff(ends)

    *asked_for, right = example
    assert np.array_equal(batches(*asked_for), right)
    return batches


def both_divergences(before, now, right):
    """Let SciPy add up the divergences in both directions; the question's example must come out."""

    def index(before, now):
        return stats.entropy(now, before) + stats.entropy(before, now)

    assert np.isclose(index(before, now), right, atol=5e-5)
    return index


ANSWERS = {
    "01-bytes": lambda n, h, w, size: np.empty((n, h, w, 3), f"float{8 * size}").nbytes,
    "01-local": lambda h, w, kh, kw: sliding_window_view(np.empty((h, w)), (kh, kw)).size,
    "01-template": lambda: nearest,
    "01-unshuffle": lambda: put_back,
    "02-window": lambda i, j, X, K, start: signal.correlate2d(X, K, "valid")[i - start, j - start],
    "02-output": lambda h, w, kh, kw, down, across, p: tuple(
        tf.nn.conv2d(tf.ones((1, h, w, 1)), tf.ones((kh, kw, 1, 1)), (down, across), [[0, 0], [p, p], [p, p], [0, 0]])
        .shape[1:3]
        .as_list()
    ),
    "02-shift": kernel_that_moves,
    "02-stride": lambda: lambda X, K, s: signal.correlate2d(X, K, "valid")[::s, ::s],
    "02-field": seen_by_two_layers,
    "03-taps": lambda touching: lambda X, K, d: signal.correlate2d(X, spread(K, d - touching + 1), "valid"),
    "03-memory": lambda n, h, w, c, kh, kw: (
        tf.image.extract_patches(tf.zeros((n, h, w, c)), [1, kh, kw, 1], [1] * 4, [1] * 4, "VALID")
        .numpy()
        .reshape(-1, kh * kw * c)
        .shape
    ),
    "03-separable": factors,
    "03-wrap": lambda: lambda a, b: signal.convolve(a, b, method="direct"),
    "03-limit": smallest_odd,
    "03-tile": lambda n, m, kh, kw: np.prod([np.polymul(*map(np.ones, pair)).size for pair in ((n, kh), (m, kw))]),
    "03-block": lambda rows, c, kh, kw: np.empty((rows, kh * kw * c), "float32").nbytes,
    "03-ways": lambda layers, kernel: (np.poly1d(np.ones(kernel)) ** layers).coeffs.max(),
    "04-weight": lambda K, X, results, E, which: np.correlate(X, E.reshape(results), "valid")[: K.size][which - 1],
    "04-corner": lambda K, h, w, E: signal.convolve2d(E, K, "full").reshape(h, w)[0, -1],
    "04-stride": lambda: lambda E, K, s, n: np.pad(signal.upfirdn(K, E, s), (0, n - s * (len(E) - 1) - len(K))),
    "04-average": lambda: through_a_mean,
    "04-adam": two_steps,
    "05-parameters": lambda kernels, kh, kw, c: parameters(keras.layers.Conv2D(kernels, (kh, kw)), c),
    "05-shape": shape_after,
    "05-softmax": lambda: lambda z: special.softmax(z, axis=-1),
    "05-work": products,
    "05-smaller": lambda half, most, again, right, of: (models.digit_network().count_params() * half, right / of),
    "06-recall": lambda: recalls,
    "06-images": all_right,
    "06-mcnemar": lambda: lambda a, b: stats.binomtest(a, a + b).pvalue,
    "06-gap": calibration_error,
    "06-threshold": lambda miss, alarm: optimize.brentq(lambda p: miss * p - alarm * (1 - p), 0, 1),
    "07-linear": integrated,
    "07-places": lambda h, w, kh, kw, step: np.prod(places((h, w), (kh, kw), step)) + 1,
    "07-cam": lambda: lambda A, dA: tf.nn.relu(tf.linalg.matvec(A, tf.reduce_mean(dA, axis=(0, 1)))),
    "08-rate": lambda low, part, end: lambda step, peak, n: np.interp(step, [0, part * n, n], [low, peak, end]),
    "08-separable": lambda kh, kw, c, kernels: parameters(keras.layers.SeparableConv2D(kernels, (kh, kw)), c),
    "08-fold": lambda: normalized_kernels,
    "08-vote": lambda: lambda labels: stats.mode(labels, axis=0).mode,
    "08-start": lambda classes: -special.log_softmax(np.zeros(classes))[0],
    "08-floor": lambda classes: special.logsumexp(np.eye(classes)[0]) - 1,
    "08-patients": diagnosed,
    "09-frozen": lambda n, hidden, classes: sum(
        parameters(keras.layers.Dense(units), inputs) for inputs, units in ((n, hidden), (hidden, classes))
    ),
    "09-top": lambda: lambda p, truth, k: tf.math.in_top_k(truth, p, k).numpy().mean(),
    "09-range": clipped_line,
    "10-iou": lambda: overlap,
    "10-windows": lambda kh, kw, step, h, w: (*places((h, w), (kh, kw), step), models.digit_network().output_shape[1]),
    "10-suppress": boxes_kept,
    "10-average": average_precision,
    "11-mean": lambda: mean_overlap,
    "11-convert": lambda: lambda d: weighted(d / 2, 1 - d, distance.jaccard),
    "11-lost": pooled_alike,
    "12-windows": lambda h, w, kh, kw, step: np.prod(places((h, w), (kh, kw), step)),
    "12-crowd": lambda: lambda f, n: stats.binom.sf(0, n, f),
    "12-margin": lambda: lambda c, m, s: s * (c * np.cos(m) - np.sqrt(1 - c**2) * np.sin(m)),
    "13-rate": lambda: lambda counts, meters: np.average(1000 * counts / meters, weights=meters),
    "13-last": lambda: lambda e, n: stats.binom.pmf(0, n, e),
    "13-circle": lambda: curvature,
    "14-size": continued,
    "14-dice": lambda twice: lambda iou: weighted(iou, 1 - iou, distance.dice) * twice / 2,
    "14-predictive": lambda: negative_value,
    "14-patients": split_by_patients,
    "15-stack": saved,
    "15-patches": lambda: pairs_of_patches,
    "15-law": grown,
    "15-zero-shot": lambda start: lambda U, V: distance.cdist(U, V, "cosine").argmin(axis=1) + start,
    "16-depthwise": block,
    "16-people": lambda: (
        lambda people, held_out: distance.cdist(people[:, np.newaxis], held_out[:, np.newaxis], "hamming").all(axis=1)
    ),
    "16-running-mean": lambda: normalized_in_training,
    "16-focal": lambda: focused,
    "17-pieces": lambda: (
        lambda length, side, overlap: len(tf.signal.frame(tf.zeros(length - overlap), side, side - overlap, True))
    ),
    "17-turn": lambda: painted_and_turned,
    "17-count": lambda: found_above_a_count,
    "17-annotators": agreement,
    "18-pairs": paired,
    "18-turned": falsified,
    "18-wordings": nearest_direction,
    "18-background": mixed,
    "19-field": normal_passers,
    "19-heun": trapezoids,
    "19-louder": extrapolated,
    "19-copies": below_a_quantile,
    "20-ring": sent_around_a_ring,
    "20-average": over_all_images,
    "20-share": sharded,
    "20-pays": fast_enough,
    "21-scale": codes_of_tensorflow,
    "21-accumulator": summed_without_overflow,
    "21-batches": searched_batches,
    "21-stability": both_divergences,
}
