import numpy as np
import pytest

from kernelbook import detection, models

MAPS = [models.MAPS[8], models.MAPS[16]]


@pytest.fixture(scope="module")
def lite():
    return models.load_weights("efficient_lite")


@pytest.fixture(scope="module")
def network(lite):
    return models.tree_detector(lite)


def photographs(n=2, size=(64, 96), seed=0):
    return models.scaled_pixels(np.random.default_rng(seed).integers(0, 256, (n, *size, 3), np.uint8))


def count(weights):
    return sum(int(np.prod(w.shape)) for w in weights)


def test_tree_detector_learns_its_head_alone(network):
    mixes = 9 * (40 + 112) * 64 + 9 * 64 * 64 + 2 * 2 * 64
    assert count(network.trainable_weights) == mixes + 64 * 6 + 6 == 125_062
    body = models.features(models.efficient_lite(None), models.MAPS[16])
    assert count(body.trainable_weights) == 700_768
    moving = 2 * 2 * 64
    assert network.count_params() == 125_062 + moving + body.count_params()


@pytest.mark.parametrize("size", [(64, 96), (16, 16), (256, 256)])
def test_tree_detector_answers_for_every_cell(network, size):
    assert network(photographs(1, size)).shape == (1, size[0] // 8, size[1] // 8, 6)
    assert models.tree_detector(classes=3, width=8)(photographs(1, size)).shape[3] == 8


def test_tree_detector_reads_the_maps_of_the_borrowed_network(network, lite):
    whole = models.efficient_lite(None)
    models.set_weights(whole, lite)
    for ours, theirs in zip(*(models.features(one, MAPS)(photographs()) for one in (network, whole)), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


@pytest.mark.parametrize("classes", [1, 3])
def test_tree_detector_begins_by_saying_background(classes):
    """Of 100 cells one names a class, before anything is learned; so the loss begins small."""
    bias = models.tree_detector(classes=classes, width=4).get_layer("answers").bias.numpy()
    p = np.exp(bias[:-4]) / np.exp(bias[:-4]).sum()
    np.testing.assert_allclose(p, [0.99, *[0.01 / classes] * classes], rtol=1e-5)
    assert (bias[-4:] == 0).all()


def test_detector_head_gives_what_the_network_gives_and_shares_its_weights(network):
    head, x = models.detector_head(network), photographs()
    maps = models.features(network, MAPS)(x)
    np.testing.assert_allclose(head(maps), network(x), atol=1e-5)
    assert {w.path for w in head.trainable_weights} == {w.path for w in network.trainable_weights}
    assert head.get_layer("mix1").kernel is network.get_layer("mix1").kernel


def test_the_weights_of_a_head_are_read_and_set_without_its_body(network):
    head = models.detector_head(network)
    weights = models.get_weights(head)
    assert sum(name.startswith(("mix", "answers")) for name in weights) == len(weights) == 12
    models.set_weights(head, {name: array + 1 for name, array in weights.items()})
    np.testing.assert_array_equal(models.get_weights(network)["mix1/kernel"], weights["mix1/kernel"] + 1)
    models.set_weights(head, weights)


def test_tree_detector_takes_the_weights_of_a_head_if_there_are_any(network, lite):
    """The head alone is stored: the body ships already."""
    own = {name: array for name, array in models.get_weights(network).items() if name not in lite}
    assert sorted({name.split("/")[0] for name in own}) == ["answers", "mix1", "mix1_normal", "mix2", "mix2_normal"]
    again = models.tree_detector(lite | own)
    np.testing.assert_allclose(again(photographs()), network(photographs()), atol=1e-5)
    assert np.abs(models.tree_detector(lite)(photographs()) - network(photographs())).max() > 1e-3


@pytest.mark.slow
def test_the_head_learns_where_squares_stand(lite):
    """Of bright squares on noise, from maps that are computed once: a hundred steps, and new ones are found."""
    import keras

    keras.utils.set_random_seed(0)
    generator = np.random.default_rng(0)

    def scene():
        picture = generator.integers(60, 120, (128, 128, 3), np.uint8)
        boxes = []
        for top, left in 64 * np.stack(np.meshgrid([0, 1], [0, 1]), -1).reshape(-1, 2)[generator.random(4) < 0.7]:
            side = int(generator.integers(24, 44))
            i, j = (int(at + generator.integers(64 - side + 1)) for at in (top, left))
            picture[i : i + side, j : j + side, :2] += 120
            boxes.append([i, j, i + side, j + side])
        return picture, np.array(boxes, float).reshape(-1, 4)

    network = models.tree_detector(lite)
    body, head = models.features(network, MAPS), models.detector_head(network)
    pictures, boxes = zip(*(scene() for _ in range(72)), strict=True)
    maps = [each.numpy() for each in body(models.scaled_pixels(np.stack(pictures)))]
    target = np.stack([detection.encode(its, np.zeros(len(its), int), 128, 8) for its in boxes])
    head.compile(keras.optimizers.Adam(5e-3), detection.focal_loss())
    head.fit([each[:64] for each in maps], target[:64], batch_size=8, epochs=12, verbose=0)
    found = [detection.decode(answers, stride=8) for answers in head.predict([each[64:] for each in maps], verbose=0)]
    truth = [detection.Detections(its, np.zeros(len(its), int), np.ones(len(its))) for its in boxes[64:]]
    assert detection.mean_average_precision(found, truth) > 0.8


REFUSED = {
    "weights lack .* of the body, such as 'block": lambda: models.tree_detector({"mix1/kernel": np.zeros(3)}),
    "weights=3: expected a dict": lambda: models.tree_detector(3),
    "classes=0": lambda: models.tree_detector(classes=0),
    "width=2.5": lambda: models.tree_detector(width=2.5),
    "network='unet' has no layers block5_add": lambda: models.detector_head(models.unet()),
    "network='detector' has no layers": lambda: models.detector_head(models.detector()),
}


@pytest.mark.parametrize("message", REFUSED)
def test_tree_detector_and_its_head_refuse_bad_input_by_its_name(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()


def test_tree_detector_refuses_weights_of_another_shape(lite):
    with pytest.raises(ValueError, match=r"weights\['stem/kernel'\] has shape"):
        models.tree_detector(lite | {"stem/kernel": np.zeros((5, 5, 3, 32))})
