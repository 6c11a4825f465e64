"""Layers that know nothing of neighbors: dense, activation, flattening, dropout."""

import numpy as np

from kernelbook import guards
from kernelbook.layers.layer import INITIALIZERS, Layer, initialize


class Dense(Layer):
    r"""Connect every input with every output.

    .. math:: y_k = b_k + \sum_c x_c \, W_{c,k}

    Parameters
    ----------
    units : int
        How many outputs.
    initializer : "glorot", "he" or "zeros"
    name : str, optional
    """

    def __init__(self, units, *, initializer="glorot", name=None):
        super().__init__(name)
        guards.whole("units", units, 1)
        guards.one_of("initializer", initializer, INITIALIZERS)
        self.units, self.initializer = units, initializer

    def build(self, input_shape, generator, dtype="float32"):
        """Create weights and biases."""
        if len(input_shape) != 1:
            raise ValueError(
                f"layer {self.name!r} gets inputs of shape {tuple(input_shape)}: expected (c,), put Flatten() before it"
            )
        self.add("kernel", initialize((input_shape[0], self.units), self.initializer, generator, dtype))
        self.add("bias", np.zeros(self.units, dtype))
        return (self.units,)

    def forward(self, x, training=False):
        """Compute y = x W + b."""
        if "kernel" not in self.parameters:
            raise ValueError(f"layer {self.name!r} has no kernel yet: put it into a Sequential, or build it")
        guards.batch("x", x, self.parameters["kernel"].shape[:1], finite=False)
        self.x = x
        return x @ self.parameters["kernel"] + self.parameters["bias"]

    def backward(self, errors, input_needed=True):
        """Compute ∂L/∂W = xᵀ e, ∂L/∂b = Σ e, ∂L/∂x = e Wᵀ."""
        np.matmul(self.x.T, errors, out=self.gradients["kernel"])
        self.gradients["bias"][...] = errors.sum(axis=0)
        return errors @ self.parameters["kernel"].T if input_needed else None


class ReLU(Layer):
    r"""Set negative numbers to zero: :math:`y = \max(x, 0)`. At 0 its derivative counts as 0, as in Keras."""

    def forward(self, x, training=False):
        """Compute y = max(x, 0)."""
        guards.array("x", x, finite=False, empty=True)
        self.positive = x > 0
        return np.maximum(x, 0)

    def backward(self, errors, input_needed=True):
        """Compute ∂L/∂x = e where x > 0, otherwise 0."""
        return errors * self.positive


class Flatten(Layer):
    """Write all numbers of an image into one row."""

    def build(self, input_shape, generator, dtype="float32"):
        """Return the length of the row."""
        return (int(np.prod(input_shape)),)

    def forward(self, x, training=False):
        """Row by row, pixel by pixel, channel by channel."""
        if np.ndim(x) < 1 or not hasattr(x, "reshape"):
            raise ValueError(f"x={guards.shown(x)}: expected an array, (n, …)")
        guards.some_images("x", x)
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, errors, input_needed=True):
        """Put every error back where its number was."""
        return errors.reshape(self.shape)


class Dropout(Layer):
    r"""Set numbers to zero at random while training, and enlarge the others so that their mean stays the same.

    .. math:: y = \frac{r\, x}{1 - q}, \qquad r = 0 \text{ with probability } q, \text{ otherwise } 1

    Parameters
    ----------
    rate : float
        The probability q, from 0, below 1.
    name : str, optional

    References
    ----------
    N. Srivastava et al.: Dropout: a simple way to prevent neural networks from overfitting. JMLR, 2014.
    """

    def __init__(self, rate, *, name=None):
        super().__init__(name)
        guards.share("rate", rate)
        guards.number("rate", rate, below=1)
        self.rate = rate

    def build(self, input_shape, generator, dtype="float32"):
        """Take a generator of its own."""
        (self.generator,) = generator.spawn(1)
        return tuple(input_shape)

    def forward(self, x, training=False):
        """Compute y = r x / (1 − q) while training, otherwise x."""
        guards.floating("x", x)
        if training and not hasattr(self, "generator"):
            raise ValueError(f"layer {self.name!r} has no generator yet: put it into a Sequential, or build it")
        kept = self.generator.random(x.shape) >= self.rate if training else True
        self.factor = np.asarray(kept / (1 - self.rate) if training else 1, dtype=x.dtype)
        return x * self.factor

    def backward(self, errors, input_needed=True):
        """Compute ∂L/∂x = r e / (1 − q)."""
        return errors * self.factor
