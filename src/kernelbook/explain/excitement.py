"""What excites a unit: the images that do so most. `kernelbook.explain.invention` invents one."""

import numpy as np

from kernelbook import guards
from kernelbook.explain.inputs import answers, as_batch, layer_of


def strongest(model, layer, unit, images, *, count=9):
    """Return which images excite one map most, and where.

    Parameters
    ----------
    model : keras.Model
    layer : str
        Name of a layer that gives maps, shape (n, h', w', k), or units, shape (n, k).
    unit : int
        Which of the k.
    images : ndarray, shape (n, h, w) or (n, h, w, 3), from 0 to 1
    count : int

    Returns
    -------
    list of (int, int, int, float)
        Image, row and column in the map, and the activation, strongest first; row and column are 0 for a unit.

    Raises
    ------
    ValueError
        If there is no such layer or unit, or images have another shape, NaN or values from 0 to 255.
    """
    guards.whole("count", count, 1)
    activations = answers(maps_of(model, layer, unit), as_batch("images", model, images))
    best = activations.reshape(len(images), -1)
    order = np.argsort(best.max(axis=1))[::-1][:count]
    columns = activations.shape[2] if activations.ndim == 3 else 1
    return [(int(n), *(int(v) for v in divmod(best[n].argmax(), columns)), float(best[n].max())) for n in order]


def maps_of(model, layer, unit):
    """Return a model that gives one map, shape (n, h', w'), or one unit, shape (n,), of a layer."""
    import keras

    output = layer_of(model, layer).output
    if len(output.shape) not in (2, 4):
        raise ValueError(
            f"layer={layer!r} gives shape {tuple(output.shape)}: expected maps, (n, h, w, k), or units, (n, k)"
        )
    if not (guards.is_whole(unit) and 0 <= unit < output.shape[-1]):
        raise ValueError(f"unit={unit!r}: layer {layer!r} has units 0 to {output.shape[-1] - 1}")
    return keras.Model(model.inputs[0], output[..., int(unit)])
