"""The rehearsal of Colab: one notebook alone in an empty folder, the package installed from the repository.

git's `insteadOf` sends the address of the setup cell to this clone, so the committed state is what is installed.
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


@pytest.mark.slow
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_one_notebook_alone_installs_and_loads_its_data(path, tmp_path, monkeypatch):
    site, folder = tmp_path / "site", tmp_path / "empty"
    site.mkdir()
    folder.mkdir()
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
        monkeypatch.setenv(name, value)
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    # A chapter without data of the package has results or weights, which the package carries too.
    kinds = ("data.load_", "results.read(", "models.load_weights(")
    loads = next(n for kind in kinds for n, cell in enumerate(code) if kind in cell.source)
    assert INSTALLS in code[0].source
    alone = nbformat.v4.new_notebook(metadata=notebook.metadata)
    new_cell = nbformat.v4.new_code_cell
    alone.cells = [new_cell(PRETEND), *code[: loads + 1], new_cell(ORIGIN)]
    nbformat.write(alone, folder / path.name)
    client = NotebookClient(alone, timeout=600, resources={"metadata": {"path": str(folder)}})
    client.execute()
    assert str(site) in alone.cells[-1].outputs[0].data["text/plain"]
    assert [entry.name for entry in folder.iterdir()] == [path.name]
