"""Guards of what networks are given, and of networks that a function is given."""

import numpy as np

from kernelbook.guards.scalars import is_whole, shown, wide
from kernelbook.guards.values import array, as_array

PROBABILITIES = {"softmax", "log_softmax", "logsoftmax", "sigmoid", "hard_sigmoid", "hardsigmoid"}
PASSES_ON = {"Dropout", "Flatten", "Identity", "Reshape"}


def batch(name, value, shape, *, finite=True):
    """Refuse what is no batch of floating numbers of one shape, in which None stands for any size.

    Examples
    --------
    >>> batch("x", np.zeros((5, 28, 28)), (28, 28, 1))
    Traceback (most recent call last):
    ValueError: x has shape (5, 28, 28): expected (n, 28, 28, 1), so add the axis of channels, x[..., np.newaxis]
    """
    x, shape = as_array(name, value), tuple(shape)
    if x.ndim != len(shape) + 1 or any(size not in (None, came) for size, came in zip(shape, x.shape[1:], strict=True)):
        expected = ", ".join(str(size or "any") for size in shape)
        lacks = x.ndim == len(shape) > 1 and shape[-1] == 1
        hint = f", so add the axis of channels, {name}[..., np.newaxis]" if lacks else ""
        raise ValueError(f"{name} has shape {x.shape}: expected (n, {expected}){hint}")
    if x.dtype.kind != "f":
        raise ValueError(
            f'{name} has dtype {x.dtype}: expected floating numbers, such as {name}.astype("float32") / 255'
        )
    if finite and x.size and not np.isfinite([x.min(), x.max()]).all():  # no array of answers as large as the images
        raise ValueError(f"{name} holds NaN or infinity: expected finite numbers")


def floating(name, value):
    """Refuse what is no array or tensor of floating numbers; its shape and values are not looked at.

    Examples
    --------
    >>> floating("errors", np.ones((2, 3), int))
    Traceback (most recent call last):
    ValueError: errors has dtype int64: expected floating numbers, such as errors.astype("float32")
    """
    dtype = getattr(value, "dtype", None)
    if dtype is None or not hasattr(value, "shape"):
        raise ValueError(f"{name}={shown(value)}: expected an array of floating numbers")
    if "float" not in str(dtype):
        came = getattr(dtype, "name", dtype)
        raise ValueError(f'{name} has dtype {came}: expected floating numbers, such as {name}.astype("float32")')


def some_images(name, value):
    """Refuse a batch without images."""
    if np.shape(value)[:1] == (0,):
        raise ValueError(f"{name} has no images: expected one at least")


def shape_of_one(name, value):
    """Refuse what is no shape of one input: whole numbers from 1, one at least."""
    sequence = isinstance(value, tuple | list) and len(value) > 0
    if not sequence or not all(is_whole(n) and n > 0 for n in value):
        raise ValueError(f"{name}={value!r}: expected the shape of one input, such as (28, 28, 1)")
    for number, size in enumerate(value):
        wide(f"{name}[{number}]", size)


def named_arrays(name, value):
    """Refuse what is no dict of arrays of finite numbers, such as weights by their names."""
    if not isinstance(value, dict):
        raise ValueError(f"{name}={shown(value)}: expected a dict of arrays by their names")
    for key, each in value.items():
        array(f"{name}[{key!r}]", each, empty=True)


def directions(name, value, shape="(n, d)"):
    """Refuse vectors that have no direction, because they are zero or no numbers. Tensors of a graph are let pass."""
    if isinstance(value, np.ndarray) or callable(getattr(value, "numpy", None)):
        array(name, value, shape)
        if not np.asarray(value).any(axis=-1).all():
            raise ValueError(f"{name} holds a vector of zeros: expected vectors with a direction")


def keras_model(name, value, single=True):
    """Refuse what is no Keras model with layers in sight, and, if `single`, with one input and one output."""
    import keras

    if not isinstance(value, keras.Model):
        raise ValueError(f"{name}={shown(value)}: expected a Keras model")
    ends = [getattr(value, end, None) or [] for end in ("inputs", "outputs")]
    if min(map(len, ends)) == 0 or (single and [len(end) for end in ends] != [1, 1]):
        ending = ", with one input and one output" if single else ""
        raise ValueError(f"{name}={shown(value)}: expected a model that is built{ending}")


def keras_sequential(name, value):
    """Refuse what is no ``keras.Sequential`` that does no more than to call its layers in turn."""
    import keras

    keras_model(name, value)
    if not isinstance(value, keras.Sequential) or type(value).call is not keras.Sequential.call:
        raise ValueError(f"{name} is a {type(value).__name__}: expected a keras.Sequential, layers one after the other")


def logits(name, value):
    """Refuse a Keras model that gives probabilities in place of logits.

    Where a probability is near 0 or 1, its gradient vanishes, and a loss of logits takes its softmax once more.
    """
    keras_model(name, value)
    found = ending(value)
    if found in PROBABILITIES:
        raise ValueError(f"{name} ends in {found}: expected a model that gives logits, so without its last activation")


def ending(model):
    """Return the name of what a Keras model does last, in lower case: an activation, or a kind of layer."""
    output, last = model.outputs[0], model
    while hasattr(last, "outputs") or type(last).__name__ in PASSES_ON:
        output = last.outputs[0] if hasattr(last, "outputs") else last.input
        before, last = last, getattr(getattr(output, "_keras_history", None), "operation", None)
        if last is before:
            break
    activation = getattr(last, "activation", None)
    return getattr(activation, "__name__", type(activation or last).__name__).lower()


def tensorflow_backend(what):
    """Refuse to run where Keras has another backend than TensorFlow, which a few functions call by its name."""
    import keras

    if (backend := keras.config.backend()) != "tensorflow":
        raise ValueError(
            f"KERAS_BACKEND={backend!r}: {what} calls TensorFlow itself, so set KERAS_BACKEND to 'tensorflow', "
            "or leave it out, before Keras is imported"
        )
