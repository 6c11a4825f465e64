"""What `make test-all` decides: which Python it takes, what it installs, what it says at the end."""

import calendar
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from hypothesis import settings

import execute_alone
import test_all
from chapters import CHAPTERS, ROOT
from test_all import Outcome

PASSED, FAILED = Outcome("3.11", "passed", "12 passed", 31.4), Outcome("3.12", "failed", "1 failed, 11 passed", 29.6)
MISSING = Outcome("3.13", "not found", "needs Python 3.13")


def program(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def surroundings(tmp_path):
    folders = [tmp_path / "shims", tmp_path / "bin"]
    return {"PATH": os.pathsep.join(map(str, folders)), "PYENV_ROOT": str(tmp_path / "pyenv")}


def test_pythons_are_looked_for_on_the_path_then_among_pyenvs_the_newest_first(tmp_path):
    older = program(tmp_path / "pyenv/versions/3.12.9/bin/python3.12", "")
    newer = program(tmp_path / "pyenv/versions/3.12.10/bin/python3.12", "")
    program(tmp_path / "pyenv/versions/3.11.2/bin/python3.11", "")
    on_path = program(tmp_path / "bin" / "python3.12", "")
    assert test_all.interpreters("3.12", surroundings(tmp_path)) == [on_path, newer, older]


def test_a_candidate_must_run_have_the_version_and_make_environments(tmp_path):
    program(tmp_path / "shims" / "python3.12", "echo 'pyenv: python3.12: command not found' >&2; exit 127")
    program(tmp_path / "bin" / "python3.12", "echo 3.11")
    assert test_all.find("3.12", surroundings(tmp_path)) is None
    good = program(tmp_path / "pyenv/versions/3.12.1/bin/python3.12", "echo 3.12")
    assert test_all.find("3.12", surroundings(tmp_path)) == good
    assert not test_all.works(program(tmp_path / "nothing", "").with_name("none"), "3.12")


def test_the_python_of_these_tests_works():
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert test_all.works(sys.executable, version)
    assert not test_all.works(sys.executable, "3.1")


def test_what_is_not_here_is_printed(monkeypatch, capsys):
    monkeypatch.setattr(test_all, "find", lambda version: None)
    assert test_all.main("all") == 1
    said = capsys.readouterr().out
    for name, version in test_all.PYTHON_OF.items():
        assert f"{name}: no Python {version} that works" in said
        assert [line.split() for line in said.splitlines()].count(
            [name, "not", "found", "needs", "Python", version]
        ) == 1


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [([PASSED], 0), ([PASSED, MISSING], 0), ([PASSED, FAILED], 1), ([MISSING], 1), ([FAILED, MISSING], 1)],
)
def test_the_exit_code_is_0_only_if_something_ran_and_nothing_failed(outcomes, code):
    assert test_all.exit_code(outcomes) == code


def test_the_table_tells_environment_result_tests_and_minutes():
    lines = test_all.table([PASSED, FAILED, MISSING]).splitlines()
    assert lines == [
        "environment  result     tests                minutes",
        "3.11         passed     12 passed            31",
        "3.12         failed     1 failed, 11 passed  30",
        "3.13         not found  needs Python 3.13",
    ]


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("=== 2311 passed, 38 skipped in 1871.20s (0:31:11) ===", "2311 passed, 38 skipped"),
        ("1 failed, 3 passed, 2 deselected in 0.12s\nmake: *** [test] Error 1", "1 failed, 3 passed, 2 deselected"),
        ("3 passed in 0.01s\nfrom a test\n5 passed in 0.20s", "5 passed"),
        ("make: *** no such file", ""),
    ],
)
def test_the_count_is_pytests_last(said, count):
    assert test_all.counted(said) == count


def test_an_unknown_environment_is_named():
    with pytest.raises(SystemExit, match=r"ONLY=3\.10: no such environment; there are 3.11, 3.12, 3.13, colab, lowest"):
        test_all.main("3.10")


def test_the_lowest_releases_take_the_place_of_the_pins():
    pins = "# the chapters\nnumpy==2.4.6\nscipy==1.17.1\n"
    lower = "# Why.\nnumpy==2.0.0  # why\n\nml_dtypes==0.5.1\n"
    assert test_all.lowered(pins, lower) == "# the chapters\nscipy==1.17.1\nnumpy==2.0.0\nml_dtypes==0.5.1\n"


def test_only_chapters_13_and_21_install_something_of_their_own():
    found = [path.name for path in CHAPTERS if test_all.installs(path)]
    assert found == ["13_steer_a_car.ipynb", "21_ship_it.ipynb"]


def test_what_a_layer_installs_stays_out_of_the_environment_below(tmp_path):
    packages = test_all.layer(tmp_path / "layer", Path(sys.prefix))
    (packages / "only_here.py").write_text("import nbclient", encoding="utf-8")
    import_it = ["-c", "import only_here"]
    assert subprocess.run([tmp_path / "layer" / "bin" / "python", *import_it], env={}).returncode == 0
    below = subprocess.run([sys.executable, *import_it], env={}, capture_output=True, text=True)
    assert "No module named 'only_here'" in below.stderr


def test_a_notebook_alone_runs_as_on_colab_and_tells_warnings(tmp_path, capsys):
    new = nbformat.v4.new_code_cell
    setup = new("import sys\n%pip install git+https://github.com/OWNER/REPO")
    cells = [setup, new("assert 'google.colab' in sys.modules\nprint('careful', file=sys.stderr)")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "00.ipynb")
    execute_alone.main(tmp_path / "00.ipynb")
    said = capsys.readouterr().out
    assert "00.ipynb: executed in" in said
    assert "00.ipynb warns: careful" in said


def test_folders_of_environments_are_never_read():
    subprocess.run(["git", "check-ignore", "-q", ".venv-3.12/x.py"], cwd=ROOT, check=True)
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    assert ".venv-*" in config["exclude_patterns"]
    shown = subprocess.run([sys.executable, "-m", "ruff", "check", "--show-settings"], cwd=ROOT, capture_output=True)
    assert b".venv-*" in shown.stdout


def test_make_takes_the_folder_of_an_environment():
    command = ["make", "--dry-run", "--always-make", "quick", "VENV=.venv-3.12", "PYTHON=python3.12"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "python3.12 -m venv .venv-3.12\n" in said
    assert ".venv-3.12/bin/python -m pytest" in said
    assert ".venv/" not in said


def test_the_inner_loop_searches_a_third_of_the_examples():
    said = subprocess.run(["make", "--dry-run", "quick"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert '-m "not slow and not site" --hypothesis-profile=quick' in said
    assert [settings.get_profile(name).max_examples for name in ("book", "quick")] == [300, 100]
    assert settings.get_profile("quick").deadline is None


def test_each_python_has_its_environment_and_the_lists_say_when():
    assert set(test_all.VERSIONS) <= set(test_all.PYTHON_OF)
    for path in (test_all.COLAB, test_all.LOWEST):
        text = path.read_text(encoding="utf-8")
        assert re.search(rf"({'|'.join(calendar.month_name[1:])}) 20\d\d\b", text)
        pins = [line for line in text.splitlines() if line and not line.startswith("#")]
        assert all(test_all.PINNED.match(line) for line in pins)


def test_peers_may_be_missing_after_python_311_and_nothing_else_may(pytestconfig):
    ours = next(plugin for plugin in pytestconfig.pluginmanager.get_plugins() if hasattr(plugin, "may_be_missing"))
    assert ours.may_be_missing(ours.NO_FACES, (3, 11))
    for peer in ("torch", "KerasHub"):
        assert ours.may_be_missing(f"{peer} is not installed: pip install -r requirements-peers.txt", (3, 12))
        assert not ours.may_be_missing(f"{peer} is not installed: pip install -r requirements-peers.txt", (3, 11))
    assert not ours.may_be_missing("Java is not installed: the Nu HTML checker needs it", (3, 13))
