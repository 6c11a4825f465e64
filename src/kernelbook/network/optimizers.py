"""Rules by which parameters follow their gradients."""

import numpy as np

from kernelbook import guards

ONE_NETWORK = "expected the same network at each step, so make a new optimizer for another"


class SGD:
    r"""Stochastic gradient descent with momentum.

    .. math:: \Delta w \leftarrow \beta \, \Delta w - \eta\, g, \qquad w \leftarrow w + \Delta w

    Parameters
    ----------
    learning_rate : float
        The step size η, above 0.
    momentum : float
        How much of the last step stays, β, from 0, below 1.

    Examples
    --------
    >>> w = np.array([1.0])
    >>> SGD(0.1).update(w, np.array([2.0]))
    >>> w.tolist()
    [0.8]
    """

    def __init__(self, learning_rate=0.01, momentum=0.0):
        self.learning_rate = check("learning_rate", learning_rate, 0, np.inf)
        self.momentum = momentum if momentum == 0 else check("momentum", momentum, 0, 1)
        self.velocity = None

    def update(self, w, gradient):
        """Change the parameters w, shape (m,), in place.

        Raises
        ------
        ValueError
            If `w` or `gradient` is no array of floating numbers, or they differ in shape, from each other or from what
            came before; or if `learning_rate` was set to what is no number from 0.
        """
        guards.floating("w", w)
        guards.floating("gradient", gradient)
        guards.number("learning_rate", self.learning_rate, 0)
        guards.same_shape(w=w, gradient=gradient)
        if self.velocity is not None and self.velocity.shape != np.shape(w):
            raise ValueError(f"w has shape {np.shape(w)}, before it had {self.velocity.shape}: {ONE_NETWORK}")
        if self.velocity is None:
            self.velocity = np.zeros_like(w)
        self.velocity *= self.momentum
        self.velocity -= self.learning_rate * gradient
        w += self.velocity


class Adam:
    r"""Adam, as Keras computes it: steps of a size that follows the gradient's own size.

    .. math:: m \leftarrow m + (1 - \beta_1)(g - m), \qquad v \leftarrow v + (1 - \beta_2)(g^2 - v), \qquad
              w \leftarrow w - \eta\, \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t}\, \frac{m}{\sqrt v + \epsilon}

    at step t, counted from 1. The fraction with t corrects that both averages begin at zero.

    Parameters
    ----------
    learning_rate : float
        The step size η, above 0.
    beta_1, beta_2 : float
        How slowly the averages of the gradient and of its square follow, between 0 and 1.
    epsilon : float
        Keeps the quotient finite where the gradient is zero.

    References
    ----------
    D. P. Kingma, J. Ba: Adam: a method for stochastic optimization. ICLR, 2015. doi:10.48550/arXiv.1412.6980

    Examples
    --------
    The first step is the learning rate, whatever the gradient's size.

    >>> w = np.array([1.0, 1.0])
    >>> Adam(0.1).update(w, np.array([100.0, -0.01]))
    >>> w.round(4).tolist()
    [0.9, 1.1]
    """

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        self.learning_rate = check("learning_rate", learning_rate, 0, np.inf)
        self.beta_1, self.beta_2 = check("beta_1", beta_1, 0, 1), check("beta_2", beta_2, 0, 1)
        self.epsilon = check("epsilon", epsilon, 0, np.inf)
        self.t, self.m = 0, None

    def update(self, w, gradient):
        """Change the parameters w, shape (m,), in place.

        Raises
        ------
        ValueError
            If `w` or `gradient` is no array of floating numbers, or they differ in shape, from each other or from what
            came before; or if `learning_rate` was set to what is no number from 0.
        """
        guards.floating("w", w)
        guards.floating("gradient", gradient)
        guards.number("learning_rate", self.learning_rate, 0)
        guards.same_shape(w=w, gradient=gradient)
        if self.m is not None and self.m.shape != np.shape(w):
            raise ValueError(f"w has shape {np.shape(w)}, before it had {self.m.shape}: {ONE_NETWORK}")
        if self.m is None:
            self.m, self.v, self.workspace = np.zeros_like(w), np.zeros_like(w), np.empty_like(w)
        self.t += 1
        rate = self.learning_rate * np.sqrt(1 - self.beta_2**self.t) / (1 - self.beta_1**self.t)
        follow(self.m, gradient, 1 - self.beta_1, self.workspace)
        follow(self.v, gradient * gradient, 1 - self.beta_2, self.workspace)
        step = np.sqrt(self.v, out=self.workspace)
        step += self.epsilon
        np.divide(self.m, step, out=step)
        step *= w.dtype.type(rate)
        w -= step


def follow(average, values, share, workspace):
    """Move an average toward new values by a share of the way, in place."""
    np.subtract(values, average, out=workspace)
    workspace *= average.dtype.type(share)
    average += workspace


def check(name, value, low, high):
    """Return a number that lies between two bounds, or refuse it."""
    guards.number(name, value, above=low, below=high if high < 2 else None)
    return float(value)
