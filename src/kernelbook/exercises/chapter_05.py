"""Exercises of chapter 05, "Train a convolutional network on handwritten digits"."""

import numpy as np

from kernelbook import data, models
from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.functions import asks_for_function
from kernelbook.exercises.trained import judge_reader
from kernelbook.exercises.values import asks_for_number, asks_for_shape

# 05-parameters: 16 kernels of 5 × 5 on 8 channels.

ONE_CHANNEL = "a kernel reaches through all 8 channels of its input: it has 5 × 5 × 8 weights."
ONE_KERNEL = "that is one kernel; there are 16."

PARAMETERS = asks_for_number(
    "05-parameters",
    right=16 * (5 * 5 * 8 + 1),
    known={
        16 * 5 * 5 * 8: "every kernel also has one bias: 16 of them are missing.",
        16 * 5 * 5 * 8 + 1: "there is one bias for each kernel, not one for the layer.",
        16 * 5 * 5 * 8 + 8: "there is one bias for each of the 16 kernels, not one for each channel that comes in.",
        16 * (5 * 5 + 1): ONE_CHANNEL,
        16 * 5 * 5: ONE_CHANNEL,
        16 * 8 * (5 * 5 + 1): (
            "the bias is added once, after the channels are summed: one for a kernel, not one for a channel."
        ),
        5 * 5 * 8 + 1: ONE_KERNEL,
        5 * 5 * 8: ONE_KERNEL,
    },
    otherwise="not this number. Count the weights of one kernel, add its bias, multiply by the number of kernels.",
    praise="16 kernels of 5 × 5 × 8 weights and one bias each. The size of the image does not matter.",
)

# 05-shape: (32, 32, 3) through conv 16 3×3, pool 2, conv 24 5×5, pool 2.

CHANNELS = "a convolution has as many output channels as kernels; pooling keeps their number."

SHAPE = asks_for_shape(
    "05-shape",
    right=(*2 * [((32 - 3 + 1) // 2 - 5 + 1) // 2], 24),
    known={
        (8, 8, 24): (
            "these convolutions use padding 'valid': a 3 × 3 kernel takes 2 rows and columns away, a 5 × 5 kernel 4."
        ),
        (6, 6, 24): "pooling drops the row and the column that do not fill a block: 11 becomes 5, not 6.",
        (24, 5, 5): "Keras puts the channels last: (height, width, channels).",
        (5, 5, 3): CHANNELS,
        (5, 5, 16): CHANNELS,
        (5, 5, 40): CHANNELS,
        (11, 11, 24): "that is before the second pooling.",
    },
    otherwise="not this shape. Write down the shape after each of the four layers: 32, 30, 15, …",
    praise="32 → 30 → 15 → 11 → 5, and the last convolution has 24 kernels.",
)

# 05-softmax: a function from logits (..., k) to probabilities.

OVERFLOW = "large logits overflow: exp(1000) is infinite. Subtract the largest logit first; it cancels."
ALL_ROWS = "far below the largest logit of all, a row comes out as 0 / 0: subtract the largest logit of each row."
CLIPPED = (
    "large logits become others: 1000 and 900 must not come out alike. Nothing is cut off, the largest is subtracted."
)
ONLY_ROWS = "right for shape (n, k), but in (n, h, w, k) axis 1 counts rows of pixels: the classes are axis -1."
WRONG_AXIS = "the classes stand in the last axis, so the sums over it must be 1: use axis=-1 and keep the dimension."
SMALLEST = "subtract the largest logit, not the smallest: what is left must be 0 or less."
NOT_EXPONENTIAL = "it sums to 1, but the values are not those of exp: a logit larger by 1 means e times the share."


def softmax(logits):
    """Return the softmax over the last axis."""
    positive = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return positive / positive.sum(axis=-1, keepdims=True)


def draw_logits(generator):
    """Draw logits of an image or of each of its pixels: halves, small ones, or around ±1000 in some rows or classes."""
    shape, classes = generator.integers(1, 4, size=generator.choice([1, 3])), generator.integers(2, 6)
    level = generator.choice([0, 1000, -1000], size=(*shape, generator.choice([1, classes])))
    small = np.round(generator.normal(0, 4, size=(*shape, classes))) / 2
    return (small + level * generator.choice([0, 0, 1]),)


def shares(z, axis):
    """Compute the softmax over an axis as it is written first."""
    return np.exp(z) / np.exp(z).sum(axis=axis, keepdims=True)


def sums_to_one(found, axis=-1):
    """Say whether all sums over an axis are 1."""
    return np.allclose(found.sum(axis=axis), 1, atol=1e-3)


def breaks_where_classes_differ_much(found, expected, z):
    """Say whether there are no numbers in just those rows whose logits are so far apart that exp overflows."""
    apart = np.ptp(z, axis=-1)
    broken = ~np.isfinite(found).all(axis=-1)
    return broken.any() and any(np.array_equal(broken, apart > most) for most in (88, 709))  # 32 or 64 bits


SOFTMAX = asks_for_function(
    "05-softmax",
    praise="It sums to 1 over the classes in every shape, and logits of 1000 do no harm.",
    arguments="the logits",
    reference=softmax,
    inputs=draw_logits,
    edges=(
        (np.array([[2.0, 1.0, 0.0], [0.0, 0.0, 3.0], [-1.0, -1.0, -1.0], [0.5, 2.5, -4.0]]),),
        (np.array([[1000.0, 900.0]]),),
        (np.array([[0.0, 1.0], [1000.0, 999.0]]),),
        (np.array([[0.0, 1000.0, 1000.0]]),),
        (np.array([[-1000.0, -1001.0, -1000.5]]),),
        (np.array([[5.0]]),),
        (np.linspace(-2.0, 3.0, 24).reshape(1, 2, 4, 3) ** 2,),
        (np.random.default_rng(1).normal(0, 2, (13, 12)).round(1),),
        (np.random.default_rng(2).normal(0, 2, (11, 12, 13, 14)).round(1),),
    ),
    wrong={
        OVERFLOW: lambda z: shares(z, -1),
        ALL_ROWS: lambda z: shares(z - z.max(), -1),
        SMALLEST: lambda z: shares(z - z.min(axis=-1, keepdims=True), -1),
        CLIPPED: lambda z: shares(np.clip(z, -700, 700), -1),
        ONLY_ROWS: lambda z: shares(z - z.max(axis=1, keepdims=True), 1),
        WRONG_AXIS: lambda z: shares(z - z.max(axis=0), 0),
        "that sums to 1 over everything: each row of classes must sum to 1 by itself.": lambda z: shares(
            z - z.max(), None
        ),
        "that judges each class by itself; softmax shares out 1 among the classes.": lambda z: 1 / (1 + np.exp(-z)),
        "that shares out the logits themselves; take exp first.": lambda z: z / z.sum(axis=-1, keepdims=True),
        "these are the logarithms of the probabilities.": lambda z: np.log(softmax(z)),
        "these are not divided by their sum yet.": lambda z: np.exp(z - z.max(axis=-1, keepdims=True)),
        NOT_EXPONENTIAL: lambda z: softmax(np.log(2) * z),
    },
    signs={
        SMALLEST: breaks_where_classes_differ_much,
        ALL_ROWS: lambda found, expected, z: not np.isfinite(found).all() and z[..., 0].size > 1,
        OVERFLOW: lambda found, expected, z: not np.isfinite(found).all() and np.abs(z).max() > 80,
        CLIPPED: lambda found, expected, z: sums_to_one(found) and np.abs(z).max() > 80,
        ONLY_ROWS: lambda found, expected, z: z.ndim == 4 and not sums_to_one(found) and sums_to_one(found, 1),
        NOT_EXPONENTIAL: lambda found, expected, z: found.shape == z.shape and sums_to_one(found),
        WRONG_AXIS: lambda found, expected, z: found.shape == z.shape and not sums_to_one(found),
    },
    otherwise="not these probabilities. Try it on two logits, by hand.",
)

# 05-smaller: a trained network of at most 46,661 parameters, half of the first, half the network, that keeps 98 in 100.

LARGEST, LEAST = 93_322 // 2, 4_900


def train_smaller(widths=(16, 32, 32), images=55_000, epochs=2):
    """Train a smaller network of the same kind: the reference solution, or with other arguments a wrong one."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(0)
    (x, y), _ = data.load_mnist()
    stack = []
    for width in widths:
        stack += [layers.Conv2D(width, 3, activation="relu"), layers.MaxPooling2D(2)]
    ends = [layers.Flatten(), layers.Dense(10)]
    model = keras.Sequential([layers.Input((28, 28, 1)), *stack[:-1], *ends])
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    x = x[:images, ..., np.newaxis].astype("float32") / 255
    model.fit(x, y[:images], batch_size=32, epochs=epochs, verbose=0)
    return model


def small_for_color():
    """Return a model for color images."""
    from keras import Sequential, layers

    return Sequential([layers.Input((32, 32, 3)), layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(10)])


SMALLER = Exercise(
    "05-smaller",
    judge=lambda answer: judge_reader(answer, LARGEST, LEAST),
    praise="At most half the parameters, and still 98 in 100. The first network was larger than this task needs.",
    solution=train_smaller,
    wrong=(
        ("more than 46,661", models.digit_network),
        ("has it been trained?", lambda: train_smaller(images=32, epochs=0)),
        ("4,900 are needed", lambda: train_smaller(widths=(4,), images=3_000, epochs=1)),
        ("asked for images of shape (28, 28, 1), it raised", small_for_color),
    ),
)

# 05-work: multiply-accumulates of a convolution of 24 kernels 5 × 5 from (15, 15, 16) to (11, 11, 24).

WORK = asks_for_number(
    "05-work",
    right=11 * 11 * 24 * 5 * 5 * 16,
    known={
        15 * 15 * 24 * 5 * 5 * 16: (
            "count the positions of the output, 11 × 11: the kernel cannot stand at the other places of the 15 × 15."
        ),
        11 * 11 * 24 * 5 * 5: "at each position every kernel multiplies 5 × 5 × 16 numbers: all channels of the input.",
        11 * 11 * 5 * 5 * 16: "that is the work of one kernel; the layer has 24.",
        24 * 5 * 5 * 16: "that is the number of weights. Each of them is used again at every position of the output.",
        2 * 11 * 11 * 24 * 5 * 5 * 16: "a multiplication and the addition of its product are counted as one here.",
        11 * 11 * 24 * (5 * 5 * 16 + 1): "a bias is added, but multiplies nothing.",
    },
    otherwise="not this number. Multiply the positions, the kernels, and the products at one position of one kernel.",
    praise="9,600 weights do 121 times as much work, because each is used at 121 positions.",
)

EXERCISES = [PARAMETERS, SHAPE, SOFTMAX, WORK, SMALLER]
