"""Learning without labels: two views of one image should be told from views of all others. Chapter 15."""

import numpy as np

from kernelbook import guards

__all__ = ["contrastive_loss", "pretrain"]


def contrastive_loss(U, V, temperature=0.5):
    r"""Return the loss of finding each image's other view among all views of a batch.

    With n images and two views of each there are 2n vectors, scaled to length 1. Each asks the 2n - 1 others; the
    right answer is the other view of its image. The loss is the cross-entropy of the scores, the inner products:

    .. math:: L = -\frac{1}{2n} \sum_a \ln \frac{e^{s_{a,b(a)} / T}}{\sum_{c \neq a} e^{s_{a,c} / T}}

    where b(a) is the other view of what a shows.

    Parameters
    ----------
    U, V : tensor, shape (n, d)
        The two views of each image, in the same order.
    temperature : float
        T; a small one makes the nearest wrong answers count most.

    Returns
    -------
    tensor, shape ()

    Raises
    ------
    ValueError
        If the views are not as many and of one length, one of them is zero and so has no direction, or the temperature
        is not above 0.

    References
    ----------
    T. Chen, S. Kornblith, M. Norouzi, G. Hinton: A simple framework for contrastive learning of visual
    representations. ICML 2020. doi:10.48550/arXiv.2002.05709
    """
    from keras import ops

    guards.rank("U", U, "(n, d)")
    guards.rank("V", V, "(n, d)")
    guards.floating("U", U)
    guards.floating("V", V)
    guards.same_shape(U=U, V=V)
    guards.directions("U", U)
    guards.directions("V", V)
    guards.number("temperature", temperature, above=0)
    views = ops.concatenate([U, V])
    views = views / ops.norm(views, axis=1, keepdims=True)
    n = U.shape[0]
    scores = views @ ops.transpose(views) / temperature - 1e9 * ops.eye(2 * n, dtype=views.dtype)  # nobody asks itself
    other = ops.concatenate([ops.arange(n, 2 * n), ops.arange(n)])
    right = ops.take_along_axis(scores, other[:, None], axis=1)[:, 0]
    return ops.mean(ops.logsumexp(scores, axis=1) - right)


def pretrain(encoder, x, vary, *, epochs, batch_size=256, peak=0.01, seed=0):
    """Train an encoder without labels, by the contrastive loss of two varied views of every image.

    Parameters
    ----------
    encoder : keras.Model
        Gives vectors, shape (n, d). Between them and the loss stands a small head, which is thrown away afterwards.
    x : ndarray of float, shape (n, h, w, 1)
    vary : callable
        ``vary(x, generator)`` returns the images as a view shows them.
    epochs, batch_size : int
    peak : float
        Highest learning rate of the cycle.
    seed : int
        Of the views and the order. For what Keras draws, call ``keras.utils.set_random_seed`` before you build.

    Returns
    -------
    list of float
        Mean loss in each epoch.

    Raises
    ------
    ValueError
        If images do not fit the encoder, an argument is out of its range, or there are fewer images than a batch has.
    """
    import keras
    import tensorflow as tf

    from kernelbook.recipes import one_cycle

    guards.tensorflow_backend("contrast.pretrain")
    guards.keras_model("encoder", encoder)
    if len(encoder.output_shape) != 2:
        raise ValueError(f"encoder gives shape {encoder.output_shape}: expected vectors, (n, d)")
    guards.batch("x", x, encoder.input_shape[1:])
    guards.function("vary", vary, "a function vary(x, generator)")
    guards.whole("epochs", epochs, 1)
    guards.whole("batch_size", batch_size, 2)
    guards.number("peak", peak, above=0)
    guards.whole("seed", seed, 0)
    if epochs * (len(x) // batch_size) < 2:
        raise ValueError(
            f"x has {len(x)} images, with batch_size={batch_size!r} and epochs={epochs!r} that is "
            f"{epochs * (len(x) // batch_size)} full batches: expected 2 at least, so smaller ones or more epochs"
        )
    head = keras.Sequential([keras.layers.Dense(64, activation="relu"), keras.layers.Dense(32)])
    steps = len(x) // batch_size
    optimizer = keras.optimizers.Adam(one_cycle(peak, epochs * steps))
    generator, losses = np.random.default_rng(seed), []

    @tf.function
    def step(first, second):
        with tf.GradientTape() as tape:
            views = head(encoder(tf.concat([first, second], 0), training=True))
            loss = contrastive_loss(views[:batch_size], views[batch_size:])
        variables = encoder.trainable_variables + head.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
        return loss

    head.build((None, encoder.output_shape[-1]))
    optimizer.build(encoder.trainable_variables + head.trainable_variables)
    for _ in range(epochs):
        order = generator.permutation(len(x))
        first, second = vary(x, generator)[order], vary(x, generator)[order]
        batches = [slice(k * batch_size, (k + 1) * batch_size) for k in range(steps)]
        losses.append(float(np.mean([step(tf.constant(first[b]), tf.constant(second[b])) for b in batches])))
    return losses
