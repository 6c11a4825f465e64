"""The bank of faults under tests/faults: which there are, and how one is planted.

A fault is a text to find and its replacement, or a deed of scripts/deeds.py where no text can say it, and the tests
that should see it. In a notebook the text stands in a cell's source, in an alternative text, or in an output.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import nbformat

BANK = Path("tests") / "faults"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and the tests that should say so.

    Attributes
    ----------
    kind, name : str
        The file of the bank without its ending, and what is wrong.
    edits : tuple of (file, find, replace)
        None if a deed does it all.
    tests : tuple of str
        Arguments for pytest; a path that does not exist yet sees nothing.
    do : str
        A deed, which gets the file and the two texts; otherwise empty.
    file, find, replace : str
    sealed : bool
        Whether the files are sealed again, as whoever meant the change would do.
    """

    kind: str
    name: str
    file: str
    tests: tuple
    find: str = ""
    replace: str = ""
    do: str = ""
    also: tuple = ()
    sealed: bool = False

    @property
    def edits(self):
        """Return (file, find, replace) of each text that changes."""
        first = () if self.do else ((self.file, self.find, self.replace),)
        return first + self.also

    @property
    def files(self):
        """Return the files that change, each once."""
        return list(dict.fromkeys([self.file, *(file for file, *_ in self.also)]))

    @property
    def on_site(self):
        """Return whether the built site shows it."""
        return any(test.startswith("tests/site/") for test in self.tests)


def bank(root=Path()):
    """Return all faults, kind by kind."""
    found = []
    for path in sorted((root / BANK).glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["fault"]:
            lists = {"tests": tuple(entry.pop("tests")), "also": tuple(map(tuple, entry.pop("also", ())))}
            found.append(Fault(kind=path.stem, **entry, **lists))
    return found


def chosen(faults, only):
    """Return the faults that ONLY asks for: all; those that need no site (quick); a kind; or a word of the name."""
    if only == "all":
        return faults
    if only == "quick":
        return [fault for fault in faults if not fault.on_site]
    if any(fault.kind == only for fault in faults):
        return [fault for fault in faults if fault.kind == only]
    return [fault for fault in faults if only in fault.name]


def places(notebook):
    """Return (holder, key) of each text of a notebook that a fault may change."""
    found = []
    for cell in notebook.cells:
        found.append((cell, "source"))
        image = cell.metadata.get("mystnb", {}).get("image", {})
        found += [(image, "alt")] if "alt" in image else []
        for output in cell.get("outputs", []):
            found += [(output, "text")] if "text" in output else []
            found += [(output.data, "text/plain")] if "text/plain" in output.get("data", {}) else []
    return found


def occurrences(path, find):
    """Return how often a text stands in a file."""
    if path.suffix == ".ipynb":
        return sum(holder[key].count(find) for holder, key in places(nbformat.read(path, as_version=4)))
    return path.read_text(encoding="utf-8").count(find)


def edit(path, find, replace):
    """Replace the one place of a text in a file, and refuse a text that is there not at all or more than once."""
    if (times := occurrences(path, find)) != 1:
        raise ValueError(f"{path}: {find!r} stands there {times} times, not once")
    if path.suffix != ".ipynb":
        path.write_text(path.read_text(encoding="utf-8").replace(find, replace), encoding="utf-8")
        return
    notebook = nbformat.read(path, as_version=4)
    for holder, key in places(notebook):
        holder[key] = holder[key].replace(find, replace)
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
