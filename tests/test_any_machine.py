"""`make` on any machine: what is there stays until the new is made, and a sentence says what does not work."""

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from chapters import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BUILDS = """#!/bin/sh
out=$(echo "$*" | sed 's/.*--path-output //; s/ .*//')
mkdir -p "$out/_build/html" && echo new > "$out/_build/html/index.html"
exit {code}
"""


@pytest.fixture(params=["plain", "mein Kurs ñ/Kern für Kern"], ids=["plain", "accents"])
def place(request, tmp_path):
    """Return a folder with what `make book` reads, a site of yesterday, and an environment that was made there."""
    place = tmp_path / request.param
    shutil.copytree(ROOT, place, ignore=lambda folder, names: {*names} - {"Makefile", "requirements.txt"})
    shutil.copy(ROOT / "pyproject.toml", place)
    programs = place / ".venv" / "bin"
    programs.mkdir(parents=True)
    (place / ".venv" / "installed").write_text(f"{place.resolve()}\n", encoding="utf-8")
    (place / "_build" / "html").mkdir(parents=True)
    (place / "_build" / "html" / "index.html").write_text("old\n", encoding="utf-8")
    return place


def make(place, *arguments, **variables):
    """Call make, and return how it ended, with all that it said."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "LC_", "LANG"))}
    command = ["make", "--no-print-directory", *(arguments or ["book"])]
    return subprocess.run(command, cwd=place, env=environment | variables, capture_output=True, text=True)


def book_program(place, code):
    """Put a program that builds a page, and ends with a code, where jupyter-book is."""
    path = place / ".venv" / "bin" / "jupyter-book"
    path.write_text(BUILDS.format(code=code), encoding="utf-8")
    path.chmod(0o755)


def shown(place):
    return (place / "_build" / "html" / "index.html").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize(("code", "page"), [(0, "new"), (1, "old")])
def test_the_old_site_stays_until_the_new_one_is_built(place, code, page):
    book_program(place, code)
    ended = make(place)
    assert (ended.returncode == 0) == (code == 0), ended.stderr
    assert shown(place) == page
    assert ("The site is in _build/html" in ended.stdout) == (code == 0)
    (place / ".venv" / "bin" / "jupyter-book").unlink()
    assert make(place).returncode != 0
    assert shown(place) == page


@pytest.mark.parametrize("target", ["book", "quick", "serve", "run"])
def test_a_checkout_that_was_moved_says_so_and_keeps_its_site(place, target):
    book_program(place, 0)
    there = place.with_name("elsewhere")
    place.rename(there)
    ended = make(there, target)
    assert ended.returncode == 2
    assert f".venv was made in {place.resolve()}, and an environment does not move along: remove it" in ended.stderr
    assert shown(there) == "old"
    assert make(there, "help").returncode == 0
    assert make(there, "clean").returncode == 0
    assert not (there / ".venv").exists()


def test_an_environment_made_before_places_were_kept_is_taken(place):
    book_program(place, 0)
    (place / ".venv" / "installed").write_text("", encoding="utf-8")
    assert make(place).returncode == 0
    assert shown(place) == "new"


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8"])
def test_plain_c_is_read_as_utf_8(place, locale):
    found = subprocess.run(["locale", "charmap"], env={"LC_ALL": locale}, capture_output=True, text=True)
    said = make(place, "--eval=said: ; @echo $$LC_ALL", "said", LC_ALL=locale)
    assert said.stdout.strip() == ("C.UTF-8" if found.stdout.strip() == "ANSI_X3.4-1968" else locale), said.stderr


@pytest.mark.slow
def test_the_package_is_installed_under_a_path_with_accents_in_plain_c(tmp_path):
    place = tmp_path / "mein Kurs ñ" / "Kern für Kern"
    (place / "src" / "kernelbook").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, place)
    (place / "requirements.txt").write_text("", encoding="utf-8")
    (place / "src" / "kernelbook" / "__init__.py").write_text("MINE = True\n", encoding="utf-8")
    venv.create(place / ".venv", with_pip=True)
    folder = next((place / ".venv" / "lib").glob("python3*/site-packages"))
    here = next(Path(path) for path in sys.path if (Path(path) / "setuptools").is_dir())
    for package in here.glob("setuptools*"):
        shutil.copytree(package, folder / package.name, dirs_exist_ok=True)
    ended = make(place, ".venv/installed", LC_ALL="C", PYTHON=sys.executable)
    assert ended.returncode == 0, ended.stderr
    command = [place / ".venv" / "bin" / "python", "-c", "import kernelbook; print(kernelbook.MINE)"]
    found = subprocess.run(command, cwd=tmp_path, env={"LC_ALL": "C.UTF-8"}, capture_output=True, text=True)
    assert found.stdout == "True\n", found.stderr


def test_the_commands_for_who_has_no_make_are_those_of_make():
    section = README.split("### Without `make`")[1].split("\n## ")[0]
    plain = re.search(r"```bash\n(.*?)```", section, re.DOTALL)[1].splitlines()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = ["make", "--dry-run", "--always-make", "test", "VENV=.venv", "PYTHON=python3", "WORKERS=2"]
    said = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    called = [line for line in said.splitlines() if re.match(r"(python3 -m|\.venv/bin/)", line)]
    assert [re.sub(r"^([A-Z_]+=\S+ )+| +#.*", "", line) for line in plain] == [
        line.replace(" --path-output _build/next", "").removesuffix(" >/dev/null") for line in called
    ]
    told = dict(
        word.split("=")
        for line in plain
        for word in re.findall(r"^(?:[A-Z_]+=\S+ )+", line)[0:1]
        for word in word.split()
    )
    for name, value in re.findall(r"export ([A-Z_]+) := (-?\d+)", (ROOT / "Makefile").read_text(encoding="utf-8")):
        assert told[name] == value
