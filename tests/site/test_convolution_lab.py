"""The convolution lab read back from its pixels: frames, colors and names are what the library computes."""

import re

import numpy as np
import pytest

from canvases import KERNEL, OUTPUT, SCREENS, assert_shows, cell_colors, framed, open_lab, part, pixels
from kernelbook import convolution, data
from kernelbook.convolution import shapes
from pages import exhibits

PAGE = "chapters/labs/convolution.html"
VIEW, LAB = "assets/labs/convolution/view.js", "assets/labs/convolution/lab.js"
NUMBERS = np.array([[1, 2, 3, 0, 1], [4, 5, 6, 1, 0], [7, 8, 9, 2, 2], [0, 1, 4, 3, 1]], float)
ODD = [[1, 2, 0], [0, -1, 3]]
WINDOWS = [
    {"kernel": [[1, 0], [0, 2]], "padding": "valid", "stride": 1, "dilation": 1, "at": (1, 2)},
    {"kernel": ODD, "padding": "same", "stride": 2, "dilation": 1, "at": (1, 1)},
    {"kernel": ODD, "padding": "full", "stride": 1, "dilation": 2, "at": (3, 2)},
    {"kernel": [[1], [3], [-2]], "padding": "full", "stride": 3, "dilation": 1, "at": (1, 1)},
]

pytestmark = pytest.mark.site


@pytest.fixture(scope="module", params=SCREENS)
def screen(browser, request):
    context = browser.new_context(**SCREENS[request.param])
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def tab(browser):
    context = browser.new_context(**SCREENS["screen"])
    yield context.new_page()
    context.close()


def address(state):
    """Return the query that opens the lab on the numbers, in a state."""
    kernel = ";".join(",".join(map(str, row)) for row in state["kernel"])
    steps = "&".join(f"{name}={state[name]}" for name in ("padding", "stride", "dilation"))
    return f"?image=numbers&kernel={kernel}&at={state['at'][0]},{state['at'][1]}&{steps}"


def steps_of(state):
    """Return the steps of a state as the library takes them."""
    reach = [state["dilation"] * (k - 1) for k in np.shape(state["kernel"])]
    padding = tuple((r, r) for r in reach) if state["padding"] == "full" else state["padding"]
    return {"strides": state["stride"], "dilation": state["dilation"], "padding": padding}


def number(text):
    return float(text.replace("−", "-"))


def legend(tab, name):
    """Return the scale that a sheet's caption tells: its ends, and the name of its colors."""
    caption = tab.locator(part(f"caption-{name}")).text_content()
    for first, last, colors in (("black", "white", "gray"), ("white", "black", "gray_r"), ("orange", "violet", "PuOr")):
        if found := re.search(rf"{first} (−?[\d.]+), {last} (−?[\d.]+)$", caption):
            return number(found[1]), number(found[2]), colors
    raise AssertionError(f"the caption {caption!r} tells no scale")


@pytest.mark.parametrize("state", WINDOWS, ids=lambda s: f"{s['padding']}-{s['stride']}-{s['dilation']}")
def test_the_frame_lies_on_the_pixels_of_the_sum_that_is_shown(screen, state):
    """The window is read from the pixels inside the frame: times the kernel, it is the number of the marked cell."""
    open_lab(screen, PAGE, address(state))
    K, (i, j), (s, d) = np.array(state["kernel"], float), state["at"], (state["stride"], state["dilation"])
    padded = np.pad(NUMBERS, shapes.geometry((1, 4, 5, 1), (*K.shape, 1, 1), **steps_of(state)).padding)
    image = pixels(screen, part("x"))
    row, column, height, width = framed(image, KERNEL, padded.shape[1])
    window = (s * i, s * j, *(d * (k - 1) + 1 for k in K.shape))
    assert (row, column, height, width) == window, f"{VIEW} frames another window: row, column, height, width"
    colors = cell_colors(image, *padded.shape)[row : row + height : d, column : column + width : d]
    under = np.where(colors[..., 3] == 0, 0, 9 * (1 - colors[..., 0] / 255)).round()  # white 0, black 9, clear padding
    Y = convolution.conv2d(NUMBERS[None, ..., None], K[..., None, None], **steps_of(state))[0, ..., 0]
    assert (under * K).sum() == Y[i, j], f"the pixels inside the frame are {under.tolist()}"
    products = screen.locator(f"{part('products')} td").all_text_contents()
    assert [number(text.split(" · ")[0]) for text in products] == under.ravel().tolist()
    said = screen.locator(part("sum")).text_content()
    assert said.startswith(f"Y[{i}, {j}] = ")
    assert number(said.split(" = ")[-1]) == Y[i, j]
    output = pixels(screen, part("y"))
    assert framed(output, OUTPUT, Y.shape[1]) == (i, j, 1, 1), f"{VIEW} marks another cell of the output"
    assert_shows(output, Y, *legend(screen, "y"), frames=[(i, j, 1, 1)])


def test_every_way_of_moving_moves_frame_cell_and_sum_together(tab):
    open_lab(tab, PAGE, address(WINDOWS[1]))
    x, y = (tab.locator(part(name)) for name in ("x", "y"))
    corner = {"x": y.bounding_box()["width"] - 4, "y": 4}
    moves = {
        "an arrow key": lambda: y.press("ArrowLeft"),
        "an arrow key on the image": lambda: x.press("ArrowUp"),
        "a step": lambda: tab.locator(part("step")).click(),
        "a step back": lambda: tab.locator(part("back")).click(),
        "a pointer that looks": lambda: y.hover(position=corner),
        "a click": lambda: y.click(position=corner),
        "a pointer on the image": lambda: x.hover(position={"x": 4, "y": 4}),
    }
    seen = []
    for name, move in moves.items():
        move()
        i, j = map(int, re.match(r"Y\[(\d+), (\d+)\]", tab.locator(part("sum")).text_content()).groups())
        assert framed(pixels(tab, part("x")), KERNEL, 7) == (2 * i, 2 * j, 2, 3), f"{name}: the frame"
        assert framed(pixels(tab, part("y")), OUTPUT, 3) == (i, j, 1, 1), f"{name}: the cell of the output"
        seen.append((i, j))
    assert seen == [(1, 0), (0, 0), (0, 1), (0, 0), (0, 2), (0, 2), (0, 0)], f"{LAB}: {list(moves)} lead elsewhere"


@pytest.mark.parametrize("error", ["one", "noise"])
def test_the_backward_view_marks_window_pixel_and_error(tab, error):
    state = {"kernel": ODD, "padding": "full", "stride": 1, "dilation": 1, "at": (3, 4)}
    open_lab(tab, PAGE, f"{address(state)}&view=backward&error={error}&pixel=0,1")
    E = np.reshape(tab.evaluate("Array.from(kernelLab.shown().E.data)"), (5, 7)).astype(float)
    kernels = np.array(ODD, float)[..., None, None]
    dX = convolution.conv2d_input_gradient(E[None, ..., None], kernels, input_shape=(1, 4, 5, 1), **steps_of(state))
    image = pixels(tab, part("x"))
    assert framed(image, KERNEL, 9) == (3, 4, 2, 3), "the window"
    assert framed(image, OUTPUT, 9) == (1, 3, 1, 1), "the pixel (0, 1), below one row of zeros, after two columns"
    for name, values, color, place in (("e", E, KERNEL, (3, 4)), ("dx", dX[0, ..., 0], OUTPUT, (0, 1))):
        sheet = pixels(tab, part(name))
        assert framed(sheet, color, values.shape[1]) == (*place, 1, 1), f"{VIEW} marks another cell of {name}"
        assert_shows(sheet, values, *legend(tab, name), frames=[(*place, 1, 1)])
    assert error == "noise" or np.argwhere(E).tolist() == [[3, 4]]
    said = tab.locator(part("sum")).text_content()
    assert said.startswith("The pixel (0, 1) lay under 6 windows")
    assert number(said.split()[-1]) == pytest.approx(dX[0, 0, 1, 0], abs=0.006)


@pytest.mark.parametrize("name", exhibits.presets())
def test_a_kernel_chosen_by_its_name_answers_as_the_librarys_does(tab, name):
    if not tab.url.endswith(PAGE):
        open_lab(tab, PAGE)
    K = np.array(exhibits.presets()[name])
    assert name in tab.locator(f"{part('preset')} option").all_text_contents(), "the site is not the one of exhibits.py"
    tab.locator(part("preset")).select_option(label=name)
    fields = [number(field.input_value()) for field in tab.locator(f"{part('kernel')} input").all()]
    shown = len(fields) == K.size and np.allclose(np.reshape(fields, K.shape), K, atol=0.006)
    assert shown, f"{LAB}: under {name!r} stands the kernel {fields}, not {K.tolist()}"
    assert tab.locator(f"{part('preset')} option:checked").text_content() == name
    photograph = data.load_photograph().mean(axis=2).reshape(100, 2, 150, 2).mean(axis=(1, 3)).round() / 255
    Y = convolution.correlate2d(photograph, K)
    output, (low, high, colors) = pixels(tab, part("y")), legend(tab, "y")
    assert (colors == "PuOr") == (abs(K.sum()) < 0.5), "a difference has two colors, a brightness is gray"
    marked = framed(output, OUTPUT, Y.shape[1])
    assert_shows(output, Y, low, high, colors, frames=[marked])
    assert framed(pixels(tab, part("x")), KERNEL, 150) == (*marked[:2], *K.shape)


def test_a_picture_chosen_by_its_name_is_shown(tab):
    open_lab(tab, PAGE)
    (digits, _), _ = data.load_mnist()
    photograph = data.load_photograph().mean(axis=2).reshape(100, 2, 150, 2).mean(axis=(1, 3))
    pictures = {
        "digit": (digits[0], 255, "gray_r"),
        "numbers": (NUMBERS, 9, "gray_r"),
        "photograph": (photograph, 255, "gray"),
    }
    names = tab.locator(f"{part('image')} option").all_text_contents()
    assert set(names) == set(pictures), "a new picture needs its line here"
    for name, (X, most, colors) in pictures.items():
        tab.locator(part("image")).select_option(label=name)
        picture = pixels(tab, part("x"))
        assert_shows(picture, X / most, 0, 1, colors, frames=[framed(picture, KERNEL, X.shape[1])])
        assert legend(tab, "x") == (0, 9 if name == "numbers" else 1, colors)
