"""Training of two encoders by pairs: scenes, and captions told anew in every epoch."""

import numpy as np

from kernelbook import guards
from kernelbook.words.captions import describe, holds
from kernelbook.words.changes import CHANGES, falsify
from kernelbook.words.loss import pair_loss
from kernelbook.words.tokens import encode, say

FIRST, HIGHEST = 1 / 0.07, 100.0  # factor of the scores at the start, and where it ends


def train(
    pictures, captions, scenes, *, epochs, batch_size=256, peak=2e-3, negatives=(), tell=describe, seed=0, report=None
):
    """Train an encoder of pictures and one of captions, so that the two vectors of a pair point the same way.

    Parameters
    ----------
    pictures, captions : keras.Model
        As `models.picture_encoder` and `models.caption_encoder` build them; both give vectors of one length.
    scenes : list of Scene
        One to three digits each.
    epochs, batch_size : int
    peak : float
        Highest learning rate of the cycle.
    negatives : sequence of str
        Kinds of `CHANGES`. If there are some, each picture also sees a caption of its own with one change that makes it
        false, of a kind that is drawn from them; where none of them can be, with another digit.
    tell : callable
        ``tell(scene, generator)`` returns a true `Caption`, such as `describe`, or it with other settings.
    seed : int
        Of the order and of the captions. For what Keras draws, call ``keras.utils.set_random_seed`` before you build.
    report : callable or None
        ``report(epoch, loss)`` is called after each epoch.

    Returns
    -------
    losses : list of float
        Mean loss in each epoch.
    scale : float
        The factor of the scores that was learned, one over the temperature.

    Raises
    ------
    ValueError
        If the encoders do not fit, an argument is out of its range, or there are fewer scenes than a batch has.
    """
    import keras
    import tensorflow as tf

    from kernelbook.recipes import one_cycle

    check(pictures, captions, scenes, epochs, batch_size, peak, negatives, tell, seed, report)
    images = np.stack([np.round(scene.image * 255) for scene in scenes])[..., np.newaxis].astype(np.uint8)
    logarithm = tf.Variable(np.log(FIRST), dtype="float32")
    variables = [*pictures.trainable_variables, *captions.trainable_variables, logarithm]
    batches = len(scenes) // batch_size
    optimizer = keras.optimizers.Adam(one_cycle(peak, epochs * batches))
    optimizer.build(variables)

    @tf.function
    def step(seen, words, wrong):
        with tf.GradientTape() as tape:
            U, V = pictures(tf.cast(seen, tf.float32) / 255, training=True), captions(words, training=True)
            W = captions(wrong, training=True) if negatives else None
            loss = pair_loss(U, V, tf.exp(tf.minimum(logarithm, np.log(HIGHEST))), W)
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
        return loss

    generator, losses = np.random.default_rng(seed), []
    for epoch in range(epochs):
        order, of_epoch = generator.permutation(len(scenes)), []
        for rows in order[: batches * batch_size].reshape(batches, batch_size):
            told, false = told_of([scenes[row] for row in rows], generator, negatives, tell)
            of_epoch.append(float(step(tf.constant(images[rows]), tf.constant(told), tf.constant(false))))
        losses.append(float(np.mean(of_epoch)))
        if report is not None:
            report(epoch, losses[-1])
    return losses, float(min(np.exp(logarithm.numpy()), HIGHEST))


def told_of(scenes, generator, negatives, tell):
    """Return the tokens of a true caption of each scene, and of a false one, or zeros if none is asked for."""
    true = [tell(scene, generator) for scene in scenes]
    told = encode([say(caption) for caption in true])
    if not negatives:
        return told, np.zeros_like(told)
    false = [false_of(caption, scene, generator, negatives) for caption, scene in zip(true, scenes, strict=True)]
    return told, encode([say(caption) for caption in false])


def false_of(caption, scene, generator, negatives):
    """Return a caption with one change that makes it false of the scene."""
    for kind in (*generator.permutation(negatives), "digit"):
        changed = falsify(caption, str(kind), generator)
        if changed is not None and not holds(changed, scene):
            return changed
    raise AssertionError(f"{caption}: with a digit that the scene does not have, it is false")


def check(pictures, captions, scenes, epochs, batch_size, peak, negatives, tell, seed, report):
    """Refuse what cannot be trained."""
    guards.tensorflow_backend("words.train")
    guards.keras_model("pictures", pictures)
    guards.keras_model("captions", captions)
    if len(pictures.output_shape) != 2 or pictures.output_shape != captions.output_shape:
        raise ValueError(
            f"pictures gives shape {pictures.output_shape}, captions {captions.output_shape}: "
            "expected vectors of one length"
        )
    guards.whole("epochs", epochs, 1)
    guards.whole("batch_size", batch_size, 2)
    guards.number("peak", peak, above=0)
    if not isinstance(negatives, tuple | list):
        raise ValueError(f"negatives={guards.shown(negatives)}: expected a list of kinds, such as ['relation', 'size']")
    for number, kind in enumerate(negatives):
        guards.one_of(f"negatives[{number}]", kind, tuple(CHANGES))
    guards.function("tell", tell, "a function tell(scene, generator)")
    guards.optional("report", report, "a function report(epoch, loss)")
    guards.whole("seed", seed, 0)
    if not isinstance(scenes, list | tuple) or epochs * (len(scenes) // batch_size) < 2:
        raise ValueError(
            f"scenes={guards.shown(scenes)}: expected a list of scenes, two batches of {batch_size} at least"
        )
    guards.batch("scenes", np.stack([scene.image for scene in scenes[:1]])[..., np.newaxis], pictures.input_shape[1:])
