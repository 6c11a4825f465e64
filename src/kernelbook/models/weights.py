"""Weights of Keras models as plain arrays: read, set, shipped with the package."""

import json
from pathlib import Path

import numpy as np

from kernelbook import archive, guards

WEIGHTS = Path(__file__).parent.parent / "weights"
REMEDY = "Install kernelbook again, or restore the file with git."


def get_weights(model):
    """Return a Keras model's weights as a dict from ``"layer/name"`` to ndarray.

    The names are those of Keras: ``"conv1/kernel"``, shape (3, 3, 1, 32), ``"conv1/bias"``, shape (32,), … and, of a
    layer that is made of layers, ``"attention/query/kernel"``.

    Raises
    ------
    ValueError
        If it is no Keras model.
    """
    guards.keras_model("model", model, single=False)
    return {name: w.numpy() for name, w in named(model).items()}


def named(model):
    """Return the variables of a model by the names of its layers and theirs."""
    pairs = [(layer.name, w) for layer in model.layers for w in layer.weights]
    return {f"{name}/{w.path.split(f'{name}/', 1)[-1]}": w for name, w in pairs}


def set_weights(model, weights):
    """Give a Keras model the weights of a dict as `get_weights` returns it.

    Raises
    ------
    ValueError
        If a name is missing or unknown, a shape differs, or values are no numbers. The model is then unchanged.
    """
    guards.keras_model("model", model, single=False)
    guards.named_arrays("weights", weights)
    slots = named(model)
    if slots.keys() != weights.keys():
        differ = sorted(slots.keys() ^ weights.keys())
        raise ValueError(f"weights do not fit the model {model.name!r}: {differ} stand on one side only")
    for name, slot in slots.items():
        if tuple(slot.shape) != np.shape(weights[name]):
            expected = tuple(slot.shape)
            raise ValueError(f"weights[{name!r}] has shape {np.shape(weights[name])}, the model expects {expected}")
    for name, slot in slots.items():
        slot.assign(weights[name])


def load_weights(name):
    """Load trained weights that ship with this package.

    Parameters
    ----------
    name : str
        For example ``"digit_network"``.

    Returns
    -------
    dict of str to ndarray
        Keys as `get_weights` makes them.

    Raises
    ------
    ValueError
        If there are no weights of that name, or the file's SHA-256 is not the recorded one.
    """
    names = sorted(path.stem for path in WEIGHTS.glob("*.json"))
    if name not in names:
        raise ValueError(f"name={name!r}: no such weights; there are {names}")
    provenance = json.loads((WEIGHTS / f"{name}.json").read_text(encoding="utf-8"))
    stored = archive.read_npz(WEIGHTS / f"{name}.npz", provenance["sha256"], REMEDY)
    return {key: joined_bytes(each) if each.dtype == np.uint8 else each for key, each in stored.items()}


def split_bytes(array):
    """Split floating numbers into their bytes: first the last byte of all, then the last but one of all, and so on.

    The first byte, sign and exponent, is much the same for all weights, the last is noise: side by side, the first ones
    take little room in a compressed file.

    Returns
    -------
    ndarray of uint8, shape (2, …) for float16, (4, …) for float32

    Examples
    --------
    >>> split_bytes(np.array([1.0, -2.0], np.float16)).tolist()
    [[0, 0], [60, 192]]
    """
    little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    return np.moveaxis(little[..., np.newaxis].view(np.uint8), -1, 0)


def joined_bytes(parts):
    """Join what `split_bytes` took apart, as float32.

    Examples
    --------
    >>> joined_bytes(np.array([[0, 0], [60, 192]], np.uint8)).tolist()
    [1.0, -2.0]
    """
    little = np.ascontiguousarray(np.moveaxis(parts, 0, -1))
    return little.view(f"<f{len(parts)}")[..., 0].astype(np.float32)


def save_weights(name, weights, provenance):
    """Write weights and their provenance into the package, each all or nothing."""
    found = archive.write_npz(WEIGHTS / f"{name}.npz", weights)
    text = json.dumps({"sha256": found, **provenance}, indent=1, ensure_ascii=False) + "\n"
    archive.write_bytes(WEIGHTS / f"{name}.json", text.encode())
