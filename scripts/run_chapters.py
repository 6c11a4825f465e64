"""Execute chapters from a fresh kernel and keep their outputs: all of them, or one by its number.

Each notebook gets a seal, a hash of its code and outputs, so that the tests can tell whether they belong
together: outputs are made here, never by hand. The kernel starts with what makes them comparable: no C++ log
lines, no timing metadata. A notebook is written once, after its last cell, so an interrupted run leaves the old
one whole.
"""

import hashlib
import json
import os
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbstripout import strip_output

from kernelbook import archive

CHAPTERS = Path("chapters")
KEPT_CELL_METADATA = {"tags", "mystnb"}


def chapters(which):
    """Return the notebooks of a chapter by its number, with what goes deeper; of a page by its name; or all."""
    known = {}
    for path in sorted(CHAPTERS.rglob("*.ipynb")):
        if "." not in path.parent.name:
            known.setdefault(path.stem.split("_")[0], []).append(path)
    if which != "all" and which not in known:
        sys.exit(f"CHAPTER={which}: there is no such notebook; there are {', '.join(known)}")
    return [path for paths in known.values() for path in paths] if which == "all" else known[which]


def clean(notebook):
    """Keep outputs, counts and ids; drop all metadata that a run or an editor leaves behind."""
    strip_output(notebook, keep_output=True, keep_count=True, keep_id=True)
    for cell in notebook.cells:
        cell.metadata = {key: cell.metadata[key] for key in sorted(cell.metadata) if key in KEPT_CELL_METADATA}
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output.metadata = {}
    kept = ("accelerator", "colab", "kernelspec", "language_info")
    notebook.metadata = {key: notebook.metadata[key] for key in kept if key in notebook.metadata}
    notebook.metadata.language_info = {"name": "python"}
    return notebook


def tags(cell):
    return cell.metadata.get("tags", [])


def seal(notebook):
    """Return the SHA-256 of all code cells with their outputs, pictures included.

    The setup cell is left out: it holds the book's address, which a fork changes, and has no output.
    """
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and "remove-cell" not in tags(cell)]
    cells = [[cell.source, cell.outputs] for cell in code]
    return hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()


def run(path):
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=1800,
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=["--IPKernelApp.capture_fd_output=False"],
    )
    start = time.perf_counter()
    client.execute()
    clean(notebook).metadata.kernelbook = {"seal": seal(notebook)}
    archive.write_bytes(path, (nbformat.writes(notebook) + "\n").encode())
    print(f"{path}: executed in {time.perf_counter() - start:.0f} s", flush=True)


if __name__ == "__main__":
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    os.environ["KERNELBOOK_STRICT"] = "1"  # a claim that does not hold is an error: see kernelbook.claims
    for chapter in chapters(sys.argv[1] if len(sys.argv) > 1 else "all"):
        run(chapter)
