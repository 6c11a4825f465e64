"""The rehearsal of Colab: one notebook alone in an empty folder, the package installed from the repository.

git's `insteadOf` sends the address of the setup cell to this clone, so the committed state is what is installed: once,
since all chapters have the same setup cell (`tests/test_chapters.py`).
"""

import os

import nbformat
import pytest
from nbclient import NotebookClient

import publish
from chapters import LESSONS, ROOT

PRETEND = "import sys, types; sys.modules['google.colab'] = types.ModuleType('google.colab')"
ORIGIN = "import kernelbook; kernelbook.__file__"
INSTALLS = "git+https://github.com/"
# A chapter without data of the package has results or weights, which the package carries too.
LOADS = ("data.load_", "results.read(", "models.load_weights(")


def read(path):
    """Return a chapter's notebook, and its cells of code."""
    notebook = nbformat.read(path, as_version=4)
    return notebook, [cell for cell in notebook.cells if cell.cell_type == "code"]


def execute(notebook, sources, folder):
    """Execute a notebook with other cells in a folder; return its last output's text."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    alone = nbformat.v4.new_notebook(metadata=notebook.metadata, cells=cells)
    NotebookClient(alone, timeout=600, resources={"metadata": {"path": str(folder)}}).execute()
    return alone.cells[-1].outputs[0].data["text/plain"]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return the folder into which a setup cell has installed the package, where later notebooks find it."""
    site, empty = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("empty")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "GIT_CONFIG_COUNT": "2",
            "GIT_CONFIG_KEY_0": f"url.{ROOT.as_uri()}.insteadOf",
            "GIT_CONFIG_VALUE_0": f"https://github.com/{publish.current(ROOT)}",
            "GIT_CONFIG_KEY_1": "safe.directory",
            "GIT_CONFIG_VALUE_1": "*",
            "PIP_TARGET": str(site),
            "PIP_NO_BUILD_ISOLATION": "0",  # pip reads this variable upside down: 0 means no isolation
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PYTHONPATH": os.pathsep.join([str(site), os.environ.get("PYTHONPATH", "")]),
        }.items():
            patch.setenv(name, value)
        notebook, (setup, *_) = read(LESSONS[0])
        assert INSTALLS in setup.source
        assert str(site) in execute(notebook, [PRETEND, setup.source, ORIGIN], empty)
        assert list(empty.iterdir()) == []
        yield site


@pytest.mark.slow
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_one_notebook_alone_finds_the_installed_package_and_loads_its_data(path, tmp_path, site):
    notebook, (setup, *code) = read(path)
    assert INSTALLS in setup.source
    loads = next(n for kind in LOADS for n, cell in enumerate(code) if kind in cell.source)
    sources = [cell.source for cell in code[: loads + 1]]
    assert str(site) in execute(notebook, [*sources, ORIGIN], tmp_path)
    assert list(tmp_path.iterdir()) == []
