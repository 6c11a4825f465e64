"""A loss for detectors that looks past what is easy: most cells are background, and most of that is plain to see."""

from kernelbook import guards
from kernelbook.detection.cells import loss


def focal_loss(gamma=2.0, alpha=0.25):
    r"""Make the loss of a detector in which a cell counts less, the surer the right class is: for Keras.

    .. math:: L = \frac{1}{|D|} \Big( \sum_{c \in C} -\alpha_c \, (1 - p_{c, y_c})^\gamma \ln p_{c, y_c}
              \; + \; \sum_{c \in D} (1 - \text{IoU}_c) \Big)

    with all cells C, and those cells D that should name a class; α of a cell is `alpha` for those, and 1 − `alpha`
    for the background. With γ = 0 and no α it is `loss`. What is right with 0.9 counts a hundredth for γ = 2, what is
    right with 0.99 a ten-thousandth, so that many plain cells cannot outvote a few that are hard.

    Parameters
    ----------
    gamma : float
        From 0. How much less what is nearly sure counts.
    alpha : float or None
        The weight of cells that should name a class, between 0 and 1. None: all cells count alike.

    Returns
    -------
    callable
        Of target, shape (n, h, w, 5), and answers, (n, h, w, 1 + classes + 4), as `loss` takes them, with its errors.

    Raises
    ------
    ValueError
        If `gamma` is negative, or `alpha` no share between 0 and 1.

    References
    ----------
    T.-Y. Lin, P. Goyal, R. Girshick, K. He, P. Dollár: Focal loss for dense object detection. ICCV, 2017.
    doi:10.1109/ICCV.2017.324

    Examples
    --------
    One cell of background, right with 0.75: its cross-entropy is 0.288, of which (1 − 0.75)² is left.

    >>> import numpy as np
    >>> answers = np.array([np.log(3), 0, 0, 0, 0, 0], np.float32).reshape(1, 1, 1, 6)
    >>> round(float(focal_loss(2.0, None)(np.zeros((1, 1, 1, 5), np.float32), answers)), 4)
    0.018
    """
    guards.number("gamma", gamma, 0)
    if alpha is not None:
        guards.share("alpha", alpha, ends=False)

    def focal(target, answers):
        from keras import losses, ops

        whole = loss(target, answers)  # every cell with the weight 1; what it should not count is taken off
        each = losses.sparse_categorical_crossentropy(target[..., 0], answers[..., :-4], from_logits=True)
        positive = ops.cast(target[..., 0] > 0, each.dtype)
        weights = ops.power(ops.maximum(1 - ops.exp(-each), 1e-7), gamma)  # the power of 0 has no slope
        if alpha is not None:
            weights = weights * (alpha * positive + (1 - alpha) * (1 - positive))
        return whole - ops.sum((1 - weights) * each) / ops.maximum(ops.sum(positive), 1)

    return focal
