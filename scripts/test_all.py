"""Run the gates in every environment that the book promises.

    make test-all              # or one of them: ONLY=3.12, ONLY=colab, ONLY=lowest

`make test` under Python 3.11, 3.12 and 3.13; the chapters as a reader on Colab has them; the fast tests with the
lowest releases that work. Each environment lies in a folder of its own, .venv-NAME, and is kept. What is said goes to
_build/test-all/NAME.log too. A Python that is not here is told, never passed over.

This runs before there is an environment, so it uses the standard library alone.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOGS = ROOT / "_build" / "test-all"
VERSIONS = ("3.11", "3.12", "3.13")
COLAB = ROOT / "tests" / "colab-requirements.txt"
LOWEST = ROOT / "tests" / "lowest-requirements.txt"
PYTHON_OF = {**{version: version for version in VERSIONS}, "colab": "3.13", "lowest": "3.11"}
PROBE = "import ensurepip, sys, venv; print(*sys.version_info[:2], sep='.')"
PINNED = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)
PACKAGE = ("src", "pyproject.toml", "README.md", "LICENSE", "LICENSE-TEXT")


@dataclass
class Outcome:
    """What came of one environment."""

    name: str
    result: str  # "passed", "failed", or "not found"
    tests: str = ""
    minutes: float = 0.0


def interpreters(version, environment=os.environ):
    """Return where a Python of this version may be: on the path, then among pyenv's, newest first."""
    folders = [Path(folder) for folder in environment.get("PATH", "").split(os.pathsep) if folder]
    pyenv = Path(environment.get("PYENV_ROOT") or Path.home() / ".pyenv")
    versions = pyenv.glob(f"versions/{version}.*/bin/python{version}")
    newest = sorted(versions, key=lambda path: [int(n) for n in re.findall(r"\d+", path.parts[-3])], reverse=True)
    return [path for path in [*(folder / f"python{version}" for folder in folders), *newest] if path.is_file()]


def works(python, version):
    """Return whether a Python runs, has its version, and can make environments: pyenv's shims and Debian's may not."""
    try:
        said = subprocess.run([python, "-c", PROBE], capture_output=True, text=True)
    except OSError:
        return False
    return said.returncode == 0 and said.stdout.strip() == version


def find(version, environment=os.environ):
    """Return the first Python of a version that works, or None."""
    return next((python for python in interpreters(version, environment) if works(python, version)), None)


def counted(said):
    """Return pytest's last count, such as "12 passed, 3 skipped", or an empty text."""
    counts = re.findall(r"((?:\d+ [a-z]+, )*\d+ [a-z]+) in \d+\.\d+s", said)
    return counts[-1] if counts else ""


def lowered(pins, lower):
    """Return requirements with the releases of another list in place of their own."""
    releases = dict(PINNED.findall(lower))
    kept = [line for line in pins.splitlines() if line.split("==")[0] not in releases]
    return "\n".join([*kept, *(f"{name}=={release}" for name, release in releases.items())]) + "\n"


def installs(notebook):
    """Return whether a notebook installs something beside the book's package."""
    lines = re.findall(r"%pip install [^\"\\]*", notebook.read_text(encoding="utf-8"))
    return any("git+https://" not in line for line in lines)


def table(outcomes):
    """Return a closing table: environment, result, tests, minutes."""
    rows = [("environment", "result", "tests", "minutes")]
    rows += [(o.name, o.result, o.tests, f"{o.minutes:.0f}" if o.minutes else "") for o in outcomes]
    widths = [max(len(row[n]) for row in rows) for n in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def exit_code(outcomes):
    """Return 0 if something ran and nothing failed."""
    results = [outcome.result for outcome in outcomes]
    return int("failed" in results or "passed" not in results)


class Run:
    """One environment: its folder, its Python, and what it said."""

    def __init__(self, name, python):
        self.python = python
        self.folder = ROOT / f".venv-{name}"
        self.own = self.folder / "bin" / "python"
        self.log = LOGS / f"{name}.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.write_text("", encoding="utf-8")

    def say(self, line):
        print(line, end="", flush=True)
        with self.log.open("a", encoding="utf-8") as log:
            log.write(line)

    def tests(self):
        return counted(self.log.read_text(encoding="utf-8"))

    def call(self, *command, cwd=ROOT):
        """Run a command, show and keep what it says; return whether it succeeded."""
        # A path or an environment that is set outside would bring in other packages.
        outside = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
        environment = {name: value for name, value in os.environ.items() if name not in outside}
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "errors": "replace"}
        with subprocess.Popen([*map(str, command)], cwd=cwd, env=environment, **options) as process:
            for line in process.stdout:
                self.say(line)
        return process.returncode == 0

    def pip(self, *arguments):
        return self.call(self.own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments)

    def install(self, requirements):
        """Make the environment, unless it has these requirements; return whether that succeeded."""
        kept = self.folder / "requirements.txt"
        if kept.is_file() and kept.read_text(encoding="utf-8") == requirements:
            return True
        if not self.call(self.python, "-m", "venv", "--clear", self.folder):
            return False
        asked = self.folder / "asked.txt"
        asked.write_text(requirements, encoding="utf-8")
        return self.pip("--requirement", asked) and bool(asked.rename(kept))


def suite(run):
    """Run everything under one Python, as `make test` does."""
    done = run.call("make", "--no-print-directory", "test", f"VENV={run.folder.name}", f"PYTHON={run.python}")
    return done, run.tests()


def lowest(run):
    """Run the fast tests with the lowest releases."""
    pins = lowered((ROOT / "requirements.txt").read_text(encoding="utf-8"), LOWEST.read_text(encoding="utf-8"))
    done = (
        run.install(pins)
        and run.pip("--no-deps", "--no-build-isolation", "--editable", ROOT)
        and run.call(run.own, "-m", "pytest", "src", "pages", "tests", "-m", "not slow and not site", "-q")
    )
    return done, run.tests()


def layer(folder, below):
    """Make an environment on top of another, so that what one chapter installs is not there for the others."""
    subprocess.run([below / "bin" / "python", "-m", "venv", "--without-pip", folder], check=True)
    packages = next((folder / "lib").glob("python3*/site-packages"))
    (packages / "below.pth").write_text(f"{below / packages.relative_to(folder)}\n", encoding="utf-8")
    return packages


def chapter(run, notebook):
    """Execute a chapter that lies alone in its folder; return whether it succeeded."""
    execute = [ROOT / "scripts" / "execute_alone.py", notebook]
    if not installs(notebook):
        return run.call(run.own, *execute, cwd=notebook.parent)
    own = notebook.parent.parent / f"venv-{notebook.stem}"
    packages = layer(own, run.folder)
    done = run.call(own / "bin" / "python", *execute, cwd=notebook.parent)
    here = {path.name.split("-")[0].lower().replace("_", "-") for path in packages.glob("*.dist-info")}
    replaced = here & {name for name, _ in PINNED.findall(COLAB.read_text(encoding="utf-8"))}
    if replaced:
        run.say(f"{notebook.name} replaces what Colab has: {', '.join(sorted(replaced))}\n")
    return done and not replaced


def colab(run):
    """Execute each chapter alone with Colab's releases, the package installed as Colab does."""
    if not run.install(COLAB.read_text(encoding="utf-8")):
        return False, ""
    with tempfile.TemporaryDirectory() as temporary:
        package, alone = Path(temporary, "package"), Path(temporary, "alone")
        package.mkdir()
        alone.mkdir()
        for name in PACKAGE:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, package / name)
        if not run.pip("--no-deps", "--no-build-isolation", "--force-reinstall", package):
            return False, ""
        origin = f"import kernelbook as k; assert k.__file__.startswith({str(run.folder)!r}), k.__file__"
        if not run.call(run.own, "-c", origin, cwd=alone):
            return False, ""
        lessons = [path for folder in ("", "deeper") for path in sorted((ROOT / "chapters" / folder).glob("*.ipynb"))]
        notebooks = [Path(shutil.copy(path, alone)) for path in lessons]
        done = [chapter(run, notebook) for notebook in notebooks]
    return all(done), f"{sum(done)} of {len(done)} chapters"


def outcome(name):
    """Run one environment; return what came of it."""
    version = PYTHON_OF[name]
    python = find(version)
    if python is None:
        print(f"{name}: no Python {version} that works, neither python{version} on the path nor among pyenv's")
        return Outcome(name, "not found", f"needs Python {version}")
    print(f"{name}: {python}", flush=True)
    start, run = time.perf_counter(), Run(name, python)
    done, tests = {"colab": colab, "lowest": lowest}.get(name, suite)(run)
    return Outcome(name, "passed" if done else "failed", tests, (time.perf_counter() - start) / 60)


def main(only):
    if only != "all" and only not in PYTHON_OF:
        sys.exit(f"ONLY={only}: no such environment; there are {', '.join(PYTHON_OF)}")
    outcomes = [outcome(name) for name in (PYTHON_OF if only == "all" else [only])]
    print(f"\n{table(outcomes)}")
    return exit_code(outcomes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "all"))
