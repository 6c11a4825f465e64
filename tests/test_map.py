"""The map of the house in CONTRIBUTING.md is the house: who imports whom, read from the code."""

import ast
import re

import pytest

from chapters import ROOT
from sources import imports

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PACKAGE = ROOT / "src" / "kernelbook"
ROOMS = ("pages", "scripts", "benchmarks")
BELOW_ALL = {"guards"}  # used everywhere, drawn nowhere
LONGEST = 220  # lines of a file; more is two nouns
# Fingerprinted whole, so not yet taken apart.
LONG = {"faces/search.py", "faces/identity.py", "layers/fused.py", "network/sequential.py"}


def map_of_the_house(text=CONTRIBUTING):
    """Return the map's lines, from top to bottom: list of (names to the left, names to the right)."""
    (block,) = re.findall(r"```text\n(.*?─.*?)```", text, re.DOTALL)
    lines = [re.split(r"\s*─+\s*", line.strip()) for line in block.strip().splitlines()]
    return [tuple([name for name in side.split(", ") if name != "nothing"] for side in line) for line in lines]


def noun(path):
    """Return the module or package right below kernelbook to which a file belongs."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def edges(sources):
    """Return who imports whom inside kernelbook: dict of str to set of str.

    Parameters
    ----------
    sources : iterable of (str, str)
        The noun, and the text of one of its files.
    """
    uses = {}
    for name, source in sources:
        others = {whole.split(".")[1] for whole in imports(source) if whole.startswith("kernelbook.")}
        uses.setdefault(name, set()).update(others - {name, *BELOW_ALL})
    return uses


def house():
    files = [path for path in sorted(PACKAGE.rglob("*.py")) if path != PACKAGE / "__init__.py"]
    return edges((noun(path), path.read_text(encoding="utf-8")) for path in files)


def test_the_map_shows_every_noun_and_what_it_imports():
    drawn = {name: set(right) for left, right in map_of_the_house() for name in left}
    assert drawn == house()


def test_a_line_of_the_map_uses_only_what_stands_below_it():
    above = set()
    for left, right in map_of_the_house():
        above.update(left)
        assert not set(right) & above, f"{left} and {sorted(set(right) & above)} may not import each other"


def test_a_forbidden_import_is_seen():
    """Would `data` import `figures`, even inside a function, it would be seen."""
    found = edges([("data", "def f():\n    from kernelbook import figures"), ("data", "import kernelbook.archive")])
    assert found == {"data": {"figures", "archive"}}


def modules():
    """Return every module of the library by its dotted name: dict of str to Path."""
    return {
        ".".join(("kernelbook", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def used(source, known):
    """Return which modules of the library a source text imports, or takes something from: set of dotted names."""
    inside = [whole for whole in imports(source) if whole.startswith("kernelbook.")]
    return {whole if whole in known else whole.rpartition(".")[0] for whole in inside}


def test_importing_the_package_does_nothing():
    """And nobody reaches through it for something that the map would not show."""
    front = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8")).body
    assert all(isinstance(line, ast.Expr | ast.Assign) and isinstance(line.value, ast.Constant) for line in front)
    for name, path in modules().items():
        assert "kernelbook" not in imports(path.read_text(encoding="utf-8")), f"{name}: import the part that you need"


def test_no_modules_import_each_other_in_a_circle():
    known = modules()
    uses = {name: used(path.read_text(encoding="utf-8"), known) for name, path in known.items()}
    while free := [name for name, others in uses.items() if not others & uses.keys()]:
        for name in free:
            del uses[name]
    assert not uses, f"in a circle, or above one: {sorted(uses)}"


@pytest.mark.parametrize("name", sorted(modules()))
def test_the_library_imports_no_room_outside(name):
    """What ships on its own may not need the book around it."""
    outside = {path.stem for room in ROOMS for path in (ROOT / room).glob("*.py")} | {*ROOMS, "tests"}
    assert not {whole.split(".")[0] for whole in imports(modules()[name].read_text(encoding="utf-8"))} & outside


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_file_is_longer_than_a_noun_needs(path):
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST or str(path.relative_to(PACKAGE)) in LONG, f"{lines} lines: take it apart by its nouns"
