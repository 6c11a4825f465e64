"""Moving a network between NumPy and Keras."""

from kernelbook import guards
from kernelbook.layers import AveragePool2D, BatchNorm, Conv2D, Dense, Dropout, Flatten, MaxPool2D, ReLU
from kernelbook.network.sequential import Sequential
from kernelbook.network.settings import check_settings


def from_keras(model, *, seed=0, dtype="float32"):
    """Build the same network in NumPy, with the same weights.

    Parameters
    ----------
    model : keras.Sequential
        Of Conv2D, MaxPooling2D, AveragePooling2D, ReLU, Flatten, Dense, Dropout and BatchNormalization over channels;
        the activations ``"relu"`` and none; for images of one size, with the channels last.
    seed, dtype
        As in `Sequential`.

    Returns
    -------
    Sequential
        An activation becomes a layer of its own, with the name of its layer and ``"_relu"``. What drew the first
        weights, and what a training adds to its loss or does to weights after a step (initializers, regularizers,
        constraints), stays behind: the answers are the same without.

    Raises
    ------
    ValueError
        If a layer or one of its settings has no counterpart, or the model is no Sequential for images of one size.
    """
    from kernelbook import models

    guards.keras_sequential("model", model)
    if None in model.input_shape[1:]:
        raise ValueError(f"model takes inputs of shape {model.input_shape}: expected one size, without None")

    layers = [layer for theirs in model.layers for layer in counterpart(theirs)]
    network = Sequential(layers, model.input_shape[1:], seed=seed, dtype=dtype)
    network.set_weights(models.get_weights(model))
    return network


def counterpart(layer):
    """Return the layers that do what one Keras layer does."""
    import keras

    kind, name = type(layer).__name__, layer.name
    if type(layer) is not getattr(keras.layers, kind, None) or kind not in MAKERS:
        raise ValueError(f"layer {name!r} is a {kind}: it has no counterpart here")
    check_settings(layer)
    config = layer.get_config()
    ours = MAKERS[kind](config, name)
    return [ours, ReLU(name=f"{name}_relu")] if config.get("activation") == "relu" else [ours]


def convolution(config, name):
    """Return the convolution of a Keras layer's settings."""
    settings = {key: config[key] for key in ("strides", "padding", "groups")}
    settings["dilation"] = config["dilation_rate"]
    return Conv2D(config["filters"], config["kernel_size"], name=name, **settings)


MAKERS = {
    "AveragePooling2D": lambda config, name: AveragePool2D(tuple(config["pool_size"]), name=name),
    "BatchNormalization": lambda config, name: BatchNorm(
        momentum=config["momentum"], epsilon=config["epsilon"], name=name
    ),
    "Conv2D": convolution,
    "Dense": lambda config, name: Dense(config["units"], name=name),
    "Dropout": lambda config, name: Dropout(config["rate"], name=name),
    "Flatten": lambda config, name: Flatten(name=name),
    "MaxPooling2D": lambda config, name: MaxPool2D(tuple(config["pool_size"]), name=name),
    "ReLU": lambda config, name: ReLU(name=name),
}


def to_keras(network):
    """Build the same network in Keras, with the same weights, not compiled.

    Parameters
    ----------
    network : Sequential

    Returns
    -------
    keras.Sequential
        Of the network's dtype, with the channels last, whatever Keras is set to.

    Raises
    ------
    ValueError
        If a layer has padding by numbers, which Keras has not, or is one of your own.
    """
    import keras

    from kernelbook import models

    if not isinstance(network, Sequential):
        raise ValueError(f"network={guards.shown(network)}: expected a network.Sequential")
    dtype = str(network.dtype)
    layers = [keras_layer(layer, dtype) for layer in network.layers]
    model = keras.Sequential([keras.layers.Input(network.input_shape, dtype=dtype), *layers])
    models.set_weights(model, network.get_weights())
    return model


def keras_layer(layer, dtype="float32"):
    """Return the Keras layer that does the same."""
    from keras import layers

    common = {"name": layer.name, "dtype": dtype}
    placed = common | {"data_format": "channels_last"}
    kind = type(layer)
    if kind is Conv2D:
        settings = dict(layer.settings)
        if not isinstance(settings["padding"], str):
            raise ValueError(f"layer {layer.name!r} has padding={settings['padding']!r}: Keras knows valid and same")
        settings["dilation_rate"] = settings.pop("dilation")
        return layers.Conv2D(layer.filters, layer.kernel_size, **settings, **placed)
    if kind in (MaxPool2D, AveragePool2D):
        return (layers.MaxPooling2D if kind is MaxPool2D else layers.AveragePooling2D)(layer.size, **placed)
    if kind is Dense:
        return layers.Dense(layer.units, **common)
    if kind is BatchNorm:
        return layers.BatchNormalization(momentum=layer.momentum, epsilon=layer.epsilon, **common)
    if kind is Dropout:
        return layers.Dropout(layer.rate, **common)
    if kind in (ReLU, Flatten):
        return layers.ReLU(**common) if kind is ReLU else layers.Flatten(**placed)
    raise ValueError(f"layer {layer.name!r} is a {kind.__name__}: Keras has no counterpart")
