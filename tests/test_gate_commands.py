"""What `make`, `.ci/run` and the workflows call is the whole of the tests, and stops at the first error."""

import re

import pytest
import yaml

from chapters import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))

# What softens a run of the tests, wherever it is called.
SOFT = re.compile(
    r"pytest.*\s-m\b|\s-k[ =]|--deselect|--ignore|--nbval-lax|--lf\b|-p no:|-W ?(ignore|default)|--disable-warnings|"
    r"--maxfail|PYTEST_ADDOPTS|\|\| ?(true|:)|continue-on-error|set \+e"
)
FAST = '-m "not slow and not site"'  # what `make quick` and the lowest releases run


def recipe(target):
    """Return the commands of a target of the Makefile."""
    lines = re.search(rf"^{target}:[^\n]*\n((?:\t[^\n]*\n)*)", MAKEFILE, re.MULTILINE)[1]
    return [line.strip().removeprefix("@") for line in lines.splitlines()]


def test_make_test_is_pytest_and_nothing_less():
    everything = ["$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile"]
    assert recipe("test") == everything, (
        "Makefile: `make test` runs all tests, and the cells of a notebook in one process"
    )
    assert re.search(r"^test: book\b", MAKEFILE, re.MULTILINE), "Makefile: the site is built before it is tested"
    strict = "$(BIN)/jupyter-book build --quiet -W -n --keep-going --path-output _build/next . >/dev/null"
    assert strict in recipe("book"), "a warning of Sphinx is an error"
    assert recipe("lint") == ["$(BIN)/ruff check --quiet .", "$(BIN)/ruff format --quiet --check ."]
    assert re.search(r"^quick: \$\(VENV\)/installed lint\b", MAKEFILE, re.MULTILINE)
    soft = [line for line in MAKEFILE.splitlines() if SOFT.search(line)]
    assert soft == ["\t" + line for line in recipe("quick")], "only `make quick` leaves tests out"
    assert len(soft) == 1
    assert f"pytest src pages tests {FAST}" in soft[0], "`make quick` runs the fast tests of all rooms"


@pytest.mark.parametrize("path", [ROOT / ".ci" / "run", *WORKFLOWS], ids=lambda path: path.name)
def test_nothing_in_the_workflows_softens_a_test(path):
    soft = [line for line in path.read_text(encoding="utf-8").splitlines() if SOFT.search(line)]
    assert soft == [], f"{path.name}: look first at these lines: they leave tests out or let them fail"


def test_continuous_integration_builds_tests_and_stops_at_the_first_error():
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    needed = ["set -euo pipefail", "export CI=true", "make book", "make test"]
    assert [line for line in lines if line in needed] == needed, ".ci/run: one of these lines is missing or moved"
    assert lines[-1] == "make test"


def test_each_change_is_tested_and_each_week_every_environment():
    check, weekly = (
        yaml.safe_load((ROOT / f".github/workflows/{n}.yml").read_text("utf-8")) for n in ("check", "environments")
    )
    assert check[True].keys() == {"push", "pull_request"}  # YAML reads the word "on" as True
    assert ".ci/run" in [step.get("run") for step in check["jobs"]["check"]["steps"]]
    assert "if" not in check["jobs"]["check"]
    runs = " ".join(step.get("run", "") for step in weekly["jobs"]["environment"]["steps"])
    assert "make test-all" in runs
    every = (ROOT / "scripts" / "test_all.py").read_text(encoding="utf-8")
    assert '"make", "--no-print-directory", "test"' in every
    assert every.count("not slow") == 1, "scripts/test_all.py: only the lowest releases run the fast tests alone"
