"""What does it cost to feed a network from files, stage by stage, how much memory does it take, and what goes wrong?

    make bench ONLY=feeding

MNIST's 60,000 training images, as PNG files in 16 shards of a temporary folder, are read by TensorFlow: nothing but
read; read side by side; shuffled; decoded; moved and made brighter or darker; then decoded by several calls at once,
fetched in advance, cut into batches first; and as 60,000 single files. The files were just written, so the system has
them in memory. All cases of a round follow each other, and rounds repeat. Processor time counts all threads, and stays
much the same on a machine that others use; images a second do not. Then chapter 05's network learns from arrays, and
from shards in three ways, after two batches that compile it.

The peak of memory is that of a process of its own, which reads shards of MNIST moved at random, a million images if it
is asked to, through shuffle, decode, batch and prefetch; the control keeps what it reads. How well a buffer mixes is
told by the correlation of where a record comes and where it was written, in the collection and in its shard. Last,
what is left of a shard of 3,750 records whose record 1,000 is damaged, where errors are ignored. Writes
src/kernelbook/results/feeding.json.
"""

import io
import json
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from functools import cache
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from PIL import Image

from kernelbook import augmentation, data, models, results, scale

COUNT, PER_SHARD, BUFFER, BATCH, LEARNED = 60_000, 3_750, 4_096, 128, 19_200
AUTO = tf.data.AUTOTUNE
STAGES = (
    "read",
    "read side by side",
    "shuffled",
    "decoded",
    "decoded side by side",
    "decoded in batches",
    "augmented",
    "augmented side by side",
    "augmented side by side, prefetched",
    "60,000 files, decoded",
)
FED = {  # how a network is fed: whether calls run side by side, whether batches are fetched in advance
    "training from arrays": None,
    "training from shards, one call": (None, False),
    "training from shards, side by side": (AUTO, False),
    "training from shards, side by side, prefetched": (AUTO, True),
}
LARGE, PER_LARGE_SHARD = 1_000_000, 10_000
MEMORY = {  # images, whether they are kept
    "memory, 60,000 images": (60_000, False),
    "memory, 240,000 images": (240_000, False),
    "memory, 1,000,000 images": (LARGE, False),
    "memory, 240,000 images kept": (240_000, True),
}
BUFFERS = (1, 1_024, 4_096, 16_384, 60_000)
MIXED = {
    f"buffer of {buffer:,}{', shards mixed' if mixed else ''}": (buffer, mixed)
    for buffer in BUFFERS
    for mixed in (False, True)
}
DAMAGED = 1_000
LEFT = ("damaged record, errors ignored", "damaged image, errors ignored")
RUNS = [
    *((case, seed) for seed in range(3) for case in (*STAGES, *FED)),
    *((case, seed) for case in MIXED for seed in range(3)),
    *((case, 0) for case in LEFT),
    *((case, seed) for seed in range(3) for case in MEMORY if MEMORY[case][0] < LARGE),
    ("memory, 1,000,000 images", 0),
]
DETERMINED_BY = [
    "benchmarks/feeding.py",
    "src/kernelbook/augmentation.py",
    "src/kernelbook/scale/manifest.py",
    "src/kernelbook/scale/reading.py",
    "src/kernelbook/scale/shards.py",
    "kernelbook.data.load_mnist",
    "kernelbook.models.digit_network",
]


@cache
def kept():
    """Return a temporary folder that lives as long as this process."""
    return tempfile.TemporaryDirectory(prefix="feeding-")


def place(name):
    """Return the path of a folder to be written inside the temporary one."""
    return Path(kept().name) / name


@cache
def encoded():
    """Return MNIST's training images as PNG files in memory, and their labels."""
    (images, labels), _ = data.load_mnist()
    found = []
    for image in images:
        file = io.BytesIO()
        Image.fromarray(image).save(file, "PNG")
        found.append(file.getvalue())
    return found, labels


@cache
def collection():
    """Write the 60,000 images as shards, and return their folder."""
    scale.write_shards(place("shards"), zip(*encoded(), strict=True), PER_SHARD)
    return place("shards")


@cache
def single_files():
    """Write each image to a file of its own; return their names, in a random order, and labels."""
    images, labels = encoded()
    place("files").mkdir()
    names = [str(place("files") / f"{k:05d}.png") for k in range(COUNT)]
    for name, image in zip(names, images, strict=True):
        Path(name).write_bytes(image)
    order = np.random.default_rng(0).permutation(COUNT)
    return np.array(names)[order], labels[order].astype(np.int64)


def augment(image, label):
    """Move an image by up to two pixels, make it brighter or darker; from 0 to 1."""
    image = tf.image.random_crop(tf.pad(tf.cast(image, tf.float32) / 255, [[2, 2], [2, 2], [0, 0]]), [28, 28, 1])
    return tf.clip_by_value(tf.image.random_brightness(image, 0.2), 0, 1), label


def parse_batch(records):
    """Decode a batch of records: their fields all at once, their images one by one inside the same call."""
    features = {"image": tf.io.FixedLenFeature([], tf.string), "label": tf.io.FixedLenFeature([], tf.int64)}
    found = tf.io.parse_example(records, features)
    decode = tf.map_fn(lambda png: tf.io.decode_png(png, channels=1), found["image"], fn_output_signature=tf.uint8)
    return tf.ensure_shape(decode, (None, *scale.reading.SHAPE)), found["label"]


def decoded_file(name, label):
    """Read and decode a single file."""
    return tf.ensure_shape(tf.io.decode_png(tf.io.read_file(name), channels=1), scale.reading.SHAPE), label


def stage(case, seed):
    """Return the batches of a stage."""
    if case == "60,000 files, decoded":
        return tf.data.Dataset.from_tensor_slices(single_files()).map(decoded_file).batch(BATCH)
    files = scale.shard_files(collection())
    if case == "read":
        return scale.read_records(files).batch(BATCH)
    records = scale.read_records(files, seed, 1 if case == "read side by side" else BUFFER)
    if case in ("read side by side", "shuffled"):
        return records.batch(BATCH)
    if case == "decoded in batches":
        return records.batch(BATCH).map(parse_batch)
    calls = AUTO if "side by side" in case else None
    images = records.map(scale.parse, num_parallel_calls=calls)
    if case.startswith("augmented"):
        images = images.map(augment, num_parallel_calls=calls)
    return images.batch(BATCH).prefetch(AUTO) if case.endswith("prefetched") else images.batch(BATCH)


def spent(work, images):
    """Return images a second and processor time an image while work is done."""
    wall, used = time.perf_counter(), time.process_time()
    work()
    wall, used = time.perf_counter() - wall, time.process_time() - used
    return {"speed": (figure(images / wall), "images/s"), "processor": (figure(1e6 * used / images), "µs an image")}


def figure(value):
    """Round to four digits."""
    return float(f"{value:.4g}")


def time_stage(case, seed):
    """Go through all images of a stage, after two batches that load what is needed."""
    batches, seen = stage(case, seed), []

    def work():
        for batch in batches:
            seen.append(int(tf.shape(batch[0] if isinstance(batch, tuple) else batch)[0]))

    list(batches.take(2))
    found = spent(work, COUNT)
    assert sum(seen) == COUNT, "every image once"
    return found


def fed(case, seed):
    """Return what a network learns from: batches of arrays, or of shards."""
    if FED[case] is None:
        (images, labels), _ = data.load_mnist()
        rows = np.random.default_rng(seed).permutation(COUNT)[:LEARNED]
        arrays = images[rows, :, :, np.newaxis].astype("float32") / 255, labels[rows].astype(np.int64)
        return tf.data.Dataset.from_tensor_slices(arrays).batch(BATCH)
    calls, prefetched = FED[case]
    records = scale.read_records(scale.shard_files(collection()), seed, BUFFER).take(LEARNED)
    records = records.apply(tf.data.experimental.assert_cardinality(LEARNED))
    images = records.map(scale.parse, num_parallel_calls=calls).map(augment, num_parallel_calls=calls).batch(BATCH)
    return images.prefetch(AUTO) if prefetched else images


def time_training(case, seed):
    """Let the course's network learn from what it is fed, after two batches that compile it."""
    keras.utils.set_random_seed(seed)
    network, batches = models.digit_network(), fed(case, seed)
    network.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    network.fit(batches.take(2), shuffle=False, verbose=0)
    found = spent(lambda: network.fit(batches, shuffle=False, verbose=0), LEARNED)
    assert int(network.optimizer.iterations) == 2 + LEARNED // BATCH, "every batch once"
    return found


def chunk(kind, content):
    """Return a part of a PNG file: length, kind, content, checksum."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


HEADER = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 28, 28, 8, 0, 0, 0, 0))


def moved():
    """Yield a million images as PNG files, packed fast, and labels: MNIST's, turned and moved at random."""
    (images, labels), _ = data.load_mnist()
    generator = np.random.default_rng(0)
    for first in range(0, LARGE, PER_LARGE_SHARD):
        rows = np.arange(first, first + PER_LARGE_SHARD) % COUNT
        pixels = augmentation.move(images[rows, :, :, np.newaxis].astype("float32") / 255, generator)
        lines = np.zeros((PER_LARGE_SHARD, 28, 29), np.uint8)  # each line begins with the number of its filter: none
        lines[:, :, 1:] = np.round(255 * np.clip(pixels[..., 0], 0, 1))
        for image, label in zip(lines, labels[rows], strict=True):
            yield HEADER + chunk(b"IDAT", zlib.compress(image.tobytes(), 1)) + chunk(b"IEND", b""), label


@cache
def large():
    """Write the million as shards, and return their folder."""
    scale.write_shards(place("large"), moved(), PER_LARGE_SHARD)
    return place("large")


def peak():
    """Return the most memory that this process had so far, in MiB, as Linux tells it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def read_alone(folder, count, keep, seed):
    """Read so many images in this process, and print its peak before and after."""
    files, held, seen = scale.shard_files(folder)[: count // PER_LARGE_SHARD], [], 0
    batches = scale.read_records(files, seed, BUFFER).map(scale.parse, num_parallel_calls=AUTO).batch(BATCH)
    list(batches.take(1))
    before = peak()
    for images, _ in batches.prefetch(AUTO):
        seen += len(images)
        held += [images] if keep else []
    assert seen == count, "every image once"
    print(json.dumps([before, peak()]))


def measure_memory(case, seed):
    """Let a process of its own read, and ask it for its peak."""
    count, keep = MEMORY[case]
    call = f"import feeding; feeding.read_alone({str(large())!r}, {count}, {keep}, {seed})"
    run = subprocess.run(
        [sys.executable, "-c", call], cwd=Path(__file__).parent, check=True, capture_output=True, text=True
    )
    before, most = json.loads(run.stdout.splitlines()[-1])
    return {"before reading": (round(before), "MiB"), "peak": (round(most), "MiB")}


@cache
def places():
    """Write shards whose labels say where each record was written, without images, and return their files."""
    scale.write_shards(place("places"), ((b"", k) for k in range(COUNT)), PER_SHARD)
    return scale.shard_files(place("places"))


def label_of(record):
    """Return the label of a record."""
    return tf.io.parse_single_example(record, {"label": tf.io.FixedLenFeature([], tf.int64)})["label"]


def measure_mixing(case, seed):
    """Correlate where a record comes with where it was written."""
    buffer, mixed = MIXED[case]
    records = scale.read_records(places(), seed, buffer) if mixed else scale.read_records(places())
    if not mixed:
        records = records.shuffle(buffer, seed=seed)
    order = np.concatenate(list(records.map(label_of).batch(COUNT).as_numpy_iterator()))
    assert sorted(order) == list(range(COUNT)), "every record once"
    came = np.arange(COUNT)
    return {
        "correlation, in the collection": (round(float(np.corrcoef(came, order)[0, 1]), 4), ""),
        "correlation, in its shard": (round(float(np.corrcoef(came, order % PER_SHARD)[0, 1]), 4), ""),
    }


def measure_left(case):
    """Damage one record, or one image, of a shard, ignore errors, and count what is left."""
    images, labels = (part[:PER_SHARD] for part in encoded())
    of_image = case == "damaged image, errors ignored"
    pairs = (
        (image[:60] if of_image and k == DAMAGED else image, label)
        for k, (image, label) in enumerate(zip(images, labels, strict=True))
    )
    folder = place(case)
    scale.write_shards(folder, pairs, PER_SHARD)
    (path,) = (Path(file) for file in scale.shard_files(folder))
    if not of_image:
        content, at = bytearray(path.read_bytes()), 0
        for _ in range(DAMAGED):
            at += 16 + int.from_bytes(content[at : at + 8], "little")
        content[at + 12 + 60] ^= 1  # one bit behind the record's length and its checksum
        path.write_bytes(content)
    left = tf.data.TFRecordDataset(str(path)).map(scale.parse).ignore_errors()
    return {"records left": (sum(1 for _ in left), "records")}


def measure(case, seed):
    """Run one case."""
    if case in STAGES:
        return time_stage(case, seed), None
    if case in FED:
        return time_training(case, seed), None
    if case in MEMORY:
        return measure_memory(case, seed), None
    return measure_mixing(case, seed) if case in MIXED else measure_left(case), None


if __name__ == "__main__":
    results.collect("feeding", RUNS, measure, DETERMINED_BY)
