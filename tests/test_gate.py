"""The gate guards itself: a setting by which a fault could slip through is changed here too, or not at all.

Whoever means a change writes it here, with its reason, where a reviewer sees it.
"""

import ast
import os
import tomllib
import warnings
from collections import Counter
from types import SimpleNamespace

import pytest
from hypothesis import settings
from nbval.plugin import IPyNbCell, get_sanitize_patterns

import bench
from chapters import CHAPTERS, DEEPER, NOTEBOOKS, ROOT, cells, notebook

PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
TOOLS = tomllib.loads(PROJECT)["tool"]
SANITIZER = get_sanitize_patterns((ROOT / "tests" / "nbval_sanitize.cfg").read_text(encoding="utf-8"))
# Where a test may be skipped: file, how often, why.
SKIPS = {
    "conftest.py": (4, "the faces, the hands and the stamps, which do not ship; cells that need them, or a peer"),
    "src/kernelbook/scale/damage.py": (1, "skips no test, but records of a shard"),
    "src/kernelbook/scale/together.py": (1, "skips no test, but batches that were seen"),
    "tests/scale/test_reading.py": (2, "skips no test, but images that were read"),
    "tests/scale/test_together.py": (1, "lists processes as Linux does"),
    "tests/driving/conftest.py": (1, "the simulator of driving, which a reader may not have installed"),
    "tests/driving/test_expert.py": (1, "the simulator of driving, which a reader may not have installed"),
    "tests/compression/test_exports.py": (1, "what writes ONNX files is a peer"),
    "tests/detection/test_precision.py": (1, "pycocotools is a peer"),
    "tests/benchmarks/test_answers.py": (1, "Dask is a peer"),
    "tests/oracles.py": (1, "pycocotools is a peer"),
    "tests/sentences/test_encoder.py": (1, "PyTorch is a peer"),
    "tests/benchmarks/test_serving.py": (1, "what serves is a peer"),
    "tests/serve/test_program.py": (1, "ONNX Runtime is a peer"),
    "tests/serve/test_app.py": (2, "FastAPI and uvicorn are peers"),
    "tests/serve/test_client.py": (1, "what serves is a peer"),
    "tests/serve/test_listening.py": (1, "uvicorn is a peer"),
    "tests/test_backends.py": (1, "PyTorch and JAX are peers"),
    "tests/test_changed_chapters.py": (1, "the faces and the hands, which do not ship"),
    "tests/test_conventions.py": (1, "PyTorch is a peer"),
    "tests/test_epub.py": (1, "epubcheck, and Java"),
    "tests/test_jax_distribution.py": (1, "JAX is a peer"),
    "tests/test_lent_detector.py": (1, "KerasHub is a peer"),
    "tests/test_softmax.py": (1, "Node"),
    "tests/site/conftest.py": (2, "Chromium; Firefox and WebKit"),
    "tests/site/test_labs.py": (1, "TypeScript"),
    "tests/site/test_markup.py": (2, "Java, and the checker of HTML"),
}


def test_pytest_runs_everything_and_compares_notebooks():
    mine = {
        "minversion": "9.0",
        "testpaths": ["src", "pages", "tests", "chapters"],
        "pythonpath": [".", "tests", "scripts", "scripts/builders", "benchmarks"],
        "addopts": [
            "--doctest-modules",
            "--import-mode=importlib",
            "--nbval",
            "--nbval-current-env",
            "--nbval-cell-timeout=1800",
            "--nbval-sanitize-with=tests/nbval_sanitize.cfg",
            "--strict-markers",
            "-ra",
        ],
    }
    theirs = TOOLS["pytest"]
    for name, expected in mine.items():
        assert theirs[name] == expected, (
            f"pyproject.toml: look first at {name} of pytest; if it is meant, change it here"
        )
    assert theirs.keys() == {*mine, "markers", "filterwarnings"}, (
        "pyproject.toml: a new setting of pytest; name it here"
    )
    assert [marker.split(":")[0] for marker in theirs["markers"]] == ["slow", "site"]
    others = [
        name for name in ("pytest.ini", ".pytest.ini", "tox.ini", "setup.cfg", "pytest.toml") if (ROOT / name).exists()
    ]
    assert others == [], "the settings of pytest stand in pyproject.toml alone"


def test_a_warning_is_an_error_and_each_exception_has_its_reason():
    errors, *exceptions = TOOLS["pytest"]["filterwarnings"]
    assert errors == "error", "pyproject.toml: filterwarnings begins with error"
    assert exceptions == ["ignore:__array__ implementation:DeprecationWarning"], "add the new one here"
    for exception in exceptions:
        before = PROJECT[: PROJECT.index(f'"{exception}"')].rstrip().split("\n")[-1]
        assert before.strip().startswith("# "), f"say above {exception} in pyproject.toml why it may be ignored"


@pytest.mark.parametrize("kind", [UserWarning, DeprecationWarning, RuntimeWarning, FutureWarning, ResourceWarning])
def test_a_warning_stops_a_test(kind):
    with pytest.raises(kind):
        warnings.warn("something", kind, stacklevel=1)


def sanitized(text):
    """Return an output as nbval compares it."""
    return IPyNbCell.sanitize(SimpleNamespace(parent=SimpleNamespace(sanitize_patterns=dict(SANITIZER))), text)


def test_only_addresses_and_timings_are_hidden_from_the_comparison():
    assert [pattern for pattern, _ in SANITIZER] == [
        "0x[0-9a-fA-F]{6,}",
        r"/[^\s:]*ipykernel_\d+/\d+\.py",
        r"\b\d+(\.\d+)? ?(ms|s)/step\b",
    ], "tests/nbval_sanitize.cfg: look first at what a new pattern hides; if it is meant, name it here"


@pytest.mark.parametrize(
    "text",
    [
        "0.98",
        "3.142",
        "accuracy 97.31",
        "dense  97.3 (96.9 to 97.8)",
        "[0.1, 0.25]",
        "1e-05",
        "12 ms",
        "-0.5",
        "93,322",
    ],
)
def test_figures_are_compared_as_they_are(text):
    assert sanitized(text) == text, "tests/nbval_sanitize.cfg hides a figure"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_stored_output_is_hidden_and_no_cell_is_left_out(path):
    for cell in cells(path, "code"):
        assert set(cell.metadata.get("tags", [])) <= {"remove-cell", "nbval-ignore-output"}, cell.source
        assert "NBVAL" not in cell.source, "a comment that tells nbval to look away"
        for output in cell.outputs:
            data = [*output.get("data", {}).items(), ("text/plain", output.get("text", ""))]
            for text in [text for kind, text in data if kind.startswith("text/")]:
                assert sanitized(text) == text, "tests/nbval_sanitize.cfg hides a part of this output"


def skips(path):
    """Return how often a file skips a test, or expects one to fail."""
    names = {"skip", "skipif", "importorskip", "xfail"}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return sum(isinstance(node, ast.Attribute) and node.attr in names for node in ast.walk(tree))


def test_tests_are_skipped_only_where_something_may_be_missing():
    paths = [ROOT / "conftest.py", *(p for room in ("src", "pages", "tests") for p in (ROOT / room).rglob("*.py"))]
    counted = Counter({p.relative_to(ROOT).as_posix(): skips(p) for p in paths if "node_modules" not in p.parts})
    found = {name: count for name, count in counted.items() if count}
    assert found == {name: count for name, (count, _) in SKIPS.items()}, (
        "look first at the file that differs: a skip or xfail hides a test; what may be missing stands in SKIPS"
    )


@pytest.fixture
def hooks(pytestconfig):
    """Return the conftest.py of the repository."""
    return next(p for p in pytestconfig.pluginmanager.get_plugins() if hasattr(p, "may_be_missing"))


class Session:
    """A run of pytest that ended with these skips."""

    exitstatus = pytest.ExitCode.OK

    def __init__(self, *reasons):
        reports = [SimpleNamespace(longrepr=("file", 1, reason)) for reason in reasons]
        reporter = SimpleNamespace(stats={"skipped": reports}, write_line=lambda text, red: None)
        self.config = SimpleNamespace(pluginmanager=SimpleNamespace(get_plugin=lambda name: reporter))


@pytest.mark.parametrize(("reason", "ci", "red"), [("Java", "true", True), ("Java", "", False), (None, "true", False)])
def test_a_skip_is_an_error_where_everything_is_installed(hooks, monkeypatch, reason, ci, red):
    monkeypatch.setenv("CI", ci)
    session = Session(*([reason] if reason else [hooks.NO_FACES, hooks.NO_HANDS, hooks.NO_STAMPS]))
    hooks.pytest_sessionfinish(session, pytest.ExitCode.OK)
    assert (session.exitstatus == pytest.ExitCode.TESTS_FAILED) == red


def test_cells_are_skipped_only_for_what_may_be_missing(hooks):
    known = {"load_olivetti", "load_hands", "import torch", "import jax", "serve.running"}
    assert set(hooks.NEEDS) == known, "conftest.py: name a new one here"
    for words, names in hooks.NEEDS.items():
        hooked = [path.stem for path in NOTEBOOKS if any(words in cell.source for cell in cells(path, "code"))]
        assert hooked, f"no notebook says {words!r} any more: take it out of NEEDS"
        assert callable(names)


@pytest.mark.parametrize("package", ["fastapi", "uvicorn", "onnxruntime", "onnx", "tf2onnx"])
def test_a_cell_that_serves_is_skipped_without_any_of_its_packages(hooks, monkeypatch, package):
    monkeypatch.setattr(hooks, "missing_peer", lambda name: name if name == package else None)
    assert hooks.NEEDS["serve.running"]() == package


class Item:
    """A cell of a notebook, as pytest collects it."""

    def __init__(self, path, source):
        self.path, self.cell, self.marks = path, SimpleNamespace(source=source), []
        self.add_marker = self.marks.append


@pytest.mark.parametrize("here", [True, False])
def test_cells_are_skipped_from_the_first_on_that_needs_what_is_missing(hooks, monkeypatch, here):
    monkeypatch.setitem(hooks.NEEDS, "load_hands", lambda: None if here else hooks.NO_HANDS)
    sources = {"16": ["import numpy", "data.load_hands()", "1 + 1"], "17": ["data.load_trees()"]}
    items = [Item(path, source) for path, cells in sources.items() for source in cells]
    hooks.pytest_collection_modifyitems(items)
    assert [[mark.kwargs["reason"] for mark in item.marks] for item in items] == (
        [[], [], [], []] if here else [[], [hooks.NO_HANDS], [hooks.NO_HANDS], []]
    )


def test_a_whole_run_keeps_where_its_time_went(hooks, monkeypatch, tmp_path):
    reports = [SimpleNamespace(nodeid=f"tests/{k}.py::{name}", duration=k / 2) for k in range(3) for name in "ab"]
    reporter = SimpleNamespace(stats={"passed": reports[:4], "": reports[4:], "warnings": [SimpleNamespace()]})
    monkeypatch.setattr(hooks, "BUILD", tmp_path)
    hooks.pytest_terminal_summary(reporter)
    assert not any(tmp_path.iterdir()), "a few files are no whole run"
    monkeypatch.setattr(hooks, "MANY", 2)
    hooks.pytest_terminal_summary(reporter)
    assert (tmp_path / "times.tsv").read_text("utf-8") == "2.0\ttests/2.py\n1.0\ttests/1.py\n0.0\ttests/0.py\n"


def test_the_books_own_runs_are_strict_and_search_widely():
    assert os.environ["KERNELBOOK_STRICT"] == "1"
    assert settings.get_profile("book").max_examples == 300
    assert settings.get_profile("quick").max_examples == 100


def test_ruff_lets_through_what_is_listed_here_alone():
    ruff = TOOLS["ruff"]["lint"]
    assert set(ruff["select"]) >= {"E", "F", "W", "I", "B", "C4", "N", "PT", "RUF", "SIM", "UP", "NPY", "D"}
    assert set(ruff["ignore"]) == {"D105", "D107", "N803", "N806", "RUF001", "RUF002", "RUF003"}
    assert ruff["per-file-ignores"] == {
        **{f"{room}/**": ["D"] for room in ("tests", "benchmarks", "pages", "scripts")},
        "*.ipynb": ["D", "E501", "N816"],
    }
    assert TOOLS["ruff"]["extend-exclude"] == [".venv-*"]


# How strict a check is, where it says so itself.
LIMITS = {
    "tests/formulas/test_formulas.py": ["SPOILED = 0.95"],
    "tests/evidence/test_numbers.py": ["len(stated) > 3500", "len(missing) < len(stated) / 4"],
    "tests/evidence/gaps.py": ['SMALL = {"zero", "one", "two", "three"}'],
    "scripts/figure_texts.py": ["TOLERANCE = 0.02"],
    "scripts/exam.py": ["ENOUGH = 0.95"],
}


@pytest.mark.parametrize("name", LIMITS)
def test_what_is_enough_stays_enough(name):
    gone = [limit for limit in LIMITS[name] if limit not in (ROOT / name).read_text(encoding="utf-8")]
    assert not gone, f"{name}: look first at what it says now of {gone}; if it is meant, change it here"


def test_the_linters_read_every_notebook_script_and_chapter():
    """A pattern that finds nothing turns every linter green."""
    assert len(CHAPTERS) == 21
    assert [path.stem[:2] for path in CHAPTERS] == [f"{number:02d}" for number in range(1, 22)]
    everywhere = [path for path in (ROOT / "chapters").rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts]
    assert set(everywhere) == set(NOTEBOOKS)
    assert len(NOTEBOOKS) == len(CHAPTERS) + len(DEEPER) + 2
    assert all(
        len(cells(path, "code")) + len(cells(path, "markdown")) == len(notebook(path).cells) for path in NOTEBOOKS
    )
    assert {path.stem for path in (ROOT / "benchmarks").glob("*.py")} == set(bench.SCRIPTS)
