"""Test data are for judging: in notebooks and benchmarks they reach nothing that learns, and no choice."""

import ast
from functools import cache

import pytest

from chapters import NOTEBOOKS, ROOT, cells
from dataflow import name_of
from leakage import leaks

# How a file names what it judges on where no loader cut it off: the rows (x[TEST]), or where they begin (x[CUT:]).
ROWS = {
    "benchmarks/diagnosis.py": ("judged",),
    "benchmarks/driving.py": ("TEST", "FEWER", "HELD_OUT"),
    "benchmarks/faces.py": ("judged", "HELD_OUT"),
    "benchmarks/nuclei.py": ("TEST", "VALIDATE"),
    "chapters/10_find_digits.ipynb": ("held_out",),
    "chapters/14_follow_nuclei.ipynb": ("test", "judge"),
}
CUTS = {
    **{f"benchmarks/{name}.py": ("TRAINING",) for name in ("changes", "repairs")},
    **{f"benchmarks/{name}.py": ("HELD_OUT",) for name in ("families", "labels", "patience", "scaling")},
}
# The rows that a chapter learns from or chooses on. What it loaded counts as judged until they are cut off, so that
# neither a fit nor a mean takes all of it.
LEARNED = {
    "chapters/01_see_why.ipynb": (":55000",),
    "chapters/04_learn_the_kernels.ipynb": (":55000", "55000:"),
    "chapters/05_train_a_network.ipynb": (":55000", "55000:"),
    "chapters/06_judge_the_network.ipynb": ("55000:",),
    "chapters/09_recognize_objects.ipynb": (":9000", "9000:"),
    "chapters/10_find_digits.ipynb": (":50000",),
    "chapters/11_label_every_pixel.ipynb": (":50000",),
    "chapters/12_verify_faces.ipynb": (":75",),
    "chapters/14_follow_nuclei.ipynb": ("train",),
    "chapters/15_place_todays_models.ipynb": (":10000",),
}
# Chapters that take means of what they judge, as results: there a mean is no leak.
TOLD = {
    "chapters/06_judge_the_network.ipynb",
    "chapters/10_find_digits.ipynb",
    "chapters/11_label_every_pixel.ipynb",
    "chapters/12_verify_faces.ipynb",
}

# What looks like a leak and is none: file, call, why.
EXCEPTIONS = [
    (
        "benchmarks/forms.py",
        "figures['answers that differ'][0]",
        "it asks whether there is an answer to tell of; nothing is chosen by it",
    ),
    (
        "chapters/01_see_why.ipynb",
        "rim.any(axis=(1, 2)).mean()",
        "it tells how many of the judged digits have no room to be moved; nothing learns from it",
    ),
    (
        "benchmarks/locality.py",
        "model.fit(x_train, y_train, batch_size=BATCH, epochs=EPOCHS, verbose=0)",
        "to give all pixels one other order, it puts both parts together, and takes them apart again in the same place",
    ),
    (
        "benchmarks/doubles.py",
        "recipes.train(network, x[..., np.newaxis] / np.float32(255), y, epochs=1, peak=PEAK, batch_size=BATCH)",
        "what planted test digits do to a score is its question: it learns from them on purpose, in `material` alone, "
        "and is judged beside them on 9,000 others, which test_parts.py keeps apart",
    ),
    (
        "chapters/07_look_inside.ipynb",
        "TSNE(random_state=0, init='pca').fit_transform(features)",
        "it draws a map of the images it is given; nothing is judged on them afterwards",
    ),
    (
        "chapters/10_find_digits.ipynb",
        "min(run, key=run.get)",
        "it asserts which kind of scene each training reads worst; nothing is chosen by it",
    ),
    (
        "chapters/14_follow_nuclei.ipynb",
        "outward.mean()",
        "it tells how far the judged outlines moved, on average; nothing learns from it",
    ),
]

PATHS = [*sorted((ROOT / "benchmarks").glob("*.py")), *sorted((ROOT / "scripts").glob("train_*.py")), *NOTEBOOKS]
PAIR = "(x, y), (x_test, y_test) = data.load_mnist()\n"


def source_of(path):
    """Return the code of a script or a notebook."""
    if path.suffix == ".py":
        return path.read_text(encoding="utf-8")
    return "\n".join(cell.source for cell in cells(path, "code") if "%pip" not in cell.source)


@cache
def found_in(path):
    name = path.relative_to(ROOT).as_posix()
    named = (ROWS.get(name, ()), CUTS.get(name, ()), LEARNED.get(name, ()), name not in TOLD)
    return {(name, call): what for call, what in leaks(source_of(path), *named).items()}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.parent.name + "-" + path.stem)
def test_test_data_reach_nothing_that_learns_and_no_choice(path):
    known = {(name, call) for name, call, _ in EXCEPTIONS}
    wrong = {call: what for (name, call), what in found_in(path).items() if (name, call) not in known}
    assert wrong == {}, (
        f"{path.name}: these calls are given test data, or what was computed from them. Look first at their arguments, "
        f"and follow the names back to where they were loaded; take the validation part instead. If it is no leak, add "
        f"a line to EXCEPTIONS, with the reason"
    )


def test_every_exception_is_still_met():
    met = {key for path in PATHS for key in found_in(path)}
    assert [line for line in EXCEPTIONS if line[:2] not in met] == [], "take these lines out: the calls are gone"


def test_every_name_of_a_part_still_stands_in_its_file():
    for name, words in [*ROWS.items(), *CUTS.items()]:
        source = source_of(ROOT / name)
        assert [word for word in words if word not in source] == [], f"{name} calls its judged part otherwise now"
    for name, rows in LEARNED.items():
        slices = {ast.unparse(first_of(node)) for node in ast.walk(ast.parse(source_of(ROOT / name)))}
        assert set(rows) <= slices, f"{name} learns from other rows now: say in LEARNED from which"
    assert LEARNED.keys() >= TOLD, "the others are not read for means"


def first_of(node):
    """Return what stands first in the brackets of a subscript; other nodes as they are."""
    inside = getattr(node, "slice", node)
    return inside.elts[0] if isinstance(inside, ast.Tuple) and inside.elts else inside


def halves(tree):
    """Return where a sequence is cut in two, as in ``learn, judge = order[:m], order[m:]``: the ends of both parts."""
    for node in ast.walk(tree):
        parts = getattr(node, "elts", []) if isinstance(node, ast.Tuple) else []
        slices = [part.slice for part in parts if isinstance(part, ast.Subscript) and isinstance(part.slice, ast.Slice)]
        if len(slices) == len(parts) == 2 and len({ast.unparse(part.value) for part in parts}) == 1:
            first, second = slices
            if first.lower is None and second.upper is None and first.upper and second.lower:
                yield ast.unparse(first.upper), ast.unparse(second.lower)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.parent.name + "-" + path.stem)
def test_what_is_cut_in_two_has_no_common_part(path):
    wrong = [ends for ends in halves(ast.parse(source_of(path))) if ends[0] != ends[1]]
    assert wrong == [], f"{path.name}: one part ends elsewhere than the other begins: look first at these ends"


def largest(node):
    """Return the largest whole number in an expression, such as 31000 in ``31_000 + 1000 * k``."""
    return max(part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and type(part.value) is int)


def test_the_chapter_on_driving_learns_from_other_starts_than_it_drives_from():
    tree = ast.parse(source_of(ROOT / "chapters" / "13_steer_a_car.ipynb"))
    calls = [(name_of(node.func), node) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    firsts = [
        {k.arg: k.value for k in call.keywords}.get("first", call.args[2:3]) for n, call in calls if n == "collect"
    ]
    learned = [largest(first if isinstance(first, ast.AST) else first[0]) for first in firsts]
    driven = [largest(k.value) for n, call in calls if n == "drive" for k in call.keywords if k.arg == "seed"]
    driven += [call.args[-1].value for n, call in calls if n == "range" and isinstance(call.args[-1], ast.Constant)]
    assert len(learned) >= 3
    assert len(driven) >= 3
    assert max(driven) < 10_000 <= min(learned), (
        "starts from 10,000 on are there to learn from, those before to judge on"
    )


@pytest.mark.parametrize(
    "code",
    [
        "network.fit(x, y, validation_data=(x_test, y_test), callbacks=[EarlyStopping('val_loss')])",
        "x = np.concatenate([x, x_test])\nnetwork.fit(x, y)",
        "small = x_test[:100] / 255\nlabels = y_test[:100]\nnetwork.fit(small, labels)",
        "def learn(x, y, held_out):\n    network.fit(x, y, validation_data=held_out)\nlearn(x, y, (x_test, y_test))",
        "def prepared():\n    return (data.load_mnist()[1][0] / 255)\nnetwork.fit(prepared(), y)",
        "parts = [x]\nparts.append(x_test)\nnetwork.fit(np.concatenate(parts), y)",
        "x = (x - x_test.mean()) / 255\nrecipes.train(network, x, y, epochs=1)",
        "x, x_test = (part / 255 for part in (x_test, x))\nnetwork.fit(x, y)",
        "network.fit(x, y, callbacks=[Stop(x_test, y_test)])",
        "x[:100] = x_test[:100]\nnetwork.fit(x, y)",
        "p = network.predict(x_test)\nevaluation.fit_temperature(p, y_test)",
        "found = {t: accuracy(network.predict(x_test) > t) for t in thresholds}\nbest = max(found, key=found.get)",
        "best = max(rates, key=lambda rate: accuracy(rate, x_test, y_test))",
        "scores = [accuracy(rate, x_test) for rate in rates]\nrate = rates[int(np.argmax(scores))]",
        "_, best = max((accuracy(rate, x_test), rate) for rate in rates)",
        "for t in thresholds:\n    if accuracy(x_test > t) > best:\n        best, chosen = accuracy(x_test > t), t",
        "while True:\n    network.fit(x, y)\n    if network.evaluate(x_test, y_test) > 0.99:\n        break",
        "digits, labels = data.load_small_digits()\nnetwork.fit(digits, labels)",
        "model.fit(x[judged], y[judged])",
        "network.fit(x[CUT:], y[CUT:])",
    ],
)
def test_a_leak_is_found(code):
    assert leaks(PAIR + code, rows=("judged",), cuts=("CUT",))


@pytest.mark.parametrize(
    "code",
    [
        "network.fit(x, y)\nnetwork.evaluate(x_test, y_test)",
        "x_val, y_val = x[55_000:], y[55_000:]\nnetwork.fit(x, y, validation_data=(x_val, y_val))",
        "x, x_test = (part / 255 for part in (x, x_test))\nnetwork.fit(x, y)",
        "x_test = x[:10]\nnetwork.fit(x_test, y)",
        "train, test = [(a / 255, b) for a, b in data.load_mnist()]\nnetwork.fit(*train)",
        "labels = network.predict(x_test).argmax(axis=1)\nwrong = x_test[labels != y_test]",
        "surest = x_test[np.argmax(network.predict(x_test).max(axis=1))]",
        "def read(x):\n    return network.predict(x)\nread(x_test)\nfound = read(x)\nnetwork.fit(found, y)",
        "best = max(rates, key=lambda rate: accuracy(rate, x, y))\naccuracy(best, x_test, y_test)",
        "network.fit(x[: len(x_test)], y[: x_test.shape[0]])",
        "model.fit(x[~judged], y[~judged])\nmodel.predict(x[judged])",
        "network.fit(x[:CUT], y[:CUT])\nnetwork.predict(x[CUT:])",
    ],
)
def test_what_is_no_leak_is_let_through(code):
    assert leaks(PAIR + code, rows=("judged",), cuts=("CUT",)) == {}


@pytest.mark.parametrize(
    ("code", "finds"),
    [
        ("network.fit(x[:55_000], y[:55_000])\nnetwork.evaluate(x[55_000:], y[55_000:])", 0),
        ("z = x / 255\nfirst = z[:55_000]\nnetwork.fit((first - first.mean()) / first.std(), y[:55_000])", 0),
        ("network.fit(x, y)\nnetwork.evaluate(x[55_000:], y[55_000:])", 1),
        ("z = (x - x.mean()) / x.std()\nnetwork.fit(z[:55_000], y[:55_000])", 2),
        ("means = [x[y == k].mean(axis=0) for k in range(10)]", 1),
        ("network.fit(x[:55_000, ..., np.newaxis], y[:55_000])", 0),
        ("network.fit(x_test[:55_000], y_test[:55_000])", 1),
    ],
)
def test_what_is_learned_is_cut_off_first(code, finds):
    assert len(leaks(PAIR + code, learned=(":55000",))) == finds
