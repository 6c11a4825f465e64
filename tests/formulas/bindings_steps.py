"""The letters of the steps that training takes, in chapters 04 and 05 and the docstrings of optimizers."""

from formulas.binding import bound
from kernelbook import network


@bound("05_train_a_network: w")
def descent(draw):
    """Of a loss whose gradient is known: the sum of fourth powers."""
    w = draw(3)
    after = w.copy()
    network.SGD(0.03).update(after, 4 * w**3)
    return {"w": w, "eta": 0.03, "L": lambda w: (w**4).sum(), "new w": after}


@bound(r"04_learn_the_kernels: \Delta w", r"network.optimizers.SGD: \Delta w")
def first_of_momentum(draw):
    w, before, g = draw(3), draw(3), draw(3)
    optimizer, after = network.SGD(0.3, momentum=0.7), w.copy()
    optimizer.update(after, before)
    old = optimizer.velocity.copy()
    optimizer.update(after, g)
    return {"Delta w": old, "g": g, "beta": 0.7, "eta": 0.3, "new Delta w": optimizer.velocity}


@bound("04_learn_the_kernels: w", "network.optimizers.SGD: w")
def second_of_momentum(draw):
    w, optimizer = draw(3), network.SGD(0.3, momentum=0.7)
    optimizer.update(before := w.copy(), draw(3))
    after = before.copy()
    optimizer.update(after, draw(3))
    return {"w": before, "Delta w": optimizer.velocity, "new w": after}


def adam(draw, epsilon=0.05):
    """The averages, the weights and the step after three updates, and the averages before the last."""
    optimizer, w = network.Adam(0.3, beta_1=0.7, beta_2=0.8, epsilon=epsilon), draw(3)
    for _ in range(2):
        optimizer.update(w, draw(3))
    letters = {"beta_1": 0.7, "beta_2": 0.8, "eta": 0.3, "epsilon": epsilon, "t": 3, "g": draw(3)}
    letters |= {"m": optimizer.m.copy(), "v": optimizer.v.copy(), "w": w.copy()}
    optimizer.update(w, letters["g"])
    return letters | {"new m": optimizer.m, "new v": optimizer.v, "new w": w}


@bound(*(f"{page}: {letter}" for page in ("04_learn_the_kernels", "network.optimizers.Adam") for letter in "mv"))
def averages(draw):
    return adam(draw)


@bound("network.optimizers.Adam: w")
def step(draw, epsilon=0.05):
    """The step is made with the averages as they are after the update."""
    letters = adam(draw, epsilon)
    return {**letters, "m": letters["new m"], "v": letters["new v"]}


@bound("04_learn_the_kernels: w #2")
def step_without_epsilon(draw):
    return step(draw, epsilon=1e-12)
