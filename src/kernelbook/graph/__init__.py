"""An engine for any graph: values that remember what they came from, and send errors back there. NumPy alone.

Layers in a row know their way back: the same row, from its end. A skip connection parts the way and joins it again, and
today's networks are full of them. Here nobody keeps a list of layers. Each result knows its parents, and for each of
them a rule, which turns the result's errors into the parent's; `Value.backward` follows them to the beginning.
"""

from kernelbook.graph.operations import (
    conv2d,
    flatten,
    global_average_pool2d,
    max_pool2d,
    relu,
    softmax_cross_entropy,
)
from kernelbook.graph.value import Value

__all__ = [
    "Value",
    "conv2d",
    "flatten",
    "global_average_pool2d",
    "max_pool2d",
    "relu",
    "softmax_cross_entropy",
]
