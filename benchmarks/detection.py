"""How well does a small detector find every digit in a scene, and what does a plain classifier find?

    make bench ONLY=detection

Composes scenes from the digits of MNIST: to learn from, 12 000 new ones in each of five epochs from the first 50 000
training images; to judge each detector once, 500 from the test images. Beside five trainings stands the classifier of
chapter 05, slid over the scene in five sizes. Writes src/kernelbook/results/detection.json. On two cores it takes about
an hour.
"""

import keras
import numpy as np

from kernelbook import data, detection, models, results, scenes
from kernelbook.results import boxes

SIZE, TRAINING, TEST = 96, 12_000, 500
EPOCHS, BATCH, RATE = 5, 16, 4e-3
SEEDS = range(5)
DETECTOR, CLASSIFIER = "detector", "classifier, slid"
SCALES = (0.5, 0.625, 0.75, 1.0, 1.25)
THRESHOLDS = {"mAP at 0.5": (0.5,), "mAP at 0.75": (0.75,), "mAP at 0.5 to 0.95": detection.COCO_THRESHOLDS}
DETERMINED_BY = [
    "benchmarks/detection.py",
    "kernelbook.data.load_mnist",
    "kernelbook.data.fit_into_box",
    "kernelbook.detection.boxes.iou",
    "kernelbook.detection.boxes.non_max_suppression",
    "kernelbook.detection.cells.encode",
    "kernelbook.detection.cells.decode",
    "kernelbook.detection.cells.loss",
    "kernelbook.detection.windows.fully_convolutional",
    "kernelbook.models.detector",
    "kernelbook.scenes.compose",
    "kernelbook.scenes.cut_piece",
    "kernelbook.scenes.find_room",
    "kernelbook.scenes.box_of",
]


def training_scenes(generator):
    """Compose what a detector learns from in one epoch: images and targets of its cells."""
    (images, labels), _ = data.load_mnist()
    composed = [scenes.compose(images[:50_000], labels[:50_000], generator, size=SIZE) for _ in range(TRAINING)]
    targets = [detection.encode(scene.boxes, scene.labels, SIZE) for scene in composed]
    return np.stack([scene.image for scene in composed])[..., np.newaxis], np.stack(targets)


def test_scenes():
    """Compose the scenes on which detectors are judged: always the same."""
    _, (images, labels) = data.load_mnist()
    generator = np.random.default_rng(1000)
    return [scenes.compose(images, labels, generator, size=SIZE) for _ in range(TEST)]


def validation_scenes(count=200):
    """Compose scenes for choosing, from the digits that chapter 05 holds out."""
    (images, labels), _ = data.load_mnist()
    generator = np.random.default_rng(2000)
    return [scenes.compose(images[55_000:], labels[55_000:], generator, size=SIZE) for _ in range(count)]


def train(seed):
    """Train a detector; the weights of seed 0 ship with the package."""
    origin = results.provenance(DETERMINED_BY)
    keras.utils.set_random_seed(seed)
    generator, network = np.random.default_rng(seed), models.detector()
    rate = keras.optimizers.schedules.CosineDecay(RATE, EPOCHS * TRAINING // BATCH)
    network.compile(optimizer=keras.optimizers.Adam(rate), loss=detection.loss)
    for _ in range(EPOCHS):
        network.fit(*training_scenes(generator), batch_size=BATCH, verbose=0)
    if seed == 0:
        models.save_weights("detector", models.get_weights(network), origin)
    return network


def find(network, composed):
    """Let a detector find the digits in scenes."""
    x = np.stack([scene.image for scene in composed])[..., np.newaxis]
    return [detection.decode(answers) for answers in network.predict(x, batch_size=50, verbose=0)]


def slide(composed):
    """Let the classifier read all windows of scenes in several sizes; what it is surest of, stays."""
    classifier = models.digit_network()
    models.set_weights(classifier, models.load_weights("digit_network"))
    everywhere = detection.fully_convolutional(classifier)
    return [slide_over(everywhere, scene.image) for scene in composed]


def slide_over(everywhere, image):
    """Return what the classifier finds in one image: a box of 20 pixels in each window, as MNIST's digits have."""
    parts = []
    for scale in SCALES:
        side = round(scale * SIZE)
        logits = np.asarray(everywhere(data.fit_into_box(image, side)[np.newaxis, ..., np.newaxis]))[0]
        p = np.asarray(keras.ops.softmax(logits))
        rows, columns = np.meshgrid(*(4.0 * np.arange(n) for n in p.shape[:2]), indexing="ij")
        corner = np.stack([rows, columns, rows, columns], axis=-1)
        boxes = (corner + np.array([4, 4, 24, 24])) * SIZE / side
        parts.append((boxes.reshape(-1, 4), p.argmax(axis=-1).ravel(), p.max(axis=-1).ravel()))
    found = detection.Detections(*(np.concatenate(part) for part in zip(*parts, strict=True))).above(0.9)
    return found.take(detection.non_max_suppression(found.boxes, found.scores, 0.3)[:100])


def measure(case, seed):
    """Run one case, judge it once; boxes are judged as they are kept, to a sixteenth of a pixel."""
    if case == CLASSIFIER:
        found, figures = slide(test_scenes()), {}
    else:
        network, held_out = train(seed), validation_scenes()
        mean = detection.mean_average_precision(find(network, held_out), held_out)
        figures = {"mAP at 0.5, validation": (round(mean, 4), "")}
        found = find(network, test_scenes())
    found = boxes.unpack(boxes.pack(found))
    return figures | judge(found), found


def judge(found):
    """Compare what was found in the test scenes with what is in them."""
    composed = test_scenes()
    return {
        name: (round(detection.mean_average_precision(found, composed, thresholds), 4), "")
        for name, thresholds in THRESHOLDS.items()
    }


if __name__ == "__main__":
    results.collect("detection", [*((DETECTOR, seed) for seed in SEEDS), (CLASSIFIER, 0)], measure, DETERMINED_BY)
