"""Networks without dense layers: an answer for each pixel or each cell, for images of any size."""

from kernelbook import guards


def unet(widths=(12, 24, 48), classes=1, *, skips=True, normalize=False):
    """Build a U-Net that gives each pixel logits, for chapters 11 and 14: 66,457 parameters for one, not compiled.

    Two convolutions on each scale; down by pooling, up again by repeating pixels, and on the way up each scale gets
    its feature maps from the way down once more. Without dense layers, it takes images of shape (n, h, w, 1) and gives
    logits (n, h, w, classes) for every h and w that ``2 ** (len(widths) - 1)`` divides; `segmentation.segment` takes
    others.

    Parameters
    ----------
    widths : sequence of int
        Channels on each scale, from the finest to the coarsest.
    classes : int
        Logits of each pixel; one is enough to tell two classes apart.
    skips : bool
        Whether each scale gets its maps from the way down; without, what the poolings drop is lost.
    normalize : bool
        Whether batch normalization follows each convolution.

    Returns
    -------
    keras.Model

    References
    ----------
    O. Ronneberger, P. Fischer, T. Brox: U-Net: convolutional networks for biomedical image segmentation. MICCAI, 2015.
    doi:10.1007/978-3-319-24574-4_28
    """
    from keras import Model, layers

    if not isinstance(widths, tuple | list) or not widths or not all(guards.is_whole(n) and n > 0 for n in widths):
        raise ValueError(f"widths={guards.shown(widths)}: expected whole numbers from 1, one for each scale")
    guards.whole("classes", classes, 1)
    guards.one_of("skips", skips, (True, False))
    guards.one_of("normalize", normalize, (True, False))

    def convolve(x, channels, name):
        if not normalize:
            return layers.Conv2D(channels, 3, padding="same", activation="relu", name=name)(x)
        x = layers.Conv2D(channels, 3, padding="same", use_bias=False, name=name)(x)
        return layers.ReLU()(layers.BatchNormalization(momentum=0.9, name=f"{name}_normal")(x))

    def convolve_twice(x, channels, name):
        return convolve(convolve(x, channels, f"{name}_conv1"), channels, f"{name}_conv2")

    image = layers.Input((None, None, 1))
    x = convolve_twice(image, widths[0], "down1")
    kept = []
    for scale, channels in enumerate(widths[1:], 2):
        kept.append(x)
        x = convolve_twice(layers.MaxPooling2D(2)(x), channels, f"down{scale}")
    for scale, fine in reversed(list(enumerate(kept, 1))):
        x = layers.UpSampling2D(2)(x)
        x = layers.Concatenate()([x, fine]) if skips else x
        x = convolve_twice(x, fine.shape[-1], f"up{scale}")
    return Model(image, layers.Conv2D(classes, 1, name="logits")(x), name="unet")


def detector(classes=10, widths=(16, 32, 64, 128)):
    """Build a network that says for each cell of 4 × 4 pixels what stands there and how far it reaches. For chapter 10.

    It halves its feature maps three times and doubles them once, so that each cell sees its surroundings; without dense
    layers, it takes scenes of every size that 8 divides. Each convolution is followed by batch normalization. It has
    295,487 parameters that are trained, and is not compiled.

    Parameters
    ----------
    classes : int
        Besides the background.
    widths : sequence of int
        Channels on each scale, from the finest to the coarsest.

    Returns
    -------
    keras.Model
        Takes images (n, h, w, 1) from 0 to 1, gives (n, h / 4, w / 4, 1 + classes + 4), as `detection.decode` reads it.
    """
    from keras import Model, layers

    if (
        not isinstance(widths, tuple | list)
        or len(widths) != 4
        or not all(guards.is_whole(n) and n > 0 for n in widths)
    ):
        raise ValueError(f"widths={guards.shown(widths)}: expected whole numbers from 1, one for each of 4 scales")
    guards.whole("classes", classes, 1)

    def convolve(x, channels, size, name, strides=1):
        x = layers.Conv2D(channels, size, strides=strides, padding="same", use_bias=False, name=name)(x)
        return layers.ReLU()(layers.BatchNormalization(momentum=0.9, name=f"{name}_normal")(x))

    image = layers.Input((None, None, 1))
    x = convolve(image, widths[0], 3, "conv1", strides=2)
    x = layers.MaxPooling2D(2)(convolve(x, widths[1], 3, "conv2"))
    fine = convolve(x, widths[2], 3, "conv3")
    x = convolve(layers.MaxPooling2D(2)(fine), widths[3], 3, "conv4")
    x = convolve(x, widths[3], 3, "conv5")
    x = layers.Concatenate()([layers.UpSampling2D(2)(x), fine])
    x = convolve(convolve(x, widths[2], 1, "mix"), widths[2], 3, "conv6")
    return Model(image, layers.Conv2D(1 + classes + 4, 1, name="answers")(x), name="detector")
