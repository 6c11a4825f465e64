import keras
import numpy as np
import pytest
import tensorflow as tf

from kernelbook import evaluation, faces, models

GENERATOR = np.random.default_rng(0)


def test_prepare_leaves_faces_no_light_of_their_own():
    images = GENERATOR.random((3, 64, 64), dtype=np.float32)
    prepared = faces.prepare(images)
    assert prepared.shape == (3, 32, 32, 1)
    np.testing.assert_allclose(prepared.mean(axis=(1, 2, 3)), 0, atol=1e-6)
    np.testing.assert_allclose(prepared.std(axis=(1, 2, 3)), 1, atol=1e-5)
    np.testing.assert_allclose(faces.prepare(0.3 * images + 0.2), prepared, atol=1e-5)


@pytest.mark.parametrize("shape", [(64, 64), (2, 32, 32), (1, 64, 60)])
def test_prepare_refuses_faces_of_another_size(shape):
    with pytest.raises(ValueError, match="expected \\(n, 64, 64\\)"):
        faces.prepare(np.zeros(shape))


def test_prepare_names_a_face_without_contrast():
    images = GENERATOR.random((3, 64, 64), dtype=np.float32)
    images[1] = 0.5
    with pytest.raises(ValueError, match=r"images\[1\] has a single brightness"):
        faces.prepare(images)


def test_arcface_without_a_margin_is_the_scaled_cosine():
    cosines = GENERATOR.uniform(-0.99, 0.99, (6, 4)).astype(np.float32)
    labels = GENERATOR.integers(0, 4, 6)
    np.testing.assert_allclose(faces.arcface(cosines, labels, 0.0, 16.0), 16 * cosines, atol=1e-3)
    expected = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")(labels, 16 * cosines)
    np.testing.assert_allclose(faces.arcface_loss(0.0)(labels, cosines), expected, atol=1e-4)


def test_arcface_turns_the_right_person_away_and_nobody_else():
    cosines = GENERATOR.uniform(-0.9, 0.9, (6, 4)).astype(np.float32)
    labels = np.array([0, 1, 2, 3, 0, 1])
    logits = np.asarray(faces.arcface(cosines, labels, 0.3, 1.0))
    own = np.eye(4, dtype=bool)[labels]
    np.testing.assert_allclose(logits[~own], cosines[~own], atol=1e-5)
    np.testing.assert_allclose(np.arccos(logits[own]), np.arccos(cosines[own]) + 0.3, atol=1e-3)


def test_arcface_has_the_gradient_of_the_formula():
    cosine = tf.Variable([[0.5, 0.1]])
    with tf.GradientTape() as tape:
        logit = faces.arcface(cosine, [0], 0.4, 2.0)[0, 0]
    angle = np.arccos(0.5)
    expected = 2 * np.sin(angle + 0.4) / np.sin(angle)
    np.testing.assert_allclose(tape.gradient(logit, cosine)[0, 0], expected, rtol=1e-4)


@pytest.mark.parametrize(
    ("margin", "scale", "message"),
    [
        (-0.1, 16, "margin=-0.1: expected a number from 0"),
        (30, 16, "margin=30: expected a number from 0 to 3.14"),  # degrees
        (np.nan, 16, "margin=nan"),
        (0.3, 0, "scale=0: expected a number above 0"),
        (0.3, -1, "scale=-1"),
        (0.3, "16", "scale='16'"),
    ],
)
def test_arcface_refuses_a_margin_that_makes_it_easier(margin, scale, message):
    with pytest.raises(ValueError, match=message):
        faces.arcface(np.zeros((1, 2)), [0], margin, scale)
    with pytest.raises(ValueError, match=message):
        faces.arcface_loss(margin, scale)


@pytest.mark.parametrize(
    ("cosines", "labels", "message"),
    [
        ([[0.5, 0.0]], [0], r"cosines is a list: expected an array, \(n, people\)"),
        (np.array([0.5, 0.0]), [0], r"cosines has shape \(2,\)"),
        (np.array([[0.5, 1.2]]), [0], "cosines has values from 0.5 to 1.2: expected -1 to 1"),
        (tf.constant([[0.5, 1.2]]), [0], "cosines has values from 0.5 to 1.2"),
        (np.array([[0.5, np.nan]]), [0], "cosines holds NaN"),
        (np.zeros((1, 2)), [2], "labels holds labels from 2 to 2: expected 0 to 1"),
        (np.zeros((1, 2)), tf.constant([-1]), "labels holds labels from -1 to -1"),
        (np.zeros((1, 2)), [0, 1], r"labels has shape \(2,\): expected a label for each of 1 rows"),
        (np.zeros((1, 2)), [0.5], "labels has dtype float64: expected whole numbers"),
        (np.zeros((1, 2)), ["0"], "labels has dtype"),
        (np.zeros((1, 2)), 0, "labels is a int: expected an array"),
    ],
)
def test_arcface_refuses_numbers_outside_their_range(cosines, labels, message):
    with pytest.raises(ValueError, match=message):
        faces.arcface(cosines, labels, 0.3, 16.0)


@pytest.mark.parametrize("eagerly", [False, True])
def test_arcface_loss_trains_inside_a_graph_and_outside(eagerly):
    network = keras.Sequential([keras.layers.Input((3,)), faces.identity.directions(2)])
    network.compile(optimizer="sgd", loss=faces.arcface_loss(0.3), run_eagerly=eagerly)
    history = network.fit(GENERATOR.random((4, 3)), np.array([0, 1, 0, 1]), verbose=0)
    assert np.isfinite(history.history["loss"]).all()


def test_to_bytes_rounds_directions_that_survive_it():
    directions = GENERATOR.standard_normal((20, 64))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    again = faces.from_bytes(faces.to_bytes(directions))
    np.testing.assert_allclose(np.linalg.norm(again, axis=1), 1)
    assert np.sum(again * directions, axis=1).min() > 0.9999


def test_similarities_compare_every_pair_once():
    directions = np.eye(5)
    same, cosines, pairs = faces.similarities(directions, [0, 0, 1, 1, 1])
    assert same.sum() == 1 + 3
    assert len(pairs) == 10
    assert (pairs[:, 0] < pairs[:, 1]).all()
    np.testing.assert_array_equal(cosines, 0)
    with pytest.raises(ValueError, match=r"expected \(n, features\)"):
        faces.similarities(directions, [0, 1])


def test_embed_gives_directions():
    network = models.face_embedding(8)
    directions = faces.embed(network, GENERATOR.random((3, 64, 64)))
    assert directions.shape == (3, 8)
    np.testing.assert_allclose(np.linalg.norm(directions, axis=1), 1, rtol=1e-5)


@pytest.mark.slow
def test_train_embedding_brings_strangers_closer_to_themselves_after_a_short_training(olivetti):
    images, people = olivetti
    learn, judged = people < 30, people >= 30

    def rate(network, part):
        same, cosines, _ = faces.similarities(faces.embed(network, images[part]), people[part])
        return evaluation.equal_error_rate(same, cosines)[0]

    keras.utils.set_random_seed(0)
    untrained = np.mean([rate(models.face_embedding(), judged) for _ in range(3)])
    network = faces.train_embedding(images[learn], people[learn], 0.3, 0, epochs=20)
    assert rate(network, learn) < 0.1
    assert rate(network, judged) < 0.85 * untrained


IMAGES, LABELS = GENERATOR.random((4, 64, 64)), np.array([0, 0, 1, 1])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"images": IMAGES[:, :32]}, r"images has shape \(4, 32, 64\): expected \(n, 64, 64\)"),
        ({"images": IMAGES.tolist()}, "images is a list"),
        ({"images": IMAGES * np.nan}, "images holds NaN"),
        ({"labels": LABELS[:3]}, "images has 4 items and labels 3"),
        ({"labels": LABELS - 1}, "labels holds labels from -1"),
        ({"labels": LABELS.tolist()}, "labels is a list: expected an array"),
        ({"margin": 17}, "margin=17"),
        ({"seed": 0.5}, "seed=0.5"),
        ({"epochs": 0}, "epochs=0"),
        ({"batch": 0}, "batch=0"),
        ({"epochs": 7}, "batch=30: expected 28 at most"),
    ],
)
def test_train_embedding_refuses_wrong_arguments(change, message):
    with pytest.raises(ValueError, match=message):
        faces.train_embedding(**({"images": IMAGES, "labels": LABELS, "margin": 0.3, "seed": 0} | change))


def test_embed_and_bytes_and_similarities_refuse_what_are_no_directions():
    with pytest.raises(ValueError, match=r"network takes \(28, 28, 1\): expected .* \(32, 32, 1\)"):
        faces.embed(models.digit_network(), IMAGES)
    with pytest.raises(ValueError, match="network=None"):
        faces.embed(None, IMAGES)
    with pytest.raises(ValueError, match="expected an array of which not all is 0"):
        faces.to_bytes(np.zeros((2, 3)))
    with pytest.raises(ValueError, match="directions holds NaN"):
        faces.to_bytes(np.array([[1.0, np.nan]]))
    with pytest.raises(ValueError, match="grid has values from 0 to 256: expected 0 to 255"):
        faces.from_bytes([[0, 256]])
    with pytest.raises(ValueError, match="grid has dtype float64: expected whole numbers"):
        faces.from_bytes([[0.5, 1.0]])
    with pytest.raises(ValueError, match=r"directions has rows of length 2 to 2: expected 1"):
        faces.similarities(2 * np.eye(3), [0, 1, 2])
    with pytest.raises(ValueError, match="people has dtype float64: expected whole numbers"):
        faces.similarities(np.eye(2), [0.0, 1.0])
