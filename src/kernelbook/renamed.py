"""Names of the last version that were replaced: for one version they still work, and warn."""

import importlib
import warnings

__all__ = ["old_argument", "old_names"]


def old_names(module, renamed):
    """Return a module's ``__getattr__`` that hands on what an old name means, with a warning.

    Parameters
    ----------
    module : str
        ``__name__`` of the module that had the old names.
    renamed : dict of str to str
        Old names, and what the same is called now in this module.

    Examples
    --------
    >>> hand_on = old_names("math", {"squareroot": "sqrt"})
    >>> with warnings.catch_warnings(record=True, action="always"):
    ...     hand_on("squareroot")(9.0)
    3.0
    """

    def hand_on(name):
        if name not in renamed:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        warn(f"{module}.{name}", renamed[name], 3)
        return getattr(importlib.import_module(module), renamed[name])

    return hand_on


def old_argument(function, old, new, value):
    """Return the value of an argument that was given by its old name, with a warning."""
    warn(f"the argument {old} of {function}", new, 4)
    return value


def warn(old, new, frames):
    """Tell who uses an old name, so many calls away, how it is called now."""
    warnings.warn(f"{old} is now called {new}; the old name will go", DeprecationWarning, stacklevel=frames)
