"""A network that finds what stands out in a photograph, so that it can be cut out: U²-Net-P."""

import numpy as np

from kernelbook import guards

# Of each stage of the large U, from the finest: how many convolutions the small U inside has on its way down, its
# bottom counted in. Stages 5 and 6 see maps of 20 × 20 and 10 × 10, too few to halve: they dilate instead.
STAGES = (7, 6, 5, 4, 4, 4)
POOLED = 4  # stages whose small U halves its maps
WIDE, NARROW = 64, 16  # channels between the small Us, and inside
# Of red, green and blue over the photographs of ImageNet, from 0 to 1.
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def u2net_p(size=320):
    r"""Build U²-Net-P, which says of each pixel of a color photograph whether it is of what stands out.

    A U whose stages are Us. The large one halves its maps five times, six stages down, and doubles them again, five
    stages up; each stage is a `small_u`, which sees its surroundings on several scales by itself. The bottom and the
    stages up, s = 1 … 6 from fine to coarse, each give a map Z of logits, enlarged to the photograph's size, and the
    last layer weighs these six:

    .. math:: L_{i,j} = b + \sum_{s} w_s Z_{i,j,s}

    It has 1,125,485 parameters. The batch normalizations with which it was trained are folded into the kernels, as in
    the file that the weights come from: every convolution has a bias, and none is normalized.

    Takes photographs (n, size, size, 3), as `standardized_pixels` makes them; gives logits (n, size, size, 1). Layers
    are named down1_enter, down1_down1, …, down1_bottom, down1_up6, …, down1_add for the stages down, up5_enter, … for
    those up, then side1, …, side6, sides, logits. The weights start at random; trained ones are
    ``load_weights("u2net_p")``. Not compiled.

    Parameters
    ----------
    size : int
        Height and width of the photographs, which 32 must divide; the weights expect 320.

    Returns
    -------
    keras.Model

    References
    ----------
    X. Qin, Z. Zhang, C. Huang, M. Dehghan, O. R. Zaiane, M. Jagersand: U²-Net: going deeper with nested U-structure
    for salient object detection. Pattern Recognition, 2020. doi:10.1016/j.patcog.2020.107404
    """
    from keras import Model, layers

    guards.whole("size", size, 32)
    if size % 32:
        raise ValueError(f"size={size}: expected a multiple of 32, since maps are halved five times")
    photograph = h = layers.Input((size, size, 3), name="photograph")
    down = []
    for s, depth in enumerate(STAGES, 1):
        h = layers.MaxPooling2D(2, name=f"pool{s}")(h) if s > 1 else h
        h = small_u(h, depth, f"down{s}", pooled=s <= POOLED)
        down.append(h)
    ends = [h]
    for s in range(len(STAGES) - 1, 0, -1):
        h = layers.Concatenate(name=f"joined{s}")([doubled(h, f"doubled{s}"), down[s - 1]])
        h = small_u(h, STAGES[s - 1], f"up{s}", pooled=s <= POOLED)
        ends.append(h)
    sides = [side(h, s) for s, h in enumerate(reversed(ends), 1)]
    z = layers.Concatenate(name="sides")(sides)
    return Model(photograph, layers.Conv2D(1, 1, name="logits")(z), name="u2net_p")


def small_u(x, depth, name, *, pooled=True):
    """Look at maps on several scales and come back to their size: a residual U-block, RSU.

    A convolution gives 64 channels; a U of 16 channels reads them; what it gives is added to them. On the way down each
    scale is half as fine as the one before, and the bottom, on the last scale, is dilated by 2. Without pooling all
    maps keep their size, and the k-th convolution is dilated by 2 ** (k - 1).
    """
    from keras import layers

    dilations = [1] * (depth - 1) + [2] if pooled else [2**k for k in range(depth)]
    enter = h = convolved(x, WIDE, f"{name}_enter")
    down = []
    for k in range(1, depth):
        h = layers.MaxPooling2D(2, name=f"{name}_pool{k}")(h) if pooled and k > 1 else h
        h = convolved(h, NARROW, f"{name}_down{k}", dilations[k - 1])
        down.append(h)
    h = convolved(h, NARROW, f"{name}_bottom", dilations[-1])
    for k in range(depth - 1, 0, -1):
        h = doubled(h, f"{name}_doubled{k}") if pooled and k < depth - 1 else h
        h = layers.Concatenate(name=f"{name}_joined{k}")([h, down[k - 1]])
        h = convolved(h, WIDE if k == 1 else NARROW, f"{name}_up{k}", dilations[k - 1])
    return layers.Add(name=f"{name}_add")([h, enter])


def convolved(x, channels, name, dilation=1):
    """Convolve with 3 × 3, keep the size, cut off what is negative."""
    from keras import layers

    return layers.Conv2D(channels, 3, padding="same", dilation_rate=dilation, activation="relu", name=name)(x)


def doubled(x, name, factor=2):
    """Enlarge maps, with values between two pixels on the line between them."""
    from keras import layers

    return layers.UpSampling2D(factor, interpolation="bilinear", name=name)(x)


def side(x, s):
    """Give the logits of stage s, at the photograph's size."""
    from keras import layers

    z = layers.Conv2D(1, 3, padding="same", name=f"side{s}")(x)
    return doubled(z, f"side{s}_enlarged", 2 ** (s - 1)) if s > 1 else z


def standardized_pixels(photographs, size=320):
    """Prepare photographs for `u2net_p`, as the package rembg does.

    Each becomes a square, whatever its shape, by Lanczos' kernel. Its pixels are divided by the brightest number in it,
    so that a dark photograph becomes a bright one; then each color's mean over ImageNet is taken away, and the rest is
    divided by the color's standard deviation.

    Parameters
    ----------
    photographs : ndarray, shape (n, h, w, 3)
        Red, green and blue, whole numbers from 0 to 255.
    size : int
        Height and width of the squares.

    Returns
    -------
    ndarray, shape (n, size, size, 3), float32

    Examples
    --------
    >>> x = standardized_pixels(np.full((1, 4, 6, 3), 200, np.uint8), 32)
    >>> x.shape, (x[0, 0, 0] * 1000).round().tolist()  # 200 is the brightest: red is (1 − 0.485) / 0.229 = 2.249
    ((1, 32, 32, 3), [2249.0, 2429.0, 2640.0])
    """
    guards.photographs("photographs", photographs)
    guards.whole("size", size, 1)
    x = np.stack([resized(each, size, size) for each in np.asarray(photographs).astype(np.uint8)])
    x = x / np.maximum(x.max(axis=(1, 2, 3), keepdims=True), 1)  # of a black photograph, all stays 0
    return ((x - MEAN) / DEVIATION).astype(np.float32)


def cut_out(network, photographs, *, stretched=True):
    r"""Find what stands out in photographs: a mask for each, at the photograph's own size.

    The logits L of the network become S, from 0 to 1. Then, as the package rembg does, the smallest value of each
    photograph becomes 0, and the largest 1:

    .. math:: S_{i,j} = \frac{1}{1 + e^{-L_{i,j}}}, \qquad M_{i,j} = \frac{S_{i,j} - \min S}{\max S - \min S}

    So something always stands out: where there is no object, the little that the network saw becomes 1, too. What it
    really said is S, ``stretched=False``. The masks get the photographs' size last, by Lanczos' kernel.

    Parameters
    ----------
    network : keras.Model
        Such as `u2net_p`, with trained weights: one logit for each pixel of a square photograph.
    photographs : ndarray, shape (n, h, w, 3)
        Red, green and blue, whole numbers from 0 to 255.
    stretched : bool
        Whether each mask is made to reach from 0 to 1.

    Returns
    -------
    ndarray, shape (n, h, w), float32
        Near 1 where the object is, near 0 elsewhere.

    Raises
    ------
    ValueError
        If the network has other inputs or outputs, or gives probabilities, or if the photographs are none.
    """
    import keras

    guards.logits("network", network)
    guards.photographs("photographs", photographs)
    guards.flag("stretched", stretched)
    size = network.input_shape[1]
    if [network.input_shape, network.output_shape] != [(None, size, size, 3), (None, size, size, 1)]:
        came = f"takes {network.input_shape} and gives {network.output_shape}"
        raise ValueError(f"network {came}: expected (n, size, size, 3) and (n, size, size, 1), as of u2net_p()")
    x = standardized_pixels(photographs, size)
    logits = network.predict(x, batch_size=1, verbose=0)[..., 0]
    masks = keras.ops.convert_to_numpy(keras.ops.sigmoid(logits))
    if stretched:
        low, high = (of(masks, axis=(1, 2), keepdims=True) for of in (np.min, np.max))
        masks = (masks - low) / np.maximum(high - low, np.finfo(np.float32).tiny)
    h, w = np.shape(photographs)[1:3]
    return np.stack([resized(each, h, w) for each in masks]).clip(0, 1)  # Lanczos' kernel swings over at edges


def resized(picture, h, w):
    """Resize a picture of bytes, (h, w, 3), or a map of floating numbers, (h, w), by Lanczos' kernel."""
    from PIL import Image

    return np.asarray(Image.fromarray(picture).resize((w, h), Image.Resampling.LANCZOS))
