"""The notebooks that the bar offers as files: each says in its first cell how to get the library that it imports.

In the repository they need no such cell, since there the library is at hand; a file on its own has lost it.
"""

import json
from pathlib import Path

from pages.address import GITHUB, repository
from pages.built import when_built

CELL = "how-to-get-the-library"  # its id, which no cell of a chapter has
NEEDS = "This notebook needs the library `kernelbook`, which brings code, data and trained weights. "
PUBLISHED = """On Colab the first cell of code installs it. On your own machine, two commands bring the whole book:

```bash
git clone {address} kernel-by-kernel && cd kernel-by-kernel
make book
```

Then open `{page}.ipynb` there, with the environment in `.venv`."""
UNPUBLISHED = """It has no public address yet, so neither Colab nor pip finds it by name; it is in the \
folder of the book, which whoever gave you this file has. In that folder `make book` installs it into `.venv`: open \
`{page}.ipynb` there with this environment. Or add it to an environment of your own, which has what `requirements.txt` \
names: `pip install --no-deps FOLDER`, with the place of the folder."""


def first_cell(slug, page):
    """Return the cell that says how to get the library; `page` is the notebook's place without its ending."""
    words = UNPUBLISHED if slug is None else PUBLISHED
    source = NEEDS + words.format(address=f"{GITHUB}{slug}", page=page)
    return {"cell_type": "markdown", "id": CELL, "metadata": {}, "source": source.splitlines(keepends=True)}


def with_first_cell(text, slug, page):
    """Return the text of a notebook with that cell before its own, once."""
    notebook = json.loads(text)
    own = [cell for cell in notebook["cells"] if cell.get("id") != CELL]
    notebook["cells"] = [first_cell(slug, page), *own]
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def write_first_cells(app):
    folder, slug = Path(app.outdir) / "_sources", repository(app.config)
    for path in folder.rglob("*.ipynb"):
        page = path.relative_to(folder).with_suffix("").as_posix()
        path.write_text(with_first_cell(path.read_text(encoding="utf-8"), slug, page), encoding="utf-8")


def setup(app):
    when_built(app, write_first_cells)
