"""What every explanation is given: a model, an image with a label, the name of a layer; and what the model answers."""

import numpy as np

from kernelbook import guards

BRIGHT = 20  # no image from 0 to 1, nor one standardized for its model, has values as large
SCALES = {"Rescaling", "Normalization"}


NO_CLASS = object()


def checked(model, image, label=NO_CLASS):
    """Return the image as a batch of one, shape (1, h, w, c), float32; refuse what the model cannot explain.

    Raises
    ------
    ValueError
        If the model gives no logits, the image has another shape, NaN or values from 0 to 255, or there is no such
        class.
    """
    guards.logits("model", model)
    X, classes = as_batch("image", model, image, many=False), model.output_shape[-1]
    if label is not NO_CLASS:
        check_label(label, classes)
    return X


def check_label(label, classes):
    """Refuse what is no class; a label of a data set, such as np.uint8(3), is one."""
    if not (guards.is_whole(label) and 0 <= label < classes):
        raise ValueError(f"label={label!r}: expected a class from 0 to {classes - 1}, a whole number")


def as_batch(name, model, images, *, many=True):
    """Return one or many images as a batch, shape (n, h, w, c), float32; gray ones may lack the axis of channels."""
    expected = size_of(model)
    short = expected[:2] if expected[2] == 1 else expected
    words = (("n", *short) if many else short, "images" if many else "one image")
    guards.array(name, images)
    x = np.asarray(images)
    full = x if many else x[np.newaxis]
    full = full[..., np.newaxis] if full.ndim == len(short) + 1 < 4 else full
    if full.ndim != 4 or any(size not in (None, came) for size, came in zip(expected, full.shape[1:], strict=True)):
        size = ", ".join(str(each or "any") for each in words[0])
        raise ValueError(f"{name} has shape {x.shape}: expected {words[1]} of the model's size, ({size})")
    check_brightness(name, model, x)
    return full.astype(np.float32)


def check_brightness(name, model, x):
    """Refuse images from 0 to 255, unless the model itself divides them."""
    low, high = x.min(), x.max()
    too_bright = high > (1 if x.dtype.kind in "iu" else BRIGHT)
    if too_bright and not any(type(layer).__name__ in SCALES for layer in model.layers):
        raise ValueError(
            f"{name} has values from {low:g} to {high:g}: expected them as the model learned, 0 to 1, so divide by 255"
        )


def check_fill(name, model, X, value):
    """Refuse what should stand for "nothing to see" but is no brightness of an image from 0 to 1."""
    guards.array(name, value)
    low, high = np.min(value), np.max(value)
    scaled = any(type(layer).__name__ in SCALES for layer in model.layers)
    if not scaled and X.min() >= 0 and X.max() <= 1 and not 0 <= low <= high <= 1:
        raise ValueError(f"{name} has values from {low:g} to {high:g}: expected 0 to 1, as the image has")


def size_of(model):
    """Return the shape of one image that a model takes, (h, w, c), with None for any height or width."""
    guards.keras_model("model", model)
    shape = tuple(model.input_shape[1:])
    if len(shape) != 3 or len(model.output_shape) < 2:
        raise ValueError(f"model takes inputs of shape {model.input_shape}: expected images, (n, h, w, c)")
    return shape


def without_gray(maps):
    """Return maps or images without their last axis if it is that of gray, (…, 1)."""
    return maps[..., 0] if maps.shape[-1] == 1 else maps


def layer_of(model, layer):
    """Return the layer with that name, or refuse it and tell which there are."""
    guards.keras_model("model", model)
    names = [layer.name for layer in model.layers]
    if not isinstance(layer, str) or layer not in names:
        raise ValueError(f"layer={guards.shown(layer)}: the model has {names}")
    return model.get_layer(layer)


def answers(model, images, batch_size=500):
    """Return what a model gives for many images, in batches; without ``predict``, which compiles each new model."""
    guards.keras_model("model", model)
    guards.array("images", images)
    guards.batch("images", np.asarray(images, np.float32), model.input_shape[1:])
    guards.whole("batch_size", batch_size, 1)
    parts = np.split(np.asarray(images), range(batch_size, len(images), batch_size))
    return np.concatenate([np.asarray(model(part, training=False)) for part in parts])
