"""The letters of chapter 20, and of its docstrings: stages, parts of a batch, a ring that adds."""

import numpy as np

from formulas.binding import bound
from formulas.bindings_20_law import drawn, link
from kernelbook import scale

PARTS = np.split(np.arange(12), [2, 5]), np.split(np.arange(12), 3)  # unequal, and equal


def pipeline(times, images):
    """Return when each image leaves the last stage, if a stage begins as soon as it and the image are free."""
    free, left = np.zeros(len(times)), []
    for _ in range(images):
        done = 0.0
        for stage, seconds in enumerate(times):
            free[stage] = done = max(done, free[stage]) + seconds
        left.append(done)
    return np.array(left)


@bound(r"20_feed_it: r_{\text{in turn}}", r"20_feed_it: r_{\text{side by side}}")
def rates(draw):
    t = draw(4, positive=True)
    return {"t": t, "r_in turn": 1 / pipeline(t, 1)[0], "r_side by side": 1 / np.diff(pipeline(t, 50))[-1]}


def batch(draw, parts):
    """Return the letters of a batch that workers share: gradients of a line's squared errors; images count from 1."""
    X, y, weights = draw(12, 4), draw(12), draw(4)
    each = 2 * (X @ weights - y)[:, np.newaxis] * X
    return {
        "n": 12,
        "k": len(parts),
        "nabla l": np.vstack([np.full(4, np.nan), each]),
        "ranges": {"i": 13, "w": len(parts) + 1},
        "g": 2 * X.T @ (X @ weights - y) / 12,
        "g_": np.array([2 * X[part].T @ (X[part] @ weights - y[part]) / len(part) for part in parts]),
        "n_": np.array([len(part) for part in parts]),
    }


@bound("20_feed_it: g")
def mean_of_parts(draw):
    return [batch(draw, parts) for parts in PARTS]


@bound(r"scale.together.train_together: \frac{1}{n}\sum_{i=1}^{n}\nabla l_i")
def sum_of_parts(draw):
    """Equal parts, as the function asks for."""
    return {**batch(draw, PARTS[1]), "P": np.array(PARTS[1]) + 1}


@bound("scale.rings.all_reduce: S")
def ring(draw):
    G = draw(5, 3)
    return {"G": G, "k": 5, "ranges": {"w": 6}, "S": scale.all_reduce(list(G))[0][3]}


@bound(
    "20_feed_it: b",
    "scale.rings.bytes_sent: b",
    "20_feed_it inline: after ring each sends",
)
def sent(draw):
    """Counted by a ring, whose pieces are equal here."""
    arrays = list(draw(5, 35))
    b = float(scale.all_reduce(arrays)[1][0])
    assert b == scale.bytes_sent(arrays[0].nbytes, 5)
    return {"k": 5, "B": arrays[0].nbytes, "b": b, "value": b}


@bound("20_feed_it inline: after that one receives")
def received(draw):
    arrays = draw(5, 35)
    return {"k": 5, "B": arrays[0].nbytes, "value": arrays[1:].nbytes}


@bound("20_feed_it inline: after a second in")
def messages(draw):
    """Each takes a second to set out, and no time for its bytes."""
    return {"k": 7, "value": scale.all_reduce_time(7, size=0, bandwidth=1, latency=1)}


@bound(r"20_feed_it inline: after but never above")
def most(draw):
    letters = drawn(draw)
    told = {**link(letters), "latency": 0}
    return {**letters, "value": scale.all_reduce_time(10**9, **told)}


@bound("scale.hashes.difference_hash: b_{ij}")
def brighter(draw):
    """Images of as many pixels as cells, so that a cell's mean is its pixel."""
    m = draw(4, 5)
    m[1, 2] = m[1, 3]
    b = np.unpackbits(scale.difference_hash(m[np.newaxis], side=4))[:16].reshape(4, 4)
    return {"m": m, "b": b, "ranges": {"i": 4, "j": 4}}
