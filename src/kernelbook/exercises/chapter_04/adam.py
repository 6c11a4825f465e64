"""The exercise of chapter 04 about an optimizer: two steps of Adam."""

import numpy as np

from kernelbook.exercises.functions import asks_for_function

# 04-adam: a parameter after two steps of Adam, with β₁ = 0.9, β₂ = 0.999, a learning rate of 0.1 and no epsilon.


def two_steps(w, g1, g2):
    """Return the parameter after two steps."""
    m = v = 0.0
    for t, g in enumerate((g1, g2), start=1):
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g**2
        w = w - 0.1 * (m / (1 - 0.9**t)) / np.sqrt(v / (1 - 0.999**t))
    return w


def walked(w, g1, g2, step, beta=0.9, gamma=0.999):
    """Return the parameter after two steps, each a function of both averages and of the number of the step."""
    m = v = 0.0
    for t, g in enumerate((g1, g2), start=1):
        m = beta * m + (1 - beta) * g
        v = gamma * v + (1 - gamma) * g**2
        w = w - 0.1 * step(m, v, t)
    return w


def corrected(m, v, t):
    """Return Adam's step for a learning rate of 1."""
    return m / (1 - 0.9**t) / np.sqrt(v / (1 - 0.999**t))


def with_corrected_memory(w, g1, g2):
    """Return the parameter after two steps whose averages go on from the corrected ones."""
    m = v = 0.0
    for t, g in enumerate((g1, g2), start=1):
        m = (0.9 * m + 0.1 * g) / (1 - 0.9**t)
        v = (0.999 * v + 0.001 * g**2) / (1 - 0.999**t)
        w = w - 0.1 * m / np.sqrt(v)
    return w


def parameter_and_gradients(generator):
    """Draw a parameter and two gradients of both signs, none so small that an epsilon of 1e-7 would be seen."""
    sizes, signs = 10 ** generator.uniform(-1, 1, 2), generator.choice([-1, 1], 2)
    return generator.uniform(-1, 1), *(sizes * signs).tolist()


ADAM = asks_for_function(
    "04-adam",
    praise="The first step is 0.1 long, whatever the gradient's size; from the second on, its history counts.",
    arguments="w, g1 and g2",
    reference=two_steps,
    inputs=parameter_and_gradients,
    edges=(
        (1.0, 4.0, -2.0),
        (0.0, 0.5, 1.5),
        (-2.0, -5.0, -1.0),
        (1.0, 2.0, 0.0),
        (0.5, -3.0, -3.0),
        (30.0, 400.0, -3000.0),
        (-20.0, 0.02, 50.0),
    ),
    wrong={
        "the averages begin at zero and are too small at first: divide them by 1 - 0.9^t and 1 - 0.999^t.": (
            lambda w, g1, g2: walked(w, g1, g2, lambda m, v, t: m / np.sqrt(v))
        ),
        "that is plain gradient descent; Adam divides by the root of the average square.": (
            lambda w, g1, g2: w - 0.1 * g1 - 0.1 * g2
        ),
        "that is momentum alone; Adam divides by the root of the average square.": (
            lambda w, g1, g2: walked(w, g1, g2, lambda m, v, t: m / (1 - 0.9**t))
        ),
        "divide by the root of the average square, or the step depends on the gradient's unit.": (
            lambda w, g1, g2: walked(w, g1, g2, lambda m, v, t: m / (1 - 0.9**t) / (v / (1 - 0.999**t)))
        ),
        "at the second step both corrections have t = 2.": (
            lambda w, g1, g2: walked(w, g1, g2, lambda m, v, t: corrected(m, v, 1))
        ),
        "steps count from 1: both corrections have t = 1 at the first.": (
            lambda w, g1, g2: walked(w, g1, g2, lambda m, v, t: corrected(m, v, t + 1))
        ),
        "that lets each gradient stand alone; the second step uses the averages over both.": (
            lambda w, g1, g2: w - 0.1 * np.sign(g1) - 0.1 * np.sign(g2)
        ),
        "a correction is for its step alone: the next averages go on from those without it.": with_corrected_memory,
        "0.9 is for the average of the gradients, 0.999 for that of their squares.": (
            lambda w, g1, g2: walked(
                w, g1, g2, lambda m, v, t: m / (1 - 0.999**t) / np.sqrt(v / (1 - 0.9**t)), beta=0.999, gamma=0.9
            )
        ),
        "that goes uphill: subtract.": lambda w, g1, g2: walked(w, g1, g2, lambda m, v, t: -corrected(m, v, t)),
        "that is one step; the second gradient calls for another.": lambda w, g1, g2: w - 0.1 * np.sign(g1),
    },
    otherwise="not these numbers. Do the first step alone: it is the learning rate long, whatever the gradient's size.",
    tolerance=1e-5,
)
