import shutil
import subprocess

import nbformat
import pytest

import publish
import run_chapters
from chapters import LESSONS, ROOT

OLD = f"https://github.com/{publish.current(ROOT)}"


@pytest.fixture
def copy(tmp_path):
    """Return a small repository with every tracked file that names the address."""
    names = subprocess.run(
        ["git", "grep", "-lIF", OLD, "--", ".", ":!scripts", ":!tests"], cwd=ROOT, capture_output=True, text=True
    ).stdout.split()
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    return tmp_path


def test_one_command_sets_the_address_everywhere(copy):
    changed = publish.publish("zoe/some-fork", copy)
    assert {path.name for path in changed} >= {"_config.yml", "05_train_a_network.ipynb", "README.md", "index.md"}
    assert publish.current(copy) == "zoe/some-fork"
    left = subprocess.run(["git", "grep", "-F", OLD], cwd=copy, capture_output=True, text=True).stdout
    assert left == ""
    readme = (copy / "README.md").read_text(encoding="utf-8")
    assert "https://zoe.github.io/some-fork/" in readme
    assert "OWNER" not in readme
    publish.publish("grace/vision", copy)
    for path in LESSONS:
        notebook = nbformat.read(copy / path.relative_to(ROOT), as_version=4)
        assert "git+https://github.com/grace/vision" in notebook.cells[2].source
        assert notebook.metadata.kernelbook["seal"] == run_chapters.seal(notebook)


@pytest.mark.parametrize("slug", ["", "ada", "ada/b/c", "https://github.com/ada/b", "ada/b c"])
def test_anything_but_owner_and_name_is_refused(copy, slug):
    with pytest.raises(ValueError, match="expected owner/name"):
        publish.publish(slug, copy)
    assert publish.current(copy) == publish.current(ROOT)
