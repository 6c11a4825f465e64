"""A network that has seen a million photographs: EfficientNet-Lite0."""

import numpy as np

from kernelbook import archive, guards
from kernelbook.models.weights import REMEDY, WEIGHTS

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
NAMES_SHA256 = "1a413fe67392e7acb91bf86386013361be1c068328a912e76649d2b604cf6d84"


def efficient_lite(size=224):
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


def small_photograph_network(classes, size=100):
    """Build a small network for color photographs that starts from nothing: four convolutions, not compiled.

    Takes photographs (n, size, size, 3), scaled by `scaled_pixels`; gives logits (n, classes). Convolutions of 3 × 3
    are normalized, a pooling halves their maps, a dense layer reads the means: 98,160 + 129 · classes parameters.

    Parameters
    ----------
    classes : int
    size : int
        Height and width of the photographs, 16 at least.

    Returns
    -------
    keras.Sequential
    """
    from keras import Sequential, layers

    guards.whole("classes", classes, 1)
    guards.whole("size", size, 16)
    network = [layers.Input((size, size, 3))]
    for filters in (16, 32, 64, 128):
        network += [
            layers.Conv2D(filters, 3, padding="same", use_bias=False),
            layers.BatchNormalization(momentum=0.9),
            layers.ReLU(),
            layers.MaxPooling2D(2),
        ]
    return Sequential(
        [*network, layers.GlobalAveragePooling2D(), layers.Dropout(0.2), layers.Dense(classes, name="logits")],
        name="small_photograph_network",
    )


def scaled_pixels(photographs):
    r"""Scale the pixels of photographs as EfficientNet-Lite0 learned to take them: less 127, divided by 128.

    Parameters
    ----------
    photographs : ndarray, shape (n, h, w, 3)
        Red, green and blue, whole numbers from 0 to 255.

    Returns
    -------
    ndarray, float32
        From −0.992 to 1.

    Examples
    --------
    >>> scaled_pixels(np.array([0, 127, 255], np.uint8).reshape(1, 1, 1, 3)).ravel().tolist()
    [-0.9921875, 0.0, 1.0]
    """
    guards.photographs("photographs", photographs)
    x = np.asarray(photographs)
    return (x.astype(np.float32) - 127) / 128


def features(network, layers="features"):
    """Build the part of a network that ends at a layer: what a classifier of your own begins with.

    Nothing is copied: both networks have the same weights.

    Parameters
    ----------
    network : keras.Model
    layers : str or list of str
        Names of layers. "features" of `efficient_lite` gives 1,280 numbers for each photograph, means over the last
        feature maps; ``list(MAPS.values())`` gives maps of three sizes, for strides 8, 16 and 32.

    Returns
    -------
    keras.Model
        With one output, or for several names a list of outputs.

    Raises
    ------
    ValueError
        If it is no Keras model, or has no layer of that name.
    """
    from keras import Model

    guards.keras_model("network", network)
    names = [layers] if isinstance(layers, str) else layers
    known = [layer.name for layer in network.layers]
    if not isinstance(names, list | tuple) or not names or not all(name in known for name in names):
        raise ValueError(f"layers={guards.shown(layers)}: expected names of layers of {network.name!r}: {known}")
    outputs = [network.get_layer(name).output for name in names]
    return Model(network.inputs[0], outputs[0] if isinstance(layers, str) else outputs, name="features")


def class_names():
    """Return the names of the 1,000 classes of ImageNet, in the order of the logits: tuple of str.

    Raises
    ------
    ValueError
        If the file of names is damaged.

    Examples
    --------
    >>> class_names()[967]
    'espresso'
    """
    path = WEIGHTS / "efficient_lite_classes.txt"
    if (found := archive.sha256(path)) != NAMES_SHA256:
        raise ValueError(f"{path} is damaged: expected SHA-256 {NAMES_SHA256}, found {found}. {REMEDY}")
    return tuple(path.read_text(encoding="utf-8").splitlines())


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
