import hashlib

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy.optimize import brentq
from sklearn import metrics

from kernelbook import data, detection, evaluation, faces, models
from kernelbook.faces import pictures, search

GENERATOR = np.random.default_rng(0)


@pytest.fixture(scope="module")
def everywhere():
    network = models.face_classifier()
    models.set_weights(network, models.load_weights("face_classifier"))
    return detection.fully_convolutional(network)


# Pictures.


def test_the_patches_come_in_two_halves():
    shown, others = faces.load_patches()
    assert shown.shape == others.shape == (100, 25, 25)
    assert shown.min() >= 0
    assert shown.max() <= 1
    assert not (shown[:, np.newaxis] == others[np.newaxis]).all(axis=(2, 3)).any()


def test_the_portrait_and_its_box():
    image, box = faces.load_portrait()
    assert image.shape == (512, 512)
    assert 0 <= image.min() < image.max() <= 1
    assert (box[0] == [70, 177, 186, 270]).all()


def test_pictures_to_learn_from_are_not_those_to_judge_by():
    ours, theirs = faces.load_faceless(), faces.load_faceless(held_out=True)
    assert ours.keys().isdisjoint(theirs)
    for image in [*ours.values(), *theirs.values()]:
        assert image.ndim == 2
        assert image.dtype == np.float32
        assert max(image.shape) <= 512
        assert 0 <= image.min() < image.max() <= 1


def test_missing_faces_are_a_sentence_that_says_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"load_olivetti\(download=True\)"):
        faces.load_olivetti(folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_copy_that_is_not_the_expected_one_is_not_read(tmp_path):
    path = tmp_path / pictures.OLIVETTI_FILE
    path.write_bytes(b"cos\nsystem\n(S'exit'\ntR.")  # a pickle that would run a command
    with pytest.raises(ValueError, match="is a pickle and was not read"):
        faces.load_olivetti(folder=tmp_path, download=True)


def test_the_olivetti_faces_are_those_of_the_book(olivetti):
    images, people = olivetti
    assert images.shape == (400, 64, 64)
    np.testing.assert_array_equal(people, np.repeat(np.arange(40), 10))
    content = np.round(images * 255).astype(np.uint8).tobytes()
    assert hashlib.sha256(content).hexdigest() == "81eaaeae7d0d4c4393258cc7171df73003501639b76d07c54eb2da0f600624a2"


def test_glasses_are_marked_picture_by_picture():
    assert faces.GLASSES.shape == (400,)
    each = faces.GLASSES.reshape(40, 10).sum(axis=1)
    assert (each == 10).sum() == 8
    assert ((each > 0) & (each < 10)).sum() == 7


# Searching.


def test_even_light_changes_nothing_that_even_out_sees():
    image = GENERATOR.random((40, 30), dtype=np.float32)
    np.testing.assert_allclose(
        search.local_contrast_normalization(image + 0.5), search.local_contrast_normalization(image), atol=1e-4
    )
    assert (
        np.corrcoef(
            search.local_contrast_normalization(0.5 * image).ravel(), search.local_contrast_normalization(image).ravel()
        )[0, 1]
        > 0.999
    )
    stack = np.stack([image, image[::-1]])
    np.testing.assert_allclose(
        search.local_contrast_normalization(stack)[1], search.local_contrast_normalization(image[::-1]), atol=1e-5
    )


@pytest.mark.parametrize("shape", [(25, 25), (26, 100), (61, 61), (512, 300)])
def test_a_pyramid_ends_where_no_window_fits(shape):
    levels = search.pyramid(np.zeros(shape, np.float32))
    assert levels[0][0].shape == shape
    for level, factor in levels:
        assert min(level.shape) >= search.WINDOW
        np.testing.assert_allclose(np.multiply(level.shape, factor), shape, rtol=0.03)
    assert levels[-1][1] * 1.2 * search.WINDOW > 0.95 * min(shape)


@pytest.mark.parametrize("shape", [(24, 100), (10, 10), (30, 30, 3), (0, 30)])
def test_images_that_hold_no_window_are_refused(shape, everywhere):
    with pytest.raises(ValueError, match="image has shape"):
        faces.find(everywhere, np.zeros(shape, np.float32), 0.0)


def test_each_score_is_that_of_its_window(everywhere):
    network = models.face_classifier()
    models.set_weights(network, models.load_weights("face_classifier"))
    level = GENERATOR.random((41, 50), dtype=np.float32)
    logits = search.read_level(everywhere, level)
    assert logits.shape == (5, 7)
    window = level[np.newaxis, 4 * 3 : 4 * 3 + 25, 4 * 6 : 4 * 6 + 25, np.newaxis]
    np.testing.assert_allclose(network(window)[0, 0], logits[3, 6], atol=1e-4)


def test_boxes_stay_inside_and_apart(everywhere):
    image, _ = faces.load_portrait()
    found = faces.find(everywhere, image, -2.0, smallest=50)
    assert len(found.boxes) > 1
    assert (np.diff(found.scores) <= 0).all()
    assert found.boxes.min() >= 0
    assert found.boxes.max() <= 512
    assert (found.boxes[:, 2] - found.boxes[:, 0]).min() > 48
    overlaps = detection.iou(found.boxes, found.boxes) - np.eye(len(found.boxes))
    assert overlaps.max() <= 0.3 + 1e-6


def test_nothing_is_found_above_an_unreachable_threshold(everywhere):
    found = faces.find(everywhere, np.zeros((60, 60), np.float32), 1e6)
    assert found.boxes.shape == (0, 4)
    assert found.scores.shape == (0,)


def test_variations_are_new_and_keep_the_range():
    images = faces.load_patches()[0][:3]
    varied = faces.vary(images, 50, np.random.default_rng(0))
    assert varied.shape == (50, 25, 25)
    assert varied.min() >= 0
    assert varied.max() <= 1
    again = faces.vary(images, 50, np.random.default_rng(0))
    np.testing.assert_array_equal(varied, again)


def test_a_moved_face_is_closest_to_itself():
    images, generator = faces.load_patches()[0][:5], np.random.default_rng(1)
    for k, image in enumerate(images):
        moved = search.move(image, generator)
        assert moved.shape == image.shape
        assert not np.array_equal(moved, image)
        both = [max(np.corrcoef(side.ravel(), one.ravel())[0, 1] for side in (moved, moved[:, ::-1])) for one in images]
        assert np.argmax(both) == k


def test_parts_of_faces_are_magnified():
    ramp = np.tile(np.linspace(0, 1, 25, dtype=np.float32), (1, 25, 1))
    parts = search.sample_parts(ramp, 20, np.random.default_rng(0))
    assert np.ptp(parts, axis=(1, 2)).max() < 0.65


def test_what_is_mined_is_what_the_network_takes_for_a_face(everywhere):
    network = models.face_classifier()
    models.set_weights(network, models.load_weights("face_classifier"))
    levels = [GENERATOR.random((80, 80), dtype=np.float32) * 3 - 1.5]
    logits = search.read_level(everywhere, levels[0])
    mined = search.mine_hard_negatives(network, levels, most=5)
    assert len(mined) == min(5, np.sum(logits > -1))
    if len(mined):
        np.testing.assert_allclose(
            np.sort(network(mined[..., np.newaxis])[:, 0])[::-1], np.sort(logits.ravel())[::-1][: len(mined)], atol=1e-4
        )


@pytest.mark.slow
def test_a_short_training_tells_faces_from_the_rest():
    shown, others = faces.load_patches()
    images = [faces.load_faceless()["brick"]]
    network = faces.train_searcher(shown[:75], others[:75], images, 0, rounds=2, epochs=2, count=600)
    x = search.local_contrast_normalization(np.concatenate([shown[75:], others[75:]]))[..., np.newaxis]
    right = (np.asarray(network(x))[:, 0] > 0) == np.repeat([True, False], 25)
    assert right.mean() > 0.8


# Telling apart.


def test_prepared_faces_have_no_light_of_their_own():
    images = GENERATOR.random((3, 64, 64), dtype=np.float32)
    prepared = faces.prepare(images)
    assert prepared.shape == (3, 32, 32, 1)
    np.testing.assert_allclose(prepared.mean(axis=(1, 2, 3)), 0, atol=1e-6)
    np.testing.assert_allclose(prepared.std(axis=(1, 2, 3)), 1, atol=1e-5)
    np.testing.assert_allclose(faces.prepare(0.3 * images + 0.2), prepared, atol=1e-5)


@pytest.mark.parametrize("shape", [(64, 64), (2, 32, 32), (1, 64, 60)])
def test_faces_of_another_size_are_refused(shape):
    with pytest.raises(ValueError, match="expected \\(n, 64, 64\\)"):
        faces.prepare(np.zeros(shape))


def test_a_face_without_contrast_is_named():
    images = GENERATOR.random((3, 64, 64), dtype=np.float32)
    images[1] = 0.5
    with pytest.raises(ValueError, match=r"images\[1\] has a single brightness"):
        faces.prepare(images)


def test_without_a_margin_arcface_is_the_scaled_cosine():
    cosines = GENERATOR.uniform(-0.99, 0.99, (6, 4)).astype(np.float32)
    labels = GENERATOR.integers(0, 4, 6)
    np.testing.assert_allclose(faces.arcface(cosines, labels, 0.0, 16.0), 16 * cosines, atol=1e-3)
    expected = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")(labels, 16 * cosines)
    np.testing.assert_allclose(faces.arcface_loss(0.0)(labels, cosines), expected, atol=1e-4)


def test_the_margin_turns_the_right_person_away_and_nobody_else():
    cosines = GENERATOR.uniform(-0.9, 0.9, (6, 4)).astype(np.float32)
    labels = np.array([0, 1, 2, 3, 0, 1])
    logits = np.asarray(faces.arcface(cosines, labels, 0.3, 1.0))
    own = np.eye(4, dtype=bool)[labels]
    np.testing.assert_allclose(logits[~own], cosines[~own], atol=1e-5)
    np.testing.assert_allclose(np.arccos(logits[own]), np.arccos(cosines[own]) + 0.3, atol=1e-3)


def test_the_gradient_of_the_margin_is_that_of_the_formula():
    cosine = tf.Variable([[0.5, 0.1]])
    with tf.GradientTape() as tape:
        logit = faces.arcface(cosine, [0], 0.4, 2.0)[0, 0]
    angle = np.arccos(0.5)
    expected = 2 * np.sin(angle + 0.4) / np.sin(angle)
    np.testing.assert_allclose(tape.gradient(logit, cosine)[0, 0], expected, rtol=1e-4)


@pytest.mark.parametrize(("margin", "scale"), [(-0.1, 16), (0.3, 0), (0.3, -1)])
def test_a_margin_that_makes_it_easier_is_refused(margin, scale):
    with pytest.raises(ValueError, match="margin from 0 on and a scale above 0"):
        faces.arcface(np.zeros((1, 2)), [0], margin, scale)


def test_directions_survive_rounding():
    directions = GENERATOR.standard_normal((20, 64))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    again = faces.from_bytes(faces.to_bytes(directions))
    np.testing.assert_allclose(np.linalg.norm(again, axis=1), 1)
    assert np.sum(again * directions, axis=1).min() > 0.9999


def test_every_pair_is_compared_once():
    directions = np.eye(5)
    same, cosines, pairs = faces.similarities(directions, [0, 0, 1, 1, 1])
    assert same.sum() == 1 + 3
    assert len(pairs) == 10
    assert (pairs[:, 0] < pairs[:, 1]).all()
    np.testing.assert_array_equal(cosines, 0)
    with pytest.raises(ValueError, match=r"expected \(n, features\)"):
        faces.similarities(directions, [0, 1])


def test_the_embedding_gives_directions():
    network = models.face_embedding(8)
    directions = faces.embed(network, GENERATOR.random((3, 64, 64)))
    assert directions.shape == (3, 8)
    np.testing.assert_allclose(np.linalg.norm(directions, axis=1), 1, rtol=1e-5)


@pytest.mark.slow
def test_a_short_training_brings_strangers_closer_to_themselves(olivetti):
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


def test_the_equal_error_rate_is_where_the_curves_cross():
    truth = np.repeat([0, 1], 2000)
    scores = GENERATOR.standard_normal(4000) + truth
    rate, threshold = evaluation.equal_error_rate(truth, scores)
    x, y, _ = metrics.roc_curve(truth, scores, drop_intermediate=False)
    expected = brentq(lambda t: 1 - np.interp(t, x, y) - t, 0, 1)
    assert rate == pytest.approx(expected, abs=1e-3)
    assert np.mean(scores[truth == 0] >= threshold) == pytest.approx(rate, abs=1e-3)


@pytest.mark.parametrize(("scores", "rate"), [([0, 1, 2, 3], 0.0), ([3, 2, 1, 0], 1.0), ([1, 1, 1, 1], 0.5)])
def test_the_equal_error_rate_of_the_best_the_worst_and_the_indifferent(scores, rate):
    assert evaluation.equal_error_rate([0, 0, 1, 1], scores)[0] == rate


def test_the_searcher_reads_what_fit_into_box_makes():
    """A face drawn twice as large is found by the level that is half as large."""
    image = np.zeros((100, 80), np.float32)
    image[20:70, 10:60] = np.kron(faces.load_patches()[0][4], np.ones((2, 2)))
    level = data.fit_into_box(image, 50)
    assert level.shape == (50, 40)
    np.testing.assert_allclose(level[10:35, 5:30], faces.load_patches()[0][4], atol=0.01)
