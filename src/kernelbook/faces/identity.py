"""Telling people apart: a face becomes a direction, and two pictures of one person should point the same way."""

import numpy as np

from kernelbook import guards, models
from kernelbook.faces.search import move

SIDE = 32  # pixels: the side of a face that an embedding takes


def prepare(images):
    """Average blocks of 2 × 2 pixels, then give each image mean 0 and standard deviation 1.

    Parameters
    ----------
    images : ndarray, shape (n, 64, 64)

    Returns
    -------
    ndarray, shape (n, 32, 32, 1), float32

    Raises
    ------
    ValueError
        If they are not of 64 × 64 pixels, hold what is no finite number, or one has a single brightness.
    """
    guards.squares("images", images, 2 * SIDE)
    images = np.asarray(images, np.float32)
    if images.ndim != 3 or images.shape[1:] != (2 * SIDE, 2 * SIDE):
        raise ValueError(f"images has shape {images.shape}: expected (n, 64, 64)")
    return standardize(images.reshape(-1, SIDE, 2, SIDE, 2).mean(axis=(2, 4)))


def standardize(images):
    """Give each image mean 0 and standard deviation 1: (n, h, w) to (n, h, w, 1)."""
    deviation = images.std(axis=(1, 2), keepdims=True)
    if (deviation == 0).any():
        raise ValueError(f"images[{int(np.argmin(deviation))}] has a single brightness: there is nothing to compare")
    return ((images - images.mean(axis=(1, 2), keepdims=True)) / deviation)[..., np.newaxis]


def arcface(cosines, labels, margin, scale):
    r"""Return logits whose softmax demands a margin between the right person and all others.

    .. math:: z_j = s \cos(\theta_j + m\,[j = y])

    with the angle θ between a face and the direction of person j, and the right person y.

    Parameters
    ----------
    cosines : ndarray or tensor, shape (n, people)
        Of the angles, from -1 to 1.
    labels : ndarray or tensor of int, shape (n,)
        From 0 to people - 1.
    margin : float
        m, in radians, from 0 to π. Where θ + m is beyond π, the logit rises again.
    scale : float
        The factor s of the logits.

    Returns
    -------
    tensor, shape (n, people)

    Raises
    ------
    ValueError
        If the margin is not from 0 to π or the scale not above 0, `cosines` is no array, or numbers that are known
        (tensors of a graph are not) lie outside their ranges.

    References
    ----------
    J. Deng, J. Guo, N. Xue, S. Zafeiriou: ArcFace: additive angular margin loss for deep face recognition. CVPR, 2019.
    doi:10.1109/CVPR.2019.00482

    Examples
    --------
    The right person's direction is 60° away; with a margin of 30° it counts as if it were 90°.

    >>> np.abs(arcface(np.array([[0.5, 0.0]]), [0], np.pi / 6, 10.0)).round(3).tolist()
    [[0.0, 0.0]]
    """
    from keras import ops

    guards.number("margin", margin, 0, np.pi)
    guards.number("scale", scale, above=0)
    guards.cosines("cosines", cosines, "(n, people)")
    guards.people("labels", labels, cosines)
    right = ops.one_hot(ops.cast(labels, "int32"), cosines.shape[-1], dtype="float32")
    angles = ops.arccos(ops.clip(ops.cast(cosines, "float32"), -0.9999, 0.9999))
    return scale * ops.cos(angles + margin * right)


def arcface_loss(margin, scale=16.0):
    """Make the softmax cross-entropy of `arcface` for Keras: takes labels (n,) and cosines (n, people)."""
    from keras import losses, ops

    guards.number("margin", margin, 0, np.pi)
    guards.number("scale", scale, above=0)

    def loss(labels, cosines):
        labels = ops.reshape(labels, (-1,))
        return losses.sparse_categorical_crossentropy(labels, arcface(cosines, labels, margin, scale), from_logits=True)

    return loss


def directions(people):
    """Build a layer that gives the cosine of the angle between features and a learned direction for each person."""
    from keras import layers, ops

    class Directions(layers.Layer):
        def build(self, shape):
            self.W = self.add_weight(shape=(shape[-1], people), name="W")

        def call(self, features):
            return ops.matmul(ops.normalize(features, axis=-1), ops.normalize(self.W, axis=0))

    return Directions(name="directions")


def train_embedding(images, labels, margin, seed, *, epochs=30, batch=30):
    """Train an embedding on some people's pictures.

    Parameters
    ----------
    images : ndarray, shape (n, 64, 64)
    labels : ndarray of int, shape (n,)
        From 0, a number for each person.
    margin : float
        Of the ArcFace loss, in radians; with 0 it is the cross-entropy of the cosines.
    seed, epochs, batch : int

    Returns
    -------
    keras.Sequential
        Without the people's directions: for people it has never seen there are none.

    Raises
    ------
    ValueError
        If images or labels are no arrays of these shapes, or a number makes no sense.
    """
    import keras

    guards.squares("images", images, 2 * SIDE)
    guards.labels("labels", labels)
    guards.as_many(images=images, labels=labels)
    guards.number("margin", margin, 0, np.pi)
    guards.whole("seed", seed, 0, 2**32 - 1)
    guards.whole("epochs", epochs, 1)
    guards.whole("batch", batch, 1)
    if not isinstance(labels, np.ndarray):
        raise ValueError(f"labels is a {type(labels).__name__}: expected an array, (n,)")
    if epochs * len(images) < batch:
        raise ValueError(f"batch={batch}: expected {epochs * len(images)} at most, the images of all epochs")
    keras.utils.set_random_seed(seed)
    generator, network = np.random.default_rng(seed), models.face_embedding()
    rate = keras.optimizers.schedules.CosineDecay(2e-3, epochs * len(images) // batch)
    whole = keras.Sequential([network, directions(int(labels.max()) + 1)])
    whole.compile(optimizer=keras.optimizers.AdamW(rate, weight_decay=1e-3), loss=arcface_loss(margin))
    small = images.reshape(-1, SIDE, 2, SIDE, 2).mean(axis=(2, 4))
    for _ in range(epochs):
        moved = np.stack([move(image, generator) for image in small])
        whole.fit(standardize(moved), labels, batch_size=batch, verbose=0)
    return network


def embed(network, images):
    """Return a direction for each face: ndarray, shape (n, features), each row of length 1.

    Parameters
    ----------
    network : keras.Model
        As `train_embedding` returns it.
    images : ndarray, shape (n, 64, 64)

    Raises
    ------
    ValueError
        As `prepare`, and if `network` is no network.
    """
    guards.sees("network", network, (SIDE, SIDE, 1))
    features = np.asarray(network.predict(prepare(images), batch_size=100, verbose=0))
    return features / np.linalg.norm(features, axis=1, keepdims=True)


def to_bytes(directions):
    """Round directions, shape (n, features), so that a results file can keep them: ndarray of uint8 of this shape.

    Raises
    ------
    ValueError
        If they are no array of finite numbers, or all are 0.

    Examples
    --------
    >>> to_bytes(np.array([[1.0, 0.0], [-0.6, 0.8]])).tolist()
    [[255, 128], [51, 230]]
    """
    guards.array("directions", directions, "(n, features)")
    if not isinstance(directions, np.ndarray) or not np.any(directions):
        raise ValueError(f"directions={guards.shown(directions)}: expected an array of which not all is 0")
    return np.round(127.5 + 127.5 * directions / np.abs(directions).max()).astype(np.uint8)


def from_bytes(grid):
    """Return the directions that `to_bytes` rounded, of length 1 again: ndarray, shape (n, features).

    Raises
    ------
    ValueError
        If `grid` does not hold whole numbers from 0 to 255.
    """
    guards.whole_range("grid", grid, "(n, features)", 0, 255)
    directions = np.asarray(grid) / 127.5 - 1
    return directions / np.linalg.norm(directions, axis=1, keepdims=True)


def similarities(directions, people):
    """Compare every picture with every later one.

    Parameters
    ----------
    directions : ndarray, shape (n, features)
        Rows of length 1.
    people : ndarray of int, shape (n,)

    Returns
    -------
    same : ndarray of bool, shape (n (n - 1) / 2,)
        Whether the two show the same person.
    cosines : ndarray, shape (n (n - 1) / 2,)
    pairs : ndarray of int, shape (n (n - 1) / 2, 2)

    Raises
    ------
    ValueError
        If there are not as many people as rows, rows are not of length 1, or people are no whole numbers.

    Examples
    --------
    >>> same, cosines, pairs = similarities(np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]), [7, 7, 8])
    >>> same.tolist(), cosines.tolist(), pairs.tolist()
    ([True, False, False], [1.0, 0.0, 0.0], [[0, 1], [0, 2], [1, 2]])
    """
    guards.unit_rows("directions", directions)
    guards.array("people", people, "(n,)", kinds="iu")
    directions, people = np.asarray(directions), np.asarray(people)
    if directions.ndim != 2 or people.shape != (len(directions),):
        raise ValueError(
            f"directions has shape {directions.shape}, people {people.shape}: expected (n, features), (n,)"
        )
    i, j = np.triu_indices(len(people), 1)
    return people[i] == people[j], np.sum(directions[i] * directions[j], axis=1), np.column_stack([i, j])
