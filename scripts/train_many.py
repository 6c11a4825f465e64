"""Train the course's network on several processes, here or on a cluster.

    python scripts/train_many.py --workers 2 --kill 1    on this machine: starts both, and again if one dies
    TF_CONFIG=... python scripts/train_many.py            on a cluster: one of the workers that TF_CONFIG names

All else is the same. At the end worker 0 prints the share of test digits that are read right, and a hash of all
weights: two trainings with the same hash ended with the same bits.
"""

import argparse
import hashlib
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

from kernelbook import scale


def arguments():
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=0, help="start so many processes here")
    parser.add_argument("--kill", type=int, metavar="WORKER", help="end this worker by SIGKILL in the middle, once")
    parser.add_argument("--steps", type=int, default=468)
    parser.add_argument("--batch", type=int, default=128, help="images in a step, of all workers together")
    parser.add_argument("--every", type=int, default=50, help="steps from one checkpoint to the next")
    parser.add_argument("--rate", type=float, default=0.05)
    parser.add_argument("--patience", type=float, default=120, help="seconds until all workers must have come")
    parser.add_argument("--move", action="store_true", help="move each image by up to two pixels, anew each time")
    parser.add_argument("--float64", action="store_true", help="compute with 64 bits")
    parser.add_argument("--folder", help="of checkpoints and weights, seen by all workers; kept afterwards")
    return parser.parse_args()


def build(asked):
    """Return the course's network with the weights that seed 0 draws."""
    import keras

    from kernelbook import models

    keras.config.set_floatx("float64" if asked.float64 else "float32")
    keras.utils.set_random_seed(0)
    return models.digit_network()


def read(asked, worker, workers):
    """Return every image of which the number, divided by the number of workers, leaves that of this worker."""
    import tensorflow as tf

    from kernelbook import data

    (images, labels), _ = data.load_mnist()
    kind = "float64" if asked.float64 else "float32"
    pairs = tf.data.Dataset.from_tensor_slices((images, labels)).shard(workers, worker).repeat()
    pairs = pairs.map(lambda image, label: (tf.cast(image, kind)[..., None] / 255, label))
    if not asked.move:
        return pairs
    return pairs.enumerate().map(lambda number, pair: (move(pair[0], worker, number), pair[1]))


def move(image, worker, number):
    """Move an image by up to two pixels. Two numbers decide how far: of the worker, so that no two draw the same moves,
    and of the image in its stream, so that who goes on from a checkpoint draws what it would have drawn.
    """
    import tensorflow as tf

    seed = tf.stack([tf.cast(worker, tf.int64), tf.cast(number, tf.int64)])
    padded = tf.pad(image, [[2, 2], [2, 2], [0, 0]])
    return tf.image.stateless_random_crop(padded, tf.shape(image), seed)


def learn(asked):
    """Be one worker, and write the weights down."""
    import keras

    from kernelbook import archive, data

    found = scale.cluster()

    def before_step(step, first):
        if asked.kill == found.worker and first == 0 and step == asked.steps // 2 + 1:
            os.kill(os.getpid(), signal.SIGKILL)
        if found.worker == 0 and step % asked.every == 0:
            begun = f", gone on from {first}" if first == step > 0 else ""
            print(f"step {step} of {asked.steps}{begun}", flush=True)

    network, _ = scale.train_together(
        lambda: build(asked),
        lambda worker, workers: read(asked, worker, workers),
        steps=asked.steps,
        batch_size=asked.batch,
        optimizer=lambda: keras.optimizers.SGD(asked.rate, momentum=0.9),
        folder=Path(asked.folder) / "checkpoints" if asked.folder else None,
        every=asked.every,
        patience=asked.patience,
        before_step=before_step,
    )
    if found.worker == 0:
        weights = {weight.path: weight.numpy() for weight in network.weights}
        if asked.folder:
            archive.write_npz(Path(asked.folder) / "weights.npz", weights)
        digest = hashlib.sha256(b"".join(each.tobytes() for each in weights.values())).hexdigest()
        _, (images, labels) = data.load_mnist()
        named = network(images[..., None] / 255.0).numpy().argmax(axis=1)
        print(f"{(named == labels).mean():.2%} of the test digits read right; weights {digest[:16]}", flush=True)


def start(asked):
    """Start all workers here, and look after them."""
    if asked.kill is not None and not 0 <= asked.kill < asked.workers:
        sys.exit(f"--kill {asked.kill}: expected a worker from 0 to {asked.workers - 1}")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="train-many-") as temporary:
        folder = asked.folder or temporary
        Path(folder).mkdir(parents=True, exist_ok=True)
        command = [sys.executable, __file__, "--folder", folder]
        for name in ("steps", "batch", "every", "rate", "patience", *(["kill"] if asked.kill is not None else [])):
            command += [f"--{name}", str(getattr(asked, name))]
        command += [f"--{name}" for name in ("float64", "move") if getattr(asked, name)]
        starts = scale.supervise(command, asked.workers, folder=folder)
    print(f"{len(starts)} start{'s' * (len(starts) > 1)}, exit codes {starts}, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the workers end too
    try:
        asked = arguments()
        start(asked) if asked.workers and "TF_CONFIG" not in os.environ else learn(asked)
    except ValueError as error:
        print(error, file=sys.stderr)
        sys.exit(2)  # refused: to start again would not help
    except (TimeoutError, scale.WorkerError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("stopped; all workers have ended")
