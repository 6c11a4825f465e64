import keras
import numpy as np
import pytest

from kernelbook import augmentation, contrast, data

GENERATOR = np.random.default_rng(0)


def by_definition(U, V, T):
    views = np.concatenate([U, V])
    views = views / np.linalg.norm(views, axis=1, keepdims=True)
    losses = []
    for a in range(len(views)):
        other = (a + len(U)) % len(views)
        asked = [np.exp(views[a] @ views[c] / T) for c in range(len(views)) if c != a]
        losses.append(-np.log(np.exp(views[a] @ views[other] / T) / sum(asked)))
    return np.mean(losses)


def test_views_that_agree_and_differ_from_all_others_cost_little_by_hand():
    U = np.eye(2, 4, dtype="float32")  # each view asks its twin, 1, and two strangers, 0
    expected = -np.log(np.e / (np.e + 2))
    assert float(contrast.contrastive_loss(U, U, temperature=1.0)) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("n", [2, 5, 8])
@pytest.mark.parametrize("temperature", [0.1, 0.5])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_loss_is_its_definition_whatever_the_length_of_the_vectors(n, temperature, dtype):
    U, V = GENERATOR.normal(size=(2, n, 6)).astype(dtype)
    expected = by_definition(U, V, temperature)
    assert float(contrast.contrastive_loss(U, V, temperature)) == pytest.approx(expected, rel=1e-4)
    assert float(contrast.contrastive_loss(3 * U, 0.5 * V, temperature)) == pytest.approx(expected, rel=1e-4)


def share_of_twins_found(encoder, x):
    """Return for how many images the nearest of all second views is its own."""
    U, V = (encoder.predict(augmentation.move(x, np.random.default_rng(seed)), verbose=0) for seed in (8, 9))
    U, V = (views / np.linalg.norm(views, axis=1, keepdims=True) for views in (U, V))
    return np.mean((U @ V.T).argmax(axis=1) == np.arange(len(x)))


@pytest.mark.slow
def test_looking_brings_the_views_of_one_digit_together():
    (images, _), _ = data.load_mnist()
    x = images[:512, ..., np.newaxis].astype("float32") / 255
    keras.utils.set_random_seed(0)
    encoder = keras.Sequential(
        [
            keras.layers.Input((28, 28, 1)),
            keras.layers.Conv2D(8, 5, strides=3, activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(16),
        ]
    )
    before = share_of_twins_found(encoder, x)
    losses = contrast.pretrain(encoder, x, augmentation.move, epochs=8, batch_size=64)
    assert len(losses) == 8
    assert losses[-1] < losses[0] < np.log(127), "better than guessing among 127 others"
    assert share_of_twins_found(encoder, x) > 1.5 * before


def test_the_loss_stays_a_number_where_exponentials_overflow():
    U, V = GENERATOR.normal(size=(2, 5, 6))
    assert np.isfinite(float(contrast.contrastive_loss(U, V, temperature=0.001)))
    assert float(contrast.contrastive_loss(np.eye(5), np.eye(5), temperature=0.001)) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"U": np.ones((4, 3))}, r"U has shape \(4, 3\) and V \(5, 3\): expected the same"),
        ({"U": [[1.0]]}, r"U is a list: expected an array, \(n, d\)"),
        ({"V": np.diag([1.0, 1, 1, 1, 0])[:, :3]}, "V holds a vector of zeros"),
        ({"U": np.full((5, 3), np.nan)}, "U holds NaN"),
        ({"temperature": 0}, "temperature=0: expected a number above 0"),
        ({"temperature": np.inf}, "temperature=inf"),
    ],
)
def test_contrastive_loss_refuses_what_has_no_loss(change, message):
    with pytest.raises(ValueError, match=message):
        contrast.contrastive_loss(**({"U": np.ones((5, 3)), "V": np.ones((5, 3)), "temperature": 0.5} | change))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({}, "x has 20 images, with batch_size=256 and epochs=3 that is 0 full batches: expected 2 at least"),
        ({"batch_size": 12, "epochs": 1}, "x has 20 images, with batch_size=12 and epochs=1 that is 1 full batches"),
        ({"vary": None}, "vary=None: expected a function"),
        ({"x": np.zeros((20, 3, 3), "float32")}, r"x has shape \(20, 3, 3\): expected \(n, 4, 4, 1\)"),
        ({"encoder": 3}, "encoder=3: expected a Keras model"),
        ({"peak": 0}, "peak=0: expected a number above 0"),
    ],
)
def test_pretrain_refuses_what_cannot_be_trained(change, message):
    encoder = keras.Sequential([keras.layers.Input((4, 4, 1)), keras.layers.Flatten(), keras.layers.Dense(3)])
    x = np.zeros((20, 4, 4, 1), "float32")
    arguments = {"encoder": encoder, "x": x, "vary": augmentation.move, "epochs": 3} | change
    with pytest.raises(ValueError, match=message):
        contrast.pretrain(**arguments)


def test_contrastive_loss_refuses_whole_numbers():
    whole = np.ones((2, 3), int)
    for U, V, name in ((whole, whole * 1.0, "U"), (whole * 1.0, whole, "V")):
        with pytest.raises(ValueError, match=f"{name} has dtype int64: expected floating numbers"):
            contrast.contrastive_loss(U, V)
