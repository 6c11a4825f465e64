"""A network that has seen a million photographs: EfficientNet-Lite0, for chapters 16 and 17."""

from kernelbook import guards

# Of each group of blocks: how many, height and width of the depthwise kernel, stride of the first block, factor by
# which the channels are expanded, channels that come out. The first block reads the stem's 32.
GROUPS = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
# By stride, the last layer whose feature maps have it: 28 × 28, 14 × 14 and 7 × 7 of them for 224 × 224 pixels.
MAPS = {8: "block5_add", 16: "block11_add", 32: "block16_project_normal"}
SIZE = 224  # pixels


def efficient_lite(size=SIZE):
    r"""Build EfficientNet-Lite0, which names what a color photograph shows; 4,652,008 parameters that are learned.

    A stem, 16 inverted residual blocks, a head: only the depthwise convolution of a block looks at neighbors, in each
    channel c by itself,

    .. math:: Y_{b,i,j,c} = \sum_{m} \sum_{n} X_{b,\; s i + m,\; s j + n,\; c} \; K_{m,n,c}

    and convolutions of 1 × 1 before and after it mix the channels. For kh · kw rows and columns and from c channels to
    k, that takes kh · kw · c + c · k weights in place of the kh · kw · c · k of an ordinary convolution.

    Takes photographs (n, size, size, 3), scaled by `scaled_pixels`; gives logits (n, 1000), whose names are
    `class_names`. The layers are named stem, block1_depthwise, …, features, logits, those between after their block.
    The weights start at random; trained ones are ``load_weights("efficient_lite")``. Not compiled.

    Parameters
    ----------
    size : int or None
        Height and width of the photographs; the weights were trained at 224. None: any.

    Returns
    -------
    keras.Model

    References
    ----------
    M. Tan, Q. V. Le: EfficientNet: rethinking model scaling for convolutional neural networks. ICML, 2019.
    doi:10.48550/arXiv.1905.11946. M. Sandler, A. Howard, M. Zhu, A. Zhmoginov, L.-C. Chen: MobileNetV2: inverted
    residuals and linear bottlenecks. CVPR, 2018. doi:10.1109/CVPR.2018.00474
    """
    from keras import Model, layers

    if size is not None:
        guards.whole("size", size, 1)
    x = layers.Input((size, size, 3), name="photograph")
    h = normalized(convolution(32, 3, "stem", strides=2)(x), "stem")
    for number, (kernel_size, strides, expansion, channels) in enumerate(blocks(), 1):
        h = inverted_block(h, kernel_size, strides, expansion, channels, f"block{number}")
    h = normalized(convolution(1280, 1, "head")(h), "head")
    h = layers.GlobalAveragePooling2D(name="features")(h)
    h = layers.Dropout(0.2, name="dropout")(h)
    return Model(x, layers.Dense(1000, name="logits")(h), name="efficient_lite")


def blocks():
    """Return kernel size, stride, expansion and channels of each block, in their order."""
    return [
        (kernel_size, strides if first else 1, expansion, channels)
        for repeats, kernel_size, strides, expansion, channels in GROUPS
        for first in (True, *(False,) * (repeats - 1))
    ]


def inverted_block(x, kernel_size, strides, expansion, channels, name):
    """Expand the channels of x, convolve each by itself, project them to few; add x where the shapes are the same.

    The projection is followed by no activation: of few channels, none may be lost.
    """
    from keras import layers

    h, came = x, x.shape[-1]
    if expansion > 1:
        h = normalized(convolution(expansion * came, 1, f"{name}_expand")(h), f"{name}_expand")
    depthwise = layers.DepthwiseConv2D(
        kernel_size, strides=strides, padding="same", use_bias=False, name=f"{name}_depthwise"
    )
    h = normalized(depthwise(h), f"{name}_depthwise")
    h = normalized(convolution(channels, 1, f"{name}_project")(h), f"{name}_project", active=False)
    return layers.Add(name=f"{name}_add")([x, h]) if strides == 1 and came == channels else h


def convolution(filters, kernel_size, name, strides=1):
    """Return a convolution without a bias, since a normalization follows; padded as Keras pads, more at the end."""
    from keras import layers

    return layers.Conv2D(filters, kernel_size, strides=strides, padding="same", use_bias=False, name=name)


def normalized(h, name, active=True):
    """Normalize over the batch, and cut off what is below 0 or above 6, ReLU6, if asked."""
    from keras import layers

    h = layers.BatchNormalization(epsilon=1e-3, name=f"{name}_normal")(h)
    return layers.ReLU(max_value=6, name=f"{name}_relu6")(h) if active else h
