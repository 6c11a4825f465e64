"""The letters of docstrings for chapter 20: the law of a step's time."""

from formulas.binding import bound
from kernelbook import scale


def drawn(draw):
    """Return numbers with which workers help."""
    B, beta, latency = (float(draw(positive=True)) for _ in range(3))
    return {"C": 9.0 * B / beta, "B": B, "beta": beta, "lambda": latency / 100}


def link(letters):
    return {"size": letters["B"], "bandwidth": letters["beta"], "latency": letters["lambda"]}


def law(letters):
    return {"computing": letters["C"], **link(letters)}


@bound("scale.law: T(k)", "scale.law.step_time: T(k)", "20_feed_it: T(k)")
def step(draw):
    letters = drawn(draw)
    return {
        **letters,
        "k": 7,
        "T": lambda k: scale.step_time(int(k), **law(letters)),
        "A": lambda k: scale.all_reduce_time(int(k), **link(letters)),
    }


@bound("scale.law.all_reduce_time: A(k)")
def ring(draw):
    letters = drawn(draw)
    return {**letters, "k": 7, "A": lambda k: scale.all_reduce_time(int(k), **link(letters))}


@bound("scale.gains.speedup: S(k)")
def speedup(draw):
    letters = drawn(draw)
    return {
        **letters,
        "k": 7,
        "T": lambda k: scale.step_time(int(k), **law(letters)),
        "S": lambda k: scale.speedup(int(k), **law(letters)),
    }


@bound("scale.gains.best_workers: k^2")
def best(draw):
    """With so small a latency the best number is so large that to be whole hardly changes it."""
    letters = drawn(draw) | {"lambda": 1e-12}
    return {**letters, "k": scale.best_workers(**law(letters))}


@bound("scale.gains.energy: E", "20_feed_it: E")
def energy(draw):
    t, P = 1e6 * draw(2, positive=True)
    return {"k": 7, "t": t, "P": P, "E": scale.energy(7, float(t), float(P))}
