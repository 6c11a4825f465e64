"""Open a file of LiteRT or ONNX, and answer with it."""

import os
import warnings
from pathlib import Path

import numpy as np

from kernelbook import guards

AT_ONCE = 500  # images: so the memory of a long batch stays small


def open_file(path, threads=1, kernels="xnnpack"):
    """Open a file that `to_litert` or `to_onnx` wrote.

    LiteRT files run in ai-edge-litert, or, where it is not installed, in TensorFlow's interpreter; ONNX files in ONNX
    Runtime.

    Parameters
    ----------
    path : str or Path
        Ends in ``.tflite`` or ``.onnx``.
    threads : int
    kernels : str
        Of a LiteRT file: ``"xnnpack"``, or ``"reference"``, which is slow, and rounds as the specification's code does.

    Returns
    -------
    callable
        ``read(X)`` gives logits (n, k), float32, for images X of shape (n, h, w, c), from 0 to 1.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ImportError
        If an ONNX file comes, and ONNX Runtime is not installed.
    ValueError
        If the name has another ending, the file is damaged, or an argument lies outside its range.
    """
    if not isinstance(path, str | os.PathLike) or Path(path).suffix not in (".tflite", ".onnx"):
        raise ValueError(f"path={guards.shown(path)}: expected the name of a file that ends in .tflite or .onnx")
    guards.whole("threads", threads, 1)
    guards.one_of("kernels", kernels, ("xnnpack", "reference"))
    if not Path(path).is_file():
        raise FileNotFoundError(f"path={str(path)!r}: there is no such file")
    try:
        run, shape = litert(path, threads, kernels) if Path(path).suffix == ".tflite" else onnx(path, threads)
    except (ImportError, MemoryError):
        raise
    except Exception as error:
        raise ValueError(f"path={str(path)!r} cannot be opened, it may be damaged: {error}") from None

    def read(X):
        """Return the logits of images."""
        guards.batch("X", X, shape)
        guards.some_images("X", X)
        images = np.asarray(X, np.float32)
        parts = [run(images[k : k + AT_ONCE]) for k in range(0, len(images), AT_ONCE)]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    return read


def litert(path, threads, kernels):
    """Return a function that runs a LiteRT file on one batch, and the shape of one image."""
    interpreter = interpreter_of(path, threads, kernels)
    given, result = (ends()[0] for ends in (interpreter.get_input_details, interpreter.get_output_details))
    index, out = given["index"], result["index"]
    size = [1]
    interpreter.allocate_tensors()

    def run(images):
        if len(images) != size[0]:
            interpreter.resize_tensor_input(index, images.shape)
            interpreter.allocate_tensors()
            size[0] = len(images)
        interpreter.set_tensor(index, images)
        interpreter.invoke()
        return interpreter.get_tensor(out)

    return run, tuple(int(n) for n in given["shape"][1:])


def interpreter_of(path, threads, kernels):
    """Return LiteRT's interpreter, or TensorFlow's where LiteRT is not installed."""
    try:
        from ai_edge_litert.interpreter import Interpreter, OpResolverType
    except ImportError:
        from tensorflow.lite.python.interpreter import Interpreter, OpResolverType
    resolver = OpResolverType.BUILTIN_REF if kernels == "reference" else OpResolverType.AUTO
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*tf.lite.Interpreter is deprecated", UserWarning)  # it says: take LiteRT's
        return Interpreter(str(path), num_threads=threads, experimental_op_resolver_type=resolver)


def onnx(path, threads):
    """Return a function that runs an ONNX file on one batch, and the shape of one image."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads, options.log_severity_level = threads, 1, 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    given, result = session.get_inputs()[0], session.get_outputs()[0]
    return lambda images: session.run([result.name], {given.name: images})[0], tuple(given.shape[1:])
