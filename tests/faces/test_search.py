import numpy as np
import pytest

from kernelbook import data, detection, faces, models
from kernelbook.faces import search

GENERATOR = np.random.default_rng(0)


@pytest.fixture(scope="module")
def everywhere():
    network = models.face_classifier()
    models.set_weights(network, models.load_weights("face_classifier"))
    return detection.fully_convolutional(network)


def test_local_contrast_normalization_does_not_see_even_light():
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
def test_pyramid_ends_where_no_window_fits(shape):
    levels = search.pyramid(np.zeros(shape, np.float32))
    assert levels[0][0].shape == shape
    for level, factor in levels:
        assert min(level.shape) >= search.WINDOW
        np.testing.assert_allclose(np.multiply(level.shape, factor), shape, rtol=0.03)
    assert levels[-1][1] * 1.2 * search.WINDOW > 0.95 * min(shape)


@pytest.mark.parametrize("shape", [(24, 100), (10, 10), (30, 30, 3), (0, 30)])
def test_find_refuses_images_that_hold_no_window(shape, everywhere):
    with pytest.raises(ValueError, match="image has shape"):
        faces.find(everywhere, np.zeros(shape, np.float32), 0.0)


def test_read_level_gives_each_window_its_score(everywhere):
    network = models.face_classifier()
    models.set_weights(network, models.load_weights("face_classifier"))
    level = GENERATOR.random((41, 50), dtype=np.float32)
    logits = search.read_level(everywhere, level)
    assert logits.shape == (5, 7)
    window = level[np.newaxis, 4 * 3 : 4 * 3 + 25, 4 * 6 : 4 * 6 + 25, np.newaxis]
    np.testing.assert_allclose(network(window)[0, 0], logits[3, 6], atol=1e-4)


def test_find_keeps_boxes_inside_and_apart(everywhere):
    image, _ = faces.load_portrait()
    found = faces.find(everywhere, image, -2.0, smallest=50)
    assert len(found.boxes) > 1
    assert (np.diff(found.scores) <= 0).all()
    assert found.boxes.min() >= 0
    assert found.boxes.max() <= 512
    assert (found.boxes[:, 2] - found.boxes[:, 0]).min() > 48
    overlaps = detection.iou(found.boxes, found.boxes) - np.eye(len(found.boxes))
    assert overlaps.max() <= 0.3 + 1e-6


def test_find_gives_nothing_above_an_unreachable_threshold(everywhere):
    found = faces.find(everywhere, np.zeros((60, 60), np.float32), 1e6)
    assert found.boxes.shape == (0, 4)
    assert found.scores.shape == (0,)


def test_fit_into_box_makes_what_the_searcher_reads():
    """A face drawn twice as large is found by the level that is half as large."""
    image = np.zeros((100, 80), np.float32)
    image[20:70, 10:60] = np.kron(faces.load_patches()[0][4], np.ones((2, 2)))
    level = data.fit_into_box(image, 50)
    assert level.shape == (50, 40)
    np.testing.assert_allclose(level[10:35, 5:30], faces.load_patches()[0][4], atol=0.01)


def test_vary_makes_images_that_are_new_and_keep_the_range():
    images = faces.load_patches()[0][:3]
    varied = faces.vary(images, 50, np.random.default_rng(0))
    assert varied.shape == (50, 25, 25)
    assert varied.min() >= 0
    assert varied.max() <= 1
    again = faces.vary(images, 50, np.random.default_rng(0))
    np.testing.assert_array_equal(varied, again)


def test_move_leaves_a_face_closest_to_itself():
    images, generator = faces.load_patches()[0][:5], np.random.default_rng(1)
    for k, image in enumerate(images):
        moved = search.move(image, generator)
        assert moved.shape == image.shape
        assert not np.array_equal(moved, image)
        both = [max(np.corrcoef(side.ravel(), one.ravel())[0, 1] for side in (moved, moved[:, ::-1])) for one in images]
        assert np.argmax(both) == k


def test_sample_parts_magnifies_parts_of_faces():
    ramp = np.tile(np.linspace(0, 1, 25, dtype=np.float32), (1, 25, 1))
    parts = search.sample_parts(ramp, 20, np.random.default_rng(0))
    assert np.ptp(parts, axis=(1, 2)).max() < 0.65


def test_mine_hard_negatives_finds_what_the_network_takes_for_a_face(everywhere):
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
def test_train_searcher_tells_faces_from_the_rest_after_a_short_training():
    shown, others = faces.load_patches()
    images = [faces.load_faceless()["brick"]]
    network = faces.train_searcher(shown[:75], others[:75], images, 0, rounds=2, epochs=2, count=600)
    x = search.local_contrast_normalization(np.concatenate([shown[75:], others[75:]]))[..., np.newaxis]
    right = (np.asarray(network(x))[:, 0] > 0) == np.repeat([True, False], 25)
    assert right.mean() > 0.8


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (np.full((60, 60), 255, np.uint8), "image has values from 255 to 255: expected 0 to 1, so divide by 255"),
        (
            np.linspace(0, 255, 3600).reshape(60, 60),
            "image has values from 0 to 255: expected 0 to 1, so divide by 255",
        ),
        (np.linspace(-1, 1, 3600).reshape(60, 60), "image has values from -1 to 1"),
        (np.full((60, 60), np.nan), "image holds NaN"),
        (np.zeros((60, 60, 3)), r"image has shape \(60, 60, 3\): expected \(h, w\)"),
        ("portrait.png", "image has"),
        (None, "image has"),
    ],
)
def test_find_and_pyramid_refuse_what_is_no_gray_image_from_0_to_1(everywhere, image, message):
    with pytest.raises(ValueError, match=message):
        faces.find(everywhere, image, 4.0)
    with pytest.raises(ValueError, match=message):
        faces.pyramid(image)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"everywhere": "network"}, "everywhere='network': expected a network"),
        ({"everywhere": models.face_classifier()}, r"everywhere gives \(None, 1\): .*fully convolutional"),
        ({"threshold": np.nan}, "threshold=nan"),
        ({"smallest": -1}, "smallest=-1"),
        ({"smallest": "64"}, "smallest='64'"),
        ({"overlap": 30}, r"overlap=30: .*such as 0.3 for 30%"),
    ],
)
def test_find_refuses_wrong_arguments(everywhere, change, message):
    with pytest.raises(ValueError, match=message):
        faces.find(**({"everywhere": everywhere, "image": np.zeros((60, 60)), "threshold": 4.0} | change))


PATCHES = np.zeros((2, 25, 25))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: faces.local_contrast_normalization(PATCHES, 0), "sigma=0: expected a number above 0"),
        (lambda: faces.local_contrast_normalization(PATCHES[0, 0]), r"images has shape \(25,\)"),
        (lambda: faces.local_contrast_normalization(PATCHES * np.nan), "images holds NaN"),
        (lambda: faces.vary(PATCHES + 2, 1, GENERATOR), "images has values from 2 to 2"),
        (lambda: faces.vary(PATCHES[:, 1:], 1, GENERATOR), r"images has shape \(2, 24, 25\): expected \(n, 25, 25\)"),
        (lambda: faces.vary(PATCHES, 2.5, GENERATOR), "count=2.5"),
        (lambda: faces.vary(PATCHES, 1, 0), "generator=0"),
        (lambda: faces.train_searcher(PATCHES[:, 1:], PATCHES, [PATCHES[0]], 0), r"faces has shape \(2, 24, 25\)"),
        (lambda: faces.train_searcher(PATCHES, 255 + PATCHES, [PATCHES[0]], 0), "others has values from 255 to 255"),
        (lambda: faces.train_searcher(PATCHES, PATCHES, [], 0), "faceless="),
        (lambda: faces.train_searcher(PATCHES, PATCHES, PATCHES, 0), "faceless=.*expected a list"),
        (lambda: faces.train_searcher(PATCHES, PATCHES, [PATCHES[0, 1:]], 0), r"faceless\[0\] has shape \(24, 25\)"),
        (lambda: faces.train_searcher(PATCHES, PATCHES, [PATCHES[0]], 0, rounds=0), "rounds=0"),
        (lambda: faces.train_searcher(PATCHES, PATCHES, [PATCHES[0]], 0, epochs=1.5), "epochs=1.5"),
        (lambda: faces.train_searcher(PATCHES, PATCHES, [PATCHES[0]], 0, count=3), "count=3"),
        (lambda: faces.train_searcher(PATCHES, PATCHES, [PATCHES[0]], "0"), "seed='0'"),
    ],
)
def test_training_a_searcher_refuses_wrong_arguments(call, message):
    with pytest.raises(ValueError, match=message):
        call()
