"""The lab that reads a digit, read back: examples, probabilities, maps and frames are what the library computes."""

import numpy as np
import pytest

from canvases import KERNEL, assert_shows, framed, open_lab, part, pixels
from kernelbook import convolution, data, evaluation, models
from kernelbook.network import digit_network, trace
from pages import exhibits

PAGE, LAB = "chapters/labs/digits.html", "assets/labs/digits/lab.js"
WINDOWS = {"conv1": (3, 1, 1), "pool1": (2, 2, 1), "conv2": (3, 1, 1), "pool2": (2, 2, 1), "conv3": (3, 1, 1)}
SHAPES = {
    **{"conv1": (26, 26, 32), "pool1": (13, 13, 32), "conv2": (11, 11, 64), "pool2": (5, 5, 64), "conv3": (3, 3, 64)},
    **{"dense": (1, 1, 64), "logits": (1, 1, 10)},
}
NAMES = list(SHAPES)
READ = """(values) => {
  const { layers, plain, calibrated } = kernelLab.network.read({ height: 28, width: 28, values });
  return [Array.from(layers.logits.data), plain, calibrated];
}"""
UNITS = [  # layer, map, row, column; not along a sheet's border, where the frame lies on its cell
    *(("conv1", 10, 25, 3), ("pool1", 3, 5, 12), ("conv2", 17, 4, 9), ("pool2", 40, 2, 1), ("conv3", 63, 1, 2)),
    *(("dense", 37, 0, 0), ("logits", 7, 0, 0)),
]

pytestmark = pytest.mark.site


@pytest.fixture(scope="module")
def network():
    """Return the course's network on its weights in 16 bits, as the lab has them."""
    network = digit_network(dtype="float64")
    network.set_weights({name: w.astype("<f2") for name, w in models.load_weights("digit_network").items()})
    return network


@pytest.fixture(scope="module")
def temperature():
    return exhibits.trained()["temperature"]


def prepared(tab):
    return np.reshape(tab.evaluate("Array.from(kernelLab.seen().prepared.values)"), (28, 28))


def activations(network, image):
    """Return what each layer of the lab makes of an image, by name: (rows, columns, maps), after the ReLU."""
    maps, _ = trace(network, image[np.newaxis, ..., np.newaxis], np.array([0]))
    made = {name: np.maximum(maps[name][0], 0) for name in (*WINDOWS, "dense")} | {"logits": maps["logits"][0]}
    return {name: values.reshape(1, 1, -1) if values.ndim == 1 else values for name, values in made.items()}


def test_the_examples_are_the_first_test_images_of_each_class_then_the_second(tab):
    _, (images, labels) = data.load_mnist()
    turns = [(digit, np.flatnonzero(labels == digit)[turn]) for turn in (0, 1) for digit in range(10)]
    for turn, (digit, place) in enumerate(turns[:6]):
        gray = pixels(tab, part("drawing"))[..., 0].reshape(28, 10, 28, 10).mean(axis=(1, 3))
        like = [np.corrcoef(gray.ravel(), 255.0 - images[other].ravel())[0, 1] for _, other in turns]
        assert np.argmax(like) == turn, f"example {turn} is not test image {place}, a {digit}"
        assert like[turn] > 0.97
        said = tab.locator(part("message")).text_content()
        assert said.startswith(f"The network reads {digit}, "), said
        tab.locator(part("example")).click()


def test_the_probabilities_shown_are_softened_by_the_fitted_temperature(tab, network, temperature):
    """A two, turned until it is hard to read: table and bars show the library's softmax of z / T, and of z."""
    open_lab(tab, PAGE)
    assert tab.evaluate("kernelLab.weights.temperature") == pytest.approx(temperature, abs=1e-4)
    assert tab.locator(f"{part('answers')} thead th").all_text_contents()[-2:] == ["softened", "plain"]
    for name in ("example", "example", "turn", "turn", "turn"):
        tab.locator(part(name)).click()
        z = network.predict(prepared(tab)[np.newaxis, ..., np.newaxis])
        softened, plain = evaluation.softmax(z / temperature)[0], evaluation.softmax(z)[0]
        rows = tab.locator(f"{part('answers')} tbody tr")
        shown = rows.evaluate_all("rows => rows.map((row) => [2, 3].map((k) => Number(row.cells[k].textContent)))")
        np.testing.assert_allclose(
            shown, 100 * np.stack([softened, plain], axis=1), atol=0.06, err_msg=f"{LAB}, the table"
        )
        bars = rows.evaluate_all("rows => rows.map((row) => parseFloat(row.cells[1].firstElementChild.style.width))")
        np.testing.assert_allclose(bars, 100 * softened, atol=0.06, err_msg=f"{LAB}, the bars")
    another = evaluation.softmax(z / (temperature + 0.1))[0]
    assert np.abs(another - softened).max() > 0.005, "here another temperature could not be seen"


def layer(tab, name):
    """Return the canvas of a layer, and how many columns of cells and how many maps side by side it shows."""
    canvas = tab.locator(f"{part('layers')} canvas").nth(NAMES.index(name))
    columns = int(canvas.evaluate("canvas => canvas.style.aspectRatio").split(" / ")[0])
    width = SHAPES[name][1]
    return canvas, columns, columns if width == 1 else (columns + 1) // (width + 1)


def in_rows(values, across):
    """Return maps side by side, row by row, a clear line between them; units without a line."""
    rows, columns, maps = values.shape
    gap = int(rows > 1)
    sheet = np.full((-(-maps // across) * (rows + gap) - gap, across * (columns + gap) - gap), np.nan)
    for number in range(maps):
        top, left = number // across * (rows + gap), number % across * (columns + gap)
        sheet[top : top + rows, left : left + columns] = values[..., number]
    return sheet


def test_the_maps_shown_are_those_of_the_network(tab, network):
    tab.mouse.move(1, 1)
    image = prepared(tab)
    assert_shows(pixels(tab, part("seen")), image, 0, 1, "gray_r")
    made = activations(network, image)
    assert {name: values.shape for name, values in made.items()} == SHAPES
    for name, values in made.items():
        canvas, _, across = layer(tab, name)
        most, signed = np.abs(values).max(), name == "logits"
        assert_shows(
            pixels(tab, canvas), in_rows(values, across), -most if signed else 0, most, "PuOr" if signed else "Blues"
        )


@pytest.mark.parametrize(("name", "number", "row", "column"), UNITS, ids=[unit[0] for unit in UNITS])
def test_the_frame_shows_the_pixels_that_the_marked_unit_sees(tab, network, name, number, row, column):
    canvas, columns, across = layer(tab, name)
    rows, width, _ = SHAPES[name]
    gap = int(rows > 1)
    cell = number // across * (rows + gap) + row, number % across * (width + gap) + column
    side = canvas.bounding_box()["width"] / columns
    canvas.click(position={"x": (cell[1] + 0.5) * side, "y": (cell[0] + 0.5) * side})
    tab.mouse.move(1, 1)
    assert framed(pixels(tab, canvas), KERNEL, columns) == (*cell, 1, 1), f"{LAB} marks another unit of {name}"
    depth = NAMES.index(name) + 1
    size, step, _ = convolution.receptive_field(list(WINDOWS.values())[:depth])
    sees = (row * step, column * step, size, size) if name in WINDOWS else (0, 0, 28, 28)
    for place in ("seen", "look"):
        assert framed(pixels(tab, part(place)), KERNEL, 28) == sees, f"{LAB}, {place}: not what the unit sees"
    value = activations(network, prepared(tab))[name][row, column, number]
    said = tab.locator(part("unit")).text_content()
    where = f"{name}, map {number}, row {row}, column {column}: " if name in WINDOWS else f"{name}, unit {number}: "
    assert said.startswith(where)
    assert float(said.removeprefix(where).split(". ")[0].replace("−", "-")) == pytest.approx(value, abs=0.0051)


def test_the_labs_softmax_stays_finite_where_logits_are_large(tab, network):
    """Without the subtraction of the largest, the exponential of 1e4 is infinite."""
    image = 3000 * prepared(tab)
    z, plain, calibrated = (np.array([row]) for row in tab.evaluate(READ, image.ravel().tolist()))
    assert np.abs(z).max() > 1e4
    temperature = tab.evaluate("kernelLab.weights.temperature")
    assert np.isfinite([plain, calibrated]).all(), "assets/labs/digits/network.js: softmax must subtract the largest"
    np.testing.assert_allclose(plain, evaluation.softmax(z), atol=1e-12)
    np.testing.assert_allclose(calibrated, evaluation.softmax(z / temperature), atol=1e-12)
