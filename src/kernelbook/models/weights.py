"""Weights of Keras models as plain arrays: read, set, shipped with the package."""

import json
from pathlib import Path

import numpy as np

from kernelbook import archive, guards

WEIGHTS = Path(__file__).parent.parent / "weights"


def get_weights(model):
    """Return a Keras model's weights as a dict from ``"layer/name"`` to ndarray.

    The names are those of Keras: ``"conv1/kernel"``, shape (3, 3, 1, 32), ``"conv1/bias"``, shape (32,), …

    Raises
    ------
    ValueError
        If it is no Keras model.
    """
    guards.keras_model("model", model)
    return {f"{layer.name}/{w.name}": w.numpy() for layer in model.layers for w in layer.weights}


def set_weights(model, weights):
    """Give a Keras model the weights of a dict as `get_weights` returns it.

    Raises
    ------
    ValueError
        If a name is missing or unknown, a shape differs, or values are no numbers. The model is then unchanged.
    """
    guards.keras_model("model", model)
    guards.named_arrays("weights", weights)
    slots = {f"{layer.name}/{w.name}": w for layer in model.layers for w in layer.weights}
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
    remedy = "Install kernelbook again, or restore the file with git."
    return archive.read_npz(WEIGHTS / f"{name}.npz", provenance["sha256"], remedy)


def save_weights(name, weights, provenance):
    """Write weights and their provenance into the package, each all or nothing."""
    found = archive.write_npz(WEIGHTS / f"{name}.npz", weights)
    text = json.dumps({"sha256": found, **provenance}, indent=1, ensure_ascii=False) + "\n"
    archive.write_bytes(WEIGHTS / f"{name}.json", text.encode())
