"""Make a trained network smaller: numbers of 8 bits, weights left out, a small network that learns from a large one.

Derived in chapter 21.
"""

from kernelbook.compression.distillation import distillation_loss
from kernelbook.compression.exports import to_litert, to_onnx
from kernelbook.compression.integers import conv2d_int8, dense_int8, max_pool2d_int8
from kernelbook.compression.pruning import prune, stored_bytes
from kernelbook.compression.reading import answer_in_integers, read_integers
from kernelbook.compression.rounding import fixed_point, rescale, rescale_in_floats
from kernelbook.compression.running import open_file
from kernelbook.compression.scales import channel_scales, dequantize, quantize, scale_of

__all__ = [
    "answer_in_integers",
    "channel_scales",
    "conv2d_int8",
    "dense_int8",
    "dequantize",
    "distillation_loss",
    "fixed_point",
    "max_pool2d_int8",
    "open_file",
    "prune",
    "quantize",
    "read_integers",
    "rescale",
    "rescale_in_floats",
    "scale_of",
    "stored_bytes",
    "to_litert",
    "to_onnx",
]
