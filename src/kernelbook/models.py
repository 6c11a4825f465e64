"""The course's networks, and their trained weights."""

import json
from pathlib import Path

from kernelbook import archive

WEIGHTS = Path(__file__).parent / "weights"


def digit_network():
    """Build the course's network: three convolutions, two poolings and two dense layers, in Keras.

    Takes images of shape (n, 28, 28, 1) with values from 0 to 1, gives logits of shape (n, 10). It has 93,322
    parameters, freshly initialized, and is not compiled. The layers are named conv1, pool1, conv2, pool2,
    conv3, flatten, dense and logits. Derived in chapter 05.

    Returns
    -------
    keras.Sequential
    """
    from keras import Sequential, layers

    return Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu", name="conv1"),
            layers.MaxPooling2D(2, name="pool1"),
            layers.Conv2D(64, 3, activation="relu", name="conv2"),
            layers.MaxPooling2D(2, name="pool2"),
            layers.Conv2D(64, 3, activation="relu", name="conv3"),
            layers.Flatten(name="flatten"),
            layers.Dense(64, activation="relu", name="dense"),
            layers.Dense(10, name="logits"),
        ],
        name="digit_network",
    )


def small_network():
    """Build two convolutions with poolings and one dense layer, for chapter 01: 25,450 parameters, not compiled.

    Takes images of shape (n, 28, 28, 1) with values from 0 to 1, gives logits of shape (n, 10).

    Returns
    -------
    keras.Sequential
    """
    from keras import Sequential, layers

    return Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Conv2D(16, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(10),
        ]
    )


def dense_network(units):
    """Build a network of two dense layers, for chapter 01: 795·units + 10 parameters, not compiled.

    With 32 units it has as many parameters as `small_network`. Takes and gives the same shapes.

    Parameters
    ----------
    units : int
        Outputs of the first layer.

    Returns
    -------
    keras.Sequential
    """
    from keras import Sequential, layers

    return Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Flatten(),
            layers.Dense(units, activation="relu"),
            layers.Dense(10),
        ]
    )


FEATURES = ("conv1", "conv2", "conv3")


def transfer_network(classes, features=None):
    """Build the course's network for other classes, with convolutions that were trained before. For chapter 09.

    Parameters
    ----------
    classes : int
        Outputs of the last layer.
    features : dict of str to ndarray, optional
        Holds ``"conv1/kernel"``, ``"conv1/bias"`` and so on, as `load_weights` returns them; what else it holds is left
        aside. Without them the convolutions start at random, as all dense layers do.

    Returns
    -------
    keras.Sequential
        Layers and names as in `digit_network`; not compiled.

    Raises
    ------
    ValueError
        If weights of a convolution are missing.
    """
    from keras import Sequential, layers

    network = Sequential(
        [layers.Input((28, 28, 1)), *digit_network().layers[:-1], layers.Dense(classes, name="logits")]
    )
    for name in FEATURES if features is not None else ():
        missing = {f"{name}/kernel", f"{name}/bias"} - features.keys()
        if missing:
            raise ValueError(f"features lack {sorted(missing)}; they have {sorted(features)}")
        network.get_layer(name).set_weights([features[f"{name}/kernel"], features[f"{name}/bias"]])
    return network


def unet(widths=(12, 24, 48)):
    """Build a U-Net that gives each pixel a logit, for chapter 14: 66,457 parameters, not compiled.

    Two convolutions on each scale; down by pooling, up again by repeating pixels, and on the way up each scale gets
    its feature maps from the way down once more. Without dense layers, it takes images of shape (n, h, w, 1) and gives
    logits of that shape for every h and w that ``2 ** (len(widths) - 1)`` divides; `segmentation.segment` takes others.

    Parameters
    ----------
    widths : sequence of int
        Channels on each scale, from the finest to the coarsest.

    Returns
    -------
    keras.Model

    References
    ----------
    O. Ronneberger, P. Fischer, T. Brox: U-Net: convolutional networks for biomedical image segmentation. MICCAI, 2015.
    doi:10.1007/978-3-319-24574-4_28
    """
    from keras import Model, layers

    def convolve_twice(x, channels, name):
        for k in (1, 2):
            x = layers.Conv2D(channels, 3, padding="same", activation="relu", name=f"{name}_conv{k}")(x)
        return x

    image = layers.Input((None, None, 1))
    x = convolve_twice(image, widths[0], "down1")
    kept = []
    for scale, channels in enumerate(widths[1:], 2):
        kept.append(x)
        x = convolve_twice(layers.MaxPooling2D(2)(x), channels, f"down{scale}")
    for scale, fine in reversed(list(enumerate(kept, 1))):
        x = layers.Concatenate()([layers.UpSampling2D(2)(x), fine])
        x = convolve_twice(x, fine.shape[-1], f"up{scale}")
    return Model(image, layers.Conv2D(1, 1, name="logits")(x), name="unet")


def detector(classes=10, widths=(16, 32, 64, 128)):
    """Build a network that says for each cell of 4 × 4 pixels what stands there and how far it reaches. For chapter 10.

    It halves its feature maps three times and doubles them once, so that each cell sees its surroundings; without dense
    layers, it takes scenes of every size that 8 divides. Each convolution is followed by batch normalization. It has
    295,487 parameters that are trained, and is not compiled.

    Parameters
    ----------
    classes : int
        Besides the ground.
    widths : sequence of int
        Channels on each scale, from the finest to the coarsest.

    Returns
    -------
    keras.Model
        Takes images (n, h, w, 1) from 0 to 1, gives (n, h / 4, w / 4, 1 + classes + 4), as `detection.decode` reads it.
    """
    from keras import Model, layers

    def convolve(x, channels, size, name, strides=1):
        x = layers.Conv2D(channels, size, strides=strides, padding="same", use_bias=False, name=name)(x)
        return layers.ReLU()(layers.BatchNormalization(momentum=0.9, name=f"{name}_normal")(x))

    image = layers.Input((None, None, 1))
    x = convolve(image, widths[0], 3, "conv1", strides=2)
    x = layers.MaxPooling2D(2)(convolve(x, widths[1], 3, "conv2"))
    fine = convolve(x, widths[2], 3, "conv3")
    x = convolve(layers.MaxPooling2D(2)(fine), widths[3], 3, "conv4")
    x = convolve(x, widths[3], 3, "conv5")
    x = layers.Concatenate()([layers.UpSampling2D(2)(x), fine])
    x = convolve(convolve(x, widths[2], 1, "mix"), widths[2], 3, "conv6")
    return Model(image, layers.Conv2D(1 + classes + 4, 1, name="answers")(x), name="detector")


def get_weights(model):
    """Return a Keras model's weights as a dict from ``"layer/name"`` to ndarray.

    The names are those of Keras: ``"conv1/kernel"``, shape (3, 3, 1, 32), ``"conv1/bias"``, shape (32,), …
    """
    return {f"{layer.name}/{w.name}": w.numpy() for layer in model.layers for w in layer.weights}


def set_weights(model, weights):
    """Give a Keras model the weights of a dict as `get_weights` returns it.

    Raises
    ------
    ValueError
        If a name is missing or unknown, or a shape differs. The model is then unchanged.
    """
    slots = {f"{layer.name}/{w.name}": w for layer in model.layers for w in layer.weights}
    if slots.keys() != weights.keys():
        differ = sorted(slots.keys() ^ weights.keys())
        raise ValueError(f"weights do not fit the model {model.name!r}: {differ} stand on one side only")
    for name, slot in slots.items():
        if tuple(slot.shape) != weights[name].shape:
            expected = tuple(slot.shape)
            raise ValueError(f"weights[{name!r}] has shape {weights[name].shape}, the model expects {expected}")
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
