import pytest

from kernelbook import results


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(results.files, "FOLDER", tmp_path)
    return tmp_path
