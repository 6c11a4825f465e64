"""What the labs show is what its name says: kernels, images, colors, weights and the temperature of chapter 6."""

import ast
import base64
import re

import matplotlib
import numpy as np
import pytest

from chapters import ROOT, cells
from kernelbook import convolution, data, evaluation, kernels, models
from kernelbook.network import digit_network
from pages import exhibits
from unpacked import unpacked as unpacked_weights

HERE = "pages/exhibits.py"
KERNELS = {
    "vertical edges": kernels.sobel(axis=1),
    "horizontal edges": kernels.sobel(axis=0),
    "blur (Gaussian)": kernels.gaussian(5, sigma=1.0),
    "blur (box)": kernels.box(3),
    "sharpen": kernels.sharpen(),
    "spots (Laplacian)": kernels.laplacian(),
    "emboss": kernels.emboss(),
    "identity": kernels.identity(),
    "1 0 / 0 2 of chapter 2": np.array([[1, 0], [0, 2]]),
}
COLORS = {"gray": "gray", "ink": "gray_r", "signed": "PuOr", "activation": "Blues"}


def chapter(number):
    (path,) = ROOT.glob(f"chapters/{number}_*.ipynb")
    return cells(path, "code")


def unpacked(stored):
    """Return a stored image in its levels: array of bytes, shape (height, width)."""
    values = np.frombuffer(base64.b64decode(stored["values"]), np.uint8)
    return values.reshape(stored["height"], stored["width"])


@pytest.fixture(scope="module")
def trained():
    return exhibits.trained()


# The kernels, each under its own name.


def test_every_preset_has_its_kernel_here():
    assert list(exhibits.presets()) == list(KERNELS), f"{HERE}: a new or renamed kernel needs its line in KERNELS here"


@pytest.mark.parametrize("name", KERNELS)
def test_a_preset_is_the_librarys_kernel_of_its_name(name):
    K = np.array(exhibits.presets()[name])
    others = [
        other for other, theirs in KERNELS.items() if theirs.shape == K.shape and np.allclose(theirs, K, atol=1e-6)
    ]
    assert others == [name], (
        f"{HERE}, presets: under {name!r} stands {K.tolist()}, which is {others or 'no kernel here'}"
    )


@pytest.mark.parametrize(
    ("name", "edge"),
    [("vertical edges", [[0, 0, 1, 1]] * 4), ("horizontal edges", [[0] * 4, [0] * 4, [1] * 4, [1] * 4])],
)
def test_a_kernel_of_edges_answers_to_the_edge_of_its_name_alone(name, edge):
    answers = {
        other: convolution.correlate2d(np.array(edge), np.array(exhibits.presets()[other]))
        for other in list(KERNELS)[:2]
    }
    assert [other for other, answer in answers.items() if answer.any()] == [name]
    assert (answers[name] >= 0).all(), f"{name}: positive where the image grows brighter"


def test_the_numbers_and_their_kernel_are_those_of_chapter_2():
    (source,) = [cell.source for cell in chapter("02") if "draw_windows(X, K)" in cell.source]
    X, K = (np.array(ast.literal_eval(array)) for array in re.findall(r"np\.array\((.*)\)", source))
    np.testing.assert_array_equal(unpacked(exhibits.pictures()["numbers"])[: len(X), : len(X[0])], X)
    np.testing.assert_array_equal(exhibits.presets()["1 0 / 0 2 of chapter 2"], K)


# The images, each at its place.


def test_the_pictures_are_the_photograph_and_the_first_digit():
    pictures = exhibits.pictures()
    assert {name: (picture["palette"], picture["levels"]) for name, picture in pictures.items()} == {
        "photograph": ("gray", 255),
        "digit": ("ink", 255),
        "numbers": ("ink", 1),
    }
    photograph = data.load_photograph().mean(axis=2)
    for row, column in ((0, 0), (99, 149), (20, 43), (71, 8)):
        block = photograph[2 * row : 2 * row + 2, 2 * column : 2 * column + 2].mean()
        assert abs(unpacked(pictures["photograph"])[row, column] - block) <= 0.51, (row, column)
    (digits, _), _ = data.load_mnist()
    np.testing.assert_array_equal(unpacked(pictures["digit"]), digits[0])


def test_the_digits_are_the_first_test_images_of_each_class_then_the_second():
    _, (images, labels) = data.load_mnist()
    shown, seen = exhibits.digits(), dict.fromkeys(range(10), -1)
    assert len(shown) == 20
    for turn, digit in enumerate([*range(10), *range(10)]):
        seen[digit] = next(place for place in range(seen[digit] + 1, len(labels)) if labels[place] == digit)
        wrong = f"{HERE}, digits: place {turn} is not test image {seen[digit]}, a {digit}"
        assert np.array_equal(unpacked(shown[turn]), images[seen[digit]]), wrong


@pytest.mark.parametrize("name", COLORS)
def test_the_colors_are_those_of_the_figures(name):
    palettes = exhibits.palettes()
    assert set(palettes) == set(COLORS), f"{HERE}, palettes: a new one needs its line in COLORS here"
    shades = np.linspace(0, 1, 101)
    between = [np.interp(16 * shades, np.arange(17), channel) for channel in np.transpose(palettes[name])]
    theirs = 255 * matplotlib.colormaps[COLORS[name]](shades)[:, :3]
    np.testing.assert_allclose(np.transpose(between), theirs, atol=8, err_msg=f"{HERE}, palettes: {name}")


# The network.


def test_the_weights_are_the_networks_in_16_bits(trained):
    weights = models.load_weights("digit_network")
    assert set(trained["arrays"]) == set(weights)
    for name, w in weights.items():
        stored = trained["arrays"][name]
        values = np.frombuffer(base64.b64decode(stored["values"]), "<f2").reshape(stored["shape"])
        np.testing.assert_allclose(values, w, atol=1e-3, rtol=1e-3, err_msg=name)


def test_the_temperature_is_the_one_that_chapter_6_prints(trained):
    (cell,) = [cell for cell in chapter("06") if cell.source.endswith('f"{temperature:.2f}"')]
    printed = float(cell.outputs[-1].data["text/plain"].strip("'"))
    assert abs(trained["temperature"] - printed) <= 0.0051, f"{HERE}, trained: the lab divides by another temperature"


def test_no_other_temperature_fits_the_validation_images_better(trained):
    """Not a hundredth more or less; on the last 5,000 training images, which chapter 6 keeps for that."""
    network = digit_network()
    network.set_weights(models.load_weights("digit_network"))
    (images, labels), _ = data.load_mnist()
    z = network.predict((images[-5000:, ..., np.newaxis] / 255).astype(np.float32)).astype(np.float64)
    loss = {
        change: evaluation.negative_log_likelihood(
            evaluation.softmax(z / (trained["temperature"] + change)), labels[-5000:]
        )
        for change in (-0.1, -0.01, 0, 0.01, 0.1)
    }
    assert min(loss, key=loss.get) == 0, f"{HERE}, trained: the temperature is not the one fitted; {loss}"


# Weights in 8 bits: of the network that draws, and of the one that reads, if somebody asks.


def random_weights(seed=0):
    """Return weights for the network that draws, no two channels alike in size."""
    generator = np.random.default_rng(seed)
    weights = models.get_weights(models.flow_unet())
    return {
        name: (generator.normal(size=w.shape) * generator.uniform(0.01, 1, w.shape[-1])).astype(np.float32)
        for name, w in weights.items()
    }


@pytest.mark.parametrize("largest", [3e-8, 1e-5, 1e-3, 0.3, 20.0, 3000.0])
@pytest.mark.parametrize("shape", [(3, 3, 4, 5), (7, 5)])
def test_a_quantized_kernel_is_within_half_a_step(largest, shape):
    """Also where a step of 16 bits has few digits left: it is rounded up, so the largest weight has its code."""
    w = np.random.default_rng(0).normal(size=shape)
    w *= largest / np.abs(w).max(axis=tuple(range(len(shape) - 1)))
    codes, steps = exhibits.quantized(w)
    assert (codes.dtype, steps.dtype, codes.shape, steps.shape) == (np.int8, np.float16, shape, shape[-1:])
    assert codes.min() >= -127, "-128 has no opposite"
    off = np.abs(codes * steps.astype(float) - w)
    assert (off <= 0.5 * steps.astype(float) * (1 + 1e-9)).all(), f"{HERE}, quantized: further than half a step"
    if largest > 1e-2:
        assert (np.abs(codes).max(axis=tuple(range(len(shape) - 1))) == 127).all(), "a channel does not use its codes"


def test_a_channel_of_zeros_stays_zero():
    codes, steps = exhibits.quantized(np.array([[0.0, 1.0], [0.0, -1.0]]))
    assert codes.tolist() == [[0, 127], [0, -127]]
    assert steps[0] == 1


@pytest.mark.parametrize("w", [np.ones(3), np.array([[np.nan]]), np.array([[np.inf]])], ids=["flat", "NaN", "infinite"])
def test_what_is_no_kernel_is_not_quantized(w):
    with pytest.raises(ValueError, match=r"w has shape .*: expected finite numbers, shape \(\.\.\., channels\)"):
        exhibits.quantized(w)


def assert_within_half_a_step(weights, arrays):
    found = unpacked_weights(arrays)
    assert set(found) == set(weights)
    for name, w in weights.items():
        if name.endswith("/kernel"):
            step = np.abs(w).max(axis=tuple(range(w.ndim - 1))) / 127 * 1.001
            assert (np.abs(found[name] - w) <= step / 2 + 1e-9).all(), f"{HERE}, packed: {name}"
        else:
            np.testing.assert_array_equal(found[name], w.astype(np.float16), err_msg=name)


def test_packed_weights_travel_in_8_bits_and_5_characters_for_4_of_them():
    weights = random_weights()
    packed = exhibits.packed(weights)
    assert_within_half_a_step(weights, packed["arrays"])
    texts = [text for array in packed["arrays"].values() for text in (array["values"], array.get("steps", ""))]
    kernels = sum(w.size for name, w in weights.items() if name.endswith("/kernel"))
    assert 1.25 * kernels <= sum(map(len, texts)) <= 1.25 * kernels + 10_000, "8 bits a weight, and little beside them"


@pytest.mark.parametrize(
    ("make", "name"), [(exhibits.drawer, "flow_unet"), (exhibits.trained_in_8_bits, "digit_network")]
)
def test_packed_weights_are_those_that_ship(make, name):
    assert_within_half_a_step(models.load_weights(name), make()["arrays"])
