"""How long does each way to compute a convolution take, on which shapes, and how near is it to the machine's limits?

    make bench ONLY=convolution

Times every method of `kernelbook.convolution`, `tf.nn.conv2d` and SciPy on the same float32 arrays, in alternation,
and the machine's peaks: a large matrix product and a large copy. Writes src/kernelbook/results/convolution.json. A pass
takes about three minutes on two cores and 3 GB of memory; leave the machine alone meanwhile.
"""

import subprocess
import sys
import time
from contextlib import contextmanager
from itertools import chain

import numpy as np
import tensorflow as tf
import threadpoolctl
from scipy import signal

from kernelbook import convolution, results
from kernelbook.convolution.im2col import windows
from kernelbook.convolution.shapes import geometry

KERNEL_SIZES = (3, 5, 7, 9, 11, 15, 21, 31)
IMAGE_SIZES = (16, 32, 64, 128, 256, 512, 1024)
CHANNELS = (1, 4, 16, 64, 256)

# (images, pixels along an axis, channels in, kernel's pixels along an axis, channels out)
SMALLEST = (1, 16, 1, 3, 1)
LAYERS = list(
    dict.fromkeys(
        chain(
            ((1, size, 1, 3, 1) for size in IMAGE_SIZES),
            ((1, 512, 1, k, 1) for k in KERNEL_SIZES),
            ((8, 64, 32, k, 32) for k in KERNEL_SIZES),
            ((8, 32, c, 3, c) for c in CHANNELS),
            [(32, 28, 1, 3, 32), (32, 13, 32, 3, 64), (32, 5, 64, 3, 64)],  # the course's network, conv1 to conv3
        )
    )
)
MACHINE = "this machine"
PASSES = range(3)
BLOCKS, BLOCK_SECONDS = 5, 0.03
# Seconds. So long a thread of the library behind matrix products may ask for work, and slow down whoever comes next;
# so long the system may keep threads that were asleep on one core; and a change of programs.
REST, AWAKE, WARM = 0.15, 0.1, 0.02
DETERMINED_BY = [
    "benchmarks/convolution.py",
    "kernelbook.convolution.conv2d",
    "kernelbook.convolution.formula.conv2d_loops",
    "kernelbook.convolution.taps.conv2d_taps",
    "kernelbook.convolution.fft.conv2d_fft",
    "kernelbook.convolution.shapes.geometry",
    "src/kernelbook/convolution/blocks.py",
    "src/kernelbook/convolution/im2col.py",
    "src/kernelbook/workers.py",
]


def name_of(layer):
    """Name a case by its shapes."""
    n, size, c_in, k, c_out = layer
    return f"images ({n}, {size}, {size}, {c_in}), kernels ({k}, {k}, {c_in}, {c_out})"


CASES = {name_of(layer): layer for layer in LAYERS}


def arrays(layer):
    """Return random images and kernels of a layer, float32."""
    n, size, c_in, k, c_out = layer
    generator = np.random.default_rng(0)
    images = generator.normal(size=(n, size, size, c_in)).astype("float32")
    return images, generator.normal(size=(k, k, c_in, c_out)).astype("float32")


def methods(layer):
    """Return the functions without arguments that compute a layer, by the name of their method."""
    images, kernels = arrays(layer)
    n, size, c_in, _, c_out = layer

    def ours(method):
        return lambda: convolution.conv2d(images, kernels, method=method)

    chosen = {method: ours(method) for method in ("im2col", "fft")}
    x, K = tf.constant(images), tf.constant(kernels)
    chosen["TensorFlow"] = lambda: tf.nn.conv2d(x, K, strides=1, padding="VALID").numpy()
    if n == c_in == c_out == 1:
        X, kernel = images[0, :, :, 0], kernels[:, :, 0, 0]
        chosen["SciPy, direct"] = lambda: signal.correlate2d(X, kernel, "valid")
        chosen["SciPy, FFT"] = lambda: signal.fftconvolve(X, kernel[::-1, ::-1], "valid")
    # One Python step for each position: beyond 128 × 128 of them nobody waits for the loops.
    chosen |= {method: ours(method) for method in ("taps", "loops") if method != "loops" or size <= 128}
    shape = geometry(images.shape, kernels.shape, 1, "valid", 1, 1)
    columns, matrix = windows(images, shape).reshape(-1, kernels[..., 0].size), kernels.reshape(-1, c_out)
    chosen["im2col, product alone"] = lambda: (columns @ matrix).reshape(shape.output)
    return chosen


def peaks():
    """Return what bounds every method: a product of two 2048 × 2048 matrices, and a copy of 256 MB."""
    A, B = np.random.default_rng(0).normal(size=(2, 2048, 2048)).astype("float32")
    source, target = np.ones(2**26, "float32"), np.empty(2**26, "float32")
    return {"matrix product": lambda: A @ B, "copy": lambda: np.copyto(target, source)}


def times(functions, seconds=BLOCK_SECONDS):
    """Return the times of each function in seconds, one for each block of calls, in alternation.

    Functions whose products run on all threads of the library behind them come last: it goes on asking for work.
    """
    found = {name: [] for name in functions}
    for _ in range(1 + BLOCKS):
        time.sleep(REST)
        block(next(iter(functions.values())), AWAKE)
        for name, function in functions.items():
            block(function, WARM)
            found[name].append(block(function, seconds))
    return {name: of_blocks[1:] for name, of_blocks in found.items()}  # the first block warms up


def block(function, seconds):
    """Call a function for so many seconds, once at least; return what a call took."""
    calls, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < seconds or calls == 0:
        function()
        calls += 1
    return spent / calls


def best_times(functions):
    """Return the best time of each function in seconds."""
    return {name: min(of_blocks) for name, of_blocks in times(functions).items()}


@contextmanager
def neighbors(count):
    """Let so many other processes compute without a pause inside a ``with``."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


def significant(value):
    """Round to four digits."""
    return float(f"{value:.4g}")


def measure(case, seed):
    """Time one case once; the seed is the number of the pass."""
    if case == MACHINE:
        seconds = best_times(peaks())
        product = 2048**3 / seconds["matrix product"] / 1e9
        moved = 2 * 2**26 * 4 / seconds["copy"] / 1e9
        return {
            "matrix product": (significant(product), "billion multiply-accumulates per second"),
            "copy": (significant(moved), "GB read or written per second"),
        }, None
    seconds = best_times(methods(CASES[case]))
    return {name: (significant(1000 * value), "ms") for name, value in seconds.items()}, None


def linear_algebra():
    """Say which library multiplies matrices, for which processor, with how many threads."""
    keys = ("internal_api", "version", "architecture", "num_threads")
    found = [pool for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"]
    return {"linear algebra": "; ".join(" ".join(str(pool[key]) for key in keys) for pool in found)}


if __name__ == "__main__":
    runs = [(case, number) for number in PASSES for case in [MACHINE, *CASES]]
    with tf.device("CPU"):
        results.collect("convolution", runs, measure, DETERMINED_BY, linear_algebra())
