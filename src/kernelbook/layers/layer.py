"""What every layer is: a step forward, and the same step backward."""

from abc import ABC, abstractmethod
from functools import wraps

import numpy as np

from kernelbook import guards

INITIALIZERS = ("glorot", "he", "zeros")


class Layer(ABC):
    """One step of a network.

    `forward` computes the output from the input and keeps what `backward` will need. `backward` takes the errors of the
    output, which are the gradient of the loss with respect to it (the *upstream gradient*, elsewhere ``grad_output`` or
    δ), writes the gradients of the parameters, and returns the errors of the input.

    Both check what they get, in every layer, also one of your own (`checked_forward`, `checked_backward`). NaN and
    infinity are passed on, as NumPy's sums and products make them. A layer may keep the array `x` itself for the way
    back, and `Flatten` returns a view of it: change it only after `backward`.

    Parameters
    ----------
    name : str, optional
        By which its weights are known; `Sequential` gives one to layers that have none.

    Attributes
    ----------
    parameters, gradients : dict of str to ndarray
        What training changes, and the gradient of the loss with respect to each, of the same shape.
    state : dict of str to ndarray
        What training changes without a gradient.
    learned : bool or None
        Whether the last way forward was one of training; None before the first.
    output : tuple of int
        The shape of what it gave.

    Raises
    ------
    ValueError
        By `forward`, if `x` is no array of numbers or `training` neither True nor False. By `backward`, before the
        first `forward`, or if `errors` is no array of floating numbers, of the shape of the last output.
    """

    learned, output = None, None

    def __init_subclass__(cls, **arguments):
        super().__init_subclass__(**arguments)
        for name, checked in (("forward", checked_forward), ("backward", checked_backward)):
            if name in vars(cls):
                setattr(cls, name, checked(vars(cls)[name]))

    def __init__(self, name=None):
        if name is not None:
            guards.text("name", name, "a text or None")
        self.name = name
        self.parameters, self.gradients, self.state = {}, {}, {}

    def build(self, input_shape, generator, dtype="float32"):
        """Create the parameters for one input's shape, such as (h, w, c), and return one output's shape."""
        return tuple(input_shape)

    @abstractmethod
    def forward(self, x, training=False):
        """Return the output for a batch of inputs."""

    @abstractmethod
    def backward(self, errors, input_needed=True):
        """Write the gradients; return the errors of the input, or nothing useful if they are not needed.

        `Sequential` does not need them of the first layer with parameters, whose input is the images: there they are
        the most expensive errors of all, and the layer returns None.
        """

    def weights_for(self, name):
        """Return a parameter, or say that the layer has none yet."""
        if name not in self.parameters:
            raise ValueError(f"layer {self.name!r} has no {name} yet: put it into a Sequential, or build it")
        return self.parameters[name]

    def add(self, name, values):
        """Add a parameter, and an array for its gradient."""
        self.parameters[name], self.gradients[name] = values, np.zeros_like(values)


def checked_forward(forward):
    """Return the way forward of a layer that checks what it gets, and remembers what the way back has to fit."""

    @wraps(forward)
    def run(self, x, training=False):
        guards.flag("training", training)
        if not isinstance(x, np.ndarray):
            raise ValueError(f"x={guards.shown(x)}: expected an array, (n, …)")
        guards.array("x", x, finite=False, empty=True)
        if training:
            guards.some_images("x", x)
        y = forward(self, x, training)
        self.learned, self.output = bool(training), np.shape(y)
        return y

    return run


def checked_backward(backward):
    """Return the way back of a layer that refuses errors that do not fit what it gave on the last way forward."""

    @wraps(backward)
    def run(self, errors, input_needed=True):
        if self.output is None:
            raise ValueError(f"layer {self.name!r} has given no answer yet: call forward(x, training=True) before")
        guards.floating("errors", errors)
        if errors.shape != self.output:
            raise ValueError(f"errors has shape {errors.shape}: expected that of the layer's output, {self.output}")
        return backward(self, errors, input_needed)

    return run


def initialize(shape, initializer, generator, dtype):
    r"""Draw the first weights of a layer, uniformly between −r and r.

    .. math:: r_{\text{glorot}} = \sqrt{\frac{6}{f_{in} + f_{out}}}, \qquad r_{\text{he}} = \sqrt{\frac{6}{f_{in}}}

    with the fan-in :math:`f_{in}`, how many numbers an output adds up, and the fan-out :math:`f_{out}`, in how many
    outputs an input takes part.

    Parameters
    ----------
    shape : tuple of int
        (inputs, outputs) of a dense layer, or (kh, kw, c_in, c_out) of kernels.
    initializer : "glorot", "he" or "zeros"
    generator : numpy.random.Generator
    dtype : str

    Raises
    ------
    ValueError
        For another initializer.

    References
    ----------
    X. Glorot, Y. Bengio: Understanding the difficulty of training deep feedforward neural networks. AISTATS, 2010.
    K. He et al.: Delving deep into rectifiers. ICCV, 2015. doi:10.1109/ICCV.2015.123

    Examples
    --------
    >>> weights = initialize((3, 3, 1, 32), "glorot", np.random.default_rng(0), "float32")
    >>> bool(np.abs(weights).max() <= np.sqrt(6 / (9 + 9 * 32)))
    True
    """
    if not isinstance(shape, tuple | list) or len(shape) < 2 or not all(guards.is_whole(n) and n > 0 for n in shape):
        raise ValueError(f"shape={shape!r}: expected whole numbers from 1, (inputs, outputs) or (kh, kw, c_in, c_out)")
    if any(guards.narrow(n) for n in shape):
        raise ValueError(
            f"shape={shape!r}: expected numbers of 64 bits, such as int(n): products of others wrap around"
        )
    guards.one_of("initializer", initializer, INITIALIZERS)
    guards.generator("generator", generator)
    positions = int(np.prod(shape[:-2]))
    fan_in, fan_out = positions * shape[-2], positions * shape[-1]
    radius = {"glorot": np.sqrt(6 / (fan_in + fan_out)), "he": np.sqrt(6 / fan_in), "zeros": 0.0}
    return (radius[initializer] * generator.uniform(-1, 1, shape)).astype(dtype)
