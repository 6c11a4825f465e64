"""Faults that no text can say: what is dropped, exchanged or made alike, and the seal that is set again after it.

    python scripts/deeds.py NAME FILE [FIND] [REPLACE]

`make exam` calls this in a copy of the book, so that seals and fingerprints are those of the copy's own code.
"""

import sys
from pathlib import Path

import nbformat

from kernelbook import results


def change_results(path, change):
    """Write a results file whose content was changed, its seal left as it was."""
    content = results.load(path)
    change(content)
    results.save(path, content)


def keep(content, wanted):
    """Keep the runs for which `wanted(case, seed)` is true."""
    gone = {(row["case"], row["seed"]) for row in content["rows"] if not wanted(row["case"], row["seed"])}
    content["rows"] = [row for row in content["rows"] if (row["case"], row["seed"]) not in gone]
    for case, seed in gone:
        content["predictions"].pop(f"{case}, seed {seed}", None)


def drop_last_seed(path, *_):
    """Drop all runs of the last seed."""

    def change(content):
        last = max(row["seed"] for row in content["rows"])
        keep(content, lambda case, seed: seed < last)

    change_results(path, change)


def drop_case(path, words, *_):
    """Drop the runs of all cases with some words in their name."""

    def change(content):
        before = len(content["rows"])
        keep(content, lambda case, seed: words not in case)
        assert 0 < len(content["rows"]) < before, words

    change_results(path, change)


def equal_seeds(path, words="", *_):
    """Give all seeds the figures and predictions of seed 0, in the cases with some words in their name."""

    def change(content):
        of_first = {(row["case"], row["metric"]): row["value"] for row in content["rows"] if row["seed"] == 0}
        assert of_first, path
        for row in content["rows"]:
            if words in row["case"]:
                row["value"] = of_first.get((row["case"], row["metric"]), row["value"])
        for name in content["predictions"]:
            first = name.rsplit(", seed ", 1)[0] + ", seed 0"
            if words in name and first in content["predictions"]:
                content["predictions"][name] = content["predictions"][first]

    change_results(path, change)


def change_unit(path, old, new):
    """Give all figures of a unit another one; "metric: unit" changes those of one metric in the first case alone."""

    def change(content):
        metric, _, unit = old.rpartition(": ")
        rows = [row for row in content["rows"] if row["unit"] == unit and metric in ("", row["metric"])]
        assert rows, old
        for row in rows:
            if not metric or row["case"] == rows[0]["case"]:
                row["unit"] = new

    change_results(path, change)


def exchange_cases(path, one, other):
    """Exchange the names of two cases, in figures, predictions and durations."""

    def change(content):
        names = {one: other, other: one}
        assert names.keys() <= {row["case"] for row in content["rows"]}, names
        for row in content["rows"]:
            row["case"] = names.get(row["case"], row["case"])
        old = content["predictions"].items()
        split = [(*name.rsplit(", seed ", 1), kept) for name, kept in old]
        content["predictions"] = {f"{names.get(case, case)}, seed {seed}": kept for case, seed, kept in split}
        took = content["provenance"].get("seconds", {})
        split = [(*name.rsplit(", seed ", 1), seconds) for name, seconds in took.items()]
        took |= {f"{names.get(case, case)}, seed {seed}": seconds for case, seed, seconds in split}

    change_results(path, change)


def multiply_figure(path, metric, factor):
    """Multiply the last figure of a metric."""

    def change(content):
        row = [row for row in content["rows"] if row["metric"] == metric][-1]
        row["value"] = float(f"{row['value'] * float(factor):.6g}")

    change_results(path, change)


def stamp(path, *_):
    """Take the fingerprint of the code as it is, as after a new measurement, and seal."""
    from kernelbook.results import syntax

    def change(content):
        content["provenance"]["fingerprint"] = syntax.fingerprint(content["provenance"]["determined_by"])

    change_results(path, change)
    seal(path)


def drawn(notebook, words):
    """Return the one cell with a picture that has some words in its source or alternative text."""
    cells = [cell for cell in notebook.cells if any("image/png" in o.get("data", {}) for o in cell.get("outputs", []))]
    (cell,) = (c for c in cells if words in c.source or words in c.metadata.mystnb["image"]["alt"])
    return cell


def exchange_texts(path, one, other):
    """Exchange the alternative texts of two pictures."""
    notebook = nbformat.read(path, as_version=4)
    images = [drawn(notebook, words).metadata.mystnb["image"] for words in (one, other)]
    images[0]["alt"], images[1]["alt"] = images[1]["alt"], images[0]["alt"]
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")


def exchange_pictures(path, one, other):
    """Exchange two pictures, and leave their alternative texts and sizes as they are."""
    notebook = nbformat.read(path, as_version=4)
    outputs = [next(o for o in drawn(notebook, w).outputs if "image/png" in o.get("data", {})) for w in (one, other)]
    pictures = [output.data["image/png"] for output in outputs]
    for output, picture in zip(outputs, pictures[::-1], strict=True):
        output.data["image/png"] = picture
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")


def mirror_picture(path, *_):
    """Mirror a picture."""
    from PIL import Image, ImageOps

    ImageOps.mirror(Image.open(path)).save(path)


def leave_out(path, words, *_):
    """Tag the cell with some words in its code, so that its output is not compared."""
    notebook = nbformat.read(path, as_version=4)
    (cell,) = [cell for cell in notebook.cells if cell.cell_type == "code" and words in cell.source]
    cell.metadata.setdefault("tags", []).append("nbval-ignore-output")
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")


def delete(path, *_):
    """Delete a file."""
    path.unlink()


def seal(path, *_):
    """Seal a notebook or a results file as it is now; other files have no seal."""
    if path.suffix == ".ipynb":
        import alternative_texts
        import run_chapters

        notebook = nbformat.read(path, as_version=4)
        kept, now = notebook.metadata.kernelbook, run_chapters.seal(notebook)
        if kept["seal"] == now:  # no code was changed: `make alt` would do
            kept["alternative_texts"] = alternative_texts.seals(notebook)
        kept["seal"] = now
        path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    if path.suffix == ".json":
        parts = "rows", "provenance", "predictions"
        change_results(path, lambda content: content.update(seal=results.seal(*(content[part] for part in parts))))


DEEDS = (
    drop_last_seed,
    drop_case,
    equal_seeds,
    change_unit,
    exchange_cases,
    multiply_figure,
    stamp,
    exchange_texts,
    exchange_pictures,
    mirror_picture,
    leave_out,
    delete,
    seal,
)

if __name__ == "__main__":
    name, file, *words = sys.argv[1:]
    {deed.__name__: deed for deed in DEEDS}[name](Path(file), *words)
