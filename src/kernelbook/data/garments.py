"""Pictures of garments: a part of Fashion-MNIST."""

from kernelbook import archive
from kernelbook.data.collections import REINSTALL, shipped

GARMENTS_PATH, GARMENTS_SHA256 = shipped("garments")
GARMENTS = (
    "T-shirt",
    "trousers",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
)
OLD_GARMENTS = (0, 3, 4, 7, 8)  # what chapter 09 learns features from; each has a relative among the new ones
NEW_GARMENTS = (1, 2, 5, 6, 9)


def load_garments():
    """Load gray pictures of garments: a balanced part of Fashion-MNIST that ships with this package.

    ``keras.datasets.fashion_mnist.load_data()`` gives all 70,000, after a download.

    Returns
    -------
    (x_train, y_train), (x_test, y_test)
        Images as ndarray, shape (10000, 28, 28) and (2000, 28, 28), uint8 from 0 (background) to 255; labels as
        ndarray, shape (10000,) and (2000,), uint8, whose names are `GARMENTS`. 1,000 and 200 of each class.

    Raises
    ------
    FileNotFoundError, ValueError
        If the file is missing or its SHA-256 is wrong; the message names the file and both hashes.

    References
    ----------
    H. Xiao, K. Rasul, R. Vollgraf: Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms.
    2017. doi:10.48550/arXiv.1708.07747. See datasets/garments.md.

    Examples
    --------
    >>> (x_train, y_train), (x_test, y_test) = load_garments()
    >>> x_train.shape, x_test.shape, GARMENTS[y_train[0]]
    ((10000, 28, 28), (2000, 28, 28), 'ankle boot')
    """
    arrays = archive.read_npz(GARMENTS_PATH, GARMENTS_SHA256, REINSTALL)
    return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])
