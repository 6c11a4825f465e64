"""Claims: what held in the book's run, and need not hold in yours.

What is true by mathematics stands in the chapters as an `assert`. What is true of a training, with the book's network,
its seed and its epochs, stands there as `hold`. Where you change something, the chapter goes on, and says what changed.
"""

import os

import numpy as np

from kernelbook import guards

__all__ = ["STRICT", "hold"]

STRICT = "KERNELBOOK_STRICT"  # set in the environment where the book itself is executed and tested


def hold(condition, claim, found=None):
    """State what held in the book's run. Say so where it does not hold, or raise if the book itself is executed.

    Parameters
    ----------
    condition : bool or array of bool
        Whether the claim holds here; all of them must.
    claim : str
        A sentence without its period, such as "more than 97 in 100 are read".
    found : optional
        What was found here, to be printed.

    Raises
    ------
    AssertionError
        If the claim does not hold, and the environment variable `KERNELBOOK_STRICT` is set.
    ValueError
        If `condition` is neither true nor false, or empty, or `claim` is no text.

    Examples
    --------
    >>> hold(0.98 > 0.97, "more than 97 in 100 are read", found=0.98)

    With 0.94 it would print: In the book's run: more than 97 in 100 are read. Not in yours: 0.94.
    """
    guards.text("claim", claim)
    condition = np.asarray(condition)
    if condition.dtype != bool or not condition.size:
        raise ValueError(f"condition={guards.shown(condition)}: expected True or False, or an array of them")
    if condition.all():
        return
    told = f"In the book's run: {claim}. Not in yours" + ("." if found is None else f": {found}.")
    if os.environ.get(STRICT):
        raise AssertionError(told)
    print(told)
