"""How do NumPy's ways to compute a layer of 3 × 3 kernels, and its gradients, compare with TensorFlow's?

    make bench ONLY=race

Times, on the same float32 arrays and in alternation, `kernelbook.convolution` and TensorFlow, compiled, whose results
stay in TensorFlow: the layer, the gradient of its kernels and that of its images. First alone on the machine, where
the best of five blocks of calls counts. Then beside two processes that compute without a pause, where the median
counts, since there the best would be chance. In both, im2col stands beside the same blocks without workers of ours,
whose products the library behind them cuts into pieces as it likes.

Alone there are also: other methods; im2col with its matrix written all at once, instead of in blocks; the product of
its matrices alone, the limit of every method that does all multiplications; PyTorch, where it is installed; SciPy, for
one channel and one kernel. The shapes are those of the course's network with 128 and with 32 images, and of layers in
larger networks.

Last, who waits: one product of matrices on one thread and on all of them, alone and beside, with the processor time
it takes; and how long TensorFlow takes for a layer directly after such a product. Writes
src/kernelbook/results/race.json. It takes about a quarter of an hour on two cores; leave the machine alone meanwhile.
"""

import importlib.util
import statistics
import time

import numpy as np
import tensorflow as tf
from convolution import REST, best_times, linear_algebra, neighbors, significant, times
from scipy import signal
from threadpoolctl import threadpool_limits

from kernelbook import results
from kernelbook.convolution import conv2d, conv2d_input_gradient, conv2d_kernel_gradient
from kernelbook.convolution.blocks import blocks
from kernelbook.convolution.im2col import multiply, unroll, windows
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
NEIGHBORS, NEIGHBORS_SECONDS = 2, 0.1
WAITING, ROUNDS, PRODUCT = "who waits", 15, (3872, 288, 64)
DETERMINED_BY = [
    "benchmarks/race.py",
    "benchmarks/convolution.py",
    "kernelbook.convolution.conv2d",
    "kernelbook.convolution.taps.conv2d_taps",
    "kernelbook.convolution.shapes.Geometry",
    "kernelbook.convolution.shapes.geometry",
    "src/kernelbook/convolution/blocks.py",
    "src/kernelbook/convolution/gradients.py",
    "src/kernelbook/convolution/im2col.py",
    "src/kernelbook/convolution/transpose.py",
    "src/kernelbook/convolution/winograd.py",
    "src/kernelbook/workers.py",
]


def name_of(layer):
    """Name a case by its shapes."""
    n, size, c_in, c_out = layer
    return f"images ({n}, {size}, {size}, {c_in}), kernels (3, 3, {c_in}, {c_out})"


CASES = {name_of(layer): layer for layer in LAYERS}
BESIDE = {f"{case}, beside two busy processes": layer for case, layer in CASES.items()}


def arrays(layer):
    """Return random images and kernels of a layer, float32."""
    n, size, c_in, c_out = layer
    generator = np.random.default_rng(0)
    shapes = (n, size, size, c_in), (3, 3, c_in, c_out)
    return [generator.normal(size=shape).astype("float32") for shape in shapes]


def peers(images, kernels):
    """Return how PyTorch and SciPy compute a layer, by name; each keeps its result as it is used to."""
    found = {}
    if importlib.util.find_spec("torch"):
        import torch

        channels_first = [
            torch.from_numpy(a.copy()) for a in (images.transpose(0, 3, 1, 2), kernels.transpose(3, 2, 0, 1))
        ]
        found["PyTorch"] = lambda: torch.nn.functional.conv2d(*channels_first)
    if images.shape[0] == kernels.shape[2] == kernels.shape[3] == 1:
        found["SciPy"] = lambda: signal.correlate2d(images[0, :, :, 0], kernels[:, :, 0, 0], "valid")
    return found


def both(layer):
    """Return the layer and its gradients in NumPy and in TensorFlow, and im2col without workers, by name."""
    images, kernels = arrays(layer)
    n, h, w, c_out = geometry(images.shape, kernels.shape, 1, "valid", 1, 1).output
    errors = conv2d(images, kernels)
    x, K, e = (tf.constant(a) for a in (images, kernels, errors))
    steps = {"strides": [1] * 4, "padding": "VALID"}

    def without_workers():
        shape = geometry(images.shape, kernels.shape, 1, "valid", 1, 1)
        Y, columns = np.empty((n * h, w, c_out), "float32"), kernels.reshape(-1, c_out)
        multiply(windows(shape.pad(images), shape), columns, Y, iter(blocks(n, h, w * columns[:, 0].nbytes)))
        return Y.reshape(shape.output)

    return {
        "im2col": lambda: conv2d(images, kernels, method="im2col"),
        "TensorFlow": tf.function(lambda: tf.nn.conv2d(x, K, **steps)),
        "kernel gradient": lambda: conv2d_kernel_gradient(images, errors, kernel_shape=kernels.shape),
        "TensorFlow, kernel gradient": tf.function(
            lambda: tf.raw_ops.Conv2DBackpropFilter(input=x, filter_sizes=K.shape, out_backprop=e, **steps)
        ),
        "input gradient": lambda: conv2d_input_gradient(errors, kernels, input_shape=images.shape),
        "TensorFlow, input gradient": tf.function(
            lambda: tf.raw_ops.Conv2DBackpropInput(input_sizes=x.shape, filter=K, out_backprop=e, **steps)
        ),
        "im2col, no workers": without_workers,
    }


def ways(layer):
    """Return the functions without arguments that compute a layer or its gradients alone on the machine, by name."""
    images, kernels = arrays(layer)
    every = windows(images, geometry(images.shape, kernels.shape, 1, "valid", 1, 1))
    matrix, columns = unroll(every, np.empty(every.size, "float32")), kernels.reshape(-1, kernels.shape[3])
    target = np.empty((len(matrix), kernels.shape[3]), "float32")
    found = both(layer)
    library = {"im2col, no workers": found.pop("im2col, no workers")}
    library["im2col, all at once"] = lambda: every.reshape(-1, len(columns)) @ columns
    library["product alone"] = lambda: np.matmul(matrix, columns, out=target)
    ours = {method: lambda method=method: conv2d(images, kernels, method=method) for method in METHODS}
    return found | {"winograd": ours["winograd"]} | peers(images, kernels) | {"taps": ours["taps"]} | library


def in_milliseconds(seconds):
    """Return figures as they are stored."""
    return {name: (significant(1000 * value), "ms") for name, value in seconds.items()}


def waiting():
    """Time a product on one thread and on all, alone and beside, and TensorFlow directly after it."""
    rows, inner, columns = PRODUCT
    A, B = (np.ones(shape, "float32") for shape in ((rows, inner), (inner, columns)))
    layer = both((8, 56, 64, 64))["TensorFlow"]
    seconds = {}
    for threads, limit in (("one thread", 1), ("all threads", None)):
        with threadpool_limits(limit, user_api="blas"):
            for place, count in (("", 0), (", beside", NEIGHBORS)):
                with neighbors(count):
                    seconds |= clocks(lambda: A @ B, f"product, {threads}{place}")
            after = []
            for _ in range(ROUNDS):
                A @ B
                start = time.perf_counter()
                layer()
                after.append(time.perf_counter() - start)
            seconds[f"TensorFlow after a product, {threads}"] = statistics.median(after)
        time.sleep(REST)
    return seconds


def clocks(function, name):
    """Return the time of a call, and the time of all processors that this process took for it, by name."""
    for _ in range(10):
        function()
    wall, used, calls = time.perf_counter(), time.process_time(), 200
    for _ in range(calls):
        function()
    spent = {name: time.perf_counter() - wall, f"{name}, processor time": time.process_time() - used}
    time.sleep(REST)
    return {name: seconds / calls for name, seconds in spent.items()}


def measure(case, seed):
    """Time one case once; the seed is the number of the pass."""
    if case == WAITING:
        return in_milliseconds(waiting()), None
    if case in CASES:
        return in_milliseconds(best_times(ways(CASES[case]))), None
    with neighbors(NEIGHBORS):
        found = times(both(BESIDE[case]), NEIGHBORS_SECONDS)
    return in_milliseconds({name: statistics.median(of_blocks) for name, of_blocks in found.items()}), None


if __name__ == "__main__":
    runs = [(case, number) for number in PASSES for case in (*CASES, *BESIDE, WAITING)]
    with tf.device("CPU"):
        results.collect("race", runs, measure, DETERMINED_BY, linear_algebra())
