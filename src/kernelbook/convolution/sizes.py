"""Sizes along one axis: what is padded, what comes out, and what one result sees."""

from numbers import Integral

from kernelbook import guards
from kernelbook.renamed import old_argument


def pair(value, name):
    """Return a positive whole number, or one for each axis, as two ints: (rows, columns).

    Raises
    ------
    ValueError
        If it is neither, or a number is not whole or less than 1.
    """
    values = (value, value) if isinstance(value, Integral) else value
    numbers = isinstance(values, tuple | list) and len(values) == 2
    if not numbers or not all(isinstance(v, Integral) and not isinstance(v, bool) and v >= 1 for v in values):
        raise ValueError(f"{name}={value!r}: expected a whole number from 1, or two of them (rows, columns)")
    return int(values[0]), int(values[1])


def pad_amounts(n, k, stride, padding, dilation):
    r"""Return how many pixels one axis is padded by: (before, after).

    ``"same"`` is TensorFlow's: the output has :math:`\lceil n / s \rceil` pixels, and an odd pixel of padding goes
    to the end (bottom or right).

    .. math:: p = \max\left((\lceil n / s \rceil - 1)\, s + d (k - 1) + 1 - n,\; 0\right)

    Parameters
    ----------
    n, k, stride, dilation : int
        Pixels of the axis, pixels of the kernel, and the steps of window and kernel.
    padding : "valid", "same", or (int, int)
        Pixels before and after; "valid" is (0, 0).

    Examples
    --------
    Four pixels, a kernel of two: one pixel of padding, at the end.

    >>> pad_amounts(4, 2, 1, "same", 1)
    (0, 1)
    """
    if padding == "valid":
        return 0, 0
    if padding == "same":
        n, k, stride, dilation = map(int, (n, k, stride, dilation))
        total = max((-(-n // stride) - 1) * stride + dilation * (k - 1) + 1 - n, 0)
        return total // 2, total - total // 2
    before, after = padding
    return int(before), int(after)


def check_padding(padding):
    """Return padding as "valid", "same" or ((top, bottom), (left, right)); refuse everything else."""
    if isinstance(padding, str) and padding in ("valid", "same"):
        return padding
    if is_pair(padding) and all(map(are_amounts, padding)):
        (top, bottom), (left, right) = padding
        return (int(top), int(bottom)), (int(left), int(right))
    hint = ""
    if are_amounts((padding, padding)) or are_amounts(padding):
        rows, columns = (padding, padding) if isinstance(padding, Integral) else padding
        hint = f", such as (({rows}, {rows}), ({columns}, {columns}))"
    raise ValueError(
        f'padding={padding!r}: expected "valid", "same", or whole numbers from 0 as ((top, bottom), (left, right))'
        + hint
    )


def check_padding_of_axis(padding):
    """Return padding of one axis as "valid", "same" or (before, after); refuse everything else."""
    if isinstance(padding, str) and padding in ("valid", "same"):
        return padding
    if are_amounts(padding):
        return int(padding[0]), int(padding[1])
    hint = f", such as ({padding}, {padding})" if are_amounts((padding, padding)) else ""
    raise ValueError(
        f'padding={padding!r}: expected "valid", "same", or whole numbers from 0 as (before, after), '
        f"of this one axis{hint}"
    )


def is_pair(value):
    """Say whether a value is a tuple, list or array of two items."""
    return (isinstance(value, tuple | list) or getattr(value, "ndim", 0) > 0) and len(value) == 2


def are_amounts(padding):
    """Say whether padding is two whole numbers from 0: pixels before and after."""
    return is_pair(padding) and all(guards.is_whole(amount) and amount >= 0 for amount in padding)


def check_shape(name, shape, words):
    """Return a shape as a tuple of int, or refuse what has not as many whole numbers from 0 as the words name.

    Examples
    --------
    >>> check_shape("input_shape", (28, 28), "(h, w, c_in)")
    Traceback (most recent call last):
    ValueError: input_shape=(28, 28): expected (h, w, c_in), whole numbers from 0
    """
    sequence = isinstance(shape, tuple | list) or getattr(shape, "ndim", None) == 1
    if not sequence or len(shape) != guards.axes(words) or not all(guards.is_whole(n) and n >= 0 for n in shape):
        raise ValueError(f"{name}={guards.shown(shape)}: expected {words}, whole numbers from 0")
    return tuple(map(int, shape))


def output_size(n, k, *, strides=1, padding="valid", dilation=1, stride=None):
    r"""Return how many pixels of one axis a convolution writes.

    .. math:: n' = \left\lfloor \frac{n + p - d (k - 1) - 1}{s} \right\rfloor + 1

    with n pixels, p pixels of padding in total, a kernel of k pixels, its dilation d, and the stride s of this axis,
    called `strides` as in `conv2d`.

    Parameters
    ----------
    n, k : int
        Pixels of the image and of the kernel along this axis.
    strides, dilation : int
        Steps along this axis.
    padding : "valid", "same", or (int, int)
        Pixels before and after. One number is refused: it could be those of one side, or p, of both.
    stride : int, optional
        The old name of `strides`, for one version.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If the dilated kernel is larger than the padded axis, or an argument is not a whole number in its range.

    References
    ----------
    V. Dumoulin, F. Visin: A guide to convolution arithmetic for deep learning, 2016.
    doi:10.48550/arXiv.1603.07285

    Examples
    --------
    >>> output_size(28, 3), output_size(28, 3, strides=2), output_size(28, 3, strides=2, padding="same")
    (26, 13, 14)
    """
    if stride is not None:
        strides = old_argument("output_size", "stride", "strides", stride)
    for name, value in (("n", n), ("k", k), ("strides", strides), ("dilation", dilation)):
        guards.whole(name, value, 1)
    before, after = pad_amounts(n, k, strides, check_padding_of_axis(padding), dilation)
    reach = dilation * (k - 1) + 1
    if reach > n + before + after:
        raise ValueError(
            f"a kernel of {k} with dilation {dilation} covers {reach} pixels, but the padded image has "
            f"{n + before + after}: use a smaller kernel or dilation, or more padding"
        )
    return (n + before + after - reach) // strides + 1


def receptive_field(layers):
    r"""Return which pixels of the input one unit of the last layer sees, along one axis.

    Layer l adds :math:`d_l (k_l - 1)` steps of the size :math:`s_1 s_2 \cdots s_{l-1}`. Padding is not counted.

    Parameters
    ----------
    layers : sequence of (int, int, int)
        Kernel size, stride and dilation of each layer, first layer first; a pooling is a layer too.

    Returns
    -------
    size : int
        Pixels from the first that the unit sees to the last. With gaps in a kernel, it may miss some between.
    stride : int
        Pixels between the fields of neighboring units.
    offset : float
        Center of the first unit's field, in pixels from the center of the first pixel.

    Raises
    ------
    ValueError
        If a layer is not three whole numbers from 1.

    Examples
    --------
    Two 3 × 3 layers see 5 pixels; the course's network sees 18 of 28.

    >>> receptive_field([(3, 1, 1), (3, 1, 1)])
    (5, 1, 2.0)
    >>> receptive_field([(3, 1, 1), (2, 2, 1), (3, 1, 1), (2, 2, 1), (3, 1, 1)])
    (18, 4, 8.5)
    """
    size, step = 1, 1
    words = "(kernel size, stride, dilation), each a whole number from 1"
    if isinstance(layers, str) or not hasattr(layers, "__iter__"):
        raise ValueError(f"layers={guards.shown(layers)}: expected a list of {words}")
    for number, layer in enumerate(layers, start=1):
        three = isinstance(layer, tuple | list) or getattr(layer, "ndim", 0) > 0
        if not three or len(layer) != 3 or not all(guards.is_whole(value) and value >= 1 for value in layer):
            raise ValueError(f"layers={guards.shown(layers)}: layer {number} is {layer!r}: expected {words}")
        k, s, d = map(int, layer)
        size += d * (k - 1) * step
        step *= s
    return size, step, (size - 1) / 2
