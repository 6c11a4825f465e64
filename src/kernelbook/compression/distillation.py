"""Learn from another network's logits. Derived in chapter 21."""

import numpy as np

from kernelbook import guards


def distillation_loss(student, teacher, labels, temperature=4.0, share=0.7):
    r"""Return how far a student's logits are from a teacher's, and from the labels.

    .. math:: L = \alpha T^2 \operatorname{mean}_n \sum_j p_{nj} \log\frac{p_{nj}}{q_{nj}}
              - (1 - \alpha) \operatorname{mean}_n \log r_{n,y_n}

    .. math:: p = \operatorname{softmax}(t / T), \qquad q = \operatorname{softmax}(z / T), \qquad
              r = \operatorname{softmax}(z)

    The gradient of the first part falls as the square of the temperature: its factor keeps the parts comparable.

    Parameters
    ----------
    student, teacher : array or tensor, shape (n, k)
        Logits z and t. The loss has a gradient with respect to the student's.
    labels : array or tensor of int, shape (n,)
        The true classes y.
    temperature : float
        T, above 0. The higher it is, the more the classes that are not named count.
    share : float
        From 0, labels alone, to 1, the teacher alone.

    Returns
    -------
    tensor, shape ()

    Raises
    ------
    ValueError
        If shapes do not fit, or an argument lies outside its range.

    References
    ----------
    G. Hinton, O. Vinyals, J. Dean: Distilling the knowledge in a neural network. 2015. arXiv:1503.02531

    Examples
    --------
    >>> logits = np.log([[0.5, 0.25, 0.25]])
    >>> round(float(distillation_loss(logits, logits, np.array([0]), share=0.5)), 4)  # half of log 2
    0.3466
    """
    from keras import ops

    refuse_logits(student, teacher, labels)
    guards.number("temperature", temperature, above=0)
    guards.share("share", share)
    z, t = ops.cast(student, "float32"), ops.cast(teacher, "float32")
    p, log_p = ops.softmax(t / temperature), ops.log_softmax(t / temperature)
    apart = ops.mean(ops.sum(p * (log_p - ops.log_softmax(z / temperature)), axis=-1))
    right = ops.sum(ops.one_hot(ops.cast(labels, "int32"), z.shape[-1]) * ops.log_softmax(z), axis=-1)
    return share * temperature**2 * apart - (1 - share) * ops.mean(right)


def refuse_logits(student, teacher, labels):
    """Refuse logits that are no tables of the same shape, and labels that do not fit. Tensors of a graph pass."""
    guards.rank("student", student, "(n, k)")
    guards.rank("teacher", teacher, "(n, k)")
    guards.rank("labels", labels, "(n,)")
    given = {"student": student, "teacher": teacher}
    if all(isinstance(each, np.ndarray) for each in (*given.values(), labels)):
        for name, each in given.items():
            guards.array(name, each)
        guards.same_shape(**given)
        guards.labels("labels", labels, student.shape[1])
        guards.as_many(student=student, labels=labels)
