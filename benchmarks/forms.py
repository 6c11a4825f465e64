"""What does a network lose, and what does it gain, in each form in which it may leave a notebook?

    make bench ONLY=forms

Chapter 05's network, with the weights that ship, is written as files of LiteRT and ONNX, in 32, 16 and 8 bits, and
reads the 10,000 test images: how many bytes, how many answers other than Keras's, and how sure Keras was of these. For
8 bits throughout, ranges come from training images, 1 to 500 of them, drawn at random; and scales from each channel of
a kernel, or from all of it. Then LiteRT's answers to 2,000 images are computed in NumPy's integers, with the rounding
of its kernels and with that of its reference.

One image after the other is read in all forms, in turns: alone, and beside two processes that compute without a pause.
Files are read on one thread; Keras takes as many as it does by itself. Each is told as a multiple of the time of the
compiled network in the same turn, the median of turns. Writes src/kernelbook/results/forms.json. Leave the machine
alone meanwhile.
"""

import statistics
import tempfile
import time
from functools import cache
from pathlib import Path

import numpy as np
import tensorflow as tf
from convolution import neighbors

from kernelbook import compression, data, evaluation, models, results

CONFIDENCE, FINE = "Keras, confidence", 65_535  # steps in which a probability is kept
PLAIN = {  # case: who writes it, in which form
    "LiteRT, 32 bits": ("to_litert", "float32"),
    "LiteRT, 16 bits": ("to_litert", "float16"),
    "LiteRT, weights of 8 bits": ("to_litert", "weights8"),
    "ONNX, 32 bits": ("to_onnx", "float32"),
}
COUNTS = (1, 2, 5, 10, 20, 50, 100, 500)
MOST = COUNTS[-1]
ONE_SCALE = f"LiteRT, 8 bits, {MOST} images, one scale a kernel"
CALIBRATED = {  # case: who writes it, images, scales of channels
    **{f"LiteRT, 8 bits, {count} image{'s' * (count > 1)}": ("to_litert", count, True) for count in COUNTS},
    ONE_SCALE: ("to_litert", MOST, False),
    f"ONNX, 8 bits, {MOST} images": ("to_onnx", MOST, True),
}
KERNELS, ROUNDED = "rounding", 2_000  # images: the reference is slow
ALONE, BESIDE = "one image, alone", "one image, beside two busy processes"
TURNS, CALLS = 15, 20  # turns; calls of a form in a turn, of which the median counts
SEEDS = range(5)
RUNS = [
    (CONFIDENCE, 0),
    *((case, 0) for case in PLAIN),
    *((case, seed) for seed in SEEDS for case in (*CALIBRATED, ALONE, BESIDE)),
    *((KERNELS, seed) for seed in range(3)),
]
DETERMINED_BY = [
    "benchmarks/forms.py",
    "src/kernelbook/compression/exports.py",
    "src/kernelbook/compression/integers.py",
    "src/kernelbook/compression/reading.py",
    "src/kernelbook/compression/rounding.py",
    "src/kernelbook/compression/running.py",
    "kernelbook.compression.dequantize",
    "kernelbook.compression.quantize",
    "kernelbook.data.load_mnist",
    "kernelbook.evaluation.softmax",
    "kernelbook.models.digit_network",
]


@cache
def network():
    """Return chapter 05's network with the weights that ship."""
    found = models.digit_network()
    models.set_weights(found, models.load_weights("digit_network"))
    return found


@cache
def judged():
    """Return the test images, from 0 to 1, and labels."""
    _, (x, y) = data.load_mnist()
    return x[..., np.newaxis].astype("float32") / 255, y


@cache
def logits():
    """Return what Keras answers to the test images."""
    return network().predict(judged()[0], batch_size=500, verbose=0)


def examples(count, seed):
    """Return training images that tell ranges: those of a smaller count are among those of a larger one."""
    (x, _), _ = data.load_mnist()
    return x[np.random.default_rng(seed).permutation(len(x))[:count], :, :, np.newaxis].astype("float32") / 255


def write(case, seed, folder):
    """Write the file of a case, and return its path."""
    path = Path(folder) / ("network.tflite" if case.startswith("LiteRT") else "network.onnx")
    if case in PLAIN:
        writer, form = PLAIN[case]
        getattr(compression, writer)(network(), path, form)
        return path
    writer, count, per_channel = CALIBRATED[case]
    options = {} if writer == "to_onnx" else {"per_channel": per_channel}
    getattr(compression, writer)(network(), path, "int8", examples(count, seed), **options)
    return path


def confidence():
    """Return how sure Keras is of its answers: the probability of each, shape (10,000,)."""
    return evaluation.softmax(logits()).max(axis=1)


def measure_form(case, seed):
    """Judge a file: bytes, answers, and how sure Keras was of those that differ."""
    with tempfile.TemporaryDirectory(prefix="forms-") as folder:
        path = write(case, seed, folder)
        found, size = compression.open_file(path)(judged()[0]), path.stat().st_size
    answers, keras = found.argmax(axis=1).astype(np.uint8), logits().argmax(axis=1)
    differ, sure = answers != keras, confidence()
    figures = {
        "test accuracy": (round(100 * float(np.mean(answers == judged()[1])), 2), "%"),
        "file": (size, "bytes"),
        "answers that differ": (int(differ.sum()), "images"),
        "largest change of a logit": (round(float(np.abs(found - logits()).max()), 4), ""),
    }
    if figures["answers that differ"][0]:
        figures["confidence where they differ, lowest"] = round(float(sure[differ].min()), 4), ""
        figures["confidence where they differ, highest"] = round(float(sure[differ].max()), 4), ""
        figures["Keras right where they differ"] = int((keras == judged()[1])[differ].sum()), "images"
        figures["form right where they differ"] = int((answers == judged()[1])[differ].sum()), "images"
    return figures, answers


def measure_rounding(seed):
    """Count logits in which NumPy's integers differ from LiteRT's, and LiteRT's kernels from its reference."""
    images = judged()[0][:ROUNDED]
    with tempfile.TemporaryDirectory(prefix="forms-") as folder:
        path = write(f"LiteRT, 8 bits, {MOST} images", seed, folder)
        layers = compression.read_integers(path)
        theirs = {kernels: compression.open_file(path, kernels=kernels)(images) for kernels in ("xnnpack", "reference")}
    figures = {}
    for kernels, answers in theirs.items():
        ours = compression.answer_in_integers(layers, images, kernels)
        figures[f"NumPy against {kernels}"] = int((ours != answers).sum()), "logits"
    other = theirs["xnnpack"] != theirs["reference"]
    named = (theirs["xnnpack"].argmax(axis=1) != theirs["reference"].argmax(axis=1)).sum()
    figures["xnnpack against reference"] = int(other.sum()), "logits"
    figures["xnnpack against reference, images"] = int(other.any(axis=1).sum()), "images"
    figures["xnnpack against reference, answers"] = int(named), "images"
    return figures


def readers(folder, seed):
    """Return functions that read one image, in each form: the compiled network first."""
    compiled = tf.function(lambda x: network()(x, training=False))
    found = {
        "tf.function": lambda x: compiled(x).numpy(),
        "Keras predict": lambda x: network().predict(x, verbose=0),
        "Keras call": lambda x: network()(x, training=False).numpy(),
    }
    for number, case in enumerate((*PLAIN, f"LiteRT, 8 bits, {MOST} images", f"ONNX, 8 bits, {MOST} images")):
        place = Path(folder) / str(number)
        place.mkdir()
        found[case.removesuffix(f", {MOST} images")] = compression.open_file(write(case, seed, place))
    return found


def time_readers(case, seed):
    """Let forms take turns, and return the median time of the compiled network, and multiples of it."""
    images, ratios, first = judged()[0], {}, []
    rows = np.random.default_rng(seed).permutation(len(images))[:CALLS]
    with tempfile.TemporaryDirectory(prefix="forms-") as folder:
        found = readers(folder, seed)
        for read in found.values():
            read(images[:1])
        with neighbors(2 if case == BESIDE else 0):
            for _ in range(TURNS):
                times = {name: time_one(read, [images[k : k + 1] for k in rows]) for name, read in found.items()}
                first.append(times["tf.function"])
                for name, seconds in times.items():
                    ratios.setdefault(name, []).append(seconds / first[-1])
    figures = {"tf.function": (figure(1e6 * statistics.median(first)), "µs")}
    return figures | {
        f"{name}, of tf.function": (figure(statistics.median(values)), "times")
        for name, values in ratios.items()
        if name != "tf.function"
    }


def time_one(read, images):
    """Return the median time of a call."""
    seconds = []
    for image in images:
        start = time.perf_counter()
        read(image)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def figure(value):
    """Round to four digits."""
    return float(f"{value:.4g}")


def measure(case, seed):
    """Run one case."""
    if case == CONFIDENCE:
        steps = np.rint(FINE * confidence()).astype(int)
        grid = np.stack([logits().argmax(axis=1), steps >> 8, steps & 255])
        accuracy = 100 * float(np.mean(logits().argmax(axis=1) == judged()[1]))
        return {"accuracy": (round(accuracy, 2), "%"), "parameters": (network().count_params(), "numbers")}, grid
    if case == KERNELS:
        return measure_rounding(seed), None
    if case in (ALONE, BESIDE):
        return time_readers(case, seed), None
    return measure_form(case, seed)


if __name__ == "__main__":
    results.collect("forms", RUNS, measure, DETERMINED_BY)
