"""Networks that tell faces from other things, and one face from another."""

from kernelbook import guards


def face_classifier():
    """Build a network that says whether a window of 25 × 25 pixels shows a face, for chapter 12; not compiled.

    Takes images (n, 25, 25, 1), as `faces.local_contrast_normalization` makes them, gives logits (n, 1); it has 37,649
    parameters. Layers as in `digit_network`, so that `detection.fully_convolutional` can slide it.

    Returns
    -------
    keras.Sequential
    """
    from keras import Sequential, layers

    return Sequential(
        [
            layers.Input((25, 25, 1)),
            layers.Conv2D(24, 3, activation="relu", name="conv1"),
            layers.MaxPooling2D(2, name="pool1"),
            layers.Conv2D(48, 3, activation="relu", name="conv2"),
            layers.MaxPooling2D(2, name="pool2"),
            layers.Dropout(0.3, name="dropout2"),
            layers.Conv2D(48, 3, activation="relu", name="conv3"),
            layers.Dropout(0.3, name="dropout3"),
            layers.Flatten(name="flatten"),
            layers.Dense(32, activation="relu", name="dense"),
            layers.Dense(1, name="logits"),
        ],
        name="face_classifier",
    )


def face_embedding(features=64):
    """Build a network that turns a face into features, for chapter 12; not compiled.

    Takes images (n, 32, 32, 1), standardized, gives (n, features); `faces.embed` scales them to length 1. It has
    150,696 parameters that are trained.

    Parameters
    ----------
    features : int

    Returns
    -------
    keras.Sequential
    """
    from keras import Sequential, layers

    guards.whole("features", features, 1)
    network = Sequential([layers.Input((32, 32, 1))], name="face_embedding")
    for k, channels in enumerate((24, 48, 96), 1):
        network.add(layers.Conv2D(channels, 3, padding="same", use_bias=False, name=f"conv{k}"))
        network.add(layers.BatchNormalization(momentum=0.9, name=f"normal{k}"))
        network.add(layers.ReLU(name=f"relu{k}"))
        network.add(layers.MaxPooling2D(2, name=f"pool{k}"))
    network.add(layers.Flatten(name="flatten"))
    network.add(layers.Dropout(0.3, name="dropout"))
    network.add(layers.Dense(features, use_bias=False, name="features"))
    return network
