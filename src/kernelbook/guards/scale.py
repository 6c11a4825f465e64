"""Guards of several workers: what each brings must fit together."""

import numpy as np

from kernelbook.guards.scalars import shown
from kernelbook.guards.values import array


def worker_tensors(name, tensors):
    """Refuse what is no list of finite floating arrays of one shape and type, one for each worker.

    Examples
    --------
    >>> worker_tensors("tensors", [np.zeros(3), np.zeros(4)])
    Traceback (most recent call last):
    ValueError: tensors[1] has shape (4,) and type float64: expected (3,) and float64, as tensors[0]
    """
    if not isinstance(tensors, list | tuple) or len(tensors) == 0:
        raise ValueError(f"{name}={shown(tensors)}: expected a list of arrays, one for each worker")
    for k, tensor in enumerate(tensors):
        if not isinstance(tensor, np.ndarray):
            raise ValueError(f"{name}[{k}] is a {type(tensor).__name__}: expected an array")
        array(f"{name}[{k}]", tensor, kinds="f")
        if tensor.shape != tensors[0].shape or tensor.dtype != tensors[0].dtype:
            came = f"{name}[{k}] has shape {tensor.shape} and type {tensor.dtype}"
            raise ValueError(f"{came}: expected {tensors[0].shape} and {tensors[0].dtype}, as {name}[0]")
