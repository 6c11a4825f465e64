"""A network learns the field: at random times of paths between random noise and the images."""

import numpy as np

from kernelbook import guards
from kernelbook.flow.guidance import NONE
from kernelbook.flow.paths import flow_loss, interpolate
from kernelbook.recipes import one_cycle


def train(network, images, labels, *, epochs, batch_size=128, peak=2e-3, drop=0.1, average=0.999, seed=0):
    r"""Train a network to say the velocity of a path from a point on it, a time and a label.

    Each image gets fresh noise and a time between 0 and 1 in every epoch. Some labels are replaced by `NONE`, so that
    the same network also learns to draw without one, which `guided` needs. At the end, the network gets the mean of
    its weights over the last part of the training instead of the last ones,

    .. math:: \bar w \leftarrow a \, \bar w + (1 - a) \, w, \qquad a = \min \left( A, \frac{1 + k}{10 + k} \right)

    after step k, the first of which is step 0: single batches pull the weights to and fro, and drawings show it sooner
    than the loss does. The fraction lets the mean of a short training forget where it began.

    Parameters
    ----------
    network : keras.Model
        Takes images, times and labels, gives velocities, as `models.flow_unet` builds it.
    images : ndarray of float, shape (n, 28, 28, 1)
        From -1 to 1.
    labels : ndarray of int, shape (n,)
        From 0 to 9.
    epochs, batch_size : int
        What fills no batch is left out of an epoch.
    peak : float
        Highest learning rate of the cycle.
    drop : float
        Share of the labels that are replaced.
    average : float
        A, below 1; with 0, the network keeps its last weights.
    seed : int
        Of noise, times, order and replaced labels. For what Keras draws, call ``keras.utils.set_random_seed`` before
        you build.

    Returns
    -------
    list of float
        Mean loss in each epoch, of the weights as they were then.

    Raises
    ------
    ValueError
        If images or labels do not fit the network, an argument is out of its range, or there are fewer than two
        batches in all.
    """
    import keras

    guards.tensorflow_backend("flow.train")
    guards.draws("network", network)
    fit(network, images, labels)
    guards.whole("epochs", epochs, 1)
    guards.whole("batch_size", batch_size, 1)
    guards.number("peak", peak, above=0)
    guards.share("drop", drop)
    guards.share("average", average)
    guards.number("average", average, below=1)
    guards.whole("seed", seed, 0)
    steps = epochs * (len(images) // batch_size)
    if steps < 2:
        raise ValueError(
            f"images has {len(images)}, with batch_size={batch_size!r} and epochs={epochs!r} that is {steps} full "
            "batches: expected 2 at least, so smaller ones or more epochs"
        )
    optimizer = keras.optimizers.Adam(one_cycle(peak, steps))
    step, means = learner(network, optimizer, average)
    generator, losses = np.random.default_rng(seed), []
    for _ in range(epochs):
        losses.append(float(np.mean([step(*batch) for batch in batches(images, labels, batch_size, drop, generator)])))
    for weight, mean in zip(network.trainable_variables, means, strict=True):
        weight.assign(mean)
    return losses


def fit(network, images, labels):
    """Refuse images and labels that the network cannot learn from."""
    guards.batch("images", images, network.inputs[0].shape[1:])
    guards.some_images("images", images)
    low, high = np.min(images), np.max(images)
    if low < -1 or high > 1:
        hint = ", so images / 127.5 - 1" if low >= 0 and high <= 255 else ""
        raise ValueError(f"images has values from {low:g} to {high:g}: expected -1 to 1{hint}")
    guards.labels("labels", labels, NONE)
    guards.as_many(images=images, labels=labels)


def batches(images, labels, batch_size, drop, generator):
    """Yield an epoch in batches: noise, images, times, and labels of which a share is replaced by `NONE`."""
    order = generator.permutation(len(images))
    for k in range(0, len(images) - batch_size + 1, batch_size):
        rows = order[k : k + batch_size]
        x1 = np.asarray(images[rows], np.float32)
        x0 = generator.standard_normal(x1.shape, np.float32)
        t = generator.random(batch_size, np.float32)
        yield x0, x1, t, np.where(generator.random(batch_size) < drop, NONE, labels[rows]).astype(np.int32)


def learner(network, optimizer, average):
    """Return a function that learns from one batch and gives its loss, and the means of the weights that it keeps."""
    import tensorflow as tf

    weights = network.trainable_variables
    means = [tf.Variable(weight.value, trainable=False) for weight in weights]
    optimizer.build(weights)

    @tf.function
    def learn(x0, x1, t, labels):
        with tf.GradientTape() as tape:
            x_t, _ = interpolate(x0, x1, t)
            loss = flow_loss(network([x_t, t, labels], training=True), x0, x1)
        k = tf.cast(optimizer.iterations, tf.float32)
        optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))
        for weight, mean in zip(weights, means, strict=True):
            mean.assign_add((1 - tf.minimum(average, (1 + k) / (10 + k))) * (weight.value - mean))
        return loss

    return lambda *batch: learn(*map(tf.constant, batch)), means
