"""Execute a notebook where it lies, as a reader on Colab does; `make test-all ONLY=colab` calls this.

The module google.colab is there, so that a cell meant for Colab runs. The setup cell alone is left out: the package
that it would install is the one under test, and is installed already.
"""

import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

SETUP = "git+https://github.com/"
PRETEND = "import sys\nfrom types import ModuleType\n\nsys.modules['google.colab'] = ModuleType('google.colab')"


def main(path):
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    next(cell for cell in code if SETUP in cell.source).source = PRETEND
    start = time.perf_counter()
    NotebookClient(notebook, timeout=1800, resources={"metadata": {"path": str(path.parent)}}).execute()
    print(f"{path.name}: executed in {time.perf_counter() - start:.0f} s")
    for output in (output for cell in code for output in cell.outputs if output.get("name") == "stderr"):
        print(f"{path.name} warns: {output.text.strip()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
