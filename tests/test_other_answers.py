"""Answers that are right for small or ordinary arguments only: the judge must go beyond those."""

import numpy as np
import pytest
from scipy import special

from kernelbook import exercises
from kernelbook.exercises.functions import outcome

TASKS = [id for id in exercises.ids() if exercises.find(id).task]
FAR = 11  # no size, and no whole number, ends before

AXES_OF_A_KIND = {  # colors; top, left, bottom, right; height, width
    *(("09-range", 3), ("10-iou", 0), ("17-turn", 0), ("18-background", 2)),
}
SHARES = {  # results that cannot leave the range from 0 to 1 (or from -1 to 1)
    *("05-softmax", "06-recall", "06-mcnemar", "06-gap", "09-top", "09-range", "10-iou", "11-mean", "11-convert"),
    *("12-crowd", "13-last", "14-dice", "14-predictive", "18-background"),
    *("19-copies",),
}


def right(id):
    return exercises.find(id).solution()


def instead(id, change):
    """Return the reference with other arguments."""
    return lambda *arguments: right(id)(*change(*arguments))


def afterwards(id, change):
    """Return the reference with another result."""
    return lambda *arguments: change(right(id)(*arguments))


def powers(images, templates, exponent):
    return (np.abs(images[:, np.newaxis] - templates) ** exponent).sum(axis=(2, 3)).argmin(axis=1)


def wrapped(a, b, points):
    found = np.fft.irfft(np.fft.rfft(a, points) * np.fft.rfft(b, points), points)
    return found[: len(a) + len(b) - 1]


def five_classes(z):
    positive = np.exp(z - z[..., :5].max(axis=-1, keepdims=True))
    return positive / positive[..., :5].sum(axis=-1, keepdims=True)


def from_the_smallest_in_32_bits(z):
    positive = np.exp((z - z.min(axis=-1, keepdims=True)).astype("float32"))
    return positive / positive.sum(axis=-1, keepdims=True)


def mean_over(C, there):
    common = np.diag(C)
    return (common / (C.sum(axis=0) + C.sum(axis=1) - common))[there].mean()


def cross_entropies(S, added=0.0):
    shares = [np.diag(np.exp(S - special.logsumexp(S, axis=axis, keepdims=True))) for axis in (0, 1)]
    return -np.mean(np.log(np.add(shares, added)))


def logarithms_of_sums(S):
    return np.mean([np.log(np.exp(S).sum(axis=axis)) - np.diag(S) for axis in (0, 1)])


def bells_kept_above_0(x, t, X, least):
    bells = np.maximum(np.exp(-((x[:, np.newaxis] - t * X) ** 2) / (2 * (1 - t) ** 2)), least)
    return (bells @ X / bells.sum(axis=1) - x) / (1 - t)


def iou_with(a, b, added):
    common = np.prod(np.maximum(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0))
    return common / (np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2]) - common + added)


@pytest.mark.parametrize(
    ("id", "answer", "message"),
    [
        ("01-template", lambda images, templates: powers(images, templates, 1.9), "not the nearest"),
        ("01-template", lambda images, templates: powers(images, templates, 1.99), "not the nearest"),
        ("01-template", lambda images, templates: powers(images, templates, 2.02), "not the nearest"),
        ("02-stride", instead("02-stride", lambda X, K, s: (X, K, min(s, 5))), "expected shape"),
        ("03-taps", instead("03-taps", lambda X, K, d: (X, K, min(d, 3))), "expected shape"),
        ("03-taps", instead("03-taps", lambda X, K, d: (X, K[:3, :3], d)), "expected shape"),
        ("03-wrap", lambda a, b: wrapped(a, b, 12), "how many points are needed depends on them"),
        ("03-wrap", lambda a, b: wrapped(a, b, 16), "how many points are needed depends on them"),
        ("03-wrap", lambda a, b: wrapped(a, b, 1024), "how many points are needed depends on them"),
        (
            "03-wrap",
            lambda a, b: np.fft.ifft(np.fft.fft(a, len(a) + len(b) - 1) * np.fft.fft(b, len(a) + len(b) - 1)),
            "zero up to rounding: return the real ones, .real",
        ),
        ("04-stride", instead("04-stride", lambda E, K, s, n: (E, K, min(s, 4), n)), ""),
        ("04-average", instead("04-average", lambda E, r: (E, min(r, 4))), "expected shape"),
        ("05-softmax", five_classes, ""),
        ("05-softmax", from_the_smallest_in_32_bits, "subtract the largest logit, not the smallest"),
        ("06-gap", instead("06-gap", lambda c, r, bins: (c, r, min(bins, 20))), "the bins are of another number"),
        ("08-rate", afterwards("08-rate", lambda y: min(y, 3)), "not these numbers"),
        ("09-range", lambda i: i / 127.5 - 1 if i.max() > 1 else i * 2.0 - 1, "however dark it is"),
        ("09-range", lambda i: i / 127.5 - 1 if i.max() > 1 else i - 1.0, "however dark it is"),
        ("09-top", instead("09-top", lambda p, truth, k: (p, truth, min(k, 5))), "not these numbers"),
        ("09-top", instead("09-top", lambda p, truth, k: (p, truth, min(k, 10))), "not these numbers"),
        ("10-iou", lambda a, b: iou_with(a, b, 1e-5), "something is added to what both cover"),
        ("10-iou", lambda a, b: iou_with(a, b, 1e-4), "something is added to what both cover"),
        ("11-mean", lambda C: mean_over(C, C.sum(axis=1) > 0), "called but never true has nothing in common"),
        ("11-mean", lambda C: mean_over(C, C.sum(axis=0) > 0), "true but never called has nothing in common"),
        ("12-margin", lambda c, m, s: s * np.cos(min(np.arccos(c) + m, np.pi)), "beyond half a turn"),
        ("13-circle", afterwards("13-circle", lambda y: np.clip(y, -0.6, 0.6)), "not these numbers"),
        ("13-circle", afterwards("13-circle", lambda y: np.clip(y, -20, 20)), "not these numbers"),
        ("14-dice", afterwards("14-dice", lambda y: round(y, 5)), "the right numbers, rounded to 5 digits"),
        ("08-rate", afterwards("08-rate", lambda y: round(y, 5)), "the right numbers, rounded to 5 digits"),
        ("16-people", instead("16-people", lambda people, out: (people, out[:10])), "not this mask"),
        ("16-people", instead("16-people", lambda people, out: (people % 1000, out % 1000)), "not this mask"),
        ("16-people", lambda people, out: people[~np.isin(people, out)], "those are the people who stay"),
        ("16-running-mean", instead("16-running-mean", lambda a, b, m, n: (a, b, m, min(n, 100))), "not these numbers"),
        ("16-running-mean", afterwards("16-running-mean", lambda y: np.clip(y, -90, 90)), "not these numbers"),
        ("16-focal", lambda p, gamma: right("16-focal")(p, min(gamma, 5)), "not these numbers"),
        ("16-focal", afterwards("16-focal", lambda y: round(y, 5)), "the right numbers, rounded to 5 digits"),
        ("16-focal", lambda p, gamma: -((1 - p) ** gamma) * np.log(p + 1e-3), "not these numbers"),
        ("17-pieces", afterwards("17-pieces", lambda y: min(y, 100)), "not these numbers"),
        ("17-pieces", instead("17-pieces", lambda n, side, o: (n, side, min(o, side // 2))), "not these numbers"),
        ("17-pieces", lambda n, side, o: int(np.ceil((n - side) / (side - o) + 0.01)) + 1, "one too many"),
        ("17-pieces", lambda n, side, o: max(2, right("17-pieces")(n, side, o)), "not these numbers"),
        ("17-turn", instead("17-turn", lambda box, size: (box, size.clip(0, 300))), "not this box"),
        ("17-turn", instead("17-turn", lambda box, size: (box, np.sort(size))), "not this box"),
        ("17-turn", afterwards("17-turn", np.floor), "the right numbers, cut to whole numbers"),
        ("17-turn", afterwards("17-turn", np.sort), "not this box"),
        ("17-count", instead("17-count", lambda scores, n, others: (scores, min(n, 10), others)), "not these numbers"),
        ("17-count", instead("17-count", lambda scores, n, others: (scores, n, others[:20])), "not these numbers"),
        (
            "17-count",
            instead("17-count", lambda scores, n, others: (scores, n, np.unique(others))),
            "not these numbers",
        ),
        ("17-count", lambda scores, n, others: np.sum(others >= np.quantile(scores, 0.5)), "not these numbers"),
        ("17-annotators", (0.8, 0.73), "that is the right pair, rounded to 2 digits after the point"),
        ("17-annotators", (44, 60), "shares lie from 0 to 1"),
        ("17-annotators", (0.8, 0.7333, 0.765), "expected two numbers (precision, recall), got 3 of them"),
        ("17-annotators", (0.9, 0.7), "not this pair"),
        ("17-annotators", {"precision": 0.8}, "expected two numbers"),
        ("18-pairs", instead("18-pairs", lambda S: (S.clip(-700, 700),)), "not these numbers"),
        ("18-pairs", instead("18-pairs", lambda S: (S[:10, :10],)), "not these numbers"),
        ("18-pairs", afterwards("18-pairs", lambda y: min(y, 100)), "not these numbers"),
        ("18-pairs", afterwards("18-pairs", lambda y: round(y, 3)), "the right numbers, rounded to 3 digits"),
        ("18-pairs", cross_entropies, "a probability can be 0 in the computer"),
        ("18-pairs", logarithms_of_sums, "large scores overflow in exp, or leave a probability of 0"),
        ("18-pairs", lambda S: cross_entropies(S, added=1e-9), "not these numbers"),
        ("18-turned", lambda text: right("18-turned")(text) if "small" in text else None, "it names a place"),
        ("18-turned", lambda text: right("18-turned")(text) if "but" not in text else text, "came back as it was"),
        ("18-turned", lambda text: 3, "For text = 'a small three left of a seven' it gave 3"),
        ("18-turned", "a three right of a seven", "expected a function of text"),
        ("18-wordings", instead("18-wordings", lambda U, P: (U[:10], P)), "expected shape"),
        ("18-wordings", instead("18-wordings", lambda U, P: (U, P[:7])), "not these classes"),
        ("18-wordings", instead("18-wordings", lambda U, P: (U, P[:, :5])), "not these classes"),
        ("18-wordings", instead("18-wordings", lambda U, P: (U[:, :6], P[..., :6])), "not these classes"),
        ("18-wordings", lambda U, P: right("18-wordings")(U, np.sign(P)), "not these classes"),
        (
            "18-background",
            instead("18-background", lambda a, mask, b: (a, mask.round(), b)),
            "do not make it 0 or 1 by a threshold",
        ),
        ("18-background", instead("18-background", lambda a, mask, b: (a, mask > 0.3, b)), "by a threshold"),
        ("18-background", instead("18-background", lambda a, mask, b: (a, mask.round(1), b)), "not these colors"),
        ("18-background", afterwards("18-background", lambda y: y.round(2)), "rounded to 2 digits after the point"),
        ("18-background", afterwards("18-background", lambda y: y[:9]), "expected shape"),
        ("19-field", instead("19-field", lambda x, t, X: (x, t, X[:11])), "not this field"),
        ("19-field", instead("19-field", lambda x, t, X: (x[:11], t, X)), "expected shape"),
        ("19-field", instead("19-field", lambda x, t, X: (x.clip(-5, 5), t, X)), "not this field"),
        ("19-field", instead("19-field", lambda x, t, X: (x, min(t, 0.998), X)), "not this field"),
        ("19-field", afterwards("19-field", lambda y: y.clip(-2000, 2000)), "not this field"),
        ("19-field", lambda x, t, X: bells_kept_above_0(x, t, X, 1e-300), "not this field"),
        ("19-heun", instead("19-heun", lambda field, x, t, h: (field, x, t, min(h, 0.9))), "not these places"),
        ("19-heun", instead("19-heun", lambda field, x, t, h: (field, x[:9], t, h)), "expected shape"),
        ("19-heun", afterwards("19-heun", lambda y: y.clip(-50, 50)), "not these places"),
        ("19-louder", instead("19-louder", lambda none, told, w: (none, told, w.clip(0, 10))), "not these velocities"),
        ("19-louder", instead("19-louder", lambda none, told, w: (none, told, w.round())), "not these velocities"),
        ("19-louder", instead("19-louder", lambda none, told, w: (none[:9], told[:9], w[:9])), "expected shape"),
        ("19-louder", afterwards("19-louder", lambda y: y.clip(-10, 10)), "not these velocities"),
        (
            "19-copies",
            instead("19-copies", lambda drawn, learned, held: (drawn, learned, held[:100])),
            "not this share",
        ),
        ("19-copies", instead("19-copies", lambda drawn, learned, held: (drawn, learned[:8], held)), "not this share"),
        ("19-copies", instead("19-copies", lambda *rows: tuple(row[:, :6] for row in rows)), "not this share"),
        ("19-copies", afterwards("19-copies", lambda y: round(y, 2)), "rounded to 2 digits after the point"),
        ("20-average", instead("20-average", lambda rows, sizes: (rows[:8], sizes[:8])), "not these numbers"),
        ("20-average", instead("20-average", lambda rows, sizes: (rows[:, :7], sizes)), "expected shape"),
        ("20-average", instead("20-average", lambda rows, sizes: (rows, sizes.clip(0, 20))), "not these numbers"),
        ("20-average", instead("20-average", lambda rows, sizes: (rows, sizes.clip(1))), "not these numbers"),
        ("20-average", afterwards("20-average", lambda y: y.clip(-50, 50)), "not these numbers"),
        ("20-average", afterwards("20-average", lambda y: y.round(3)), "rounded to 3 digits after the point"),
        ("21-scale", instead("21-scale", lambda low, high: (max(low, -1000.0), high)), "not these two"),
        ("21-scale", instead("21-scale", lambda low, high: (low, min(high, 1000.0))), "not these two"),
        ("21-scale", afterwards("21-scale", lambda y: (y[0], max(y[1], -127))), "not these two"),
        ("21-scale", afterwards("21-scale", lambda y: (y[0], min(y[1], 0))), "not these two"),
        ("21-scale", afterwards("21-scale", lambda y: (round(y[0], 3), y[1])), "rounded to 3 digits after the point"),
        ("21-batches", instead("21-batches", lambda times, size, wait: (times[:24], size, wait)), "expected shape"),
        ("21-batches", instead("21-batches", lambda times, size, wait: (times, min(size, 8), wait)), "expected shape"),
        ("21-batches", instead("21-batches", lambda times, size, wait: (times, size, max(wait, 1))), "expected shape"),
        ("21-batches", instead("21-batches", lambda times, size, wait: (sorted({*times}), size, wait)), "for times"),
        ("21-stability", instead("21-stability", lambda *rows: tuple(row[:13] for row in rows)), "not this number"),
        ("21-stability", instead("21-stability", lambda *rows: tuple(row + 0.5 for row in rows)), "not this number"),
        ("21-stability", instead("21-stability", lambda *rows: tuple(row.clip(0, 50) for row in rows)), "not this"),
        ("21-stability", afterwards("21-stability", lambda y: round(y, 3)), "rounded to 3 digits after the point"),
    ],
)
def test_what_is_right_for_ordinary_arguments_only_is_refused(id, answer, message):
    verdict = exercises.check(id, answer)
    assert verdict.passed is False
    assert message in verdict.message, verdict


@pytest.mark.parametrize("added", [1e-6, 1e-7, 1e-12])
def test_the_habit_of_adding_a_millionth_below_is_right(added):
    assert exercises.check("10-iou", lambda a, b: iou_with(a, b, added)).passed
    assert exercises.check("10-iou", lambda a, b: iou_with(a, b, added) + added / 10).passed, "0 but for rounding"


@pytest.mark.parametrize("id", TASKS)
def test_sizes_and_whole_numbers_go_far(id):
    """So that an answer that looks at the first few only, or ends at a small number, differs."""
    for values in zip(*exercises.find(id).task.cases(), strict=True):
        if np.ndim(values[0]) == 0:
            whole = all(isinstance(value, int) for value in values)
            assert not whole or max(values) >= FAR
            continue
        dimensions = max(np.ndim(value) for value in values)
        longest = np.max([np.shape(value) for value in values if np.ndim(value) == dimensions], axis=0)
        assert all(n >= FAR or (id, axis) in AXES_OF_A_KIND for axis, n in enumerate(longest)), longest


@pytest.mark.parametrize("id", [id for id in TASKS if id not in SHARES])
def test_results_without_limits_go_far(id):
    """So that an answer that is clipped differs, unless the limit is far beyond what is usual."""
    task = exercises.find(id).task
    largest = [max(np.abs(part).max() for part in outcome(task.reference, case)) for case in task.cases()]
    whole_answers = all(
        np.equal(np.mod(part, 1), 0).all() for case in task.cases() for part in outcome(task.reference, case)
    )
    assert whole_answers or max(largest) >= 5 * np.median(largest), (max(largest), np.median(largest))
