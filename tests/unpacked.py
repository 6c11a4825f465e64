"""Read back the weights of the lab that draws from the text in which they travel."""

import base64

import numpy as np


def numbers(text, dtype, shape):
    """Return an array from text in base 85; bytes that only fill up the end are left out."""
    values = np.frombuffer(base64.b85decode(text), dtype)
    return values[: int(np.prod(shape))].reshape(shape)


def unpacked(arrays):
    """Return each array as the lab computes with it: a dict from names to ndarrays of float64."""
    made = {}
    for name, array in arrays.items():
        shape = tuple(array["shape"])
        if "steps" in array:
            steps = numbers(array["steps"], "<f2", shape[-1:]).astype(np.float64)
            made[name] = numbers(array["values"], np.int8, shape) * steps
        else:
            made[name] = numbers(array["values"], "<f2", shape).astype(np.float64)
    return made
