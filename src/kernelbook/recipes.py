"""Recipes: how long, how fast and on which images a network learns. Derived in chapter 08."""

import numpy as np

from kernelbook import guards

__all__ = ["FINAL", "one_cycle", "train"]

FINAL = 1e-3  # share of the highest learning rate that is left at the end


def one_cycle(peak, steps, warm_up=0.2):
    """Return a schedule: the learning rate rises in a line to its peak, then falls along a cosine, nearly to zero.

    Parameters
    ----------
    peak : float
        Highest learning rate; the first is a 25th of it.
    steps : int
        Batches in the whole training; at least 2.
    warm_up : float
        Share of the steps that the rise takes.

    Returns
    -------
    keras.optimizers.schedules.LearningRateSchedule

    Raises
    ------
    ValueError
        If an argument is out of its range, or the rise leaves no step for the fall.

    References
    ----------
    L. N. Smith, N. Topin: Super-convergence: very fast training of neural networks using large learning rates.
    Artificial Intelligence and Machine Learning for Multi-Domain Operations Applications, 2019.
    doi:10.1117/12.2520589
    """
    from keras.optimizers.schedules import CosineDecay

    guards.number("peak", peak)
    guards.whole("steps", steps)
    guards.number("warm_up", warm_up)
    if not (peak > 0 and steps >= 2 and 0 < warm_up < 1):
        raise ValueError(
            f"peak={peak!r}, steps={steps!r}, warm_up={warm_up!r}: "
            "expected a rate above 0, 2 steps or more, and a share between 0 and 1"
        )
    if max(1, round(warm_up * steps)) >= steps:
        raise ValueError(f"warm_up={warm_up!r} of steps={steps!r} leaves no step to fall: expected a smaller share")
    rise = max(1, round(warm_up * steps))
    return CosineDecay(peak / 25, steps - rise, alpha=FINAL, warmup_target=peak, warmup_steps=rise)


def train(network, x, y, *, epochs, peak=0.01, batch_size=128, decay=0.0, smoothing=0.0, vary=None, clean=0, seed=0):
    """Train a classifier with Adam and one cycle of the learning rate.

    Parameters
    ----------
    network : keras.Model
        Gives logits of shape (n, k). It is compiled here.
    x : ndarray of float, shape (n, h, w, c)
    y : ndarray of int, shape (n,)
        Labels.
    epochs, batch_size : int
    peak : float
        Highest learning rate.
    decay : float
        Weight decay: before each step, every weight loses this share of it, times the learning rate.
    smoothing : float
        Share of the target that is spread evenly over all classes.
    vary : callable, optional
        ``vary(x, generator)`` returns the images as an epoch is to see them.
    clean : int
        That many epochs at the end see the images as they are.
    seed : int
        Of what `vary` draws. For what Keras draws, call ``keras.utils.set_random_seed`` before you build the network.

    Returns
    -------
    list of float
        Mean loss in each epoch.

    Raises
    ------
    ValueError
        If the network gives probabilities, images or labels do not fit it, an argument is out of its range, or the
        whole training has fewer than two batches.
    """
    import keras

    guards.logits("network", network)
    guards.batch("x", x, network.input_shape[1:])
    guards.labels("y", y, network.output_shape[-1])
    guards.as_many(x=x, y=y)
    guards.whole("epochs", epochs, 1)
    guards.number("peak", peak, above=0)
    guards.whole("batch_size", batch_size, 1)
    guards.number("decay", decay, 0)
    guards.share("smoothing", smoothing)
    guards.number("smoothing", smoothing, below=1)
    guards.whole("clean", clean, 0)
    guards.whole("seed", seed, 0)
    if vary is not None and not callable(vary):
        raise ValueError(f"vary={vary!r}: expected a function vary(x, generator), or None")
    if epochs * -(-len(x) // batch_size) < 2:
        raise ValueError(
            f"x has {len(x)} images, with batch_size={batch_size!r} and epochs={epochs!r} that is 1 step: "
            "expected 2 at least, so smaller batches or more epochs"
        )
    schedule = one_cycle(peak, epochs * -(-len(x) // batch_size))
    optimizer = keras.optimizers.AdamW(schedule, weight_decay=decay) if decay else keras.optimizers.Adam(schedule)
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=smoothing)
    network.compile(optimizer=optimizer, loss=loss)
    generator, targets, losses = np.random.default_rng(seed), np.eye(network.output_shape[-1])[y], []
    for epoch in range(epochs):
        seen = x if vary is None or epoch >= epochs - clean else vary(x, generator)
        losses += network.fit(seen, targets, batch_size=batch_size, verbose=0).history["loss"]
    return losses
