"""What hypothesis draws: layers and images for the convolutions, answers, scores, masks, regions and boxes."""

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st


@st.composite
def layers(draw, dtypes=("float32", "float64"), plain=False):
    """Draw a random layer: images, kernels and the arguments of conv2d; the kernel fits the padded image.

    A plain layer has no padding, dilation or groups.
    """
    n, groups = draw(st.integers(1, 3)), 1 if plain else draw(st.integers(1, 3))
    kh, kw = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    c, k = groups * draw(st.integers(1, 3)), groups * draw(st.integers(1, 3))
    strides = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    dilation = (1, 1) if plain else draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    amounts = st.tuples(st.integers(0, 3), st.integers(0, 3))
    paddings = [st.just("valid")] if plain else [st.just("valid"), st.just("same"), st.tuples(amounts, amounts)]
    padding = draw(st.one_of(paddings))
    reach = [d * (size - 1) + 1 for d, size in zip(dilation, (kh, kw), strict=True)]
    around = ((0, 0), (0, 0)) if isinstance(padding, str) else padding
    least = [1 if padding == "same" else max(1, r - sum(p)) for r, p in zip(reach, around, strict=True)]
    h, w = (draw(st.integers(size, max(12, size))) for size in least)
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    dtype = draw(st.sampled_from(dtypes))
    images = generator.normal(size=(n, h, w, c)).astype(dtype)
    kernels = generator.normal(size=(kh, kw, c // groups, k)).astype(dtype)
    return images, kernels, {"strides": strides, "padding": padding, "dilation": dilation, "groups": groups}


@st.composite
def small_kernels(draw):
    """Draw a layer of 3 × 3 kernels with stride and dilation 1, of any size, padding, groups and channels."""
    groups = draw(st.integers(1, 2))
    n, h, w = draw(st.integers(1, 2)), draw(st.integers(3, 11)), draw(st.integers(3, 11))
    c, k = groups * draw(st.integers(1, 3)), groups * draw(st.integers(1, 3))
    amounts = st.tuples(st.integers(0, 3), st.integers(0, 3))
    padding = draw(st.one_of(st.just("valid"), st.just("same"), st.tuples(amounts, amounts)))
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    dtype = draw(st.sampled_from(("float32", "float64")))
    images = generator.normal(size=(n, h, w, c)).astype(dtype)
    return images, generator.normal(size=(3, 3, c // groups, k)).astype(dtype), {"padding": padding, "groups": groups}


@st.composite
def matrices(draw):
    """Draw an image of one channel and a kernel that fits into it, both of whole or both of normal numbers."""
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    kh, kw = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    h, w = draw(st.integers(kh, 10)), draw(st.integers(kw, 10))
    draw_values = draw(st.sampled_from(["integers", "normal"]))
    if draw_values == "integers":
        return generator.integers(-9, 10, (h, w)), generator.integers(-9, 10, (kh, kw))
    return generator.normal(size=(h, w)), generator.normal(size=(kh, kw))


@st.composite
def answers(draw, classes=4):
    """Draw labels and answers of 1 to 12 images."""
    n = draw(st.integers(1, 12))
    labels = st.lists(st.integers(0, classes - 1), min_size=n, max_size=n)
    return np.array(draw(labels)), np.array(draw(labels))


@st.composite
def scored(draw):
    """Draw labels of two classes, both present, and scores with many ties."""
    n = draw(st.integers(2, 15))
    truth = np.array(draw(st.lists(st.integers(0, 1), min_size=n, max_size=n)))
    assume(0 < truth.sum() < n)
    return truth, np.array(draw(st.lists(st.integers(0, 5), min_size=n, max_size=n))) / 5


@st.composite
def masks(draw):
    """Draw two boolean masks of one shape, the first not empty."""
    shape = draw(st.tuples(st.integers(1, 6), st.integers(1, 6)))
    bits = st.lists(st.booleans(), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1])
    truth, predicted = np.array(draw(bits)).reshape(shape), np.array(draw(bits)).reshape(shape)
    truth.flat[draw(st.integers(0, truth.size - 1))] = True
    return truth, predicted


@st.composite
def regions(draw):
    """Draw two images of up to four regions each, of one shape."""
    shape = draw(st.tuples(st.integers(1, 5), st.integers(1, 5)))
    numbers = st.lists(st.integers(0, 4), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1])
    return np.array(draw(numbers)).reshape(shape), np.array(draw(numbers)).reshape(shape)


@st.composite
def boxes(draw, size=20):
    """Draw boxes with whole edges, many of them touching or equal."""
    n = draw(st.integers(0, 12))
    corners = draw(st.lists(st.tuples(*[st.integers(0, size - 1)] * 2), min_size=n, max_size=n))
    sides = draw(st.lists(st.tuples(*[st.integers(1, size // 2)] * 2), min_size=n, max_size=n))
    return np.array([[i, j, i + h, j + w] for (i, j), (h, w) in zip(corners, sides, strict=True)], float).reshape(n, 4)
