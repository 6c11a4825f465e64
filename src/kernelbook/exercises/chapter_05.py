"""Exercises of chapter 05, "Train a convolutional network on handwritten digits"."""

import numpy as np

from kernelbook import data, models
from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.old import call, judge_number, judge_shape

# 05-parameters: 16 kernels of 5 × 5 on 8 channels.

NO_BIAS = "every kernel also has one bias: 16 of them are missing."
ONE_BIAS = "there is one bias for each kernel, not one for the layer."
ONE_CHANNEL = "a kernel reaches through all 8 channels of its input: it has 5 × 5 × 8 weights."
BIAS_PER_CHANNEL = "the bias is added once, after the channels are summed: one for a kernel, not one for a channel."

PARAMETERS = Exercise(
    id="05-parameters",
    judge=judge_number(
        16 * (5 * 5 * 8 + 1),
        {
            16 * 5 * 5 * 8: NO_BIAS,
            16 * 5 * 5 * 8 + 1: ONE_BIAS,
            16 * (5 * 5 + 1): ONE_CHANNEL,
            16 * 5 * 5: ONE_CHANNEL,
            16 * 8 * (5 * 5 + 1): BIAS_PER_CHANNEL,
        },
        "not this number. Count the weights of one kernel, add its bias, multiply by the number of kernels.",
    ),
    praise="16 kernels of 5 × 5 × 8 weights and one bias each. The size of the image does not matter.",
    solution=lambda: 16 * (5 * 5 * 8 + 1),
    wrong={
        NO_BIAS: lambda: 3200,
        ONE_BIAS: lambda: 3201,
        ONE_CHANNEL: lambda: 416,
        BIAS_PER_CHANNEL: lambda: 3328,
        "Count the weights of one kernel": lambda: 3217,
        "expected a whole number": lambda: "3216",
    },
)

# 05-shape: (32, 32, 3) through conv 16 3×3, pool 2, conv 24 5×5, pool 2.

SAME = "these convolutions use padding 'valid': a 3 × 3 kernel takes 2 rows and columns away, a 5 × 5 kernel 4."
CEIL = "pooling drops the row and the column that do not fill a block: 11 becomes 5, not 6."
LAST = "Keras puts the channels last: (height, width, channels)."
CHANNELS = "a convolution has as many output channels as kernels; pooling keeps their number."

SHAPE = Exercise(
    id="05-shape",
    judge=judge_shape(
        (5, 5, 24),
        {(8, 8, 24): SAME, (6, 6, 24): CEIL, (24, 5, 5): LAST, (5, 5, 3): CHANNELS, (5, 5, 16): CHANNELS},
        "not this shape. Write down the shape after each of the four layers: 32, 30, 15, …",
    ),
    praise="32 → 30 → 15 → 11 → 5, and the last convolution has 24 kernels.",
    solution=lambda: (5, 5, 24),
    wrong={
        SAME: lambda: (8, 8, 24),
        CEIL: lambda: (6, 6, 24),
        LAST: lambda: (24, 5, 5),
        CHANNELS: lambda: (5, 5, 16),
        "after each of the four layers": lambda: (7, 7, 24),
        "expected 3 numbers": lambda: (5, 5),
        "expected a tuple": lambda: 600,
    },
)

# 05-softmax: a function from logits (..., k) to probabilities.


def softmax(logits):
    """Return the softmax over the last axis: the reference solution."""
    positive = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return positive / positive.sum(axis=-1, keepdims=True)


WRONG_AXIS = "the classes stand in the last axis, so the sums over it must be 1: use axis=-1 and keep the dimension."
ONLY_ROWS = "right for shape (n, k), but in (n, h, w, k) axis 1 counts rows of pixels: the classes are axis -1."
OVERFLOW = "large logits overflow: exp(1000) is infinite. Subtract the largest logit first; it cancels."
NOT_EXPONENTIAL = "it sums to 1, but the values are not those of exp: a logit larger by 1 means e times the share."


def judge_softmax(answer):
    """Judge a softmax function on one row an image, on one row a pixel, and on large logits."""
    rows = np.array([[2.0, 1.0, 0.0], [0.0, 0.0, 3.0], [-1.0, -1.0, -1.0], [0.5, 2.5, -4.0]])
    pixels = np.linspace(-2.0, 3.0, 24).reshape(1, 2, 4, 3) ** 2
    given, complaint = call(answer, "the logits", [(rows.copy(),), (pixels.copy(),), (500 * rows,)])
    if complaint:
        return complaint
    small, maps, large = given
    if small.shape != rows.shape or maps.shape != pixels.shape:
        return f"for logits of shape {rows.shape} it returned shape {small.shape}; expected the same shape."
    if not np.allclose(small.sum(axis=-1), 1):
        return WRONG_AXIS
    if not np.allclose(small, softmax(rows)):
        return NOT_EXPONENTIAL
    if not np.allclose(maps, softmax(pixels)):
        return ONLY_ROWS
    return None if np.allclose(large, softmax(500 * rows)) else OVERFLOW


SOFTMAX = Exercise(
    id="05-softmax",
    judge=judge_softmax,
    praise="It sums to 1 over the classes in every shape, and logits of 1000 do no harm.",
    solution=lambda: softmax,
    wrong={
        WRONG_AXIS: lambda: lambda z: np.exp(z) / np.exp(z).sum(axis=0),
        "must be 1": lambda: lambda z: np.exp(z) / np.exp(z).sum(),
        ONLY_ROWS: lambda: lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True),
        OVERFLOW: lambda: lambda z: np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True),
        NOT_EXPONENTIAL: lambda: lambda z: np.exp2(z) / np.exp2(z).sum(axis=-1, keepdims=True),
        "expected the same shape": lambda: lambda z: z.argmax(axis=-1),
        "expected a function": lambda: np.ones((4, 3)) / 3,
        "raised": lambda: lambda z: z / None,
    },
)

# 05-smaller: a trained network of at most half the parameters that keeps 98 in 100 on the validation images.

LARGEST, STATED = 93_322 // 2, 0.98


def judge_smaller(answer):
    """Judge a trained Keras model by its size and by its answers to the last 5,000 training images."""
    from keras import Model

    if not isinstance(answer, Model):
        return f"expected a trained Keras model, got {type(answer).__name__}."
    if answer.count_params() > LARGEST:
        return f"it has {answer.count_params()} parameters, more than {LARGEST}. Use fewer kernels or smaller layers."
    if tuple(answer.input_shape) != (None, 28, 28, 1) or tuple(answer.output_shape) != (None, 10):
        return (
            f"it maps {answer.input_shape} to {answer.output_shape}; the digits need (None, 28, 28, 1) to (None, 10)."
        )
    (images, labels), _ = data.load_mnist()
    x, y = images[55_000:, ..., np.newaxis].astype("float32") / 255, labels[55_000:]
    accuracy = float(np.mean(answer.predict(x, batch_size=500, verbose=0).argmax(axis=1) == y))
    if accuracy >= STATED:
        return None
    if accuracy < 0.2:
        return f"{100 * accuracy:.0f} in 100 right is what guessing gives: has it been trained?"
    return f"{100 * accuracy:.1f} in 100 right on the validation images; 98 are needed. Train longer, or shrink less."


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


SMALLER = Exercise(
    id="05-smaller",
    judge=judge_smaller,
    praise="At most half the parameters, and still 98 in 100. The first network was larger than this task needs.",
    solution=train_smaller,
    wrong={
        "more than 46661": models.digit_network,
        "has it been trained?": lambda: train_smaller(images=32, epochs=0),
        "98 are needed": lambda: train_smaller(widths=(4,), images=3_000, epochs=1),
        "the digits need": lambda: small_for_color(),
        "expected a trained Keras model": lambda: "model",
    },
)


def small_for_color():
    """Return a model for color images: a wrong answer to 05-smaller."""
    from keras import Sequential, layers

    return Sequential([layers.Input((32, 32, 3)), layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(10)])


# 05-work: multiply-accumulates of a convolution of 24 kernels 5 × 5 from (15, 15, 16) to (11, 11, 24).

INPUT_SIZE = "count the positions of the output, 11 × 11: the kernel cannot stand at the other places of the 15 × 15."
NO_CHANNELS = "at each position every kernel multiplies 5 × 5 × 16 numbers: all channels of the input."
ONE_KERNEL = "that is the work of one kernel; the layer has 24."
WEIGHTS_ONLY = "that is the number of weights. Each of them is used again at every position of the output."

WORK = Exercise(
    id="05-work",
    judge=judge_number(
        11 * 11 * 24 * 5 * 5 * 16,
        {
            15 * 15 * 24 * 5 * 5 * 16: INPUT_SIZE,
            11 * 11 * 24 * 5 * 5: NO_CHANNELS,
            11 * 11 * 5 * 5 * 16: ONE_KERNEL,
            24 * 5 * 5 * 16: WEIGHTS_ONLY,
        },
        "not this number. Multiply the positions, the kernels, and the products at one position of one kernel.",
    ),
    praise="9,600 weights do 121 times as much work, because each is used at 121 positions.",
    solution=lambda: 11 * 11 * 24 * 5 * 5 * 16,
    wrong={
        INPUT_SIZE: lambda: 2_160_000,
        NO_CHANNELS: lambda: 72_600,
        ONE_KERNEL: lambda: 48_400,
        WEIGHTS_ONLY: lambda: 9_600,
        "Multiply the positions": lambda: 2_000_000,
    },
)

EXERCISES = [PARAMETERS, SHAPE, SOFTMAX, WORK, SMALLER]
