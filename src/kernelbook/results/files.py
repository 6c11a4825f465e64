"""Results files: their names, reading them, and writing them with a seal, all or nothing."""

import hashlib
import json
from pathlib import Path

from kernelbook import archive
from kernelbook.results.packed import pack, unpack
from kernelbook.results.rows import ROW, Results
from kernelbook.results.table import Table

FOLDER = Path(__file__).parent


def names():
    """Return the names of all results files, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def origins():
    """Return a table of all results files: when, by which command, on which machine and with which versions."""
    columns = ("date", "command", "processor", "threads", "python", "numpy", "tensorflow", "keras")
    stored = {name: read(name).provenance for name in names()}
    return Table("file", {name: {key: p[key] for key in columns} for name, p in stored.items()})


def read(name):
    """Read a results file.

    Raises
    ------
    ValueError
        If there are no results of that name, or a row lacks a key.
    """
    if name not in names():
        raise ValueError(f"name={name!r}: no such results; there are {names()}")
    results = Results(**load(FOLDER / f"{name}.json"))
    for row in results.rows:
        if row.keys() != ROW:
            raise ValueError(f"{name}.json: the row {row} must have the keys {sorted(ROW)}")
    return results


def load(path):
    """Return the content of a results file, its predictions unpacked: provenance, rows, predictions and seal.

    Files of earlier versions, which kept their predictions as they are, are read as well.
    """
    content = json.loads(path.read_text(encoding="utf-8"))
    kept = content["predictions"]
    return content | {"predictions": unpack(kept) if kept.keys() == {"lengths", "letters"} else kept}


def save(path, content):
    """Write a content that `load` returned, all or nothing, with the seal that it has."""
    if content["predictions"]:
        content = content | {"predictions": pack(content["predictions"])}
    archive.write_bytes(path, (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode())


def seal(rows, provenance, predictions):
    """Return the SHA-256 of a results file's content."""
    text = json.dumps([rows, provenance, predictions], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def write(name, rows, provenance, predictions=None):
    """Write a results file with its seal, all or nothing."""
    predictions = predictions or {}
    content = {"provenance": provenance, "rows": rows, "predictions": predictions}
    content["seal"] = seal(rows, provenance, predictions)
    save(FOLDER / f"{name}.json", content)
