"""Does `conv2d` choose the fastest of its methods?

    make bench ONLY=choice

Times what `conv2d` does when no method is named, and every method of `kernelbook.convolution` that can compute the
layer, on sixty shapes: gray images and layers, kernels from one pixel to the whole image, strides, dilations, groups,
lengths with large prime factors. All in alternation, on the same float32 arrays, the best of five blocks of calls, with
one thread of the library behind matrix products and all workers of ours. Writes src/kernelbook/results/choice.json. It
takes about four minutes on two cores.
"""

import time

import numpy as np
from convolution import linear_algebra, significant

from kernelbook import results
from kernelbook.convolution import conv2d
from kernelbook.convolution.choice import choose
from kernelbook.convolution.methods import METHODS
from kernelbook.convolution.shapes import geometry
from kernelbook.workers import one_thread

LOOPS = 1024  # positions; beyond these nobody waits for a step of Python each
PASSES, BLOCKS, BLOCK_SECONDS = range(3), 5, 0.02


def square(n, size, c_in, k, c_out, **arguments):
    """Return a layer on square images, with square kernels: shapes and arguments."""
    return (n, size, size, c_in), (k, k, c_in // arguments.get("groups", 1), c_out), arguments


GRAY = [square(1, size, 1, k, 1) for size in (28, 100, 256, 512) for k in (1, 3, 7, 15, size // 2, size)]
LAYERS = [
    *(square(32, 28, 1, k, 32) for k in (3, 5, 28)),
    *(square(32, 13, 32, k, 64) for k in (3, 5, 13)),
    *(square(8, 32, 64, k, 64) for k in (1, 3, 7, 32)),
    *(square(4, 14, 128, k, 128) for k in (1, 3, 14)),
    *(square(2, 56, 64, k, 64) for k in (3, 7, 31, 56)),
]
LENGTHS = [
    *(((1, 1, 8192, 1), (1, k, 1, 1), {}) for k in (3, 31, 501, 8192)),
    *(square(1, 509, 1, k, 1) for k in (9, 31)),
    *(square(2, 127, 4, k, 4) for k in (5, 63)),
]
ARGUMENTS = [
    *(square(1, 256, 1, k, 1, strides=4) for k in (13, 31)),
    *(square(1, 256, 1, 13, 1, dilation=d) for d in (2, 21)),
    *(square(4, 64, 32, k, 32, groups=32) for k in (3, 9, 13)),
    square(8, 32, 64, 3, 64, strides=2),
    square(8, 64, 3, 7, 64, strides=2),
    square(8, 32, 16, 7, 16, padding="same"),
    square(8, 28, 32, 3, 32, dilation=4),
]
DETERMINED_BY = [
    "benchmarks/choice.py",
    "kernelbook.convolution.conv2d",
    "kernelbook.convolution.formula.conv2d_loops",
    "kernelbook.convolution.taps.conv2d_taps",
    "kernelbook.convolution.fft.conv2d_fft",
    "kernelbook.convolution.shapes.Geometry",
    "kernelbook.convolution.shapes.geometry",
    "src/kernelbook/convolution/blocks.py",
    "src/kernelbook/convolution/choice.py",
    "src/kernelbook/convolution/im2col.py",
    "src/kernelbook/convolution/winograd.py",
    "src/kernelbook/workers.py",
]


def name_of(images, kernels, arguments):
    """Name a case by its shapes and arguments."""
    rest = "".join(f", {name} {value}" for name, value in arguments.items())
    return f"images {images}, kernels {kernels}{rest}"


CASES = {name_of(*shape): shape for shape in (*GRAY, *LAYERS, *LENGTHS, *ARGUMENTS)}


def arrays(images, kernels):
    """Return random images and kernels, float32."""
    generator = np.random.default_rng(0)
    return [generator.normal(size=shape).astype("float32") for shape in (images, kernels)]


def ways(images, kernels, arguments):
    """Return the functions without arguments that compute a layer, by name; "auto" is the choice of `conv2d`."""
    X, K = arrays(images, kernels)
    _, h, w, _ = geometry(images, kernels, **arguments).output
    plain = kernels[:2] == (3, 3) and not {"strides", "dilation"} & arguments.keys()
    possible = {"loops": h * w <= LOOPS, "winograd": plain}
    methods = ["auto", *(method for method in METHODS if possible.get(method, True))]
    return {method: lambda method=method: conv2d(X, K, method=method, **arguments) for method in methods}


def best_times(functions):
    """Return the best time of each function in seconds."""
    best = dict.fromkeys(functions, np.inf)
    for block in range(1 + BLOCKS):
        for name, function in functions.items():
            calls, start = 0, time.perf_counter()
            while (spent := time.perf_counter() - start) < BLOCK_SECONDS or calls == 0:
                function()
                calls += 1
            if block:  # the first warms up
                best[name] = min(best[name], spent / calls)
    return best


def chosen(case):
    """Return the method that `conv2d` takes for a case."""
    images, kernels, arguments = CASES[case]
    return choose(*arrays(images, kernels), geometry(images, kernels, **arguments))


def measure(case, seed):
    """Time one case once; the seed is the number of the pass."""
    with one_thread():
        seconds = best_times(ways(*CASES[case]))
    return {name: (significant(1000 * value), "ms") for name, value in seconds.items()}, None


if __name__ == "__main__":
    runs = [(case, number) for number in PASSES for case in CASES]
    results.collect("choice", runs, measure, DETERMINED_BY, linear_algebra())
