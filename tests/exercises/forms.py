"""Right answers in other forms: other arithmetic, other libraries, fewer bits, work in place."""

import heapq
import math
import re
from fractions import Fraction

import keras
import numpy as np
import tensorflow as tf
from scipy import spatial, special, stats
from sklearn import metrics

from kernelbook import detection, evaluation, exercises, faces, flow, words


def softmax_in_place(z):
    z -= z.max(axis=-1, keepdims=True)
    np.exp(z, out=z)
    z /= z.sum(axis=-1, keepdims=True)
    return z


def recall_in_place(matrix):
    found = np.diag(matrix).copy()
    total = matrix.sum(axis=1)
    matrix[:] = 0
    return (found / total).astype("float16")


def gap_in_place(confidence, right, bins):
    number = (confidence * bins).astype(int)
    confidence -= right
    return np.abs(np.bincount(number, confidence)).sum() / len(right)


def cam_in_place(A, dA):
    A *= dA.mean(axis=(0, 1))
    return np.maximum(A.sum(axis=2), 0)


def fold_in_place(K, gamma, beta, mean, variance, epsilon):
    gamma /= np.sqrt(variance + epsilon)
    K *= gamma
    beta -= mean * gamma
    return [K.astype("float32"), beta.tolist()]


def vote_in_place(labels):
    labels.sort(axis=0)
    return [int(np.bincount(column).argmax()) for column in labels.T]


def ranks(probabilities, truth, k):
    own = np.take_along_axis(probabilities, truth[:, np.newaxis], axis=1)
    return Fraction(int(((probabilities > own).sum(axis=1) < k).sum()), len(truth))


def vectorized_iou(a, b):
    common = np.prod(np.maximum(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0))
    return common / (np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2]) - common)


def iou_of_fractions(a, b):
    boxes = ([Fraction(float(number)) for number in box] for box in (a, b))
    return exercises.find("10-iou").solution()(*boxes)


def mean_iou_in_place(C):
    common = np.diag(C).copy()
    covered = C.sum(axis=0) + C.sum(axis=1) - common
    C[:] = 0
    return np.mean(common / covered)


def arcface(c, m, s):
    return faces.arcface(np.array([[c, 0.0]]), [0], m, s)[0, 0]


def rate_in_place(counts, meters):
    counts *= 1000
    meters[:] = meters.sum()
    return counts.sum() / meters[0]


def share_of_patients(patients, generator):
    numbers, place = np.unique(patients, return_inverse=True)
    return tf.constant((generator.random(len(numbers)) < 0.2)[place])


def list_of_patients(patients, generator):
    drawn = generator.choice(np.unique(patients), size=len(np.unique(patients)) // 5, replace=False)
    answer = [patient in drawn for patient in patients]
    patients[:] = 0
    return answer


def zero_shot_in_place(U, V):
    U /= np.linalg.norm(U, axis=1, keepdims=True)
    V /= np.linalg.norm(V, axis=1, keepdims=True)
    return (U @ V.T).argmax(axis=1).tolist()


def learned_from_in_place(people, held_out):
    answer = [person not in held_out for person in people]
    people[:] = held_out[:] = 0
    return answer


def one_batch_after_another(start, mean, momentum, steps):
    for _ in range(steps):
        start = momentum * start + (1 - momentum) * mean
    return [start]


def pieces_one_by_one(length, side, overlap):
    count, end = 1, side
    while end < length:
        count, end = count + 1, end + side - overlap
    return count


def turned_in_place(box, size):
    box[[1, 3]] = size[1] - box[[3, 1]]
    return box[[1, 0, 3, 2]]


def counted_in_place(scores, count, others):
    scores[::-1].sort()
    others[others < scores[:count][-1]] = 0
    return np.count_nonzero(others)


def loss_in_place(S):
    right = np.diag(S).copy()
    columns = special.logsumexp(S, axis=0)
    S -= right[:, np.newaxis]
    return [(special.logsumexp(S, axis=1).mean() + np.mean(columns - right)) / 2]


def loss_of_keras(S):
    right = np.arange(len(S))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return (loss(right, S) + loss(right, S.T)) / 2


def opposite_by_cases(text):
    for old, new in (("left of", "right of"), ("right of", "left of"), (" above ", " below "), (" below ", " above ")):
        if old in text:
            return text.replace(old, new)


def opposite_by_pattern(text):
    found = re.fullmatch("(.*) (left of|right of|above|below) (.*)", text)
    opposite = {"left of": "right of", "right of": "left of", "above": "below", "below": "above"}
    return f"{found[1]}  {opposite[found[2]]} {found[3]} " if found else None


def nearest_wordings_in_place(U, P):
    P /= np.linalg.norm(P, axis=-1, keepdims=True)
    C = P.sum(axis=1)
    C /= np.linalg.norm(C, axis=-1, keepdims=True)
    return (U @ C.T).argmax(axis=1).tolist()


def field_in_place(x, t, X):
    A = np.subtract.outer(x, t * X)
    np.square(A, out=A)
    A -= A.min(axis=1, keepdims=True)
    A /= -2 * (1 - t) ** 2
    np.exp(A, out=A)
    x -= A @ X / A.sum(axis=1)
    x /= t - 1
    return x.tolist()


def velocities_in_the_mean(x, t, X):
    """Each velocity is the point less the noise that one begins at who passes here on the way to it."""
    x = x[:, np.newaxis]
    noise = (x - t * X) / (1 - t)
    return ((X - noise) * special.softmax(-(noise**2) / 2, axis=1)).sum(axis=1)


def fits(x, t, X):
    """Yield each place with its logits."""
    return [(z, -((z - t * X) ** 2) / (2 * (1 - t) ** 2)) for z in x]


def mean_of_ends(field, x, t, h):
    trial = x + h * field(x, t)
    return (trial + (x + h * field(trial, t + h))) / 2


def corrected_trial(field, x, t, h):
    u = field(x, t)
    trial = x + h * u
    u -= field(trial, t + h)
    trial -= h / 2 * u
    return np.float32(trial)


def copies_one_by_one(drawn, learned, held):
    gaps = [[min(((image - other) ** 2).mean() for other in learned) for image in images] for images in (held, drawn)]
    return Fraction(sum(gap < np.percentile(gaps[0], 1) for gap in gaps[1]), len(drawn))


def copies_in_place(drawn, learned, held):
    threshold = np.quantile(spatial.distance.cdist(held, learned, "sqeuclidean").min(axis=1), 0.01)
    found = spatial.cKDTree(learned).query(drawn)[1]
    drawn -= learned[found]
    return np.float32(np.mean((drawn**2).sum(axis=1) < threshold))


def batch_in_place(gradients, sizes):
    gradients *= sizes[:, np.newaxis]
    gradients[0] = gradients.sum(axis=0)
    return (gradients[0] / sizes.sum()).tolist()


def running_mean(gradients, sizes):
    found, seen = np.zeros(gradients.shape[1]), 0
    for gradient, size in zip(gradients, sizes, strict=True):
        seen += size
        found += (gradient - found) * size / max(seen, 1)
    return found


def codes_from_above(low, high):
    low, high = min(low, 0.0), max(high, 0.0)
    s = (high - low) / 255
    return s, np.rint(127 - high / s)


def batches_by_search(times, size, wait):
    sizes, rest = [], times
    while len(rest):
        sizes.append(min(size, np.searchsorted(rest, rest[0] + wait, side="right")))
        rest = rest[sizes[-1] :]
    return sizes


def batches_in_place(times, size, wait):
    waiting, sizes = list(times), []
    times[:] = -1
    while waiting:
        sizes.append(sum(time <= waiting[0] + wait for time in waiting[:size]))
        del waiting[: sizes[-1]]
    return sizes


def named_batches(times, size, wait):
    sizes = batches_by_search(times, size, wait)
    return np.arange(len(sizes)), sizes


def stability_in_place(before, now):
    p, q = before.astype("float64"), now.astype("float64")
    before[:] = now[:] = 0
    p /= p.sum()
    q /= q.sum()
    return float(np.sum(q * np.log(q / p) + p * np.log(p / q)))


FORMS = {
    "05-parameters": (3216.0, Fraction(3216)),
    "05-shape": ([5, 5, 24], np.array([5, 5, 24]), (5.0, 5.0, 24.0), tf.TensorShape([5, 5, 24])),
    "05-softmax": (
        softmax_in_place,
        tf.nn.softmax,
        keras.layers.Softmax(),
        lambda z: tf.nn.softmax(z.astype("float16")),
    ),
    "05-work": (121 * 9600.0, np.float32(1_161_600)),
    "06-recall": (recall_in_place, lambda matrix: (matrix / matrix.sum(axis=1, keepdims=True)).diagonal().tolist()),
    "06-images": (381.0, np.ceil(99 * 1.96**2), np.array(381)),
    "06-mcnemar": (
        lambda a, b: stats.binomtest(a, a + b).pvalue,
        lambda a, b: Fraction(
            sum(math.comb(a + b, k) for k in range(a + b + 1) if abs(2 * k - a - b) >= abs(a - b)), 2 ** (a + b)
        ),
    ),
    "06-gap": (gap_in_place, lambda c, r, bins: np.float32(gap_in_place(c, r, bins))),
    "06-threshold": (Fraction(1, 21), 0.048, np.array([1 / 21])),
    "07-linear": (Fraction(-9, 5), np.float32(-1.8)),
    "07-places": (((32 - 8) / 4 + 1) ** 2 + 1, np.array(50)),
    "07-cam": (cam_in_place, lambda A, dA: tf.nn.relu(tf.linalg.matvec(A, tf.reduce_mean(dA, axis=(0, 1))))),
    "08-rate": (
        lambda step, peak, steps: np.interp(step, [0, steps / 5, steps], [0, peak, 0]),
        lambda step, peak, steps: [np.float16(peak) * min(5 * step, (steps - step) * 5 / 4) / steps],
    ),
    "08-separable": (8896.0,),
    "08-fold": (fold_in_place,),
    "08-start": (6.9078, np.float32(np.log(1000)), [3 * math.log(10)]),
    "08-floor": (3.6222, np.float32(np.log(np.e + 99) - 1), -np.log(np.e / (np.e + 99))),
    "08-patients": (
        dict(zip("hgfedcba", ["rate", "frozen", "flips", "labels", "dead", "leak", "softmax", "pixels"], strict=True)),
        dict(zip("ABCDEFGH", ["Pixels", "Softmax", "Leak", "Dead", "Labels", "Flips", "Frozen", "Rate"], strict=True)),
    ),
    "08-vote": (vote_in_place, lambda labels: stats.mode(labels, axis=0).mode),
    "09-frozen": (37_253.0, Fraction(37_253), tf.constant(37_253)),
    "09-top": (ranks, lambda p, truth, k: keras.metrics.SparseTopKCategoricalAccuracy(k)(truth, p)),
    "09-range": (
        keras.layers.Rescaling(1 / 127.5, offset=-1),
        lambda images: (images.astype("float16") - np.float16(127.5)) / np.float16(127.5),
        lambda images: np.interp(images, [0, 255], [-1, 1]),
    ),
    "10-iou": (
        vectorized_iou,
        lambda a, b: vectorized_iou(a.astype("float16"), b.astype("float16")),
        lambda a, b: detection.iou(a[np.newaxis], b[np.newaxis]),
        iou_of_fractions,
    ),
    "10-windows": (np.array([44, 74, 10]), (44.0, 74.0, 10), tf.TensorShape([44, 74, 10])),
    "10-suppress": (3.0, np.array(3)),
    "10-average": (Fraction(279, 404), np.float16(0.691), 0.69),
    "11-mean": (mean_iou_in_place,),
    "11-convert": (lambda d: 1 / (2 / d - 1), lambda d: Fraction(d) / (2 - Fraction(d))),
    "11-lost": (225.0,),
    "12-crowd": (lambda f, n: sum(f * (1 - f) ** k for k in range(n)), lambda f, n: 1 - np.float16(1 - f) ** n),
    "12-margin": (arcface, lambda c, m, s: s * tf.cos(tf.acos(c) + m)),
    "13-rate": (rate_in_place, lambda counts, meters: np.average(1000 * counts / meters, weights=meters)),
    "13-last": (lambda e, n: math.prod([1 - e] * n), lambda e, n: np.float32(1 - e) ** n),
    "13-circle": (lambda u, r: 2 * math.sin(math.atan2(r, u)) / math.hypot(u, r),),
    "14-size": (np.array([512, 336]), (512.0, 336.0)),
    "14-dice": (lambda iou: 2 / (1 + 1 / iou),),
    "14-predictive": (lambda a, b, p: evaluation.predictive_values(a, b, p)[1],),
    "14-patients": (share_of_patients, list_of_patients),
    "15-stack": (90_112.0, np.array([90_112])),
    "15-patches": (lambda side, patch: (side / patch) ** 4,),
    "15-law": (lambda beta: 0.5 ** (-1 / beta), lambda beta: tf.pow(2.0, 1 / beta)),
    "15-zero-shot": (zero_shot_in_place,),
    "16-depthwise": (12_816.0, Fraction(12_816), np.array([144 * (24 + 25 + 40)])),
    "16-people": (
        learned_from_in_place,
        lambda people, held_out: ~(people[:, np.newaxis] == held_out).any(axis=1),
        lambda people, held_out: tf.reduce_all(people[:, np.newaxis] != held_out, axis=1),
    ),
    "16-running-mean": (
        one_batch_after_another,
        lambda start, mean, momentum, steps: np.float32(start * momentum**steps + mean * (1 - momentum**steps)),
    ),
    "16-focal": (
        lambda p, gamma: (1 - p) ** gamma * math.log(1 / p),
        lambda p, gamma: -np.exp(gamma * np.log1p(-p)) * np.log(p),
        lambda p, gamma: (1 - p) ** gamma * -tf.math.log(p),
        lambda p, gamma: (1 - p) ** gamma * -np.log(p + 1e-7),
    ),
    "17-pieces": (
        lambda length, side, overlap: math.ceil((length - side) / (side - overlap)) + 1,
        lambda length, side, overlap: len(range(0, length - side, side - overlap)) + 1,
        lambda length, side, overlap: (length - overlap + side - overlap - 1) // (side - overlap),
        lambda length, side, overlap: np.float16(np.ceil((length - overlap) / (side - overlap))),
        lambda length, side, overlap: (
            1 if length <= side else len(detection.piece_corners((length, side), side, overlap))
        ),
        pieces_one_by_one,
    ),
    "17-turn": (
        turned_in_place,
        lambda box, size: [size[1] - box[3], box[0], size[1] - box[1], box[2]],
        lambda box, size: tf.stack([size[1] - box[3], box[0], size[1] - box[1], box[2]]),
        lambda box, size: np.float32([size[1], 0, size[1], 0] + np.array([-1, 1, -1, 1]) * box[[3, 0, 1, 2]]),
        lambda box, size: tuple(Fraction(edge) for edge in (size[1] - box[3], box[0], size[1] - box[1], box[2])),
    ),
    "17-count": (
        counted_in_place,
        lambda scores, count, others: sum(x >= sorted(scores, reverse=True)[:count][-1] for x in others),
        lambda scores, count, others: (others >= np.sort(scores)[-min(count, len(scores))]).sum(),
        lambda scores, count, others: len(others[others >= np.sort(scores)[::-1][:count].min()]),
        lambda scores, count, others: tf.reduce_sum(
            tf.cast(others >= tf.math.top_k(scores, min(count, len(scores))).values[-1], tf.int32)
        ),
        lambda scores, count, others: np.count_nonzero(
            np.float32(others) >= min(heapq.nlargest(count, np.float32(scores)))
        ),
    ),
    "17-annotators": (
        [0.8, 0.7333],
        np.array([44 / 55, 44 / 60]),
        np.float16([44 / 55, 44 / 60]),
        (Fraction(4, 5), Fraction(11, 15)),
        (0.8, 0.733),
        tf.constant([44 / 55, 44 / 60]),
    ),
    "18-pairs": (
        loss_in_place,
        loss_of_keras,
        lambda S: float(loss_of_keras(S)),
        lambda S: -np.mean([np.diag(special.log_softmax(S, axis)) for axis in (0, 1)]),
    ),
    "18-turned": (
        opposite_by_cases,
        opposite_by_pattern,
        lambda text: np.str_(opposite_by_cases(text)) if opposite_by_cases(text) else None,
    ),
    "18-wordings": (
        nearest_wordings_in_place,
        lambda U, P: (U @ words.unit(np.mean([words.unit(each) for each in P], axis=1)).T).argmax(axis=1),
        lambda U, P: tf.argmax(U @ tf.math.l2_normalize(tf.reduce_sum(tf.math.l2_normalize(P, 2), 1), 1).numpy().T, 1),
        lambda U, P: [
            max(range(len(P)), key=lambda k: u @ (c := sum(p / math.hypot(*p) for p in P[k])) / math.hypot(*c))
            for u in U
        ],
    ),
    "18-background": (
        lambda picture, mask, background: background + mask[..., np.newaxis] * (picture - background),
        lambda picture, mask, background: np.stack(
            [mask * picture[..., c] + (1 - mask) * background[..., c] for c in range(3)], axis=-1
        ),
        lambda picture, mask, background: (
            background.astype("float32") + np.float32(mask)[..., None] * np.float32(picture - background)
        ),
        lambda picture, mask, background: tf.expand_dims(mask, 2) * picture + tf.expand_dims(1 - mask, 2) * background,
        lambda picture, mask, background: np.average(
            [picture, background], axis=0, weights=np.repeat([mask[..., None], 1 - mask[..., None]], 3, axis=3)
        ),
    ),
    "19-field": (
        field_in_place,
        velocities_in_the_mean,
        lambda x, t, X: flow.points_field(x[:, np.newaxis], t, X[:, np.newaxis])[:, 0],
        lambda x, t, X: np.float32(velocities_in_the_mean(x, t, X)),
        lambda x, t, X: [
            ((np.exp(a - a.max()) / np.exp(a - a.max()).sum()) @ X - z) / (1 - t) for z, a in fits(x, t, X)
        ],
    ),
    "19-heun": (
        mean_of_ends,
        corrected_trial,
        lambda field, x, t, h: x + np.mean([u := field(x, t), field(x + h * u, t + h)], axis=0) * h,
        lambda field, x, t, h: tf.constant(x) + h / 2 * ((u := field(x, t)) + field(x + h * u, t + h)),
    ),
    "19-louder": (
        lambda none, told, w: w.reshape(-1, 1, 1) * told + (1 - w.reshape(-1, 1, 1)) * none,
        lambda none, told, w: none + np.einsum("n,nhw->nhw", w, told - none),
        lambda none, told, w: np.float32(told) + np.float32(w - 1)[:, None, None] * np.float32(told - none),
        lambda none, told, w: [a + strength * (b - a) for a, b, strength in zip(none, told, w, strict=True)],
        lambda none, told, w: (none.T + w * (told - none).T).T,
        lambda none, told, w: none + tf.reshape(w, (-1, 1, 1)) * (told - none),
    ),
    "19-copies": (
        copies_one_by_one,
        copies_in_place,
        lambda drawn, learned, held: np.mean(
            metrics.pairwise_distances(drawn, learned, metric="sqeuclidean").min(axis=1)
            < np.percentile(metrics.pairwise_distances(held, learned, metric="sqeuclidean").min(axis=1), 1)
        ),
    ),
    "20-ring": (576e6, Fraction(10, 6) * 345_600_000, np.float32(576e6), np.array([10 * 57_600_000])),
    "20-average": (
        batch_in_place,
        running_mean,
        lambda gradients, sizes: np.average(gradients, axis=0, weights=sizes),
        lambda gradients, sizes: tf.einsum("k,kp->p", sizes / sizes.sum(), gradients),
        lambda gradients, sizes: np.float32(gradients.T @ sizes) / np.float32(sizes.sum()),
        lambda gradients, sizes: np.repeat(gradients, sizes, axis=0).mean(axis=0),
        lambda gradients, sizes: [math.fsum(column * sizes) / sum(sizes) for column in gradients.T],
    ),
    "20-share": (
        lambda worker, workers, count: range(worker, count, workers),
        lambda worker, workers, count: np.arange(float(count))[worker::workers],
        lambda worker, workers, count: tf.range(count)[worker::workers],
        lambda worker, workers, count: np.array_split(np.arange(count), workers)[worker].tolist(),
        lambda worker, workers, count: tuple(i for i in range(count) if (i + worker) % workers == 0),
        lambda worker, workers, count: [*range(worker * count // workers, (worker + 1) * count // workers)][::-1],
    ),
    "20-pays": (8.0, Fraction(8), np.array(8), math.ceil(7.4767)),
    "21-scale": (
        codes_from_above,
        lambda low, high: [(s := (max(high, 0) - min(low, 0)) / 255), np.int8(np.rint(-min(low, 0) / s) - 128)],
        lambda low, high: tuple(np.float32(part) for part in codes_from_above(low, high)),
        lambda low, high: np.array(codes_from_above(low, high)),
        lambda low, high: tf.constant(codes_from_above(low, high), tf.float64),
        lambda low, high: (Fraction(max(high, 0) - min(low, 0)) / 255, codes_from_above(low, high)[1]),
    ),
    "21-accumulator": (131_071.0, 2**17 - 1, np.int32(131_071), Fraction(131_071), [131_071]),
    "21-batches": (
        batches_in_place,
        batches_by_search,
        lambda times, size, wait: tuple(np.float32(batches_by_search(times, size, wait))),
        lambda times, size, wait: tf.constant(batches_by_search(times, size, wait)),
        lambda times, size, wait: np.bincount(np.repeat(*named_batches(times, size, wait))).astype("uint8"),
    ),
    "21-stability": (
        stability_in_place,
        lambda before, now: stats.entropy(before, now) + stats.entropy(now, before),
        lambda before, now: sum(
            (q - p) * (math.log(q) - math.log(p)) for p, q in zip(before / sum(before), now / sum(now), strict=True)
        ),
        lambda before, now: (now / now.sum() - before / before.sum()) @ np.log(now / before),
        lambda before, now: tf.reduce_sum(
            (now / now.sum() - before / before.sum()) * tf.math.log(tf.constant(now / before))
        ),
        lambda before, now: (
            np.float32(np.sum(special.kl_div(now / now.sum(), before / before.sum())))
            + np.float32(special.kl_div(before / before.sum(), now / now.sum()).sum())
        ),
    ),
}
