"""The engine: a value, its parents, and the way back to them."""

import numpy as np


class Value:
    r"""An array of numbers that remembers what it was computed from.

    Values are added, subtracted, multiplied and divided (``+``, ``-``, ``*``, ``/``, with NumPy's broadcasting), and
    multiplied as matrices (``@``); a square is ``x * x``. The other operand may be an array, or a plain number, which
    takes this value's dtype.

    Parameters
    ----------
    data : array_like
        Is copied. Floating numbers keep their dtype, others become float64; NaN is passed on, as in NumPy.
    parents : sequence of (Value, function), optional
        What this value was computed from. Each parent comes with its rule, a function that makes the parent's errors
        of this value's errors E. The operations fill this in; so do you, for an operation of your own.

    Attributes
    ----------
    data : ndarray
        Training may change it, but only after the way back, which needs what was there on the way forward.
    gradient : ndarray, of the shape and dtype of `data`
        The value's errors, ∂L/∂data, as the last `backward` found them; None before.

    Raises
    ------
    ValueError
        If `data` or an operand is no array of numbers, `parents` are no pairs, or the shapes of operands do not fit.

    References
    ----------
    Derived in chapter 04.

    Examples
    --------
    The smallest network of chapter 04: two weights in a row, an answer that should have been 5.

    >>> x, w1, w2 = Value(2.0), Value(3.0), Value(0.5)
    >>> y = w2 * (w1 * x)
    >>> L = (y - 5) * (y - 5)
    >>> L.backward()
    >>> w2.gradient.item(), w1.gradient.item()
    (-24.0, -4.0)
    """

    __array_ufunc__ = None  # so that NumPy leaves `array * value` to the value

    def __init__(self, data, parents=()):
        self.data, self.parents, self.gradient = as_numbers(data, "data"), as_parents(parents), None

    def __repr__(self):
        return f"Value({self.data!r})"

    def __add__(self, other):
        other = self._operand(other)
        return Value(self.data + other.data, [(self, lambda E: E), (other, lambda E: E)])

    def __sub__(self, other):
        other = self._operand(other)
        return Value(self.data - other.data, [(self, lambda E: E), (other, lambda E: -E)])

    def __mul__(self, other):
        other = self._operand(other)
        a, b = self.data, other.data
        return Value(a * b, [(self, lambda E: E * b), (other, lambda E: E * a)])

    def __truediv__(self, other):
        other = self._operand(other)
        a, b = self.data, other.data
        return Value(a / b, [(self, lambda E: E / b), (other, lambda E: -E * (a / b) / b)])

    def __neg__(self):
        return Value(-self.data, [(self, lambda E: -E)])

    def __pow__(self, other):
        raise ValueError(f"x ** {other!r}: a value has no powers, expected products such as x * x")

    def __matmul__(self, other):
        other = as_value(other, "other")
        X, W = self.data, other.data
        if X.ndim != 2 or W.ndim != 2 or X.shape[1] != W.shape[0]:
            raise ValueError(f"X has shape {X.shape} and W {W.shape}: X @ W takes (n, c) and (c, k)")
        return Value(X @ W, [(self, lambda E: E @ W.T), (other, lambda E: X.T @ E)])

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other):
        return self._operand(other) - self

    def __rtruediv__(self, other):
        return self._operand(other) / self

    def __rmatmul__(self, other):
        return as_value(other, "other") @ self

    def sum(self):
        """Add up all numbers. Each term of a sum gets its error."""
        X = self.data
        return Value(X.sum(), [(self, lambda E: np.full_like(X, E))])

    def backward(self, errors=None):
        r"""Send errors from this value to everything that it was computed from, and leave them there as `gradient`.

        Each value waits until all that was computed from it has sent. Then it sends to each of its parents, who add
        up what they get:

        .. math:: E_{\text{parent}} \leftarrow E_{\text{parent}} + \operatorname{rule}(E)

        All gradients begin at 0, so a second call sets them anew. For the sum of two losses, add the losses.

        Parameters
        ----------
        errors : array_like, of this value's shape, optional
            Those of this value; NaN is passed on. A single number, as a loss is, has the error 1.

        Raises
        ------
        ValueError
            If `errors` has another shape, or is missing where this value is more than a single number.

        Examples
        --------
        A weight that is used twice, as in a kernel of two equal weights that meets the pixels 2 and 3:

        >>> w = Value(1.0)
        >>> (w * 2 + w * 3).backward()
        >>> w.gradient.item()
        5.0
        """
        if errors is None and self.data.size != 1:
            raise ValueError(
                f"errors=None, but the value has shape {self.data.shape}: expected an error for each number"
            )
        errors = np.ones_like(self.data) if errors is None else as_numbers(errors, "errors")
        if errors.shape != self.data.shape:
            raise ValueError(f"errors has shape {errors.shape}: expected that of the value, {self.data.shape}")
        values = self._ancestors()
        for value in values:
            value.gradient = np.zeros_like(value.data)
        self.gradient += errors
        for value in reversed(values):
            for parent, rule in value.parents:
                parent.gradient += sum_to(parent.data.shape, rule(value.gradient))

    def _ancestors(self):
        """Return all that this value was computed from, and itself: each once, after its own parents.

        The stack stands in for recursion, which Python allows a thousand times, and a graph may be deeper.
        """
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            value, after_its_parents = stack.pop()
            if after_its_parents:
                order.append(value)
            elif value not in seen:
                seen.add(value)
                stack.append((value, True))
                stack.extend((parent, False) for parent, _ in value.parents)
        return order

    def _operand(self, other):
        """Return the other operand as a value that can be broadcast with this one."""
        plain = isinstance(other, int | float)
        other = as_value(other, "other")
        if plain:
            other = Value(other.data.astype(self.data.dtype))
        try:
            np.broadcast_shapes(self.data.shape, other.data.shape)
        except ValueError:
            raise ValueError(
                f"other has shape {other.data.shape}: expected one that broadcasts with {self.data.shape}"
            ) from None
        return other


def as_value(data, name):
    """Return a value as it is, and an array of numbers as a new one; refuse anything else by its name."""
    return data if isinstance(data, Value) else Value(as_numbers(data, name))


def as_numbers(data, name):
    """Return a copy as an array of floating numbers, or refuse it by its name."""
    try:
        array = np.array(data)
    except ValueError:
        raise ValueError(f"{name}={data!r}: expected rows of the same length") from None
    if array.dtype.kind not in "fiub":
        raise ValueError(f"{name} has dtype {array.dtype}: expected numbers")
    return array if array.dtype.kind == "f" else array.astype(float)


def as_parents(parents):
    """Return parents and their rules as a tuple of pairs, or refuse them."""
    pairs = tuple(parents) if isinstance(parents, list | tuple) else (None,)
    for pair in pairs:
        if not (isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], Value) and callable(pair[1])):
            raise ValueError(f"parents={parents!r}: expected pairs (Value, function)")
    return pairs


def sum_to(shape, errors):
    """Add up errors over the axes along which a parent of this shape was broadcast: each number was used many times.

    Examples
    --------
    >>> sum_to((2, 1), np.ones((5, 2, 3))).tolist()
    [[15.0], [15.0]]
    """
    errors = np.asarray(errors)
    new = errors.ndim - len(shape)
    if new < 0 or any(size not in (1, many) for size, many in zip(shape, errors.shape[new:], strict=True)):
        raise ValueError(f"a rule gave errors of shape {errors.shape} to a parent of shape {shape}")
    ones = tuple(k for k, size in enumerate(shape) if size == 1)
    return errors.sum(axis=tuple(range(new))).sum(axis=ones, keepdims=True)
