"""Shapes of a convolution: what comes in, what is padded, what comes out, and what is refused."""

from dataclasses import dataclass
from numbers import Integral

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
        total = max((-(-n // stride) - 1) * stride + dilation * (k - 1) + 1 - n, 0)
        return total // 2, total - total // 2
    before, after = padding
    return int(before), int(after)


def check_padding(padding):
    """Return padding as "valid", "same" or ((top, bottom), (left, right)); refuse everything else."""
    if isinstance(padding, str) and padding in ("valid", "same"):
        return padding
    try:
        (top, bottom), (left, right) = padding
        amounts = (top, bottom, left, right)
        whole = all(isinstance(p, Integral) and not isinstance(p, bool) and p >= 0 for p in amounts)
    except (TypeError, ValueError):
        whole = False
    if not whole:
        raise ValueError(
            f'padding={padding!r}: expected "valid", "same", or whole numbers from 0 as ((top, bottom), (left, right))'
        )
    return (int(top), int(bottom)), (int(left), int(right))


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
        Pixels before and after.
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
    for value, name in ((n, "n"), (k, "k"), (strides, "strides"), (dilation, "dilation")):
        if not isinstance(value, Integral) or isinstance(value, bool) or value < 1:
            raise ValueError(f"{name}={value!r}: expected a whole number from 1")
    both = padding if isinstance(padding, str) else (padding, padding)
    both = check_padding(both)
    before, after = pad_amounts(n, k, strides, both if isinstance(both, str) else both[0], dilation)
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
        Pixels that the unit sees.
    stride : int
        Pixels between the fields of neighboring units.
    offset : float
        Center of the first unit's field, in pixels from the center of the first pixel.

    Examples
    --------
    Two 3 × 3 layers see 5 pixels; the course's network sees 18 of 28.

    >>> receptive_field([(3, 1, 1), (3, 1, 1)])
    (5, 1, 2.0)
    >>> receptive_field([(3, 1, 1), (2, 2, 1), (3, 1, 1), (2, 2, 1), (3, 1, 1)])
    (18, 4, 8.5)
    """
    size, step = 1, 1
    for number, layer in enumerate(layers, start=1):
        if len(layer) != 3 or not all(isinstance(v, Integral) and v >= 1 for v in layer):
            raise ValueError(f"layer {number} is {layer!r}: expected (kernel size, stride, dilation), each from 1")
        k, s, d = layer
        size += d * (k - 1) * step
        step *= s
    return size, step, (size - 1) / 2


@dataclass(frozen=True)
class Geometry:
    """Everything about the shapes of one convolution, checked once and shared by all methods."""

    images: tuple  # (n, h, w, c_in)
    kernels: tuple  # (kh, kw, c_in / groups, c_out)
    strides: tuple  # (rows, columns)
    padding: tuple  # ((top, bottom), (left, right))
    dilation: tuple  # (rows, columns)
    groups: int
    rows_and_columns: tuple  # (h', w')

    @property
    def output(self):
        """Shape of the output: (n, h', w', c_out)."""
        return (self.images[0], *self.rows_and_columns, self.kernels[3])

    @property
    def padded(self):
        """Shape of the padded images: (n, h + top + bottom, w + left + right, c_in)."""
        n, h, w, c = self.images
        return (n, h + sum(self.padding[0]), w + sum(self.padding[1]), c)

    @property
    def inside(self):
        """Slices that cut the images out of the padded images."""
        (top, _), (left, _) = self.padding
        return (slice(None), slice(top, top + self.images[1]), slice(left, left + self.images[2]))

    def under(self, m, n):
        """Slices of the padded images that kernel position (m, n) meets, at all positions of the window."""
        starts = (m * self.dilation[0], n * self.dilation[1])
        return (
            slice(None),
            *(
                slice(start, start + s * (size - 1) + 1, s)
                for start, s, size in zip(starts, self.strides, self.rows_and_columns, strict=True)
            ),
        )

    def group(self, g):
        """Slices of input channels and of output channels that belong to group g."""
        c_in, c_out = self.kernels[2], self.kernels[3] // self.groups
        return slice(g * c_in, (g + 1) * c_in), slice(g * c_out, (g + 1) * c_out)


def geometry(images, kernels, strides=1, padding="valid", dilation=1, groups=1):
    """Check the shapes and steps of a convolution and return its `Geometry`.

    Parameters
    ----------
    images, kernels : tuple of int
        Shapes (n, h, w, c_in) and (kh, kw, c_in / groups, c_out).

    Raises
    ------
    ValueError
        That names the argument, what came and what would be right.
    """
    if len(images) != 4:
        raise ValueError(f"images has shape {tuple(images)}: expected (n, h, w, c_in)")
    if len(kernels) != 4:
        raise ValueError(f"kernels has shape {tuple(kernels)}: expected (kh, kw, c_in / groups, c_out)")
    if min(images[1:]) < 1 or min(kernels) < 1:
        raise ValueError(f"images {tuple(images)} and kernels {tuple(kernels)}: only the batch may be empty")
    if not isinstance(groups, Integral) or isinstance(groups, bool) or groups < 1:
        raise ValueError(f"groups={groups!r}: expected a whole number from 1")
    c_in, c_out = images[3], kernels[3]
    if c_in % groups or c_out % groups:
        raise ValueError(f"groups={groups} does not divide both {c_in} input channels and {c_out} output channels")
    if kernels[2] != c_in // groups:
        raise ValueError(
            f"kernels of shape {tuple(kernels)} reach through {kernels[2]} channels, but images have {c_in} in "
            f"{groups} group(s): expected {c_in // groups}"
        )
    strides, dilation, padding = pair(strides, "strides"), pair(dilation, "dilation"), check_padding(padding)
    by_axis = (padding, padding) if isinstance(padding, str) else padding
    amounts = tuple(
        pad_amounts(n, k, s, p, d)
        for n, k, s, p, d in zip(images[1:3], kernels[:2], strides, by_axis, dilation, strict=True)
    )
    sizes = tuple(
        output_size(n, k, strides=s, padding=p, dilation=d)
        for n, k, s, p, d in zip(images[1:3], kernels[:2], strides, amounts, dilation, strict=True)
    )
    return Geometry(tuple(images), tuple(kernels), strides, amounts, dilation, int(groups), sizes)
