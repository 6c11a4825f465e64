"""Moving a network between NumPy and Keras."""

from kernelbook.layers import AveragePool2D, BatchNorm, Conv2D, Dense, Dropout, Flatten, MaxPool2D, ReLU
from kernelbook.network.sequential import Sequential


def from_keras(model, *, seed=0, dtype="float32"):
    """Build the same network in NumPy, with the same weights.

    Parameters
    ----------
    model : keras.Sequential
        Of Conv2D, MaxPooling2D, AveragePooling2D, ReLU, Flatten, Dense, Dropout and BatchNormalization over channels;
        the activations ``"relu"`` and none.
    seed, dtype
        As in `Sequential`.

    Returns
    -------
    Sequential
        An activation becomes a layer of its own, with the name of its layer and ``"_relu"``.

    Raises
    ------
    ValueError
        If a layer or one of its settings has no counterpart.
    """
    from kernelbook import models

    layers = [layer for theirs in model.layers for layer in counterpart(theirs)]
    network = Sequential(layers, model.input_shape[1:], seed=seed, dtype=dtype)
    network.set_weights(models.get_weights(model))
    return network


def counterpart(layer):
    """Return the layers that do what one Keras layer does."""
    kind, config, name = type(layer).__name__, layer.get_config(), layer.name
    if kind in ("Conv2D", "Dense"):
        if config["activation"] not in ("relu", "linear") or not config["use_bias"]:
            raise ValueError(f"layer {name!r}: expected a bias, and the activation relu or none")
        if kind == "Dense":
            ours = Dense(config["units"], name=name)
        else:
            settings = {key: config[key] for key in ("strides", "padding", "groups")}
            settings["dilation"] = config["dilation_rate"]
            ours = Conv2D(config["filters"], config["kernel_size"], name=name, **settings)
        return [ours, ReLU(name=f"{name}_relu")] if config["activation"] == "relu" else [ours]
    if kind in ("MaxPooling2D", "AveragePooling2D"):
        size = tuple(config["pool_size"])
        if tuple(config["strides"]) != size or config["padding"] != "valid":
            raise ValueError(f"layer {name!r}: expected blocks that do not overlap, and no padding")
        return [(MaxPool2D if kind == "MaxPooling2D" else AveragePool2D)(size, name=name)]
    if kind == "BatchNormalization" and config["axis"] in (-1, [-1], len(layer.input.shape) - 1):
        return [BatchNorm(momentum=config["momentum"], epsilon=config["epsilon"], name=name)]
    simple = {"Flatten": Flatten, "ReLU": ReLU}
    if kind in simple:
        return [simple[kind](name=name)]
    if kind == "Dropout":
        return [Dropout(config["rate"], name=name)]
    raise ValueError(f"layer {name!r} is a {kind}: it has no counterpart here")


def to_keras(network):
    """Build the same network in Keras, with the same weights, not compiled.

    Parameters
    ----------
    network : Sequential

    Returns
    -------
    keras.Sequential

    Raises
    ------
    ValueError
        If a layer has padding by numbers, which Keras has not.
    """
    import keras

    from kernelbook import models

    layers = [keras.layers.Input(network.input_shape), *(keras_layer(layer) for layer in network.layers)]
    model = keras.Sequential(layers)
    models.set_weights(model, network.get_weights())
    return model


def keras_layer(layer):
    """Return the Keras layer that does the same."""
    from keras import layers

    kind = type(layer).__name__
    if kind == "Conv2D":
        settings = dict(layer.settings)
        if not isinstance(settings["padding"], str):
            raise ValueError(f"layer {layer.name!r} has padding={settings['padding']!r}: Keras knows valid and same")
        settings["dilation_rate"] = settings.pop("dilation")
        return layers.Conv2D(layer.filters, layer.kernel_size, name=layer.name, **settings)
    if kind in ("MaxPool2D", "AveragePool2D"):
        pooling = layers.MaxPooling2D if kind == "MaxPool2D" else layers.AveragePooling2D
        return pooling(layer.size, name=layer.name)
    if kind == "Dense":
        return layers.Dense(layer.units, name=layer.name)
    if kind == "BatchNorm":
        return layers.BatchNormalization(momentum=layer.momentum, epsilon=layer.epsilon, name=layer.name)
    if kind == "Dropout":
        return layers.Dropout(layer.rate, name=layer.name)
    return {"ReLU": layers.ReLU, "Flatten": layers.Flatten}[kind](name=layer.name)
