"""What every layer is: a step forward, and the same step backward."""

from abc import ABC, abstractmethod

import numpy as np

from kernelbook import guards

INITIALIZERS = ("glorot", "he", "zeros")


class Layer(ABC):
    """One step of a network.

    `forward` computes the output from the input and keeps what `backward` will need. `backward` takes the errors of the
    output, which are the gradient of the loss with respect to it (the *upstream gradient*, elsewhere ``grad_output`` or
    δ), writes the gradients of the parameters, and returns the errors of the input.

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
    """

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
    guards.one_of("initializer", initializer, INITIALIZERS)
    guards.generator("generator", generator)
    positions = int(np.prod(shape[:-2]))
    fan_in, fan_out = positions * shape[-2], positions * shape[-1]
    radius = {"glorot": np.sqrt(6 / (fan_in + fan_out)), "he": np.sqrt(6 / fan_in), "zeros": 0.0}
    return (radius[initializer] * generator.uniform(-1, 1, shape)).astype(dtype)
