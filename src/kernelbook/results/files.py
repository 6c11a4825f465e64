"""Results files: their names, reading them, and writing them with a seal, all or nothing."""

import hashlib
import json
from pathlib import Path

from kernelbook import archive
from kernelbook.results.packed import is_packed, pack, unpack
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
        if not isinstance(row, dict) or row.keys() != set(ROW):
            raise ValueError(f"{name}.json: the row {row} must have the keys {sorted(ROW)}")
    return results


def load(path):
    """Return the content of a results file, its predictions unpacked: provenance, rows, predictions and seal.

    Files of earlier versions, which repeated the keys of each row, and kept their predictions as they are or packed
    otherwise, are read as well.
    """
    content = json.loads(path.read_text(encoding="utf-8"))
    rows = [dict(zip(ROW, row, strict=True)) if is_short(row) else row for row in content["rows"]]
    kept = content["predictions"]
    return content | {"rows": rows, "predictions": unpack(kept) if is_packed(kept) else kept}


def is_short(row):
    """Say whether a row is a list of values, in the order of `ROW`."""
    return isinstance(row, list) and len(row) == len(ROW)


def save(path, content):
    """Write a content that `load` returned, all or nothing, with the seal that it has: each row is a line of values."""
    if content["predictions"]:
        content = content | {"predictions": pack(content["predictions"])}
    text = json.dumps(content | {"rows": []}, indent=1, ensure_ascii=False) + "\n"
    if content["rows"]:
        lines = ",".join(f"\n  {json.dumps(shortened(row), ensure_ascii=False)}" for row in content["rows"])
        text = text.replace('\n "rows": []', f'\n "rows": [{lines}\n ]')  # no text of JSON has a line break inside
    archive.write_bytes(path, text.encode())


def shortened(row):
    """Return the values of a row, in the order of `ROW`; what has other keys stays as it is."""
    return [row[key] for key in ROW] if isinstance(row, dict) and row.keys() == set(ROW) else row


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
