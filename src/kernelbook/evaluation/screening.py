"""What a positive answer means: sensitivity, specificity, and how both turn into chances where the finding is rare."""

import numpy as np

from kernelbook import guards
from kernelbook.evaluation.arrays import as_pair
from kernelbook.evaluation.confusion import confusion_matrix


def sensitivity_specificity(truth, predicted):
    r"""Return which share of the positives is called, and which share of the negatives is not.

    .. math:: \text{sensitivity} = \frac{\text{TP}}{\text{TP} + \text{FN}}, \qquad
              \text{specificity} = \frac{\text{TN}}{\text{TN} + \text{FP}}

    Parameters
    ----------
    truth, predicted : array_like of int or bool, shape (n,)
        1 for positives, 0 for negatives; the truth holds both.

    Returns
    -------
    sensitivity, specificity : float

    Raises
    ------
    ValueError
        If the lengths differ, a label is another one than 0 and 1, or the truth lacks one of them.

    Examples
    --------
    >>> sensitivity_specificity([1, 1, 1, 1, 0, 0], [1, 1, 1, 0, 0, 1])
    (0.75, 0.5)
    """
    truth, predicted = as_pair(truth, predicted, classes=2)
    if truth.size == 0 or truth.all() or not truth.any():
        raise ValueError(f"truth holds {int(truth.sum())} positives of {truth.size}: both kinds are needed")
    (tn, fp), (fn, tp) = confusion_matrix(truth, predicted, classes=2).tolist()
    return tp / (tp + fn), tn / (tn + fp)


def predictive_values(sensitivity, specificity, prevalence, *, zero_division=0.0):
    r"""Return how likely a called case is positive, and how likely one that is not called is negative.

    With the prevalence π, by Bayes' rule:

    .. math:: \text{PPV} = \frac{\text{sens} \cdot \pi}{\text{sens} \cdot \pi + (1 - \text{spec})(1 - \pi)}, \qquad
              \text{NPV} = \frac{\text{spec}\,(1 - \pi)}{\text{spec}\,(1 - \pi) + (1 - \text{sens})\, \pi}

    Parameters
    ----------
    sensitivity, specificity, prevalence : float
        From 0 to 1.
    zero_division : 0.0 or 1.0
        The figure where no case is called, or every one is.

    Returns
    -------
    positive, negative : float

    Raises
    ------
    ValueError
        If a share lies outside 0 to 1, or `zero_division` is another number.

    Examples
    --------
    Of 1,000 people 10 are ill; 9 of them are called, and 99 of the 990 others: 9 of 108.

    >>> round(predictive_values(0.9, 0.9, 0.01)[0], 3)
    0.083
    """
    shares = {"sensitivity": sensitivity, "specificity": specificity, "prevalence": prevalence}
    for name, share in shares.items():
        guards.share(name, share)
    guards.one_of("zero_division", zero_division, (0, 1))
    tp, fn = sensitivity * prevalence, (1 - sensitivity) * prevalence
    tn, fp = specificity * (1 - prevalence), (1 - specificity) * (1 - prevalence)
    positive = tp / (tp + fp) if tp + fp else zero_division
    negative = tn / (tn + fn) if tn + fn else zero_division
    return float(positive), float(negative)


def adjust_prevalence(probabilities, learned, used):
    r"""Move probabilities from the prevalence on which they were learned to the one where they are used.

    The odds are multiplied by the ratio of the prevalences' odds:

    .. math:: \frac{p'}{1 - p'} = \frac{p}{1 - p} \cdot \frac{\pi' / (1 - \pi')}{\pi / (1 - \pi)}

    It holds if positives look as they did, and negatives too: only how many there are may differ.

    Parameters
    ----------
    probabilities : array_like, shape (n,)
        Of being positive, from 0 to 1.
    learned, used : float
        The prevalences π and π', between 0 and 1.

    Returns
    -------
    ndarray, shape (n,)

    Raises
    ------
    ValueError
        If a probability lies outside 0 to 1, or a prevalence is not between 0 and 1.

    References
    ----------
    M. Saerens, P. Latinne, C. Decaestecker: Adjusting the outputs of a classifier to new a priori probabilities. Neural
    Computation, 2002. doi:10.1162/089976602753284446

    Examples
    --------
    Even odds among as many ill as healthy are odds of 1 to 99 where one in a hundred is ill.

    >>> adjust_prevalence([0.0, 0.5, 1.0], learned=0.5, used=0.01).tolist()
    [0.0, 0.01, 1.0]
    """
    guards.array("probabilities", probabilities, "(n,)", finite=False, empty=True)
    p = np.asarray(probabilities, dtype=np.float64)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError("probabilities lie outside 0 to 1: are they logits? Use evaluation.softmax first")
    for name, prevalence in (("learned", learned), ("used", used)):
        guards.share(name, prevalence, ends=False)
    positive, negative = p * used / learned, (1 - p) * (1 - used) / (1 - learned)
    return positive / (positive + negative)
