"""Networks of about 94,000 parameters from three families, for chapter 15: convolutional, residual, transformer."""

from kernelbook import guards


def convolutional_network(width=32):
    """Build the course's network with batch normalization, at any width; 93,802 parameters at width 32.

    Takes images of shape (n, 28, 28, 1), gives logits of shape (n, 10). Not compiled.

    Parameters
    ----------
    width : int
        Kernels of the first convolution. The other two, and the dense layer, have twice as many.

    Returns
    -------
    keras.Sequential
    """
    from keras import Sequential, layers

    guards.whole("width", width, 1)
    network = Sequential([layers.Input((28, 28, 1))])
    for kernels, pooled in ((width, True), (2 * width, True), (2 * width, False)):
        network.add(layers.Conv2D(kernels, 3, use_bias=False))
        if pooled:
            network.add(layers.MaxPooling2D(2))
        network.add(layers.BatchNormalization(momentum=0.9))
        network.add(layers.ReLU())
    for layer in (layers.Flatten(), layers.Dense(2 * width, activation="relu"), layers.Dense(10)):
        network.add(layer)
    return network


def residual_network(width=24):
    """Build a residual network: a convolution, two pairs of blocks, and the mean of each map; 96,610 parameters.

    A block adds to its input what two convolutions make of it. The second pair works at half the height and width, with
    twice the maps. Takes and gives the same shapes as `convolutional_network`.

    Returns
    -------
    keras.Model

    References
    ----------
    K. He, X. Zhang, S. Ren, J. Sun: Deep residual learning for image recognition. CVPR 2016.
    doi:10.1109/CVPR.2016.90
    """
    import keras
    from keras import layers

    guards.whole("width", width, 1)
    x = layers.Input((28, 28, 1))
    h = normalized(layers.Conv2D(width, 3, strides=2, padding="same", use_bias=False)(x), active=True)
    for kernels, stride in ((width, 1), (width, 1), (2 * width, 2), (2 * width, 1)):
        h = residual_block(h, kernels, stride)
    return keras.Model(x, layers.Dense(10)(layers.GlobalAveragePooling2D()(h)))


def residual_block(h, kernels, stride):
    """Add to h what two convolutions make of it; where the shapes differ, h passes a convolution of 1 × 1."""
    from keras import layers

    options = {"padding": "same", "use_bias": False}
    inner = normalized(layers.Conv2D(kernels, 3, strides=stride, **options)(h), active=True)
    inner = normalized(layers.Conv2D(kernels, 3, **options)(inner))
    if inner.shape != h.shape:
        h = normalized(layers.Conv2D(kernels, 1, strides=stride, **options)(h))
    return layers.ReLU()(layers.Add()([h, inner]))


def normalized(h, active=False):
    """Normalize over the batch, and set negative sums to zero if asked."""
    from keras import layers

    h = layers.BatchNormalization(momentum=0.9)(h)
    return layers.ReLU()(h) if active else h


def vision_transformer(width=49, depth=3, heads=7, patch=7):
    """Build a vision transformer: patches become tokens, and each block lets every token look at all others.

    92,130 parameters. Takes and gives the same shapes as `convolutional_network`.

    Parameters
    ----------
    width : int
        Numbers in a token.
    depth, heads : int
        Blocks, and attention heads in each.
    patch : int
        Height and width of a patch, in pixels; 28 must be a multiple of it.

    Returns
    -------
    keras.Model

    Raises
    ------
    ValueError
        If the patch does not divide the image, or the heads the width.

    References
    ----------
    A. Dosovitskiy et al.: An image is worth 16x16 words: transformers for image recognition at scale. ICLR 2021.
    doi:10.48550/arXiv.2010.11929
    """
    import keras
    from keras import layers

    guards.whole("width", width, 1)
    guards.whole("depth", depth, 1)
    guards.whole("heads", heads)
    guards.whole("patch", patch)
    if patch < 1 or 28 % patch:
        raise ValueError(f"patch={patch!r}: expected a divisor of 28, such as 4 or 7")
    if heads < 1 or width % heads:
        raise ValueError(f"heads={heads!r}: expected a divisor of the width, {width}")
    x, side = layers.Input((28, 28, 1)), 28 // patch
    h = layers.Permute((1, 3, 2, 4))(layers.Reshape((side, patch, side, patch))(x))
    h = layers.Reshape((side**2, patch**2), name="patches")(h)
    # One matrix for all patches, and a bias for each place, since attention does not know where a token stands. Drawn
    # at random, the places differ from the start: from zeros, the network learned far more slowly.
    places = keras.initializers.RandomNormal(stddev=1.0)
    tokens = layers.EinsumDense("npi,id->npd", (side**2, width), bias_axes="pd", bias_initializer=places, name="tokens")
    h = tokens(h)
    for _ in range(depth):
        look = layers.LayerNormalization(epsilon=1e-6)(h)
        h = layers.Add()([h, layers.MultiHeadAttention(heads, width // heads)(look, look)])
        think = layers.LayerNormalization(epsilon=1e-6)(h)
        think = layers.Dense(4 * width, activation="gelu")(think)
        h = layers.Add()([h, layers.Dense(width)(think)])
    h = layers.GlobalAveragePooling1D()(layers.LayerNormalization(epsilon=1e-6)(h))
    return keras.Model(x, layers.Dense(10, name="logits")(h))
