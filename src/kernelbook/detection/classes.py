"""Average precision class by class: which kind of thing a detector finds, and which it does not."""

import numpy as np

from kernelbook.detection.precision import class_precision, mean_average_precision


def average_precision_by_class(found, truth, thresholds=(0.5,), *, limit=100):
    """Return the average precision of each class, averaged over thresholds: `mean_average_precision` is their mean.

    Parameters
    ----------
    found, truth, thresholds, limit
        As of `mean_average_precision`.

    Returns
    -------
    dict of int to float
        A figure from 0 to 1 for each class that occurs in the truth.

    Raises
    ------
    ValueError
        As `mean_average_precision`.
    """
    mean_average_precision(found, truth, thresholds, limit=limit)  # refuses what is wrong
    classes = np.unique(np.concatenate([image.labels for image in truth]))
    return {
        int(label): float(np.mean([class_precision(found, truth, label, bar, limit) for bar in thresholds]))
        for label in classes
    }
