import sys

import numpy as np
import pytest

import compressed
from kernelbook import compression
from kernelbook.compression import running


def test_answers_do_not_depend_on_how_many_come_at_once(monkeypatch):
    read, X = compression.open_file(compressed.stored("float32")), compressed.images(9)
    together = read(X)
    assert together.shape == (9, 4)
    monkeypatch.setattr(running, "AT_ONCE", 4)
    np.testing.assert_allclose(read(X), together, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(np.concatenate([read(X[k : k + 1]) for k in range(9)]), together, rtol=1e-5, atol=1e-6)


def test_tensorflows_interpreter_stands_in_where_litert_is_not_installed(monkeypatch):
    path, X = compressed.stored("int8"), compressed.images(9)
    expected = compression.open_file(path)(X)
    monkeypatch.setitem(sys.modules, "ai_edge_litert", None)
    monkeypatch.setitem(sys.modules, "ai_edge_litert.interpreter", None)
    np.testing.assert_array_equal(compression.open_file(path)(X), expected)
    assert compression.read_integers(path)[1]["kind"] == "convolution"


def test_images_of_another_shape_and_files_that_are_none_are_refused(tmp_path):
    read = compression.open_file(compressed.stored("float32"))
    with pytest.raises(ValueError, match="X has shape"):
        read(np.zeros((1, 9, 8, 2), np.float32))
    with pytest.raises(ValueError, match="no images"):
        read(np.zeros((0, 8, 8, 2), np.float32))
    (tmp_path / "a.tflite").write_bytes(b"no network at all")
    with pytest.raises(ValueError, match="may be damaged"):
        compression.open_file(tmp_path / "a.tflite")
    with pytest.raises(ValueError, match=r"\.tflite or \.onnx"):
        compression.open_file(tmp_path / "a.h5")
    with pytest.raises(FileNotFoundError, match="no such file"):
        compression.open_file(tmp_path / "b.onnx")
