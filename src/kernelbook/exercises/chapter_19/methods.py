"""Heun's method, and others that are taken for it: one step of each."""


def heun(field, x, t, h):
    """Return where one step of Heun's method leads."""
    u = field(x, t)
    return x + h * (u + field(x + h * u, t + h)) / 2


def euler(field, x, t, h):
    """Return where one step of Euler's method leads."""
    return x + h * field(x, t)


def second(field, x, t, h):
    """Return the velocity at the end of Euler's step."""
    return field(euler(field, x, t, h), t + h)


def corrected_again(field, x, t, h):
    """Return Heun's step, with the velocity at its end in the place of that on trial."""
    return x + h * (field(x, t) + field(heun(field, x, t, h), t + h)) / 2


def runge_kutta(field, x, t, h):
    """Return where one step of the classical method of Runge and Kutta leads: four questions."""
    k1 = field(x, t)
    k2 = field(x + h / 2 * k1, t + h / 2)
    k3 = field(x + h / 2 * k2, t + h / 2)
    return x + h * (k1 + 2 * k2 + 2 * k3 + field(x + h * k3, t + h)) / 6
