"""A network that learns where noise must go to become a digit. Chapter 19."""

import numpy as np

from kernelbook import guards

CLASSES = 11  # ten digits, and one more for "none in particular"
FASTEST = 100.0  # radians in the whole of time, of the fastest wave; the slowest has 1


def flow_unet(widths=(16, 32, 96), features=64):
    r"""Build a U-Net that says with which velocity each pixel must change: 294,545 parameters, not compiled.

    It looks at images on three scales, 28, 14 and 7 pixels wide. On each stands a residual block: two convolutions of
    3 × 3, and what came in is added to what comes out. Down it goes by convolutions with stride 2; up by a convolution
    of 1 × 1, which leaves as many channels as the finer scale has, and by repeating pixels; then the maps of the way
    down come beside. The last convolution starts at zeros, so the first answer is 0 everywhere.

    Time and class reach each block as a scale and a shift of its channels (FiLM), after the first convolution:

    .. math:: h \leftarrow h \, (1 + a(t, \text{class})) + b(t, \text{class})

    Time comes in as sines and cosines of 16 frequencies, from 1 to 100 in equal ratios, since a network tells waves
    apart more easily than close numbers; the class comes in as a list of numbers that is learned for each. The sum of
    both is read by every block's dense layer. There is no attention: every part is a convolution, a product or a sum.

    Parameters
    ----------
    widths : sequence of int
        Channels on each of three scales, from the finest to the coarsest; multiples of 8, the groups that are
        normalized together.
    features : int
        Numbers that tell time and class.

    Returns
    -------
    keras.Model
        Takes a list: images (n, 28, 28, 1), times (n,) from 0 to 1, labels (n,) from 0 to 9, or 10 for none. Gives
        velocities (n, 28, 28, 1).

    Raises
    ------
    ValueError
        If there are not three widths, or one is no multiple of 8, or features is no whole number from 1.

    References
    ----------
    E. Perez, F. Strub, H. de Vries, V. Dumoulin, A. Courville: FiLM: visual reasoning with a general conditioning
    layer. AAAI 2018. doi:10.48550/arXiv.1709.07871. Y. Wu, K. He: Group normalization. ECCV 2018.
    doi:10.48550/arXiv.1803.08494
    """
    from keras import Model, layers

    if not isinstance(widths, tuple | list) or len(widths) != 3 or not all(is_width(n) for n in widths):
        raise ValueError(f"widths={guards.shown(widths)}: expected 3 multiples of 8, from 8 on, one for each scale")
    guards.whole("features", features, 1)
    image = layers.Input((28, 28, 1), name="image")
    time, label = layers.Input((), name="time"), layers.Input((), dtype="int32", name="label")
    told = condition(time, label, features)
    x = layers.Conv2D(widths[0], 3, padding="same", name="enter")(image)
    x = block(x, told, widths[0], "down1")
    kept = []
    for scale, channels in enumerate(widths[1:], 2):
        kept.append(x)
        x = layers.Conv2D(channels, 3, strides=2, padding="same", name=f"halve{scale}")(x)
        x = block(x, told, channels, f"down{scale}")
    for scale, fine in reversed(list(enumerate(kept, 1))):
        x = layers.Conv2D(fine.shape[-1], 1, name=f"narrow{scale}")(x)
        x = layers.Concatenate(name=f"join{scale}")([layers.UpSampling2D(2, name=f"double{scale}")(x), fine])
        x = block(x, told, fine.shape[-1], f"up{scale}")
    velocity = layers.Conv2D(1, 3, padding="same", kernel_initializer="zeros", name="velocity")(x)
    return Model([image, time, label], velocity, name="flow_unet")


def is_width(value):
    """Say whether a value is a number of channels that eight groups share."""
    return guards.is_whole(value) and value > 0 and value % 8 == 0


def condition(time, label, features):
    """Return what is told of time and class, shape (n, features)."""
    from keras import layers, ops

    waves = ops.expand_dims(time, -1) * np.geomspace(1, FASTEST, 16).astype(np.float32)
    h = layers.Concatenate(name="waves")([ops.sin(waves), ops.cos(waves)])
    h = layers.Dense(features, activation="silu", name="time1")(h)
    of_class = layers.Embedding(CLASSES, features, name="class")(label)
    h = layers.Add(name="told")([layers.Dense(features, name="time2")(h), of_class])
    return layers.Activation("silu", name="told_silu")(h)


def block(x, told, channels, name):
    """Add to x what two convolutions make of it, between which time and class scale and shift the channels."""
    from keras import layers

    h = layers.Conv2D(channels, 3, padding="same", use_bias=False, name=f"{name}_conv1")(x)
    h = layers.GroupNormalization(8, epsilon=1e-5, center=False, scale=False, name=f"{name}_normal")(h)
    film = layers.Reshape((1, 1, 2 * channels))(layers.Dense(2 * channels, name=f"{name}_film")(told))
    h = h * (1 + film[..., :channels]) + film[..., channels:]
    h = layers.Conv2D(channels, 3, padding="same", name=f"{name}_conv2")(layers.Activation("silu")(h))
    if x.shape[-1] != channels:
        x = layers.Conv2D(channels, 1, name=f"{name}_pass")(x)
    return layers.Activation("silu", name=name)(layers.Add()([x, h]))
