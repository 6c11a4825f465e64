"""What do skip connections and losses change when every pixel of a scene gets a label?

    make bench ONLY=pixels

Trains the U-Net of chapter 14, with a scale more and batch normalization, on scenes of 64 × 64 pixels, composed of the
first 50 000 training digits, in four ways: with skip connections and without them, and with two losses that count rare
classes more. Each is judged once on 100 scenes of test digits, pixel by pixel. Writes
src/kernelbook/results/pixels.json, and the weights of the first training into the package. On two cores the 20
trainings take about 67 minutes.
"""

import keras
import numpy as np

from kernelbook import data, evaluation, models, results, scenes, segmentation

SIZE, TRAINING, TEST = 64, 8000, 100
LOOK = {"size": SIZE, "count": (1, 4), "side": (14, 30), "clutter": 4}
CLASSES, WIDTHS, BATCH, EPOCHS, RATE = 11, (12, 24, 48, 96), 16, 3, 4e-3
SEEDS = range(5)
WEIGHTS = [1.0] + [11.0] * 10  # ground is about eleven times as frequent as all digits together
PLAIN = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
CASES = {
    "skips, cross-entropy": (True, PLAIN),
    "no skips, cross-entropy": (False, PLAIN),
    "skips, weighted cross-entropy": (True, segmentation.weighted_cross_entropy(WEIGHTS)),
    "skips, Dice loss": (True, segmentation.dice_loss),
}
SHIPPED = "skips, cross-entropy"
DETERMINED_BY = [
    "benchmarks/pixels.py",
    "kernelbook.data.load_mnist",
    "kernelbook.data.fit_into_box",
    "kernelbook.detection.boxes.iou",
    "kernelbook.evaluation.confusion_matrix",
    "kernelbook.evaluation.overlap_by_class",
    "kernelbook.models.unet",
    "kernelbook.evaluation.intersection_over_union",
    "kernelbook.scenes.compose",
    "kernelbook.scenes.crop",
    "kernelbook.scenes.cut_piece",
    "kernelbook.scenes.find_room",
    "kernelbook.scenes.place",
    "kernelbook.scenes.box_of",
    "kernelbook.scenes.lay",
    "kernelbook.segmentation.dice_loss",
    "kernelbook.segmentation.weighted_cross_entropy",
]


def composed(images, labels, count, generator):
    """Compose scenes: images (n, h, w, 1), and the class of each pixel, (n, h, w)."""
    made = [scenes.compose(images, labels, generator, **LOOK) for _ in range(count)]
    return np.stack([scene.image for scene in made])[..., np.newaxis], np.stack([scene.pixels for scene in made])


def test_scenes():
    """Compose the scenes on which networks are judged: always the same."""
    return composed(*data.load_mnist()[1], TEST, np.random.default_rng(1000))


def train(case, seed):
    """Train a U-Net; the weights of the first training ship with the package."""
    origin = results.provenance(DETERMINED_BY)
    (images, labels), _ = data.load_mnist()
    keras.utils.set_random_seed(seed)
    skips, loss = CASES[case]
    network = models.unet(WIDTHS, CLASSES, skips=skips, normalize=True)
    rate = keras.optimizers.schedules.CosineDecay(RATE, EPOCHS * TRAINING // BATCH)
    network.compile(optimizer=keras.optimizers.Adam(rate), loss=loss)
    generator = np.random.default_rng(seed)
    for _ in range(EPOCHS):
        x, y = composed(images[:50_000], labels[:50_000], TRAINING, generator)
        network.fit(x, y, batch_size=BATCH, verbose=0)
    if (case, seed) == (SHIPPED, 0):
        models.save_weights("pixel_labels", models.get_weights(network), origin)
    return network


def judge(answers):
    """Compare the answered with the true class of each pixel of the test scenes."""
    truth = test_scenes()[1]
    confusion = evaluation.confusion_matrix(truth.ravel(), answers.ravel(), classes=CLASSES)
    iou, dice = evaluation.overlap_by_class(confusion)
    figures = {
        "accuracy of pixels": 100 * np.mean(answers == truth),
        "IoU, ground": 100 * iou[0],
        "mean IoU": 100 * iou.mean(),
        "mean Dice": 100 * dice.mean(),
        "IoU, ink of any digit": 100 * evaluation.intersection_over_union(truth > 0, answers > 0),
        "right digit, of the ink found": 100 * np.mean((answers == truth)[(truth > 0) & (answers > 0)]),
    }
    return {name: (round(float(value), 3), "%") for name, value in figures.items()}


def measure(case, seed):
    """Train one network, judge it once."""
    x, _ = test_scenes()
    answers = train(case, seed).predict(x, batch_size=50, verbose=0).argmax(axis=-1)
    return judge(answers), answers


if __name__ == "__main__":
    results.collect("pixels", [(case, seed) for seed in SEEDS for case in CASES], measure, DETERMINED_BY)
