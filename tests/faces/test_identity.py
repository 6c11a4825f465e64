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


@pytest.mark.parametrize(("margin", "scale"), [(-0.1, 16), (0.3, 0), (0.3, -1)])
def test_arcface_refuses_a_margin_that_makes_it_easier(margin, scale):
    with pytest.raises(ValueError, match="margin from 0 on and a scale above 0"):
        faces.arcface(np.zeros((1, 2)), [0], margin, scale)


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
