"""Two encoders that meet: one of pictures, one of captions; both give vectors of one length. For chapter 18."""

from kernelbook import guards
from kernelbook.models.families import normalized


def picture_encoder(size=48, width=64, channels=(16, 32, 64), heads=4):
    """Build an encoder of pictures: convolutions make tokens, these look at each other, and their mean asks them all.

    Takes images of shape (n, size, size, 1), gives vectors of shape (n, width), of any length; 147,408 parameters at
    these settings. Not compiled. The layer "asks" is the attention of the mean to the (size / 8)² tokens.

    Parameters
    ----------
    size : int
        Height and width of the images, a multiple of 8.
    width : int
        Numbers in a vector.
    channels : (int, int, int)
        Feature maps after each of the three convolutions that halve height and width.
    heads : int
        Of attention; a divisor of the last number of channels.

    Returns
    -------
    keras.Model

    Raises
    ------
    ValueError
        If the size is no multiple of 8, or the heads do not divide the channels.
    """
    import keras
    from keras import layers

    guards.whole("size", size, 8)
    guards.whole("width", width, 1)
    if not isinstance(channels, tuple | list) or len(channels) != 3:
        raise ValueError(f"channels={guards.shown(channels)}: expected three numbers, such as (16, 32, 64)")
    for number, kernels in enumerate(channels):
        guards.whole(f"channels[{number}]", kernels, 1)
    d, n = channels[-1], (size // 8) ** 2
    check_heads(heads, d)
    if size % 8:
        raise ValueError(f"size={size!r}: expected a multiple of 8, such as 48")
    h = x = layers.Input((size, size, 1), name="picture")
    for number, kernels in enumerate(channels):
        h = normalized(layers.Conv2D(kernels, 3, strides=2, padding="same", use_bias=False)(h), active=True)
        if number > 0:
            h = normalized(layers.Conv2D(kernels, 3, padding="same", use_bias=False)(h), active=True)
    places = keras.initializers.RandomNormal(stddev=0.5)  # attention does not know where a token stands
    tokens = layers.EinsumDense("npi,id->npd", (n, d), bias_axes="pd", bias_initializer=places, name="tokens")
    h = layers.LayerNormalization(epsilon=1e-6)(block(tokens(layers.Reshape((n, d))(h)), heads))
    mean = layers.GlobalAveragePooling1D(keepdims=True)(h)
    asked = layers.MultiHeadAttention(heads, d // heads, name="asks")(mean, h)
    return keras.Model(x, layers.Dense(width, name="vector")(layers.Flatten()(asked)), name="picture_encoder")


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
    check_heads(heads, d)
    tokens = layers.Input((length,), dtype="int32", name="caption")
    there = ops.not_equal(tokens, 0)
    h = layers.Embedding(vocabulary, d, name="words")(tokens)
    if places:
        place = ops.cumsum(ops.ones_like(tokens), axis=1) - 1  # 0, 1, 2 …
        h = layers.Add()([h, layers.Embedding(length, d, name="places")(place)])
    for _ in range(depth):
        h = block(h, heads, mask=ops.expand_dims(there, 1))
    h = layers.LayerNormalization(epsilon=1e-6)(h)
    mean = layers.GlobalAveragePooling1D()(h, mask=there)
    return keras.Model(tokens, layers.Dense(width, name="vector")(mean), name="caption_encoder")


def block(h, heads, mask=None):
    """Let every token look at the others, at those that a mask leaves, and then think: a block of a transformer."""
    from keras import layers

    d = h.shape[-1]
    look = layers.LayerNormalization(epsilon=1e-6)(h)
    h = layers.Add()([h, layers.MultiHeadAttention(heads, d // heads)(look, look, attention_mask=mask)])
    think = layers.LayerNormalization(epsilon=1e-6)(h)
    think = layers.Dense(4 * d, activation="gelu")(think)
    return layers.Add()([h, layers.Dense(d)(think)])


def check_heads(heads, d):
    """Refuse a number of heads that does not divide the numbers in a token."""
    guards.whole("heads", heads, 1)
    if d % heads:
        raise ValueError(f"heads={heads!r}: expected a divisor of {d}, the numbers in a token")
