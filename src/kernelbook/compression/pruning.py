"""Leave weights out, and count what a file of the rest must hold: values, positions, scales."""

import numpy as np

from kernelbook import guards

WHOLE, NUMBER = 32, 4  # bits and bytes of what is stored as it is: biases, averages, scales


def prune(weights, share):
    """Set a share of all kernels' weights to zero, the smallest of them all; biases stay.

    Parameters
    ----------
    weights : dict of str to ndarray
        As `kernelbook.models.get_weights` returns it. Kernels are the arrays of two axes or more.
    share : float
        From 0 to 1. So many of all kernels' weights go, rounded to a whole number; layers are compared with each other.

    Returns
    -------
    weights : dict of str to ndarray
    masks : dict of str to ndarray of bool
        Of each kernel, True where its weight stays.

    Raises
    ------
    ValueError
        If there is no kernel, values are no numbers, or the share lies outside its range.

    References
    ----------
    S. Han, J. Pool, J. Tran, W. J. Dally: Learning both weights and connections for efficient neural networks.
    NeurIPS 2015. arXiv:1506.02626

    Examples
    --------
    >>> kept, masks = prune({"a/kernel": np.array([[3.0, -0.1], [-2.0, 0.5]]), "a/bias": np.array([0.0, 0.2])}, 0.5)
    >>> kept["a/kernel"].tolist(), kept["a/bias"].tolist()
    ([[3.0, 0.0], [-2.0, 0.0]], [0.0, 0.2])
    """
    refuse_weights(weights)
    guards.share("share", share)
    kernels = {name: np.asarray(each) for name, each in weights.items() if np.ndim(each) > 1}
    sizes = np.abs(np.concatenate([each.ravel() for each in kernels.values()]))
    kept = np.ones(sizes.size, bool)
    kept[np.argsort(sizes, kind="stable")[: round(share * sizes.size)]] = False
    ends = np.cumsum([each.size for each in kernels.values()])[:-1]
    masks = {
        name: mask.reshape(each.shape) for (name, each), mask in zip(kernels.items(), np.split(kept, ends), strict=True)
    }
    rest = {name: np.where(masks[name], each, np.zeros_like(each)) for name, each in kernels.items()}
    return {name: rest.get(name, each) for name, each in weights.items()}, masks


def stored_bytes(weights, bits, sparse=False):
    """Count the bytes of a file that holds weights and nothing else.

    A kernel's weights take `bits` each; of fewer than 16 bits, every output channel (the last axis) adds a scale of 4
    bytes. Biases and averages take 4 bytes a number. Sparse, a kernel holds what is not zero, and where it stands: the
    gaps between are written in Rice's code, a gap g as g >> r ones, a zero, and r bits, with the best r of the kernel,
    which takes a byte. A kernel that is smaller without positions is stored without.

    Parameters
    ----------
    weights : dict of str to ndarray
    bits : int
        1 to 32.
    sparse : bool
        Leave out zeros.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If there is no kernel, values are no numbers, or bits lie outside their range.

    References
    ----------
    S. W. Golomb: Run-length encodings. IEEE Transactions on Information Theory, 1966. doi:10.1109/TIT.1966.1053907

    Examples
    --------
    >>> weights = {"kernel": np.array([[0.0, 2.0], [0.0, 1.0]]), "bias": np.zeros(2)}
    >>> stored_bytes(weights, 32), stored_bytes(weights, 8), stored_bytes(weights, 32, sparse=True)
    (24, 20, 18)
    """
    refuse_weights(weights)
    guards.whole("bits", bits, 1, WHOLE)
    guards.flag("sparse", sparse)
    total = 0
    for each in map(np.asarray, weights.values()):
        if each.ndim < 2:
            total += NUMBER * each.size
            continue
        dense, kept = each.size * bits, np.flatnonzero(each)
        total += -(-min(dense, len(kept) * bits + position_bits(kept)) // 8) if sparse else -(-dense // 8)
        total += NUMBER * each.shape[-1] if bits < 16 else 0
    return total


def position_bits(kept):
    """Return how many bits say where the kept weights stand: gaps in Rice's code, and a byte that says which.

    Examples
    --------
    >>> position_bits(np.array([1, 3]))  # gaps 1 and 1: as r = 0, two bits each
    12
    """
    gaps = np.diff(kept, prepend=-1) - 1
    return 8 + min(int((gaps >> r).sum()) + (r + 1) * len(gaps) for r in range(24))


def refuse_weights(weights):
    """Refuse what is no dict of arrays with one kernel at least."""
    guards.named_arrays("weights", weights)
    if not any(np.ndim(each) > 1 for each in weights.values()):
        raise ValueError(f"weights={guards.shown(weights)}: expected a kernel at least, an array of two axes or more")
