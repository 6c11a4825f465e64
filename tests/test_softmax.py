"""Every softmax of the book holds for logits of ten thousand: one that does not subtract the largest overflows.

They are found in the syntax of all code: who writes a new one adds it to `TESTED`.
"""

import ast
import importlib
import re
import shutil
import subprocess

import numpy as np
import pytest
from scipy import special

from chapters import NOTEBOOKS, ROOT, cells
from kernelbook import compression, contrast, detection, evaluation, faces, figures, graph, layers, segmentation, words
from softmaxes import softmaxes

LIBRARY = ROOT / "src" / "kernelbook"
LABS = ROOT / "assets" / "labs"
FENCE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)

LOGITS = np.array([[1e4, 0, -1e4], [-1e4, 1 - 1e4, -1e4], [1e4, 1e4 - 2, 1e4 + 1], [0, 1, 2], [1e4, -1e4, 1e4]])
EXPECTED = special.softmax(LOGITS, axis=1)
LABELS = np.array([0, 1, 1, 2, 1])
RIGHT = np.eye(3)[LABELS]
SURPRISE = special.logsumexp(LOGITS, axis=1) - (RIGHT * LOGITS).sum(axis=1)


def rows(softmax):
    """Return what a softmax gives for each row of logits, and what it should."""
    return softmax(LOGITS), EXPECTED


def weights(attention):
    """Return the weights of an attention whose fits are the logits."""
    return attention(LOGITS * np.sqrt(3), np.eye(3), np.eye(3))[1], EXPECTED


def sums(logarithm):
    """Return the logarithms of sums of exponentials, one for each row of logits."""
    return logarithm(LOGITS), special.logsumexp(LOGITS, axis=1)


def rows_of_pairs(cross_entropy):
    """Return the cross-entropy of square scores, the right ones on the diagonal."""
    square = LOGITS[:3]
    return cross_entropy(square), np.mean(special.logsumexp(square, axis=1) - np.diag(square))


def errors(loss):
    value, slopes = loss(LOGITS, LABELS)
    return np.append(5 * slopes + RIGHT, value), np.append(EXPECTED, SURPRISE.mean())


def scores(decode):
    """Return the surest digit's probability in each cell, with huge distances: class 0 is the ground."""
    answers = np.concatenate([LOGITS, np.full((5, 4), 1e4)], axis=1)
    found = [decode(cell[np.newaxis, np.newaxis], score=0.0).scores[0] for cell in answers]
    return np.array(found), EXPECTED[:, 1:].max(axis=1)


def bars(draw_reading):
    """Return the lengths of the bars that a drawing makes of ten logits."""
    logits, maps = np.repeat(LOGITS[0], 4)[:10], [np.zeros((2, 2, 3))] * 3
    known = draw_reading.__wrapped__.__globals__
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(known, "feature_maps", lambda *arguments: (*maps, logits))
        figure = draw_reading(None, np.zeros((9, 9)), np.zeros((28, 28)), figure=figures.digits.plt.figure())
    lengths = [bar.get_width() for bar in figure.axes[-1].patches]
    figures.digits.plt.close("all")
    return np.array(lengths), special.softmax(logits)


def mixtures(clean):
    """Return the mixture of a collection of two images, by an image far from both."""
    collection = np.array([[0.0, 0.0], [1.0, 1.0]])
    clean.__globals__["collection"] = collection
    return clean(np.array([300.0, 300.0]), 0.02), collection[1]


def mixtures_by_pieces(clean):
    """Return the mixture of images that are gray all over, far from the noisy one: just that gray."""
    clean.__globals__["pieces"] = np.full((2, 28, 28), 3.0)
    return clean(np.full((28, 28), 300.0), 0.02, lambda t: 1), np.full((28, 28), 3.0)


def velocities(field):
    """Return the velocities, halfway in time, to three points whose distances differ by ten thousand and more."""
    x = np.array([[0.0, 0.0, 0.0], [100.0, 0.0, 0.0], [0.0, 100.0, 100.0]])
    points = 200 * np.eye(3)
    shares = special.softmax(-((x[:, np.newaxis] - points / 2) ** 2).sum(axis=-1) / 0.5, axis=1)
    return field(x, 0.5, points), (shares @ points - x) / 0.5


def velocities_to_points(answer):
    """Return the velocities, halfway in time, from places whose bells are all 0 in the computer."""
    x, X = np.array([0.0, 100.0, -300.0]), np.array([1.0, -1.0, 200.0])
    shares = special.softmax(-((x[:, np.newaxis] - X / 2) ** 2) / 0.5, axis=1)
    return answer(x, 0.5, X), (shares @ X - x) / 0.5


def contrast_of_views(loss):
    """Return the loss of views whose similarities, divided by the temperature, reach ten thousand."""
    scores = 1e4 * np.array([[-np.inf, 0, 1, -1], [0, -np.inf, 0, 0], [1, 0, -np.inf, -1], [-1, 0, -1, -np.inf]])
    U, V = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[1.0, 0.0], [-1.0, 0.0]])
    twins = scores[np.arange(4), [2, 3, 0, 1]]
    return loss(U, V, 1e-4), np.mean(special.logsumexp(scores, axis=1) - twins)


# Where each stands, and how it is asked.
TESTED = {
    "src/kernelbook/attention.py: attention": weights,
    "src/kernelbook/detection/cells.py: decode": scores,
    "src/kernelbook/evaluation/probabilities.py: normalized": rows,
    "src/kernelbook/exercises/chapter_05.py: softmax": rows,
    "src/kernelbook/exercises/chapter_18/losses.py: logarithm_of_sum": sums,
    "src/kernelbook/exercises/chapter_19/points.py: softmax": rows,
    "src/kernelbook/figures/digits.py: draw_reading": bars,
    "src/kernelbook/flow/fields.py: points_field": velocities,
    "src/kernelbook/layers/loss.py: softmax_cross_entropy": errors,
    "chapters/05_train_a_network.ipynb: softmax": rows,
    "chapters/05_train_a_network.ipynb: answer": rows,
    "chapters/15_place_todays_models.ipynb: attention": weights,
    "chapters/15_place_todays_models.ipynb: clean": mixtures,
    "chapters/15_place_todays_models.ipynb: clean_by_pieces": mixtures_by_pieces,
    "chapters/15_place_todays_models.ipynb: contrastive_loss": contrast_of_views,
    "chapters/18_ask_in_words.ipynb: cross_entropy": rows_of_pairs,
    "chapters/19_draw_digits.ipynb: answer": velocities_to_points,
}

# These need not hold, and why.
EXCEPTIONS = {
    "benchmarks/clinic.py: judge": "subtracts the largest; its errors are compared with differences in test_clinic.py",
    "src/kernelbook/exercises/chapter_05.py: shares": "a typical mistake: the exercise is about what it does",
    "src/kernelbook/exercises/chapter_20/batches.py: AVERAGE": "a typical mistake: weights that are no sizes",
    "src/kernelbook/exercises/chapter_18/losses.py: shares": "a typical mistake: the exercise is about what it does",
    "src/kernelbook/exercises/chapter_18/losses.py: without_right": "a typical mistake, with a mask in the sum",
    "src/kernelbook/exercises/chapter_18/losses.py: cross_entropy_shifted": "a typical mistake: one shift for all rows",
    "src/kernelbook/exercises/chapter_19/points.py: as_written": "a typical mistake, as chapter 18 has it",
    "src/kernelbook/serve/app.py: told": "one row, its largest subtracted first; tests/serve compares its confidence",
    "src/kernelbook/kernels.py: gaussian": "a bell: its exponents are 0 at most, and one of them is 0",
    "chapters/02_slide_a_kernel.ipynb: K": "that bell, and two kernels of boxes beside it",
    "chapters/04_learn_the_kernels.ipynb: cross_entropy": "the formula as it is, for scores of 0 to 2",
    "chapters/04_learn_the_kernels.ipynb: errors": "the formula as it is, for scores of 0 to 2",
    "chapters/04_learn_the_kernels.ipynb: as_written": "the section shows where it fails",
    "chapters/10_find_digits.ipynb: loss": "the formula as it is; the next cell compares it with the library's",
    "chapters/10_find_digits.ipynb: decode": "the formula as it is; the next cell compares it with the library's",
    "chapters/19_draw_digits.ipynb: A": "the formula as it is; the library's result stands beside it",
}


def found():
    """Return every softmax that is written out: list of (place, source text)."""
    folders = [ROOT / name for name in ("src", "pages", "scripts", "benchmarks")]
    texts = [(path, path.read_text(encoding="utf-8")) for folder in folders for path in sorted(folder.rglob("*.py"))]
    for path in NOTEBOOKS:
        texts += [(path, cell.source) for cell in cells(path, "code") if "%pip" not in cell.source]
        texts += [(path, text) for cell in cells(path, "markdown") for text in FENCE.findall(cell.source)]
    return [(f"{path.relative_to(ROOT).as_posix()}: {name}", text) for path, text in texts for name in softmaxes(text)]


FOUND = found()


def test_every_softmax_is_tested_or_excepted():
    places = {place for place, _ in FOUND}
    new, gone = places - {*TESTED, *EXCEPTIONS}, {*TESTED, *EXCEPTIONS} - places
    assert not new, f"{sorted(new)} divide exponentials by their sum: add them to TESTED, or to EXCEPTIONS with why"
    assert not gone, (
        f"{sorted(gone)} are no longer there: look first whether they were renamed, then take them out here"
    )


def function(place, text):
    """Return a function of the library, or one that a notebook defines."""
    path, name = place.split(": ")
    if path.endswith(".py"):
        return getattr(importlib.import_module(path.removeprefix("src/").removesuffix(".py").replace("/", ".")), name)
    definition = next(n for n in ast.walk(ast.parse(text)) if getattr(n, "name", "") == name)
    known = {"np": np}
    exec(ast.unparse(definition), known)
    return known[name]


@pytest.mark.parametrize(
    ("place", "text"), [pair for pair in FOUND if pair[0] in TESTED], ids=[p for p, _ in FOUND if p in TESTED]
)
def test_logits_of_ten_thousand_give_shares_that_add_up_to_1_without_a_warning(place, text):
    with np.errstate(all="raise", under="ignore"):
        given, expected = TESTED[place](function(place, text))
    np.testing.assert_allclose(
        given, expected, atol=1e-9, err_msg=f"{place}: look first whether it subtracts the largest logit of each row"
    )


def far_boxes(z):
    """Return answers of a detector with these logits, and boxes of one pixel around each middle."""
    return np.concatenate([z, np.zeros((5, 4))], axis=1)[np.newaxis, np.newaxis].astype("float32")


def target():
    return np.concatenate([LABELS[:, np.newaxis], np.ones((5, 4))], axis=1)[np.newaxis, np.newaxis].astype("float32")


VIEWS = np.array([[1.0, 0.0], [0.0, 1.0]], "float32"), np.array([[1.0, 0.0], [-1.0, 0.0]], "float32")
IMAGE = LABELS.reshape(1, 1, 5), LOGITS.reshape(1, 1, 5, 3).astype("float32")
LOSSES = {
    "layers": (lambda: layers.softmax_cross_entropy(LOGITS, LABELS)[0], SURPRISE.mean()),
    "graph": (lambda: graph.softmax_cross_entropy(graph.Value(LOGITS), LABELS).data, SURPRISE.mean()),
    "detection": (lambda: detection.loss(target(), far_boxes(LOGITS)), SURPRISE.sum() / 4),
    "dice": (lambda: segmentation.dice_loss(*IMAGE), None),
    "weighted": (lambda: segmentation.weighted_cross_entropy([1.0, 1.0, 1.0])(*IMAGE), SURPRISE.mean()),
    "contrast": (lambda: contrast.contrastive_loss(*VIEWS, 1e-4), np.log(3) / 4),
    "pairs": (lambda: words.pair_loss(np.eye(2), np.eye(2)[::-1], 1e4), 1e4),
    "arcface": (lambda: faces.identity.arcface_loss(0.3, 1e4)(LABELS, (LOGITS / 1e4).astype("float32")), None),
    "distillation": (lambda: compression.distillation_loss(LOGITS, LOGITS[::-1].copy(), LABELS, 1.0, 0.5), None),
    "likelihood": (lambda: evaluation.negative_log_likelihood(evaluation.softmax(LOGITS), LABELS), None),
}


@pytest.mark.parametrize("name", LOSSES)
def test_losses_of_logits_of_ten_thousand_are_numbers(name):
    loss, expected = LOSSES[name]
    value = float(np.mean(loss()))
    assert np.isfinite(value), f"{name}: look first whether it subtracts the largest logit, or leaves it to logsumexp"
    assert value >= 0
    if expected is not None:
        assert value == pytest.approx(expected, rel=1e-5)


def test_a_softmax_of_others_is_asked_for_only_in_losses_that_are_tested():
    calls = re.compile(r"\bops\.(softmax|log_softmax|logsumexp)\(")
    users = {path.stem for path in LIBRARY.rglob("*.py") if calls.search(path.read_text(encoding="utf-8"))}
    assert users == {"contrast", "distillation", "loss", "losses"}, "add the loss to LOSSES"


def test_the_labs_have_one_softmax():
    users = [path.name for path in sorted(LABS.rglob("*.js")) if "Math.exp(" in path.read_text(encoding="utf-8")]
    assert users == ["network.js"], "test the new one below"


@pytest.mark.site
def test_the_softmax_of_the_lab_holds_for_logits_of_ten_thousand():
    if not shutil.which("node"):
        pytest.skip("Node is not installed")
    text = (LABS / "digits" / "network.js").read_text(encoding="utf-8")
    softmax = re.search(r"^  function softmax\(z\) \{\n.*?^  \}\n", text, re.MULTILINE | re.DOTALL)[0]
    ask = f"{softmax}; console.log(JSON.stringify({LOGITS.tolist()}.map(softmax)))"
    answer = subprocess.run(["node", "-e", ask], capture_output=True, text=True, check=True).stdout
    given = np.array(ast.literal_eval(answer.replace("null", "float('nan')")))
    np.testing.assert_allclose(given, EXPECTED, atol=1e-9)


@pytest.mark.parametrize(
    "code",
    [
        "def f(z):\n    return np.exp(z) / np.exp(z).sum(axis=1)",
        "def f(z):\n    p = np.exp(z)\n    p /= p.sum(axis=-1, keepdims=True)\n    return p",
        "def f(z):\n    e = tf.exp(z)\n    total = tf.reduce_sum(e)\n    return e / total",
        "def f(z):\n    return np.log(np.exp(z).sum()) - z[0]",
        "def f(z):\n    rest = [math.exp(v) for v in z]\n    return [v / sum(rest) for v in rest]",
        "def g():\n    def f(z):\n        return np.exp(z) / np.sum(np.exp(z))\n    return f",
    ],
)
def test_a_softmax_is_found_however_it_is_written(code):
    assert softmaxes(code) == ["f"]


@pytest.mark.parametrize(
    "code",
    [
        "def f(z):\n    return 1 / (1 + np.exp(-z))",
        "def f(z):\n    return np.exp(np.mean(np.log(z)))",
        "def f(z):\n    return z / z.sum()",
        "def f(z):\n    return np.exp(z).sum()",
    ],
)
def test_what_is_no_softmax_is_not_found(code):
    assert softmaxes(code) == []
