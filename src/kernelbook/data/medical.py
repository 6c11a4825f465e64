"""Medical images, and what was measured on them: outlined nuclei, and the nuclei of tumors."""

import numpy as np

from kernelbook import archive
from kernelbook.data.collections import REINSTALL, shipped

NUCLEI_PATH, NUCLEI_SHA256 = shipped("nuclei")
TUMOR_MEASURES = tuple(f"{kind} {name}" for kind in ("mean", "worst") for name in ("area", "perimeter", "concavity"))


def load_nuclei():
    """Load a fluorescence microscope's image of cell nuclei, with the outlines that experts gave them.

    Returns
    -------
    image : ndarray, shape (512, 512), uint8
        Brightness from 0; nuclei are brighter than the background.
    regions : ndarray, shape (512, 512), uint8
        0 for the background, and for each of 125 nuclei a number of its own, from 1 to 183.

    Raises
    ------
    FileNotFoundError, ValueError
        If the file is missing or its SHA-256 is wrong; the message names the file and both hashes.

    References
    ----------
    J. C. Caicedo et al.: Nucleus segmentation across imaging experiments: the 2018 Data Science Bowl. Nature Methods,
    2019. doi:10.1038/s41592-019-0612-7. See datasets/nuclei.md.

    Examples
    --------
    >>> image, regions = load_nuclei()
    >>> image.shape, len(np.unique(regions[regions > 0]))
    ((512, 512), 125)
    """
    arrays = archive.read_npz(NUCLEI_PATH, NUCLEI_SHA256, REINSTALL)
    return arrays["image"], arrays["regions"]


def load_tumors():
    """Load measurements of the nuclei of breast tumors, and what the tumors turned out to be.

    They are six of the thirty columns of scikit-learn's ``load_breast_cancer``, which carries the data: on a digital
    image of a fine needle aspirate, each nucleus was outlined by a program that was started by hand.

    Returns
    -------
    measurements : ndarray, shape (569, 6), float64
        A row for each patient, its columns named in `TUMOR_MEASURES`: over the nuclei of an image, the mean and the
        worst (the mean of the three largest) of area, in pixels, perimeter, in sides of a pixel, and concavity, the
        severity of the concave portions of the outline, from 0.
    malignant : ndarray, shape (569,), int64
        1 for the 212 malignant tumors, 0 for the 357 benign ones.

    References
    ----------
    W. N. Street, W. H. Wolberg, O. L. Mangasarian: Nuclear feature extraction for breast tumor diagnosis. Biomedical
    Image Processing and Biomedical Visualization, 1993. doi:10.1117/12.148698

    Examples
    --------
    >>> measurements, malignant = load_tumors()
    >>> measurements.shape, int(malignant.sum())
    ((569, 6), 212)
    """
    from sklearn.datasets import load_breast_cancer

    samples = load_breast_cancer()
    columns = [list(samples.feature_names).index(name) for name in TUMOR_MEASURES]
    return samples.data[:, columns], (samples.target_names[samples.target] == "malignant").astype(np.int64)
