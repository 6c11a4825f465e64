import numpy as np
import pytest

from kernelbook import data, detection, scenes

(IMAGES, LABELS), _ = data.load_mnist()
SEEDS = range(30)


def composed(seed, **settings):
    return scenes.compose(IMAGES[:1000], LABELS[:1000], np.random.default_rng(seed), **settings)


def test_the_same_seed_gives_the_same_scene():
    first, again, other = composed(1), composed(1), composed(2)
    for name in ("image", "boxes", "labels", "pixels"):
        np.testing.assert_array_equal(getattr(first, name), getattr(again, name))
    assert not np.array_equal(first.image, other.image)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_scene_keeps_its_promises(seed):
    scene = composed(seed)
    assert scene.image.shape == scene.pixels.shape == (96, 96)
    assert scene.image.dtype == np.float32
    assert scene.image.min() >= 0
    assert scene.image.max() <= 1
    assert 1 <= len(scene.labels) == len(scene.boxes) <= 6
    assert scene.boxes.min() >= 0
    assert scene.boxes.max() <= 96
    overlaps = detection.iou(scene.boxes, scene.boxes)
    np.fill_diagonal(overlaps, 0)
    assert overlaps.max() <= 0.1
    longer = (scene.boxes[:, 2:] - scene.boxes[:, :2]).max(axis=1)
    assert longer.min() >= 16  # up to the rim that is too pale to count
    assert longer.max() <= 40


@pytest.mark.parametrize("seed", SEEDS)
def test_boxes_are_tight_around_the_pixels_of_a_digit(seed):
    scene = composed(seed, count=(1, 1))
    rows, columns = (np.flatnonzero((scene.pixels > 0).any(axis=axis)) for axis in (1, 0))
    assert scene.boxes.tolist() == [[rows[0], columns[0], rows[-1] + 1, columns[-1] + 1]]
    assert set(np.unique(scene.pixels)) == {0, 1 + scene.labels[0]}


@pytest.mark.parametrize("seed", SEEDS)
def test_pixels_belong_to_digits_whose_boxes_hold_them(seed):
    scene = composed(seed, noise=0, clutter=0)
    for i, j in np.argwhere(scene.pixels > 0):
        top, left, bottom, right = scene.boxes.T
        inside = (top <= i) & (i < bottom) & (left <= j) & (j < right)
        assert scene.pixels[i, j] - 1 in scene.labels[inside]
    assert (scene.image[scene.pixels > 0] >= scenes.INK * 0.6 - 1e-6).all()


def test_clutter_is_ground_and_no_scene_needs_digits():
    scene = composed(3, count=(0, 0), clutter=20, noise=0)
    assert scene.boxes.shape == (0, 4)
    assert scene.labels.shape == (0,)
    assert scene.image.max() > 0.3
    assert not scene.pixels.any()


def test_a_full_scene_leaves_digits_out():
    scene = composed(4, count=(60, 60), overlap=0)
    assert 3 < len(scene.labels) < 60


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"count": (3, 2)}, r"count=\(3, 2\)"),
        ({"side": (16, 100)}, "not above size=96"),
        ({"side": (2, 10)}, "from 4"),
    ],
)
def test_impossible_scenes_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        composed(0, **settings)


def test_digits_need_labels():
    with pytest.raises(ValueError, match=r"expected \(n, h, w\) and \(n,\)"):
        scenes.compose(IMAGES[:3], LABELS[:2], np.random.default_rng(0))


@pytest.mark.parametrize("seed", range(10))
def test_the_thinnest_stroke_and_an_empty_image_can_be_composed(seed):
    thin = np.zeros((2, 28, 28), np.uint8)
    thin[0, 4:24, 13] = 255
    scene = scenes.compose(thin, np.array([1, 1]), np.random.default_rng(seed), clutter=30, count=(3, 3))
    assert scene.image.shape == (96, 96)


def test_an_album_is_scene_after_scene_of_one_generator():
    generator = np.random.default_rng(5)
    expected = [scenes.compose(IMAGES[:100], LABELS[:100], generator, size=64) for _ in range(3)]
    found = scenes.album(IMAGES[:100], LABELS[:100], 3, 5, size=64)
    np.testing.assert_array_equal(scenes.stack(found)[..., 0], [scene.image for scene in expected])
    assert scenes.stack(found).shape == (3, 64, 64, 1)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"generator": 0}, "generator=0: expected a generator"),
        ({"images": IMAGES[:9] / 255}, "images has dtype float64: expected whole numbers"),
        ({"labels": np.full(9, -1)}, "labels holds labels from -1 to -1"),
        ({"size": 12, "side": (5, 8)}, "size=12: expected a whole number from 13"),
        ({"count": 3}, "count=3: expected two whole numbers"),
        ({"noise": -1}, "noise=-1: expected a number from 0"),
        ({"overlap": 10}, "overlap=10: expected a share"),
        ({"clutter": -1}, "clutter=-1: expected a whole number from 0"),
    ],
)
def test_compose_names_what_it_cannot_take(changed, message):
    arguments = {"images": IMAGES[:9], "labels": LABELS[:9], "generator": np.random.default_rng(0)} | changed
    with pytest.raises(ValueError, match=message):
        scenes.compose(**arguments)


def test_compose_fills_the_smallest_scene():
    for seed in range(20):
        assert composed(seed, size=13, side=(5, 13), clutter=9).image.shape == (13, 13)


def test_stack_needs_scenes_of_one_size():
    with pytest.raises(ValueError, match=r"scenes=\[\]: expected a list of scenes"):
        scenes.stack([])
    with pytest.raises(ValueError, match=r"scenes have images of shapes \(64, 64\), \(96, 96\): expected one"):
        scenes.stack([composed(0), composed(0, size=64)])


def test_compose_refuses_ink_of_one_and_numbers_that_would_wrap_around():
    images, labels = np.ones((3, 28, 28), np.uint8), np.zeros(3, int)
    for changed, message in (
        ({"images": images}, "has values up to 1: expected those of a file"),
        ({"labels": np.full(3, 127, np.int8)}, "labels has dtype int8 and reaches 127"),
        ({"count": (1, np.uint8(255))}, r"count\[1\]=np.uint8\(255\): expected a number of 64 bits"),
        ({"size": np.uint8(96)}, r"size=np.uint8\(96\): expected a number of 64 bits"),
    ):
        arguments = {"images": 255 * images, "labels": labels, "count": (1, 2)} | changed
        with pytest.raises(ValueError, match=message):
            scenes.compose(generator=np.random.default_rng(0), **arguments)
