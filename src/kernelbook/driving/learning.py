"""Learning to drive from an expert: which frames to collect, and how to learn from them."""

import itertools

import numpy as np

from kernelbook import guards
from kernelbook.driving.episode import drive
from kernelbook.driving.network import as_policy, driver

BATCH, RATE = 64, 1e-3
UPDATES = 2000
FIRST_UPDATES = 1000  # for a network that only shows where it errs
NOISE = 0.15


def collect(track, count, first, policy=None, noise=0.0):
    """Drive episode after episode until there are enough frames, each with what the expert would have steered.

    Parameters
    ----------
    track : Track
    count : int
        Of frames.
    first : int
        Seed of the first start; the next have the next seeds.
    policy, noise
        As `drive` takes them: whoever drives, the labels are the expert's.

    Returns
    -------
    frames : ndarray of float32, shape (count, 64, 64)
    labels : ndarray of float32, shape (count,)

    Raises
    ------
    ValueError
        If `count` is not a whole number from 1, `first` not one from 0, or as `drive`.
    """
    guards.whole("count", count, 1)
    guards.whole("first", first, 0)
    frames, labels, missing = [], [], count
    for seed in itertools.count(first):
        episode = drive(track, policy, seed, noise=noise)
        frames.append(episode.frames[:missing])
        labels.append(episode.labels[:missing])
        missing -= len(frames[-1])
        if not missing:
            return np.concatenate(frames), np.concatenate(labels)


def aggregate(track, count, first, seed, rounds=3):
    """Collect frames where the clone itself drives: DAgger, dataset aggregation.

    The expert drives the first share of the frames. In each round a network learns from all frames so far and drives
    the next share, and the expert says what it would have steered there. All shares are equal.

    Parameters
    ----------
    track : Track
    count, first : int
        As in `collect`; each round starts 1000 seeds after the last.
    seed : int
        Of the networks.
    rounds : int
        1 at least.

    Returns
    -------
    frames : ndarray of float32, shape (count, 64, 64)
    labels : ndarray of float32, shape (count,)

    Raises
    ------
    ValueError
        If `rounds` is less than 1, or does not leave a frame for each, or another argument is no such whole number.

    References
    ----------
    S. Ross, G. J. Gordon, J. A. Bagnell: A reduction of imitation learning and structured prediction to no-regret
    online learning. AISTATS, 2011. arXiv:1011.0686
    """
    guards.whole("count", count, 2)
    guards.whole("first", first, 0)
    guards.whole("seed", seed, 0, 2**32 - 1)
    guards.wide("rounds", rounds)
    if not guards.is_whole(rounds) or not 1 <= rounds < count:
        raise ValueError(f"rounds={rounds!r}, count={count!r}: expected 1 round at least, and fewer rounds than frames")
    ends = np.linspace(0, count, rounds + 2).astype(int)
    frames, labels = collect(track, ends[1], first)
    for k in range(1, rounds + 1):
        policy = as_policy(train(frames, labels, seed, FIRST_UPDATES))
        more = collect(track, ends[k + 1] - ends[k], first + 1000 * k, policy)
        frames, labels = np.concatenate([frames, more[0]]), np.concatenate([labels, more[1]])
    return frames, labels


def train(frames, labels, seed, updates=UPDATES):
    """Train a fresh network to steer as the labels say: least squares, Adam, a learning rate that falls as a cosine.

    Parameters
    ----------
    frames : ndarray of float, shape (n, 64, 64)
    labels : ndarray of float, shape (n,)
        From -1 to 1.
    seed : int
        Of the initial weights and the order.
    updates : int
        About how many batches of 64 it learns from; whole epochs, one at least.

    Returns
    -------
    keras.Sequential
        As `driver` builds it.

    Raises
    ------
    ValueError
        If shapes do not fit, frames or labels lie outside their range, or `seed` or `updates` is no such number.
    """
    import keras

    guards.pixels("frames", frames, "(n, h, w)")
    guards.array("labels", labels)
    guards.whole("seed", seed, 0, 2**32 - 1)
    guards.whole("updates", updates, 1)
    frames, labels = np.asarray(frames), np.asarray(labels)
    if frames.ndim != 3 or frames.shape[1:] != (64, 64) or labels.shape != (len(frames),) or not len(frames):
        raise ValueError(
            f"frames has shape {frames.shape}, labels {labels.shape}: expected (n, 64, 64) and (n,), n > 0"
        )
    if not (np.abs(labels) <= 1).all():
        raise ValueError(f"labels reach from {labels.min()} to {labels.max()}: expected steering from -1 to 1")
    keras.utils.set_random_seed(seed)
    network, batches = driver(), -(-len(frames) // BATCH)
    epochs = max(1, round(updates / batches))
    rate = keras.optimizers.schedules.CosineDecay(RATE, epochs * batches)
    network.compile(optimizer=keras.optimizers.Adam(rate), loss="mse")
    network.fit(frames[..., np.newaxis], labels, batch_size=BATCH, epochs=epochs, verbose=0)
    return network
