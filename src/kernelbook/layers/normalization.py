"""Batch normalization."""

import numpy as np

from kernelbook import guards
from kernelbook.layers.layer import Layer


class BatchNorm(Layer):
    r"""Give each channel mean 0 and variance 1 over the batch, then a scale and a shift that are learned.

    .. math:: \hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}, \qquad y = \gamma \hat x + \beta

    While training, the mean μ and the variance σ² are those of the batch, over images, rows and columns; afterwards,
    their moving averages over the batches seen.

    Parameters
    ----------
    momentum : float
        How much of a moving average stays at each step.
    epsilon : float
        Added to the variance.
    name : str, optional

    References
    ----------
    S. Ioffe, C. Szegedy: Batch normalization: accelerating deep network training by reducing internal covariate shift.
    ICML, 2015. doi:10.48550/arXiv.1502.03167
    """

    def __init__(self, *, momentum=0.99, epsilon=1e-3, name=None):
        super().__init__(name)
        guards.number("momentum", momentum, 0, 1)
        guards.number("epsilon", epsilon, 0)
        self.momentum, self.epsilon = momentum, epsilon

    def build(self, input_shape, generator, dtype="float32"):
        """Create scale and shift, and the moving averages."""
        c, self.rank = input_shape[-1], len(input_shape) + 1
        self.add("gamma", np.ones(c, dtype))
        self.add("beta", np.zeros(c, dtype))
        self.state = {"moving_mean": np.zeros(c, dtype), "moving_variance": np.ones(c, dtype)}
        return tuple(input_shape)

    def forward(self, x, training=False):
        """Normalize, scale, shift."""
        c = len(self.weights_for("gamma"))
        if np.ndim(x) != self.rank:
            raise ValueError(
                f"x has {np.ndim(x)} axes: expected {self.rank}, of images (n, h, w, {c}) or rows (n, {c})"
            )
        guards.batch("x", x, (*(None,) * (self.rank - 2), c), finite=False)
        mean, variance = self.state["moving_mean"], self.state["moving_variance"]
        if training:
            axes = tuple(range(x.ndim - 1))
            of_batch = x.mean(axis=axes), x.var(axis=axes)
            for moving, value in zip((mean, variance), of_batch, strict=True):
                moving += (1 - self.momentum) * (value - moving)
            mean, variance = of_batch
        self.scale = 1 / np.sqrt(variance + x.dtype.type(self.epsilon))
        self.normal = (x - mean) * self.scale
        return self.parameters["gamma"] * self.normal + self.parameters["beta"]

    def backward(self, errors, input_needed=True):
        r"""Return γ / σ · (e − mean(e) − x̂ mean(e x̂)): each number also moved the mean and the variance of all.

        After an answer, `forward` without training, it moved neither: then the errors are γ / σ · e.
        """
        axes = tuple(range(errors.ndim - 1))
        self.gradients["beta"][...] = errors.sum(axis=axes)
        self.gradients["gamma"][...] = (errors * self.normal).sum(axis=axes)
        if not input_needed:
            return None
        if not self.learned:
            return self.parameters["gamma"] * self.scale * errors
        count = errors.size // errors.shape[-1]
        shared = self.gradients["beta"] / count + self.normal * (self.gradients["gamma"] / count)
        return self.parameters["gamma"] * self.scale * (errors - shared)
