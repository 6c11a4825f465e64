"""What every explanation is given: a model, an image with a label, the name of a layer; and what the model answers."""

import numpy as np


def checked(model, image, label=None):
    """Return the image as a batch of one, shape (1, h, w, 1), float32; refuse another shape or an unknown label."""
    image, shape = np.asarray(image, np.float32), tuple(model.input_shape[1:3])
    if image.shape != shape:
        raise ValueError(f"image has shape {image.shape}: expected one gray image of the model's size, {shape}")
    classes = model.output_shape[-1]
    if label is not None and not 0 <= label < classes:
        raise ValueError(f"label={label!r}: expected a class from 0 to {classes - 1}")
    return image[np.newaxis, ..., np.newaxis]


def layer_of(model, name):
    """Return the layer with that name, or refuse it and tell which there are."""
    names = [layer.name for layer in model.layers]
    if name not in names:
        raise ValueError(f"layer={name!r}: the model has {names}")
    return model.get_layer(name)


def answers(model, images, batch_size=500):
    """Return what a model gives for many images, in batches; without ``predict``, which compiles each new model."""
    parts = np.split(images, range(batch_size, len(images), batch_size))
    return np.concatenate([np.asarray(model(part, training=False)) for part in parts])
