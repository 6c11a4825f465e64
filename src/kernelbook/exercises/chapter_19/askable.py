"""Fields that show their formula and remember when they were asked, for the exercise on Heun's method."""

import numpy as np


class Field:
    """The field a x² + b t x + c t, which remembers at which times it was asked."""

    def __init__(self, a, b, c):
        """Keep the three numbers."""
        self.numbers, self.times = (a, b, c), []

    def __call__(self, x, t):
        """Return the velocities at places x and a time t."""
        self.times.append(t)
        a, b, c = self.numbers
        x = np.asarray(x)
        return a * x**2 + b * t * x + c * t

    def __repr__(self):
        """Return the formula."""
        parts = [f"{n:g} {of}" for n, of in zip(self.numbers, ("x²", "t x", "t"), strict=True) if n]
        return " + ".join(parts).replace("+ -", "- ")


def fields_and_places(generator, n=None):
    """Draw arguments: a field, places, a time below 1, and a step that leads to 1 at most."""
    n = n or int(generator.integers(1, 9))
    field = Field(*(generator.choice([-1, 1], 3) * generator.integers(1, 9, 3) / 4).tolist())
    t = generator.integers(0, 10) / 10
    h = (1 - t) * generator.choice([0.125, 0.25, 0.5, 1])
    return field, generator.normal(size=n).round(2) * generator.choice([1, 1, 1, 4]), float(t), round(float(h), 4)
