"""How well does a small U-Net that saw one corner of an image outline the nuclei of its other half?

    make bench ONLY=nuclei

Trains on the upper three quarters of the left half, 300 steps of 6 patches; the rest of that half was there to choose
how; the right half is judged, against Otsu's threshold on the same half, slightly smoothed: on the brightness, and on
its roots, which the network gets too, standardized. Nuclei that touch are cut apart in the same way for all. Keeps each
mask. Writes src/kernelbook/results/nuclei.json. On two cores the five trainings take about two minutes.
"""

from importlib import metadata

import keras
import numpy as np
from scipy.ndimage import gaussian_filter
from skimage.filters import threshold_otsu

from kernelbook import data, evaluation, models, results, segmentation

TRAIN, VALIDATE, TEST = (slice(384), slice(256)), (slice(384, None), slice(256)), (slice(None), slice(256, None))
STEPS, BATCH, SIDE = 300, 6, 96
SEEDS = range(5)
OTSU = {"Otsu's threshold": np.asarray, "Otsu's threshold on roots": np.sqrt}
RUNS = [(case, 0) for case in OTSU] + [("U-Net", seed) for seed in SEEDS]
DETERMINED_BY = [
    "benchmarks/nuclei.py",
    "kernelbook.data.load_nuclei",
    "kernelbook.evaluation.intersection_over_union",
    "kernelbook.evaluation.match_regions",
    "kernelbook.evaluation.regions_f1",
    "kernelbook.models.unet",
    "kernelbook.segmentation.sample_patches",
    "kernelbook.segmentation.measure_regions",
    "kernelbook.segmentation.segment",
    "kernelbook.segmentation.split_touching",
]


def prepare(image):
    """Return roots of the brightness, standardized by the training part."""
    roots = np.sqrt(image.astype(np.float32))
    return (roots - roots[TRAIN].mean()) / roots[TRAIN].std()


def train(x, mask, seed):
    """Train a U-Net on patches drawn from the training part."""
    keras.utils.set_random_seed(seed)
    network = models.unet()
    rate = keras.optimizers.schedules.CosineDecay(3e-3, STEPS)
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    network.compile(optimizer=keras.optimizers.Adam(rate), loss=loss)
    patches = segmentation.sample_patches(x, mask, STEPS * BATCH, SIDE, np.random.default_rng(seed))
    network.fit(*patches, batch_size=BATCH, shuffle=False, verbose=0)
    return network


def mark(network, x):
    """Return the pixels that a network takes for nuclei."""
    return segmentation.segment(network, x[np.newaxis, ..., np.newaxis], 4)[0, ..., 0] > 0


def judge(truth, mask):
    """Compare a mask with the outlined nuclei: overlap, nuclei found, and how large the found ones come out."""
    found = segmentation.split_touching(mask)
    pairs, missed, alarms = evaluation.match_regions(truth, found)
    ours, theirs = (segmentation.measure_regions(regions, clear_border=False) for regions in (truth, found))
    rows = [np.searchsorted(side["region"], column) for side, column in zip((ours, theirs), pairs.T, strict=True)]
    figures = {
        "IoU": evaluation.intersection_over_union(truth > 0, mask),
        "F1 of nuclei": evaluation.regions_f1(truth, found),
        "F1 of nuclei, not cut apart": evaluation.regions_f1(truth, segmentation.split_touching(mask, depth=np.inf)),
        "found": len(pairs),
        "missed": len(missed),
        "false alarms": len(alarms),
    }
    for measure in ("area", "perimeter", "concavity"):
        change = theirs[measure][rows[1]] - ours[measure][rows[0]]
        figures[f"{measure}, median change"] = float(np.median(change))
    return {metric: (round(value, 4), "") for metric, value in figures.items()}


def measure(case, seed):
    """Mark the nuclei of the test part, by a threshold or by a network trained on the training part."""
    image, truth = data.load_nuclei()
    if case in OTSU:
        brightness = gaussian_filter(OTSU[case](image[TEST].astype(np.float32)), 1)
        mask = brightness > threshold_otsu(brightness)
        return judge(truth[TEST], mask), mask
    x = prepare(image)
    network = train(x[TRAIN], truth[TRAIN] > 0, seed)
    mask = mark(network, x[TEST])
    overlap = evaluation.intersection_over_union(truth[VALIDATE] > 0, mark(network, x[VALIDATE]))
    return judge(truth[TEST], mask) | {"IoU, validation": (round(overlap, 4), "")}, mask


if __name__ == "__main__":
    about = {"scikit-image": metadata.version("scikit-image")}
    results.collect("nuclei", RUNS, measure, DETERMINED_BY, about)
