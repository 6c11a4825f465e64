"""The networks that hold the records of chapter 08. All take digits, shape (n, 28, 28, 1), and give logits, (n, 10)."""

MOMENTUM = 0.9  # of batch normalization's moving averages: a short training needs a short memory


def fast_network():
    """Build the network that learns to read digits in one epoch: two convolutions of 5 × 5, a dense layer.

    Returns
    -------
    keras.Sequential
        27,418 parameters that are learned, 128 moving averages; not compiled.
    """
    from keras import Sequential, layers

    body = [*normalized(layers.Conv2D, 16, 5, pooled=True), *normalized(layers.Conv2D, 48, 5, pooled=True)]
    return Sequential([layers.Input((28, 28, 1)), *body, layers.Flatten(), layers.Dense(10, name="logits")])


def accurate_network():
    """Build six convolutions of 3 × 3, and dropout before the dense layer.

    Returns
    -------
    keras.Sequential
        168,410 parameters that are learned, 624 moving averages; not compiled. The logits are float32 also where the
        layers before them are less precise.
    """
    from keras import Sequential, layers

    body = [layers.Conv2D(16, 3, activation="relu"), *normalized(layers.Conv2D, 24, 3, pooled=True)]
    for filters, padding, pooled in (
        (48, "same", False),
        (48, "valid", True),
        (96, "valid", False),
        (96, "same", False),
    ):
        body += normalized(layers.Conv2D, filters, 3, pooled=pooled, padding=padding)
    end = [layers.Flatten(), layers.Dropout(0.3), layers.Dense(10, dtype="float32", name="logits")]
    return Sequential([layers.Input((28, 28, 1)), *body, *end])


def tiny_network():
    """Build a network of fewer than 2,000 parameters: a convolution, four separable ones, and a mean over each map.

    Returns
    -------
    keras.Sequential
        1,710 parameters that are learned, 140 moving averages; not compiled.
    """
    from keras import Sequential, layers

    body = normalized(layers.Conv2D, 6, 3, pooled=True)
    for filters, pooled in ((12, False), (12, True), (20, False), (20, False)):
        body += normalized(layers.SeparableConv2D, filters, 3, pooled=pooled, padding="same")
    end = [layers.GlobalAveragePooling2D(), layers.Dense(10, name="logits")]
    return Sequential([layers.Input((28, 28, 1)), *body, *end])


def normalized(convolution, filters, size, *, pooled, padding="valid"):
    """Return the layers of a normalized convolution: the pooling comes first, and leaves a quarter to normalize."""
    from keras import layers

    pooling = [layers.MaxPooling2D(2)] if pooled else []
    normalization = layers.BatchNormalization(momentum=MOMENTUM)
    return [convolution(filters, size, padding=padding, use_bias=False), *pooling, normalization, layers.ReLU()]
