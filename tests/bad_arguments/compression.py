"""Compression: scales, integers, files, pruning, distillation."""

import tempfile
from pathlib import Path

import numpy as np

import compressed
from bad_arguments.spoiled import Call, Made
from kernelbook import compression

FOLDER = Path(tempfile.mkdtemp())
RNG = np.random.default_rng(0)
X, K, B = (
    RNG.integers(-9, 9, shape).astype(kind) for shape, kind in (((3, 5, 5, 2), "i1"), ((3, 3, 2, 4), "i1"), (4, "i4"))
)
M, SHIFT = compression.fixed_point(RNG.random(4))
LAYER = {"z_in": 3, "M": M, "shift": SHIFT, "z_out": -5}
REST = {"relu": True, "rounding": "once"}
WEIGHTS = {"a/kernel": RNG.normal(size=(3, 4)), "a/bias": RNG.normal(size=4)}
LOGITS = RNG.normal(size=(4, 3))
PATH = Made(lambda: compressed.stored("int8"))
NEGATIVE = "a number below 0 is as good"
FEWER = "any number of images"
LAST = "scales no longer fit its last axis, which the message says of them"
ANY = "any number of rows"
MISSING = "a missing folder or file is a FileNotFoundError"
ALONE = "one number stands for a whole array"
SCALARS = {"X: a number": ALONE, "X: an axis more": "an array of any shape", "X: one less": ANY}
CALLS = [
    Call(
        "kernelbook.compression.scale_of",
        {"low": -1.0, "high": 2.0},
        {"low: negative": NEGATIVE, "high: negative": NEGATIVE},
    ),
    Call(
        "kernelbook.compression.channel_scales",
        {"K": WEIGHTS["a/kernel"]},
        {"K: one less": ANY, "K: an axis more": "a kernel of any shape"},
    ),
    Call(
        "kernelbook.compression.quantize",
        {"X": LOGITS, "s": 0.5, "z": 3},
        SCALARS | {"z: negative": NEGATIVE, "s: percent": "any scale above 0"},
    ),
    Call(
        "kernelbook.compression.dequantize",
        {"Q": K[0, 0], "s": np.array([0.1, 0.2, 0.3, 0.4]), "z": 3},
        {"Q: one less": ANY, "Q: an axis more": LAST, "s: a number": ALONE, "z: negative": NEGATIVE},
    ),
    Call(
        "kernelbook.compression.fixed_point",
        {"r": RNG.random(4)},
        {"r: a number": ALONE, "r: an axis more": "any shape", "r: one less": "any number of them"},
    ),
    Call(
        "kernelbook.compression.rescale",
        {"A": K[0, 0].astype(np.int32), "M": M, "shift": SHIFT, "rounding": "twice"},
        {"A: one less": ANY, "A: an axis more": LAST},
    ),
    Call(
        "kernelbook.compression.rescale_in_floats",
        {"A": K[0, 0].astype(np.int32), "r": RNG.random(4)},
        {"A: one less": ANY, "A: an axis more": LAST, "r: a number": ALONE},
    ),
    Call(
        "kernelbook.compression.conv2d_int8",
        {"X": X, "K": K, "b": B, **LAYER, "padding": "same", **REST},
        {
            "X: one less": FEWER,
            "K: one less": "a kernel of another height",
            "z_in: negative": NEGATIVE,
            "z_out: negative": NEGATIVE,
        },
    ),
    Call(
        "kernelbook.compression.dense_int8",
        {"X": X[:, 0, 0], "K": K[0, 0], "b": B, **LAYER, **REST},
        {"X: one less": FEWER, "z_in: negative": NEGATIVE, "z_out: negative": NEGATIVE},
    ),
    Call("kernelbook.compression.max_pool2d_int8", {"X": X, "size": 2}, {"X: one less": FEWER}),
    Call("kernelbook.compression.prune", {"weights": WEIGHTS, "share": 0.5}),
    Call("kernelbook.compression.stored_bytes", {"weights": WEIGHTS, "bits": 8, "sparse": True}),
    Call(
        "kernelbook.compression.distillation_loss",
        {
            "student": LOGITS,
            "teacher": LOGITS[::-1].copy(),
            "labels": np.array([0, 2, 1, 0]),
            "temperature": 2.0,
            "share": 0.5,
        },
    ),
    Call(
        "kernelbook.compression.to_litert",
        {
            "network": Made(compressed.small_network),
            "path": str(FOLDER / "a.tflite"),
            "form": "int8",
            "examples": compressed.images(4),
            "per_channel": True,
        },
        {"path: another text": MISSING, "examples: one less": FEWER},
    ),
    Call(
        "kernelbook.compression.read_integers", {"path": PATH}, {"path: another text": MISSING, "path: text": MISSING}
    ),
    Call(
        "kernelbook.compression.open_file",
        {"path": PATH, "threads": 1, "kernels": "reference"},
        {"path: another text": MISSING},
    ),
    Call(
        "kernelbook.compression.answer_in_integers",
        {
            "layers": Made(lambda: compression.read_integers(compressed.stored("int8"))),
            "X": compressed.images(4),
            "kernels": "reference",
        },
        {"X: one less": FEWER},
    ),
]
EXEMPT = {"kernelbook.compression.to_onnx": "needs packages that may be absent: tests/compression/test_exports.py"}
