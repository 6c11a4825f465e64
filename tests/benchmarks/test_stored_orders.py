"""Cases of a results file stand in the order that their names say: two that were exchanged show.

More images are read better, farther changes worse, larger layers take longer; and what a chapter's conclusion leans on.
"""

import math
import operator
import re
from itertools import pairwise, product
from math import prod
from statistics import mean, variance

import numpy as np
import pytest

from kernelbook import data, models, results
from kernelbook.convolution.shapes import geometry
from measurements import benchmark, exchanged, figures

NETWORKS = "dense", "dense, 10 times the parameters", "convolution"
FAMILIES = "transformer", "wider transformer", "residual", "convolutional"
CLONES = "expert's frames", "expert's frames, kicked", "DAgger"
SIZES = "small", "medium", "large"
FROZEN = "random, frozen", "digits shuffled, frozen"  # learn so little that more labels hardly help
LEARNING = [start for start in benchmark("transfer").STARTS if start not in FROZEN]


def chains(template, along, others):
    """Return chains of cases: `template` filled, for each of `others`, along the steps of a chain."""
    return [[template.format(step=step, of=other) for step in along] for other in others]


# Case by case the mean over the runs rises, give or take its standard error: file, metric, cases, and why.
ORDERS = [
    (
        "cutouts",
        "mean IoU, network",
        chains("{step}, centered, on {of}", SIZES, ("white", "photographs")),
        "sizes",
    ),
    (
        "cutouts",
        "mean IoU, network",
        [
            ["small, aside, on photographs", "medium, aside, on photographs"],
            *chains("{of}, {step}, on photographs", ("aside", "centered"), ("medium", "small")),
        ],
        "places",
    ),
    (
        "cutouts",
        "mean IoU, network",
        [
            [
                "stuff, medium, centered, on photographs",
                "in gray, medium, centered, on photographs",
                "medium, centered, on photographs",
                "medium, centered, on white",
            ]
        ],
        "what is taken away",
    ),
    (
        "samples",
        "test accuracy",
        chains("{of}: {step} images", (100, 300, 1000, 3000, 10000, 60000), NETWORKS),
        "images",
    ),
    ("samples", "test accuracy", chains("{step}: {of} images", NETWORKS, (300, 1000, 3000, 10000, 60000)), "networks"),
    ("samples", "test accuracy", [["dense: 100 images", "convolution: 100 images"]], "networks"),
    (
        "labels",
        "held-out accuracy",
        chains("{of}, {step} of each", (1, 3, 10, 30, 100, 300), ("from nothing", "after looking")),
        "labels",
    ),
    (
        "labels",
        "held-out accuracy",
        chains("{step}, {of} of each", ("from nothing", "after looking"), (3,)),
        "looks",
    ),
    (
        "drift",
        "accuracy",
        [
            [*(f"translated (pixels): {x}" for x in (8, 6, 4, 3, 2, 1)), "as they are"],
            [*(f"rotated (degrees): {x}" for x in (90, 60, 45, 30, 20, 10)), "as they are"],
            [*(f"noisy (deviation): {x}" for x in (0.6, 0.4, 0.3, 0.2)), "as they are"],
            [*(f"blurred (pixels): {x}" for x in (3.0, 2.0, 1.5, 1.0)), "as they are"],
            [*(f"in a corner (share): {x}" for x in (1.0, 0.75, 0.5, 0.25)), "as they are"],
            ["labels wrong (share): 0.5", "labels wrong (share): 0.1", "as they are"],
            ["garments", "8 × 8 digits", "test digits", "as they are"],
        ],
        "changes",
    ),
    (
        "drift",
        "kernel, confidences, 100",
        [
            ["as they are", "translated (pixels): 1", "translated (pixels): 2"],
            ["as they are", "rotated (degrees): 10", "rotated (degrees): 20"],
            ["as they are", "paler (times): 0.9", "paler (times): 0.8"],
        ],
        "changes",
    ),
    ("families", "held-out accuracy", chains("{of}, {step} images", (500, 5000, 50000), FAMILIES), "images"),
    (
        "families",
        "held-out loss",
        chains("{step}, {of} images", ("residual", "convolutional", "wider transformer"), (500, 5000, 50000)),
        "families",
    ),
    (
        "families",
        "held-out accuracy",
        [["transformer, 5000 images", "residual, 500 images", "wider transformer, 50000 images"]],
        "what a family and what images bring",
    ),
    (
        "families",
        "held-out loss",
        chains("{step}, {of} images", ("wider transformer", "transformer"), (5000, 50000)),
        "widths",
    ),
    (
        "scaling",
        "held-out accuracy",
        chains("width {of}, {step} images", (500, 1600, 5000, 16000, 50000), (2, 4, 8, 16)),
        "images",
    ),
    (
        "hands",
        "accuracy on other pupils",
        [
            *chains("{of}: {step}", (1, 3, 10, 30, 100), ("pixels", "features")),
            *chains("{of}: {step}", (3, 10, 30, 100), ("from nothing", "thawed")),
            *chains("{step}: {of}", ("from nothing", "pixels", "features", "thawed"), (3,)),
            *chains("{step}: {of}", ("pixels", "features", "from nothing", "thawed"), (30,)),
        ],
        "pupils, and what is borrowed",
    ),
    (
        "hands",
        "accuracy with another camera",
        chains("{step}: {of}", ("from nothing", "pixels", "features", "thawed"), (3, 10, 30)),
        "what is borrowed",
    ),
    (
        "rare",
        "recall of the rare digit",
        [
            *chains("{step}, rare {of}", ("focal loss", "weights", "all pictures"), range(10)),
            *chains("{step}, rare {of}", ("nothing", "focal loss and weights", "weights"), range(10)),
            *chains("{step}, rare {of}", ("nothing", "number added, chosen"), range(10)),
            *chains("{step}, rare {of}", ("nothing", "ln 10 added"), range(10)),
            *chains("{step}, rare {of}", ("nothing", "weight chosen"), range(10)),
        ],
        "cures",
    ),
    ("transfer", "accuracy on new garments", chains("{of}: {step}", (10, 25, 50, 100, 250), LEARNING), "labels"),
    (
        "transfer",
        "accuracy on new garments",
        chains("{of}: {step}", (10, 25, 100), FROZEN),
        "labels",
    ),
    (
        "transfer",
        "accuracy on new garments",
        chains(
            "{step}: {of}",
            ("digits shuffled, frozen", "random, frozen", "digits, frozen", "nothing", "other garments"),
            (50, 100),
        ),
        "what is frozen, and whose",
    ),
    (
        "transfer",
        "accuracy on new garments",
        [["random, only frozen: 250", "random, only a tenth: 250"]],
        "freezing and the rate",
    ),
    (
        "locality",
        "test accuracy",
        chains("{step}: {of}", NETWORKS, ("as they are", "test digits shifted", "all digits shifted")),
        "networks",
    ),
    (
        "locality",
        "test accuracy",
        [
            ["convolution: test digits shifted", "dense: all digits shifted"],
            ["dense: pixels shuffled", "convolution: all digits shifted", f"{NETWORKS[1]}: pixels shuffled"],
            ["dense: as they are", "convolution: all digits shifted", f"{NETWORKS[1]}: as they are"],
        ],
        "what the network and what the shift costs",
    ),
    ("locality", "test accuracy", [["convolution: pixels shuffled", f"{NETWORKS[1]}: pixels shuffled"]], "neighbors"),
    (
        "locality",
        "test accuracy",
        chains("{of}: {step}", ("test digits shifted", "all digits shifted", "pixels shuffled"), NETWORKS[:2]),
        "shifts",
    ),
    (
        "locality",
        "test accuracy",
        [
            [
                f"convolution: {how}"
                for how in ("test digits shifted", "pixels shuffled", "all digits shifted", "as they are")
            ]
        ],
        "shifts",
    ),
    *(
        ("robustness", "test accuracy", [[f"{change}: {amount}" for amount in amounts]], "less is changed")
        for change, amounts in (
            ("translated (pixels)", (8, 6, 4, 3, 2, 1)),
            ("rotated (degrees)", (90, 60, 45, 30, 20, 10)),
            ("scaled (times)", (0.5, 0.6, 0.7, 0.85)),
            ("scaled (times)", (1.4, 1.2)),
            ("noisy (deviation)", (0.6, 0.4, 0.3, 0.2, 0.1)),
            ("blurred (pixels)", (3.0, 2.0, 1.5, 1.0, 0.5)),
            ("inverted (share)", (0.6, 0.4, 0.2)),
            ("inverted (share)", (0.6, 0.8)),
            ("in a corner (share)", (1.0, 0.75, 0.5, 0.25)),
        )
    ),
    ("robustness", "test accuracy", [["noisy (deviation): 0.2", "as they are"]], "noise"),
    (
        "descent",
        "loss, part 1",
        [
            ["SGD, 0.1", "SGD, 0.01", "SGD, 0.001", "Adam, 0.1"],
            ["Adam, 0.001", "Adam, 0.0001", "Adam, 0.001, weights begin at zero"],
            ["Adam, 0.001", "SGD, 0.1"],
            ["Adam, 0.001", "Adam, 0.001, pixels to 255"],
        ],
        "small steps descend slowly",
    ),
    (
        "descent",
        "loss, part 20",
        [
            ["Adam, 0.001", "Adam, 0.01", "Adam, 0.0001", "SGD, 0.01", "SGD, 0.001", "SGD, 1"],
            ["SGD, 0.1", "SGD, 0.001, pixels to 255", "SGD, 0.01", "Adam, 0.001, weights begin at zero"],
            ["SGD with momentum 0.9, 0.01", "Adam, 0.01", "SGD, 0.001, pixels to 255"],
        ],
        "too large and too small steps",
    ),
    (
        "digit_network",
        "test accuracy",
        [["1 epoch, raw pixels", "1 epoch, divided by 255", "5 epochs, divided by 255"]],
        "epochs",
    ),
    (
        "changes",
        "training loss, last epoch",
        [
            ["chapter 05", "batch 128"],
            ["one cycle up to 0.01", "fall alone", "batch 128, rate 0.004", "rise alone", "batch 128"],
            ["one cycle up to 0.01", "one cycle", "batch 128, rate 0.004"],
            ["three times as long", "batch normalization", "weight decay", "dropout", "mirrored", "label smoothing"],
            ["three times as long", "three times as long, moved", "moved"],
            ["batch normalization", "global pooling", "separable"],
            ["deeper, with skips", "deeper"],
        ],
        "what makes it harder to learn by heart",
    ),
    (
        "changes",
        "held-out accuracy",
        [["rise alone", "fall alone", "batch normalization", "three times as long", "three times as long, moved"]],
        "what helps",
    ),
    ("changes", "held-out accuracy", [["mirrored", "dropout", "moved"]], "which moves digits stand"),
    *(
        ("repairs", metric, [[*others, best]], "who has seen the change reads it best")
        for metric, best, others in (
            ("noise of 0.4", "noisy", ("moved far", "moved", "inverted", "as they are")),
            ("blur of 2 pixels", "blurred", ("moved far", "noisy", "moved")),
            ("inverted", "inverted", ("moved far", "moved", "as they are", "blurred")),
            ("translated by 4 pixels", "moved far", ("blurred", "as they are", "moved")),
            ("as they are", "moved", ("all of them", "moved far", "blurred", "noisy", "as they are")),
        )
    ),
    (
        "pixels",
        "mean IoU",
        [[f"{way}" for way in ("no skips, cross-entropy", "skips, weighted cross-entropy", "skips, cross-entropy")]],
        "skips and weights",
    ),
    (
        "pixels",
        "IoU, ink of any digit",
        [["no skips, cross-entropy", "skips, weighted cross-entropy", "skips, Dice loss", "skips, cross-entropy"]],
        "skips and losses",
    ),
    ("faces", "equal error rate", [["ArcFace", "no margin", "pixels"]], "margins"),
    (
        "doubles",
        "accuracy, the thousand",
        [
            ["nothing planted", "500 planted, moved", "1000 planted, moved", "1000 planted"],
            ["100 planted", "500 planted", "1000 planted, moved"],
            *chains("{of} {step}", ("others", "planted, moved", "planted"), (500, 1000)),
        ],
        "how many are planted, and how",
    ),
    (
        "doubles",
        "found, ones apart",
        [
            ["pixels: moved", *(f"pixels: {change}" for change in ("less contrast", "noise", "JPEG", "as they are"))],
            ["pixels in the corner: turned", "pixels in the corner: noise", "pixels in the corner: less contrast"],
            ["pixels in the corner: JPEG", "pixels in the corner: moved"],
            ["features: moved", *(f"features: {change}" for change in ("turned", "noise", "less contrast", "JPEG"))],
            ["hash of 256 bits: moved", "hash of 256 bits: less contrast", "hash of 256 bits: as they are"],
            ["features: turned", "pixels in the corner: turned", "pixels: turned"],
        ],
        "how much is changed, and what a method does not see",
    ),
    (
        "doubles",
        "found, equal codes",
        [["hash of 64 bits: moved", "hash of 64 bits: less contrast", "hash of 64 bits: as they are"]],
        "how much is changed",
    ),
    (
        "driving",
        "error on the frames it drove to",
        chains("{of}{step}", ("", ", racetrack-large-v1"), CLONES),
        "tracks",
    ),
    (
        "driving",
        "error on the frames it drove to",
        [["the expert itself", "DAgger", "expert's frames, kicked", "expert's frames"]],
        "whose frames",
    ),
    (
        "driving",
        "error on the frames it drove to",
        chains("{of}{step}", (", racetrack-large-v1", ", racetrack-oval-v1"), CLONES[1:2]),
        "tracks",
    ),
    (
        "driving",
        "distance from the middle of the lane",
        [[f"the expert itself{place}" for place in (", racetrack-oval-v1", ", racetrack-large-v1", "")]],
        "tracks",
    ),
    (
        "driving",
        "error on the frames it drove to",
        [
            ["DAgger", "DAgger, noisy", "DAgger, blurred", "DAgger, darker"],
            ["DAgger, noisy", "DAgger, covered", "DAgger, darker"],
        ],
        "faults of the camera",
    ),
    (
        "driving",
        "time on the road",
        chains(
            "{of}, {step}", ("racetrack-large-v1", "racetrack-oval-v1"), ("expert's frames", "expert's frames, kicked")
        ),
        "tracks",
    ),
    (
        "driving",
        "time on the road",
        [["expert's frames, racetrack-large-v1", "expert's frames, kicked, racetrack-large-v1"]],
        "whose frames",
    ),
    (
        "speed",
        "training",
        [
            ["chapter 05, batch 128", "chapter 05, batch 32"],
            ["normalized after pooling", "normalized before pooling"],
            ["chapter 05, batch 512", "six convolutions, mixed precision", "six convolutions"],
        ],
        "batches, places, precision",
    ),
    (
        "speed",
        "forward and back",
        [
            ["layer dense", "layer ReLU after conv1", "layer conv3", "layer normalization after pool1", "layer conv2"],
            ["layer pool1", "layer normalization after pool1", "layer conv1", "layer normalization after conv1"],
        ],
        "how much there is to compute",
    ),
    ("speed", "forward", [["layer conv1", "layer conv2"]], "how much there is to compute"),
    (
        "training",
        "NumPy, one epoch",
        [
            ["race, batch 128", "race, batch 32", "race, batch 128, beside two busy processes"],
            ["race, batch 128, beside two busy processes", "race, batch 32, beside two busy processes"],
        ],
        "batches, neighbors",
    ),
    ("training", "Keras, one epoch", [["race, batch 32", "race, batch 128, beside two busy processes"]], "neighbors"),
]


def means(name, metric):
    """Return the mean over the runs of each case that has a metric."""
    return {
        case: mean(run[metric] for run in runs.values())
        for case, runs in figures(name).items()
        if all(metric in run for run in runs.values())
    }


def standard_error(name, metric, *cases):
    """Return the standard error of the difference of means over the runs of two cases; 0 where there is one run."""
    runs = [[run[metric] for run in figures(name)[case].values()] for case in cases]
    return math.sqrt(sum(variance(values) / len(values) for values in runs if len(values) > 1))


@pytest.mark.parametrize("name", dict.fromkeys(name for name, *_ in ORDERS))
def test_cases_stand_in_the_order_that_their_names_say(name):
    wrong = []
    for metric, runs, why in (line[1:] for line in ORDERS if line[0] == name):
        found = means(name, metric)
        for less, more in (pair for cases in runs for pair in pairwise(cases)):
            gap = found.get(more, math.nan) - found.get(less, math.nan)
            if not gap > 0 and not gap > -standard_error(name, metric, less, more):
                wrong.append(f"{metric}: {less}: {found.get(less)}, {more}: {found.get(more)} ({why})")
    assert wrong == [], (
        f"{name}.json: not in the order of ORDERS: {wrong}; {exchanged(name)}. If it was measured so, take the line "
        "out of ORDERS, and look at what the chapters say of it"
    )


@pytest.mark.parametrize("name", ["speed", "race", "training"])
def test_a_part_takes_less_than_the_whole(name):
    pairs = {
        "speed": [("prediction", "training")],
        "race": [("product, one thread", "product, one thread, beside")],
        "training": [("NumPy, one epoch", "Keras, one epoch")],
    }
    for case in figures(name):
        for less, more in pairs[name]:
            one, other = (means(name, metric).get(case) for metric in (less, more))
            assert one is None or one < other, f"{case}: {less} took {one}, {more} {other}; {exchanged(name)}"


def work(case):
    """Return what a layer asks for, by its name: products, numbers written and read, of kernels, taps, positions."""
    images, kernels = (tuple(map(int, shape.split(", "))) for shape in re.findall(r"\(([\d, ]+)\)", case))
    options = dict(re.findall(r", (strides|dilation|groups|padding) (\w+)", case))
    options = {name: int(value) if value.isdigit() else value for name, value in options.items()}
    output = geometry(images, kernels, **options).output
    return prod(output) * prod(kernels[:3]), *map(prod, (output, images, kernels, kernels[:2], output[:3]))


LONGER = 1.25  # times: so much longer a layer that asks for less may take, by chance


@pytest.mark.parametrize("beside", ["", ", beside two busy processes"])
@pytest.mark.parametrize("method", ["taps", "im2col"])
@pytest.mark.parametrize("name", ["convolution", "race", "choice"])
def test_a_layer_that_asks_for_more_of_everything_takes_longer(name, method, beside):
    times = means(name, method)
    asked = {case: work(case) for case in times if case.startswith("images") and ("beside" in case) == bool(beside)}
    wrong = [
        f"{less}: {times[less]:.4g} ms, {more}: {times[more]:.4g} ms"
        for less, more in product(asked, asked)
        if all(map(operator.le, asked[less], asked[more])) and 1.5 * asked[less][0] < asked[more][0]
        if times[less] >= LONGER * times[more]
    ]
    assert wrong == [], f"{name}.json, {method}: {wrong}; {exchanged(name)}"


def test_neighbors_slow_a_layer_down():
    for method in ("TensorFlow", "kernel gradient", "input gradient"):
        times = means("race", method)
        for case, alone in times.items():
            beside = times.get(f"{case}, beside two busy processes", math.inf)
            assert alone < beside, f"{case}, {method}: {exchanged('race')}"


@pytest.mark.slow
def test_the_network_that_ships_knows_the_changes_of_the_images_by_the_answers():
    """Its answers to images changed as a case says are likeliest among the answers kept for that case.

    For two cases that were exchanged they are likelier the other way round, unless the change is hardly to be seen.
    """
    script, stored, count = benchmark("robustness"), results.read("robustness"), 500
    network = models.digit_network()
    models.set_weights(network, models.load_weights("digit_network"))
    _, (images, labels) = data.load_mnist()
    images, labels = images[:count].astype("float32") / 255, labels[:count]
    cases = [case for case in script.CASES if case != script.SMALL_DIGITS]
    answers = [network.predict_on_batch(script.prepare(case, images, labels)[0][..., np.newaxis]) for case in cases]
    ours = np.eye(10)[np.argmax(answers, axis=2)]
    kept = [np.mean([np.eye(10)[stored.labels(c, seed)[:count]] for seed in script.SEEDS], axis=0) for c in cases]
    fits = np.einsum("anl,cnl->ac", ours, np.log(np.array(kept) + 0.02))
    gains = fits + fits.T - np.add.outer(fits.diagonal(), fits.diagonal())
    wrong = [(cases[i], cases[j]) for i, j in zip(*np.nonzero(gains > 5), strict=True) if i < j]
    assert wrong == [], f"{wrong}: the answers of the one fit the other; {exchanged('robustness')}"
