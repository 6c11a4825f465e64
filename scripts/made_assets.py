"""What the assets that a script draws were made from: assets/made.json, written by the script, compared by a test.

For each file its hash, what is seen in it in words, its alternative text if pages show it, and the fingerprints of the
code and the data behind it.
"""

import json
from pathlib import Path

from kernelbook import archive

ROOT = Path(__file__).parents[1]
MADE = ROOT / "assets" / "made.json"


def made():
    """Return what is known of each file: dict of path in assets to dict."""
    return json.loads(MADE.read_text(encoding="utf-8")) if MADE.exists() else {}


def weights(name):
    """Return the fingerprint of weights that ship with the package, by their name: dict of str to str."""
    return {f"weights/{name}": archive.sha256(ROOT / "src" / "kernelbook" / "weights" / f"{name}.npz")[:8]}


def record(name, written, made_from, alternative_text=None):
    """Write down what a file of assets shows and was made from.

    Parameters
    ----------
    name : str
        The file in assets.
    written : str
        What is seen in it.
    made_from : dict of str to str
        Fingerprints of the parts of its code and data.
    alternative_text : str, optional
    """
    entry = {"sha256": archive.sha256(ROOT / "assets" / name), "written": written.split("\n"), "made_from": made_from}
    if alternative_text is not None:
        entry["alternative_text"] = alternative_text
    text = json.dumps({**made(), name: entry}, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    archive.write_bytes(MADE, text.encode())
