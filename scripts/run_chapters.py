"""Execute chapters from a fresh kernel and keep their outputs: all of them, or some by their numbers.

Each notebook gets a seal, a hash of its code and outputs, so that the tests can tell whether they belong
together: outputs are made here, never by hand. Beside it stand the fingerprints of the code that drew its pictures,
and a seal of each picture's alternative text. The kernel starts with what makes outputs comparable: no C++ log
lines, no timing metadata. A notebook is written once, after its last cell, so an interrupted run leaves the old
one whole.

`--alt 05` executes nothing: it says that the alternative texts of chapter 05 were read beside their pictures.
"""

import argparse
import base64
import copy
import hashlib
import io
import json
import os
import struct
import sys
import time
import zlib
from pathlib import Path

import nbformat
import numpy as np
from nbclient import NotebookClient
from nbstripout import strip_output
from PIL import Image

import alternative_texts
import drawing_code
import trained_names
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
            if "image/png" in output.get("data", {}):
                output.data["image/png"] = packed(output.data["image/png"])
    kept = ("accelerator", "colab", "kernelspec", "language_info")
    notebook.metadata = {key: notebook.metadata[key] for key in kept if key in notebook.metadata}
    notebook.metadata.language_info = {"name": "python"}
    return notebook


def packed(text):
    """Pack a PNG, as a notebook holds it, into fewer bytes: without an alpha that is opaque everywhere, and denser."""
    picture = Image.open(io.BytesIO(base64.b64decode(text)))
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255):
        picture = picture.convert("RGB")
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    best = min([made.getvalue(), *([unfiltered(picture)] if picture.mode in ("L", "RGB") else [])], key=len)
    shorter = base64.b64encode(best).decode() + "\n" * text.endswith("\n")
    return shorter if len(shorter) < len(text) else text


def unfiltered(picture):
    """Return the PNG of a picture of 8 bits whose rows stand there as they are.

    Pillow stores differences of neighbors, which suit photographs; of lines and areas they hide what repeats.
    """
    rows = np.asarray(picture).reshape(picture.height, -1)
    header = struct.pack(">IIBBBBB", *picture.size, 8, {"L": 0, "RGB": 2}[picture.mode], 0, 0, 0)
    body = zlib.compress(np.insert(rows, 0, 0, axis=1).tobytes(), 9)
    chunks = [(b"IHDR", header), (b"IDAT", body), (b"IEND", b"")]
    parts = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def tags(cell):
    return cell.metadata.get("tags", [])


def seal(notebook):
    """Return the SHA-256 of all code cells with their outputs, pictures included.

    The setup cell is left out: it holds the book's address, which a fork changes, and has no output.
    """
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and "remove-cell" not in tags(cell)]
    cells = [[cell.source, cell.outputs] for cell in code]
    return hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()


def drawing(notebook):
    """Return the fingerprints of the code that draws a notebook's pictures, as it is now."""
    sources = [trained_names.python(cell.source) for cell in notebook.cells if cell.cell_type == "code"]
    return drawing_code.fingerprints(drawing_code.drawn_by(sources))


def write(path, notebook):
    archive.write_bytes(path, (nbformat.writes(notebook) + "\n").encode())


def run(path):
    notebook = nbformat.read(path, as_version=4)
    before = copy.deepcopy(notebook)
    client = NotebookClient(
        notebook,
        timeout=1800,
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=["--IPKernelApp.capture_fd_output=False"],
    )
    start = time.perf_counter()
    client.execute()
    clean(notebook)
    notebook.metadata.kernelbook = {
        "alternative_texts": alternative_texts.renewed(before, notebook),
        "drawing": drawing(notebook),
        "seal": seal(notebook),
    }
    write(path, notebook)
    print(f"{path}: executed in {time.perf_counter() - start:.0f} s", flush=True)
    for cell in alternative_texts.unread(notebook):
        print(f"The picture changed, its alternative text did not: {alternative_texts.told(notebook, cell)}")
        print(f"If the text still says what is seen: make alt CHAPTER={path.stem.split('_')[0]}")


def read_alternative_texts(path):
    """Seal the alternative texts with the pictures as they are, unless code or outputs were changed."""
    notebook = nbformat.read(path, as_version=4)
    unread = alternative_texts.unread(notebook)
    if notebook.metadata.get("kernelbook", {}).get("seal") != seal(notebook):
        sys.exit(f"{path}: its code or outputs were changed too: make run CHAPTER={path.stem.split('_')[0]}")
    for cell in unread:
        print(f"{path}: sealed {alternative_texts.told(notebook, cell)}")
    notebook.metadata.kernelbook["alternative_texts"] = alternative_texts.seals(notebook)
    write(path, notebook)


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("chapter", nargs="*", default=["all"], help="05, the name of a page, several, or all")
    parser.add_argument("--alt", action="store_true", help="alternative texts were read beside their pictures")
    asked = parser.parse_args(arguments)
    for path in [path for which in asked.chapter for path in chapters(which)]:
        (read_alternative_texts if asked.alt else run)(path)


if __name__ == "__main__":
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    os.environ["KERNELBOOK_STRICT"] = "1"  # a claim that does not hold is an error: see kernelbook.claims
    main(sys.argv[1:])
