"""Read a LiteRT file of 8 bits, layer by layer, and answer as it does, in NumPy's whole numbers."""

import os
from pathlib import Path

import numpy as np

from kernelbook import guards
from kernelbook.compression.integers import max_pool2d_int8, sums_of, to_codes
from kernelbook.compression.rounding import fixed_point, rescale, rescale_in_floats
from kernelbook.compression.scales import LOWEST, dequantize, quantize

SKIPPED = {"SHAPE", "STRIDED_SLICE", "PACK"}  # they find out how many images there are
AT_ONCE = 250  # images: so a long batch takes little memory
ROUNDING = {"convolution": "twice", "dense": "once"}  # of LiteRT's reference


def read_integers(path):
    """Read the layers of a LiteRT file whose numbers are of 8 bits, as `to_litert` writes it.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    list of dict
        Of each layer its "kind" ("quantize", "convolution", "pooling", "flatten", "dense", "dequantize"), and of its
        codes "s_in", "z_in", "s_out", "z_out". Convolutions and dense layers have "K" (int8, as Keras orders it), "b"
        (int32), "s_k" (float32, one an output), "M" and "shift" (`fixed_point` of s_in · s_k / s_out), "relu"; a
        convolution "padding", a pooling "size".

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ImportError
        If neither LiteRT nor TensorFlow is installed, which know the format.
    ValueError
        If it is no LiteRT file, its numbers are not of 8 bits, or it holds another layer than these.
    """
    schema, model = parsed(path)
    graph = model.subgraphs[0]
    names = {value: name for name, value in vars(schema.BuiltinOperator).items() if not name.startswith("_")}
    layers = []
    for op in graph.operators:
        code = model.operatorCodes[op.opcodeIndex]
        name = names[max(code.builtinCode, code.deprecatedBuiltinCode)]
        if name in SKIPPED:
            continue
        if name not in READERS:
            raise ValueError(f"path={str(path)!r}: has a layer {name}; expected {', '.join(READERS)}")
        tensors = [graph.tensors[k] for k in (*op.inputs, op.outputs[0])]
        layers.append(READERS[name](model, tensors, op.builtinOptions) | scales(path, name, tensors))
    for layer in layers:
        if "K" in layer:
            ratio = np.float64(layer["s_in"]) * layer["s_k"].astype(float) / np.float64(layer["s_out"])
            layer["M"], layer["shift"] = fixed_point(ratio)
    return layers


def parsed(path):
    """Return the module that knows LiteRT's format, and what it makes of a file."""
    if not isinstance(path, str | os.PathLike):
        raise ValueError(f"path={guards.shown(path)}: expected the name of a file")
    if not Path(path).is_file():
        raise FileNotFoundError(f"path={str(path)!r}: there is no such file")
    content = Path(path).read_bytes()
    if content[4:8] != b"TFL3":
        raise ValueError(f"path={str(path)!r}: expected a LiteRT file, which has TFL3 in its bytes 4 to 7")
    try:
        from ai_edge_litert import schema_py_generated as schema
    except ImportError:
        from tensorflow.lite.python import schema_py_generated as schema
    return schema, schema.ModelT.InitFromPackedBuf(content, 0)


def scales(path, name, tensors):
    """Return scale and zero point of what a layer takes and gives: None where these are floating numbers."""
    found = {}
    for end, tensor in (("in", tensors[0]), ("out", tensors[-1])):
        codes = tensor.quantization is not None and tensor.quantization.scale is not None
        if not codes and (name, end) not in (("QUANTIZE", "in"), ("DEQUANTIZE", "out")):
            raise ValueError(f"path={str(path)!r}: {name} computes in floating numbers; expected a file of form 'int8'")
        found[f"s_{end}"] = np.float32(tensor.quantization.scale[0]) if codes else None
        found[f"z_{end}"] = int(tensor.quantization.zeroPoint[0]) if codes else None
    return found


def weights(model, tensors, options, axes):
    """Return kernel, biases and scales of a layer, the kernel's axes as Keras has them."""
    kernel, bias = tensors[1:3]
    if kernel.type != 9:  # so the format calls int8
        raise ValueError("path: a layer computes in floating numbers; expected a file of form 'int8'")
    K, b = (
        np.frombuffer(model.buffers[each.buffer].data.tobytes(), kind).reshape(each.shape)
        for each, kind in ((kernel, np.int8), (bias, "<i4"))
    )
    found = np.broadcast_to(np.asarray(kernel.quantization.scale, np.float32), b.shape)
    relu = {0: False, 1: True}.get(options.fusedActivationFunction)
    if relu is None:
        raise ValueError("path: a layer has another activation than ReLU; expected ReLU, or none")
    return {"K": np.ascontiguousarray(K.transpose(axes)), "b": b.astype(np.int32), "s_k": found, "relu": relu}


def convolution(model, tensors, options):
    """Read a convolution."""
    moves = (options.strideH, options.strideW, options.dilationHFactor, options.dilationWFactor)
    if moves != (1, 1, 1, 1):
        raise ValueError(f"path: a convolution has strides and dilations {moves}; expected 1")
    padding = "same" if options.padding == 0 else "valid"
    return {"kind": "convolution", "padding": padding, **weights(model, tensors, options, (1, 2, 3, 0))}


def pooling(model, tensors, options):
    """Read a pooling of square blocks side by side."""
    sizes = {options.filterHeight, options.filterWidth, options.strideH, options.strideW}
    if len(sizes) != 1 or options.padding != 1:
        raise ValueError("path: a pooling has blocks that are not square, overlap, or are padded")
    return {"kind": "pooling", "size": sizes.pop()}


READERS = {
    "QUANTIZE": lambda model, tensors, options: {"kind": "quantize"},
    "CONV_2D": convolution,
    "MAX_POOL_2D": pooling,
    "RESHAPE": lambda model, tensors, options: {"kind": "flatten"},
    "FULLY_CONNECTED": lambda *parts: {"kind": "dense", **weights(*parts, (1, 0))},
    "DEQUANTIZE": lambda model, tensors, options: {"kind": "dequantize"},
}


def answer_in_integers(layers, X, kernels="xnnpack"):
    """Compute what a LiteRT file of 8 bits answers, in NumPy's whole numbers, to the last bit.

    Parameters
    ----------
    layers : list of dict
        As `read_integers` returns them.
    X : ndarray of float32, shape (n, h, w, c)
        Images.
    kernels : str
        Whose rounding: ``"xnnpack"``, LiteRT's own choice on a processor, multiplies sums by a ratio in float32, and
        rounds a half to the even number; ``"reference"`` multiplies in whole numbers, and rounds convolutions twice.

    Returns
    -------
    ndarray of float32, shape (n, k)
        What `open_file` of the same file gives.

    Raises
    ------
    ValueError
        If layers are none, or X does not fit them.
    """
    if not isinstance(layers, list | tuple) or not all(isinstance(each, dict) and "kind" in each for each in layers):
        raise ValueError(f"layers={guards.shown(layers)}: expected a list, as read_integers returns it")
    if not layers or layers[0]["kind"] != "quantize":
        raise ValueError("layers: expected the first to quantize images; give all of the file's layers")
    inputs = next((each["K"].shape[-2] for each in layers if "K" in each), None)
    guards.batch("X", X, (None, None, inputs) if np.ndim(X) != 2 else (inputs,))
    guards.some_images("X", X)
    guards.one_of("kernels", kernels, ("xnnpack", "reference"))
    answers = []
    for first in range(0, len(X), AT_ONCE):
        codes = np.asarray(X[first : first + AT_ONCE], np.float32)
        for layer in layers:
            codes = step(layer, codes, kernels)
        answers.append(codes)
    return np.concatenate(answers)


def step(layer, codes, kernels):
    """Compute one layer."""
    if layer["kind"] == "quantize":
        return quantize(codes, layer["s_out"], layer["z_out"])
    if layer["kind"] == "pooling":
        return max_pool2d_int8(codes, layer["size"])
    if layer["kind"] == "flatten":
        return codes.reshape(len(codes), -1)
    if layer["kind"] == "dequantize":
        return dequantize(codes, layer["s_in"], layer["z_in"])
    flat = layer["kind"] == "dense"
    if flat:
        sums = sums_of(codes[:, None, None], layer["K"][None, None], layer["b"], layer["z_in"])[:, 0, 0]
    else:
        sums = sums_of(codes, layer["K"], layer["b"], layer["z_in"], layer["padding"])
    if kernels == "xnnpack":
        small = rescale_in_floats(sums, np.float32(layer["s_in"]) * layer["s_k"] / np.float32(layer["s_out"]))
    else:
        small = rescale(sums, layer["M"], layer["shift"], ROUNDING[layer["kind"]])
    return to_codes(small, layer["z_out"], layer["z_out"] if layer["relu"] else LOWEST)
