import warnings

import numpy as np
import pytest

import compressed
from kernelbook import compression, models

FORMS = {"float32": 1e-5, "float16": 0.01, "weights8": 0.1, "int8": 0.2}


def logits(X):
    return compressed.small_network().predict(X, verbose=0)


@pytest.fixture
def exporter():
    """Skip where what writes ONNX files is not installed."""
    for name in ("onnx", "tf2onnx", "onnxruntime"):
        pytest.importorskip(name, reason=f"{name} is not installed: pip install -r requirements-peers.txt")


@pytest.mark.parametrize(("form", "most"), FORMS.items())
def test_litert_files_answer_as_the_network(form, most):
    X = compressed.images()
    found = compression.open_file(compressed.stored(form))(X)
    assert (found.shape, found.dtype) == ((40, 4), np.float32)
    assert np.abs(found - logits(X)).max() < most * np.abs(logits(X)).max()


def test_only_whole_numbers_need_examples_and_names_of_forms_are_kept(tmp_path):
    network = compressed.small_network()
    with pytest.raises(ValueError, match="examples=None"):
        compression.to_litert(network, tmp_path / "a.tflite", "int8")
    with pytest.raises(ValueError, match="'weights8', 'int8'"):
        compression.to_litert(network, tmp_path / "a.tflite", "int4")
    with pytest.raises(ValueError, match="'float32', 'int8'"):
        compression.to_onnx(network, tmp_path / "a.onnx", "float16")
    with pytest.raises(FileNotFoundError, match="no folder"):
        compression.to_onnx(network, tmp_path / "none" / "a.onnx")
    assert list(tmp_path.iterdir()) == []


def test_images_that_were_not_divided_are_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(ValueError, match=r"examples reach beyond 10: expected images as the network takes them"):
        compression.to_litert(models.digit_network(), tmp_path / "a.tflite", "int8", np.full((2, 28, 28, 1), 255.0))
    assert not list(tmp_path.iterdir())


def test_a_network_that_was_never_called_is_refused_by_a_sentence(tmp_path):
    with pytest.raises(ValueError, match="network was never called, which Keras asks"):
        compression.to_onnx(models.digit_network(), tmp_path / "a.onnx")
    assert not list(tmp_path.iterdir())


def test_to_litert_says_how_many_bytes_and_prints_nothing(tmp_path, capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        size = compression.to_litert(compressed.small_network(), tmp_path / "a.tflite")
    assert size == (tmp_path / "a.tflite").stat().st_size
    assert capsys.readouterr().out == ""


def test_one_scale_a_kernel_or_one_a_channel(tmp_path):
    compression.to_litert(
        compressed.small_network(), tmp_path / "a.tflite", "int8", compressed.images(), per_channel=False
    )
    for path, count in ((tmp_path / "a.tflite", (1, 1, 1)), (compressed.stored("int8"), (5, 6, 4))):
        layers = [layer for layer in compression.read_integers(path) if "K" in layer]
        assert tuple(len(set(layer["s_k"].tolist())) for layer in layers) == count


@pytest.mark.slow
@pytest.mark.parametrize("form", ["float32", "int8"])
def test_onnx_files_answer_as_the_network(exporter, form, tmp_path, capsys):
    X = compressed.images()
    compressed.small_network()(X[:1])
    size = compression.to_onnx(compressed.small_network(), tmp_path / "a.onnx", form, X if form == "int8" else None)
    assert size == (tmp_path / "a.onnx").stat().st_size
    found = compression.open_file(tmp_path / "a.onnx")(X)
    assert np.abs(found - logits(X)).max() < FORMS[form] * np.abs(logits(X)).max()
    assert [path.name for path in tmp_path.iterdir()] == ["a.onnx"]
