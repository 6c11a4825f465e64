"""Two encoders that meet: one of pictures, one of captions; both give vectors of one length. For chapter 18."""

from kernelbook import guards


def picture_encoder(size=48, width=64, channels=(16, 32, 64)):
    """Build an encoder of pictures: convolutions, and one layer that reads what they found and where.

    Takes images of shape (n, size, size, 1), gives vectors of shape (n, width), of any length; 217,616 parameters at
    these settings. Not compiled.

    Parameters
    ----------
    size : int
        Height and width of the images, a multiple of 8.
    width : int
        Numbers in a vector.
    channels : (int, int, int)
        Feature maps after each of the three convolutions that halve height and width.

    Returns
    -------
    keras.Model

    Raises
    ------
    ValueError
        If the size is no multiple of 8, or there are not three numbers of channels.
    """
    import keras
    from keras import layers

    guards.whole("size", size, 8)
    guards.whole("width", width, 1)
    if not isinstance(channels, tuple | list) or len(channels) != 3:
        raise ValueError(f"channels={guards.shown(channels)}: expected three numbers, such as (16, 32, 64)")
    for number, kernels in enumerate(channels):
        guards.whole(f"channels[{number}]", kernels, 1)
    if size % 8:
        raise ValueError(f"size={size!r}: expected a multiple of 8, such as 48")
    h = x = layers.Input((size, size, 1), name="picture")
    for number, kernels in enumerate(channels, 1):
        h = convolved(h, kernels, f"halve{number}", strides=2)
        h = convolved(h, kernels, f"look{number}") if number > 1 else h
    return keras.Model(x, layers.Dense(width, name="vector")(layers.Flatten()(h)), name="picture_encoder")


def caption_encoder(vocabulary, length=16, width=64, d=64, depth=2, heads=4, places=True):
    """Build an encoder of captions, a small transformer; without `places` it sees a bag of words.

    Takes tokens of shape (n, length), whole numbers, where 0 stands for none and none is looked at; gives vectors of
    shape (n, width), of any length. Not compiled.

    Parameters
    ----------
    vocabulary : int
        How many tokens there are, with the one that stands for none.
    length : int
        Tokens in a caption, at most.
    width : int
        Numbers in a vector.
    d : int
        Numbers in a token.
    depth, heads : int
        Blocks, and attention heads in each.
    places : bool
        Whether a token knows where it stands.

    Returns
    -------
    keras.Model

    Raises
    ------
    ValueError
        If the heads do not divide the numbers in a token.
    """
    import keras
    from keras import layers, ops

    guards.whole("vocabulary", vocabulary, 2)
    guards.whole("length", length, 1)
    guards.whole("width", width, 1)
    guards.whole("d", d, 1)
    guards.whole("depth", depth, 1)
    guards.flag("places", places)
    guards.whole("heads", heads, 1)
    if d % heads:
        raise ValueError(f"heads={heads!r}: expected a divisor of {d}, the numbers in a token")
    tokens = layers.Input((length,), dtype="int32", name="caption")
    there = ops.not_equal(tokens, 0)
    h = layers.Embedding(vocabulary, d, name="words")(tokens)
    if places:
        place = ops.cumsum(ops.ones_like(tokens), axis=1) - 1  # 0, 1, 2 …
        h = layers.Add()([h, layers.Embedding(length, d, name="places")(place)])
    for number in range(1, depth + 1):
        h = block(h, heads, f"block{number}", mask=ops.expand_dims(there, 1))
    h = layers.LayerNormalization(epsilon=1e-6, name="normal")(h)
    mean = layers.GlobalAveragePooling1D()(h, mask=there)
    return keras.Model(tokens, layers.Dense(width, name="vector")(mean), name="caption_encoder")


def convolved(h, kernels, name, strides=1):
    """Convolve with 3 × 3, normalize over the batch, set negative sums to zero."""
    from keras import layers

    h = layers.Conv2D(kernels, 3, strides=strides, padding="same", use_bias=False, name=name)(h)
    return layers.ReLU()(layers.BatchNormalization(momentum=0.9, name=f"{name}_normal")(h))


def block(h, heads, name, mask=None):
    """Let every token look at the others, at those that a mask leaves, and then think: a block of a transformer."""
    from keras import layers

    d = h.shape[-1]
    look = layers.LayerNormalization(epsilon=1e-6, name=f"{name}_normal1")(h)
    attention = layers.MultiHeadAttention(heads, d // heads, name=f"{name}_attention")
    h = layers.Add()([h, attention(look, look, attention_mask=mask)])
    think = layers.LayerNormalization(epsilon=1e-6, name=f"{name}_normal2")(h)
    think = layers.Dense(4 * d, activation="gelu", name=f"{name}_wide")(think)
    return layers.Add()([h, layers.Dense(d, name=f"{name}_narrow")(think)])
