"""Networks that name what a small image shows."""

from kernelbook import guards

FEATURES = ("conv1", "conv2", "conv3")


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

    guards.whole("units", units, 1)
    return Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Flatten(),
            layers.Dense(units, activation="relu"),
            layers.Dense(10),
        ]
    )


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

    guards.whole("classes", classes, 1)
    guards.named_arrays("features", {} if features is None else features)
    network = Sequential(
        [layers.Input((28, 28, 1)), *digit_network().layers[:-1], layers.Dense(classes, name="logits")]
    )
    for name in FEATURES if features is not None else ():
        missing = {f"{name}/kernel", f"{name}/bias"} - features.keys()
        if missing:
            raise ValueError(f"features lack {sorted(missing)}; they have {sorted(features)}")
        network.get_layer(name).set_weights([features[f"{name}/kernel"], features[f"{name}/bias"]])
    return network
