"""Settings of Keras layers: which of them a network in NumPy carries over, and which it refuses to drop."""

SAME = {"name", "dtype", "seed", "build_config", "module", "registered_name"}  # the same on both sides, or redrawn
TRAINING = ("_initializer", "_regularizer", "_constraint")  # what draws, adds to the loss or bounds: no answer changes
CARRIED = {
    "AveragePooling2D": {"pool_size"},
    "BatchNormalization": {"momentum", "epsilon"},
    "Conv2D": {"filters", "kernel_size", "strides", "padding", "groups", "dilation_rate"},
    "Dense": {"units"},
    "Dropout": {"rate"},
    "Flatten": set(),
    "MaxPooling2D": {"pool_size"},
    "ReLU": set(),
}
EXPECTED = {
    "activation": ("linear", "relu"),
    "center": (True,),
    "data_format": ("channels_last",),
    "negative_slope": (0,),
    "renorm_momentum": (0.99,),  # of no effect without renorm, which is refused
    "scale": (True,),
    "threshold": (0,),
    "trainable": (True,),
    "use_bias": (True,),
}


def check_settings(layer):
    """Refuse a Keras layer with a setting that would be lost, also one that this code does not know.

    Parameters
    ----------
    layer : keras.layers.Layer
        Of a kind that `CARRIED` names.

    Raises
    ------
    ValueError
        If a setting is neither carried over nor what it is by default.
    """
    kind, name, expected = type(layer).__name__, layer.name, dict(EXPECTED)
    check_activation(layer)
    config = layer.get_config()
    if layer.dtype_policy.name not in ("float32", "float64"):
        raise ValueError(f"layer {name!r}: dtype={layer.dtype_policy.name!r} has no counterpart, expected 'float32'")
    if kind == "BatchNormalization":
        expected["axis"] = (-1, len(layer.input.shape) - 1)
    if kind.endswith("Pooling2D"):
        check_blocks(name, config)
        expected |= {"strides": (tuple(config["pool_size"]),), "padding": ("valid",)}
    for key, value in config.items():
        value = plain(value)
        if key in SAME | CARRIED[kind] or key.endswith(TRAINING):
            continue
        if not (value in expected[key] if key in expected else value is None or value is False):
            wanted = " or ".join(map(repr, expected.get(key, (None,))))
            raise ValueError(f"layer {name!r}: {key}={value!r} has no counterpart, expected {wanted}")


def check_activation(layer):
    """Refuse an activation other than relu or none, also one of your own that bears such a name; and a missing bias."""
    from keras import activations

    known = (None, activations.relu, activations.linear)
    if getattr(layer, "activation", None) not in known or not getattr(layer, "use_bias", True):
        raise ValueError(f"layer {layer.name!r}: expected a bias, and the activation relu or none")


def check_blocks(name, config):
    """Refuse a pooling whose blocks overlap or reach over the border."""
    if tuple(config["strides"]) != tuple(config["pool_size"]) or config["padding"] != "valid":
        raise ValueError(f"layer {name!r}: expected blocks that do not overlap, and no padding")


def plain(value):
    """Return a setting as a number, text or tuple; a list of one number as that number."""
    if isinstance(value, list | tuple):
        return value[0] if len(value) == 1 else tuple(value)
    return value
