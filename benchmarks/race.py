"""How do NumPy's ways to compute a layer of 3 × 3 kernels compare with TensorFlow's?

    make bench ONLY=race

Times, on the same float32 arrays and in alternation, the methods of `kernelbook.convolution` and `tf.nn.conv2d`,
compiled, whose result stays in TensorFlow. The shapes are those of the course's network with 128 and with 32 images,
and of layers in larger networks. Writes src/kernelbook/results/race.json. It takes about a minute and a half on two
cores; leave the machine alone meanwhile.
"""

import numpy as np
import tensorflow as tf
from convolution import best_times, linear_algebra, significant

from kernelbook import results
from kernelbook.convolution import conv2d

# Images, pixels along an axis, channels in, channels out.
LAYERS = [
    *((n, *layer) for n in (128, 32) for layer in ((28, 1, 32), (13, 32, 64), (5, 64, 64))),
    (8, 56, 64, 64),
    (1, 224, 3, 64),
    (4, 28, 128, 128),
    (1, 512, 1, 1),
]
METHODS = ("taps", "im2col", "winograd")
PASSES = range(3)
DETERMINED_BY = [
    "benchmarks/race.py",
    "benchmarks/convolution.py",
    "kernelbook.convolution.conv2d",
    "kernelbook.convolution.taps.conv2d_taps",
    "kernelbook.convolution.im2col.conv2d_im2col",
    "kernelbook.convolution.im2col.windows",
    "kernelbook.convolution.shapes.geometry",
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


def ways(layer):
    """Return the functions without arguments that compute a layer, by name."""
    images, kernels = arrays(layer)
    x, K = tf.constant(images), tf.constant(kernels)
    compiled = tf.function(lambda: tf.nn.conv2d(x, K, strides=1, padding="VALID"))
    ours = {method: lambda method=method: conv2d(images, kernels, method=method) for method in METHODS}
    return ours | {"TensorFlow": compiled}


def measure(case, seed):
    """Time one case once; the seed is the number of the pass."""
    seconds = best_times(ways(CASES[case]))
    return {name: (significant(1000 * value), "ms") for name, value in seconds.items()}, None


if __name__ == "__main__":
    runs = [(case, number) for number in PASSES for case in CASES]
    with tf.device("CPU"):
        results.collect("race", runs, measure, DETERMINED_BY, linear_algebra())
