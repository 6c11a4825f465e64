"""A classifier as a detector: slid over the image, window by window, or all at once."""

import numpy as np

from kernelbook import guards

SLIDING = {  # layers that treat all places alike, and the end of a classifier
    *("InputLayer", "Conv2D", "DepthwiseConv2D", "SeparableConv2D", "MaxPooling2D", "AveragePooling2D"),
    *("BatchNormalization", "Activation", "ReLU", "LeakyReLU", "ELU", "Rescaling"),
    *("Dropout", "SpatialDropout2D", "GaussianNoise", "GaussianDropout"),
    *("Flatten", "Dense"),
}


def read_windows(model, image, stride):
    """Cut a scene into windows of the classifier's size, and let it read each.

    Parameters
    ----------
    model : keras.Sequential
        A classifier of images (h, w, 1).
    image : ndarray, shape (H, W)
        In the range that the model has learned; of 8 bits it is refused, since those here learn from 0 to 1.
    stride : int
        Pixels from one window to the next.

    Returns
    -------
    ndarray, shape (rows, columns, classes)
        Logits.

    Raises
    ------
    ValueError
        If the image is smaller than one window or not of floating numbers, the model does not read gray images of one
        size, or the stride is no whole number from 1.
    """
    guards.array("image", image, "(h, w)")
    guards.whole("stride", stride, 1)
    shape = getattr(model, "input_shape", None)
    if not isinstance(shape, tuple) or len(shape) != 4 or None in shape[1:] or shape[3] != 1:
        raise ValueError(f"model has the input shape {shape}: expected (None, h, w, 1), a classifier of gray images")
    image, size = np.asarray(image), shape[1:3]
    if image.dtype.kind != "f":
        raise ValueError(f"image has dtype {image.dtype}: expected floating numbers, from 0 to 1 as the model learned")
    if image.ndim != 2 or image.shape[0] < size[0] or image.shape[1] < size[1]:
        raise ValueError(f"image has shape {image.shape}: expected (h, w), one window of {size[0]}x{size[1]} at least")
    windows = np.lib.stride_tricks.sliding_window_view(image, size)[::stride, ::stride]
    logits = model.predict(windows.reshape(-1, *size, 1), batch_size=500, verbose=0)
    return logits.reshape(*windows.shape[:2], -1)


def fully_convolutional(model):
    """Rewrite a classifier so that it reads all windows of a larger image at once.

    What its dense layers read is a map of fixed size, so each is a convolution whose kernel fits exactly once; on a
    larger map it fits at more places. The windows stand as far apart as all poolings, multiplied.

    Parameters
    ----------
    model : keras.Sequential
        Of convolutions and poolings, then a Flatten, then Dense layers, as `models.digit_network`.

    Returns
    -------
    keras.Model
        Takes images (n, h, w, 1) of any size from one window on, gives logits (n, rows, columns, classes).

    Raises
    ------
    ValueError
        If the model has no Flatten, other layers behind it than Dense with biases, or before it one that cannot slide:
        one that pads its input, since a window has zeros around it and a place in a larger map has not, or a global
        pooling.
    """
    from keras import Model, layers

    if not hasattr(model, "layers") or not hasattr(model, "input_shape"):
        raise ValueError(f"model is a {type(model).__name__}: expected a keras.Sequential that knows its input's shape")
    kinds = [type(layer).__name__ for layer in model.layers]
    if "Flatten" not in kinds or set(kinds[kinds.index("Flatten") + 1 :]) != {"Dense"}:
        raise ValueError(f"model has layers {kinds}: expected a Flatten, and behind it only Dense")
    if any(type(layer).__name__ == "Dense" and not layer.use_bias for layer in model.layers):
        raise ValueError("model has a Dense layer without a bias: expected use_bias=True")
    if any(kind not in SLIDING for kind in kinds):
        raise ValueError(f"model has layers {kinds}: expected convolutions and poolings before its Flatten")
    if any(getattr(layer, "padding", "valid") != "valid" for layer in model.layers):
        raise ValueError('model has a layer that pads its input: expected padding="valid", or windows do not agree')
    first = kinds.index("Flatten")
    image = x = layers.Input((None, None, model.input_shape[-1]))
    for layer in model.layers[:first]:
        x = layer(x)
    kernel = model.layers[first].input.shape[1:3]
    for dense in model.layers[first + 1 :]:
        convolution = layers.Conv2D(dense.units, kernel, activation=dense.activation, name=f"{dense.name}_everywhere")
        convolution.build(x.shape)
        W, b = dense.get_weights()
        convolution.set_weights([W.reshape(convolution.kernel.shape), b])
        x, kernel = convolution(x), (1, 1)
    return Model(image, x, name=f"{model.name}_everywhere")
