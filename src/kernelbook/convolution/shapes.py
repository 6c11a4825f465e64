"""Shapes of a convolution: what comes in, what is padded, what comes out, and what is refused."""

from dataclasses import dataclass
from numbers import Integral

import numpy as np

from kernelbook import guards
from kernelbook.convolution.sizes import check_padding, output_size, pad_amounts, pair


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

    def pad(self, images):
        """Return images with their zeros around them; where there are none, the images as they are, in one piece."""
        if images.shape == self.padded:
            return np.ascontiguousarray(images)
        return np.pad(images, ((0, 0), *self.padding, (0, 0)))

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
    guards.wide("groups", groups)
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
    if images[0] * (images[1] + sum(amounts[0])) * (images[2] + sum(amounts[1])) * images[3] > 2**31:
        raise ValueError(f"padding={padding!r}: images of {tuple(images)} would have more than 2**31 numbers, padded")
    sizes = tuple(
        output_size(n, k, strides=s, padding=p, dilation=d)
        for n, k, s, p, d in zip(images[1:3], kernels[:2], strides, amounts, dilation, strict=True)
    )
    return Geometry(tuple(images), tuple(kernels), strides, amounts, dilation, int(groups), sizes)
