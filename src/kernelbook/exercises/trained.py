"""The judge of a trained Keras model that reads digits: its parameters are counted, and its answers to held-out images.

Sequential, functional or subclassed, built by an input layer or by its first images: it is asked in the shape it takes.
"""

import re

import numpy as np

from kernelbook import data
from kernelbook.guards import shown

SHAPES = ((28, 28, 1), (28, 28), (784,))
CLASSES, BATCH = 10, 500
BOLD = re.compile(r"(?:\x1b|\\x1b)\[1m(.*?)(?:\x1b|\\x1b)\[0m", re.DOTALL)  # how Keras sets an error in its own words
GUESSING = 0.2  # guessing is right in 0.1


def judge_reader(answer, largest, least):
    """Return None if a model has at most `largest` parameters and reads `least` images, or what is wrong with it."""
    complaint = no_trained_model(answer)
    if complaint:
        return complaint
    x, y = validation_digits()
    shape, complaint = shape_taken(answer, x[:2])
    if complaint:
        return complaint
    parameters = answer.count_params()
    if parameters > largest:
        return f"it has {parameters:,} parameters, more than {largest:,}. Use fewer kernels or smaller layers."
    x = x.reshape(-1, *shape)
    outputs, _ = outputs_of(answer, x)
    return None if read_rightly(outputs, y) >= least else too_few(answer, x, y, outputs, least)


def validation_digits():
    """Return the last 5,000 training images, with values from 0 to 1, and their labels."""
    (images, labels), _ = data.load_mnist()
    return images[55_000:].astype("float32") / 255, labels[55_000:]


def no_trained_model(answer):
    """Return why an answer is no trained model, as far as it shows without asking it, or None."""
    from keras import Model
    from keras.callbacks import History

    expected = "expected a trained Keras model"
    if isinstance(answer, History):
        return f"{expected}, got what fit returns, the history: give the model itself."
    if isinstance(answer, type) and issubclass(answer, Model):
        return f"{expected}, got its class: make one, and train it."
    if not isinstance(answer, Model):
        return f"{expected}, got {shown(answer)}."
    if not answer.weights:
        return f"{expected}, got one without weights: has it been trained?"
    return None


def shape_taken(model, images):
    """Return the shape of images that a model answers with ten numbers each, or None and the complaint."""
    complaints = []
    for shape in SHAPES:
        outputs, complaint = outputs_of(model, images.reshape(-1, *shape))
        if outputs is not None:
            return shape, None
        complaints.append(complaint)
    told = [complaint for complaint in complaints if not complaint.startswith("asked")]
    return None, (told or complaints)[0]


def outputs_of(model, x):
    """Return a model's outputs for images, shape (n, 10), or None and the complaint.

    The model is called, not its `predict`, which would remember the shapes that were tried.
    """
    try:
        parts = [single(model(x[start : start + BATCH], training=False)) for start in range(0, len(x), BATCH)]
        if isinstance(parts[0], list | tuple | dict):
            return None, f"it has {len(parts[0])} outputs; expected one, the logits of the ten digits."
        given = np.concatenate([np.asarray(part, dtype=float) for part in parts])
    except Exception as error:
        return None, f"asked for images of shape {x.shape[1:]}, it raised {type(error).__name__}: {reason(error)}"
    if given.size != CLASSES * len(x) or given.shape[0] != len(x):
        return None, f"it maps {x.shape[1:]} to {given.shape[1:]}; the digits need (28, 28, 1) to (10,)."
    return given.reshape(len(x), CLASSES), None


def single(outputs):
    """Return what is alone in a list or a dict of outputs."""
    while isinstance(outputs, list | tuple | dict) and len(outputs) == 1:
        (outputs,) = outputs.values() if isinstance(outputs, dict) else outputs
    return outputs


def reason(error):
    """Return the words of an error, without those that Keras puts around them, on one line."""
    bold = BOLD.search(str(error))
    return " ".join((bold[1] if bold else str(error)).split())[:200]


def read_rightly(outputs, labels):
    """Count the images whose largest output is that of the label; NaN is none."""
    return int((np.isfinite(outputs).all(axis=1) & (outputs.argmax(axis=1) == labels)).sum())


def too_few(model, x, y, outputs, least):
    """Say how many images are read rightly, and what may be the reason."""
    right = read_rightly(outputs, y)
    if not np.isfinite(outputs).all():
        return "its outputs are not all numbers: the training went astray. Train again, with a smaller learning rate."
    undivided = read_rightly(outputs_of(model, 255 * x)[0], y)
    if len(y) - undivided < (len(y) - right) / 2:
        return (
            f"{right:,} of {len(y):,} right on the validation images, and {undivided:,} if pixels go from 0 to 255: "
            "were they divided by 255? Train on x_train, with pixels from 0 to 1."
        )
    loss = about_loss(model, outputs)
    if loss:
        return f"{right:,} of {len(y):,} right on the validation images; {loss}"
    if right < GUESSING * len(y):
        return f"{right:,} of {len(y):,} right is what guessing gives: has it been trained?"
    return (
        f"{right:,} of {len(y):,} right on the validation images; {least:,} are needed. Train longer, or shrink less."
    )


def about_loss(model, outputs):
    """Return what is wrong if a model was compiled with a cross-entropy that takes its outputs for others, or None."""
    loss = getattr(model, "loss", None)
    name = str(getattr(loss, "name", loss))
    if "crossentropy" not in name.replace("_", "").lower():
        return None
    takes_logits = bool(loss.get_config().get("from_logits")) if hasattr(loss, "get_config") else False
    shares = (outputs >= 0).all() and np.allclose(outputs.sum(axis=1), 1, atol=1e-2)
    if takes_logits and shares:
        return "its outputs are probabilities, and from_logits=True applies softmax a second time: leave one out."
    if not takes_logits and not shares:
        return "its outputs are logits, and the loss took them for probabilities: write from_logits=True."
    return None
