"""The seal of each picture's alternative text: whoever changes the text or the picture looks at the other.

A seal is four hashes, of the alternative text, of what is written of the picture, of the picture itself, and of the
cell's code. It stands in the notebook by its cell's id. A run renews it where the picture is the same in words and
numbers, or where its alternative text was changed too; otherwise the old one stays, and a test asks for a look.
"""

import hashlib

import figure_texts
import trained_names


def pictures(notebook):
    """Return what stands of each picture: dict of cell id to (alternative text, the figure in words, it, its code)."""
    found = {}
    for cell in notebook.cells:
        shown = [output["data"] for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]
        if shown:
            alternative = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
            kinds = ("text/plain", "image/png")
            figure = ["\n".join(data.get(kind, "") for data in shown) for kind in kinds]
            found[cell.id] = alternative, *figure, cell.source
    return found


def seal(*parts):
    return "-".join(hashlib.sha256(part.encode()).hexdigest()[:8] for part in parts)


def seals(notebook):
    """Return the seal of each picture as it stands: dict of cell id to str."""
    return {cell: seal(*picture) for cell, picture in pictures(notebook).items()}


def stored_seals(notebook):
    return notebook.metadata.get("kernelbook", {}).get("alternative_texts", {})


def unread(notebook):
    """Return the cells whose alternative text, or whose picture, changed after they were read together."""
    return [cell for cell, now in seals(notebook).items() if stored_seals(notebook).get(cell) != now]


def renewed(before, notebook):
    """Return the seals after a run: the old one where a picture changed and its alternative text did not."""
    old, stored = pictures(before), stored_seals(before)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    trained = dict(zip((cell.id for cell in code), trained_names.cells_with_training(code), strict=True))
    kept = seals(notebook)
    for cell in kept.keys() & stored.keys() & old.keys():
        same_text = kept[cell].split("-")[0] == stored[cell].split("-")[0]
        was_read = stored[cell].split("-")[:2] == seal(*old[cell]).split("-")[:2]
        words = old[cell][1], pictures(notebook)[cell][1]
        if same_text and not (was_read and figure_texts.difference(*words, trained[cell]) is None):
            kept[cell] = stored[cell]
    return kept


def told(notebook, cell):
    """Return a picture's code, alternative text and words, to be read together."""
    alternative, written, _, source = pictures(notebook)[cell]
    last = source.strip().splitlines()[-1]
    return f"cell {cell}, which ends in {last!r}\n  alternative text: {alternative}\n{written}"
