"""Write a trained network as a file of LiteRT or ONNX: in 32, 16 or 8 bits."""

import contextlib
import io
import tempfile
import warnings
from pathlib import Path

import numpy as np

from kernelbook import archive, guards

LITERT = ("float32", "float16", "weights8", "int8")
ONNX = ("float32", "int8")


def to_litert(network, path, form="float32", examples=None, per_channel=True):
    """Write a network as a LiteRT file. It takes and gives floating numbers in every form.

    Parameters
    ----------
    network : keras.Model
        With one input and one output.
    path : str or Path
        Of the file to be written, all or nothing.
    form : str
        ``"float32"``; ``"float16"``, weights of 16 bits; ``"weights8"``, weights of 8 bits, and a layer's input is
        quantized when it comes; ``"int8"``, everything of 8 bits, by ranges that examples tell.
    examples : ndarray of float, shape (n, h, w, c), optional
        Images that tell how large numbers get; needed for ``"int8"`` alone.
    per_channel : bool
        Give every output channel of a kernel a scale of its own, or all of a kernel the same. Biases go with it.

    Returns
    -------
    int
        The file's bytes.

    Raises
    ------
    FileNotFoundError
        If there is no such folder.
    ValueError
        If the network is none, the form unknown, or examples are missing or not such as the network takes.
    """
    refuse_export(network, path, form, LITERT, examples)
    guards.flag("per_channel", per_channel)
    import tensorflow as tf

    converter = tf.lite.TFLiteConverter.from_keras_model(network)
    converter._experimental_disable_per_channel = not per_channel
    converter._experimental_disable_per_channel_quantization_for_dense_layers = not per_channel
    if form != "float32":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if form == "float16":
        converter.target_spec.supported_types = [tf.float16]
    if form == "int8":
        converter.representative_dataset = lambda: ([x[np.newaxis]] for x in np.asarray(examples, np.float32))
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):  # it tells of a temporary folder
        warnings.filterwarnings("ignore", "Statistics for quantized inputs were expected")  # input stays floating
        content = converter.convert()
    archive.write_bytes(path, content)
    return len(content)


def to_onnx(network, path, form="float32", examples=None):
    """Write a network as an ONNX file. It takes and gives floating numbers in both forms.

    Parameters
    ----------
    network : keras.Model
        With one input and one output.
    path : str or Path
        Of the file to be written, all or nothing.
    form : str
        ``"float32"``, or ``"int8"``: weights by channels, and what flows between layers by ranges that examples tell.
    examples : ndarray of float, shape (n, h, w, c), optional
        Images that tell how large numbers get; needed for ``"int8"`` alone.

    Returns
    -------
    int
        The file's bytes.

    Raises
    ------
    FileNotFoundError
        If there is no such folder.
    ImportError
        If tf2onnx and onnx are not installed, or, for 8 bits, ONNX Runtime.
    ValueError
        If the network is none, or was never called; if the form is unknown, or examples are missing or not such as the
        network takes.
    """
    refuse_export(network, path, form, ONNX, examples)
    if not network._called:
        raise ValueError(
            "network was never called, which Keras asks of one that it exports: let it read one image first"
        )
    with tempfile.TemporaryDirectory(prefix="onnx-") as folder:
        made = Path(folder) / "network.onnx"
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "In the future `np.object`", FutureWarning)  # of tf2onnx 1.17
            warnings.filterwarnings("ignore", category=DeprecationWarning)  # of onnx's helpers that it calls
            network.export(made, format="onnx", verbose=False)
        content = (quantized(made, examples) if form == "int8" else made).read_bytes()
    archive.write_bytes(path, content)
    return len(content)


def quantized(path, examples):
    """Quantize an ONNX file, and return the path of the result, in the same folder."""
    from onnxruntime import quantization

    class Examples(quantization.CalibrationDataReader):
        rows = iter(np.asarray(examples, np.float32))

        def get_next(self):
            row = next(self.rows, None)
            return None if row is None else {name: row[np.newaxis]}

    name = inputs_of(path)[0]
    prepared, result = path.with_name("prepared.onnx"), path.with_name("int8.onnx")
    quantization.shape_inference.quant_pre_process(str(path), str(prepared))
    quantization.quantize_static(str(prepared), str(result), Examples(), per_channel=True)
    return result


def inputs_of(path):
    """Return the names of what an ONNX file takes."""
    import onnx

    return [each.name for each in onnx.load(path).graph.input]


def refuse_export(network, path, form, forms, examples):
    """Refuse what cannot be exported."""
    guards.keras_model("network", network)
    archive.refuse_path(path)
    guards.one_of("form", form, forms)
    if not Path(path).absolute().parent.is_dir():
        raise FileNotFoundError(f"path={str(path)!r}: there is no folder {Path(path).absolute().parent}")
    if form == "int8" and examples is None:
        raise ValueError("examples=None: expected images, which tell how large numbers get; 8 bits need to know")
    if examples is not None:
        guards.batch("examples", examples, network.input_shape[1:])
        guards.some_images("examples", examples)
        if np.max(np.abs(examples)) > 10:
            raise ValueError("examples reach beyond 10: expected images as the network takes them; divide by 255")
