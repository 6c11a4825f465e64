"""How do NumPy's ways to compute a layer of 3 × 3 kernels compare with TensorFlow's?

    make bench ONLY=race

Times, on the same float32 arrays and in alternation, the methods of `kernelbook.convolution` and `tf.nn.conv2d`,
compiled, whose result stays in TensorFlow. Beside them: im2col with its matrix written all at once, instead of in
blocks; the product of its matrices alone, the limit of every method that does all multiplications; PyTorch, where it is
installed; SciPy, for one channel and one kernel. The shapes are those of the course's network with 128 and with 32
images, and of layers in larger networks. Writes src/kernelbook/results/race.json. It takes about two minutes on two
cores; leave the machine alone meanwhile.
"""

import importlib.util

import numpy as np
import tensorflow as tf
from convolution import best_times, linear_algebra, significant
from scipy import signal

from kernelbook import results
from kernelbook.convolution import conv2d
from kernelbook.convolution.im2col import unroll, windows
from kernelbook.convolution.shapes import geometry

# Images, pixels along an axis, channels in, channels out.
LAYERS = [
    *((n, *layer) for n in (128, 32) for layer in ((28, 1, 32), (13, 32, 64), (5, 64, 64))),
    (8, 56, 64, 64),
    (1, 224, 3, 64),
    (4, 28, 128, 128),
    (1, 512, 1, 1),
    (8, 32, 256, 256),
]
METHODS = ("taps", "im2col", "winograd")
PASSES = range(3)
DETERMINED_BY = [
    "benchmarks/race.py",
    "benchmarks/convolution.py",
    "kernelbook.convolution.conv2d",
    "kernelbook.convolution.taps.conv2d_taps",
    "kernelbook.convolution.shapes.geometry",
    "src/kernelbook/convolution/blocks.py",
    "src/kernelbook/convolution/im2col.py",
    "src/kernelbook/convolution/winograd.py",
]


def name_of(layer):
    """Name a case by its shapes."""
    n, size, c_in, c_out = layer
    return f"images ({n}, {size}, {size}, {c_in}), kernels (3, 3, {c_in}, {c_out})"


CASES = {name_of(layer): layer for layer in LAYERS}


def arrays(layer):
    """Return random images and kernels of a layer, float32."""
    n, size, c_in, c_out = layer
    generator = np.random.default_rng(0)
    shapes = (n, size, size, c_in), (3, 3, c_in, c_out)
    return [generator.normal(size=shape).astype("float32") for shape in shapes]


def peers(images, kernels):
    """Return how other libraries compute a layer, by name; each keeps its result as it is used to."""
    x, K = tf.constant(images), tf.constant(kernels)
    found = {"TensorFlow": tf.function(lambda: tf.nn.conv2d(x, K, strides=1, padding="VALID"))}
    if importlib.util.find_spec("torch"):
        import torch

        channels_first = [
            torch.from_numpy(a.copy()) for a in (images.transpose(0, 3, 1, 2), kernels.transpose(3, 2, 0, 1))
        ]
        found["PyTorch"] = lambda: torch.nn.functional.conv2d(*channels_first)
    if images.shape[0] == kernels.shape[2] == kernels.shape[3] == 1:
        found["SciPy"] = lambda: signal.correlate2d(images[0, :, :, 0], kernels[:, :, 0, 0], "valid")
    return found


def ways(layer):
    """Return the functions without arguments that compute a layer, by name."""
    images, kernels = arrays(layer)
    every = windows(images, geometry(images.shape, kernels.shape, 1, "valid", 1, 1))
    matrix, columns = unroll(every, np.empty(every.size, "float32")), kernels.reshape(-1, kernels.shape[3])
    target = np.empty((len(matrix), kernels.shape[3]), "float32")
    ours = {method: lambda method=method: conv2d(images, kernels, method=method) for method in METHODS}
    ours["im2col, all at once"] = lambda: every.reshape(-1, len(columns)) @ columns
    ours["product alone"] = lambda: np.matmul(matrix, columns, out=target)
    return ours | peers(images, kernels)


def measure(case, seed):
    """Time one case once; the seed is the number of the pass."""
    seconds = best_times(ways(CASES[case]))
    return {name: (significant(1000 * value), "ms") for name, value in seconds.items()}, None


if __name__ == "__main__":
    runs = [(case, number) for number in PASSES for case in CASES]
    with tf.device("CPU"):
        results.collect("race", runs, measure, DETERMINED_BY, linear_algebra())
