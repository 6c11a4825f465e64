import sys
from functools import partial
from types import SimpleNamespace

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from matplotlib.artist import Artist
from matplotlib.collections import PathCollection

import figure_texts
from kernelbook import figures
from kernelbook.figures import backward, judgments, style
from kernelbook.figures.written import introduce, written

GENERATOR = np.random.default_rng(0)
MATRIX = np.diag([7, 8, 9, 8, 9]) + np.eye(5, k=1, dtype=int) * [0, 1, 2, 3, 4]
KERNELS = {"before": GENERATOR.normal(size=(3, 3, 8))}
RUNS = {"taps": ([1.0, 2.0], (1.5, 1.0, 2.0)), "fft": ([3.0, 5.0], (4.0, 3.0, 5.0))}
LINES = {"taps": ([0.5, 1.0], [1.0, 0.5]), "fft": ([0.2, 0.9], [0.9, 0.3])}
SIZES = {"maps": {"he": {1: 0.3, 2: 0.5, 3: 0.2}}}
PHOTOGRAPH = GENERATOR.random((20, 30, 3))
PHOTOGRAPHS = (PHOTOGRAPH * [[[[250, 150, 90]]], [[[90, 200, 150]]]]).astype(np.uint8)
MAPS = np.stack([np.outer([1, 0.6, 0.2, 0], [0, 0.3, 1]), np.outer([0, 0.2, 1, 0.1], [1, 0.4, 0])])
IMAGE, KERNEL = np.arange(12).reshape(3, 4), np.array([[1, 0], [0, 2]])


@pytest.fixture
def words(monkeypatch):
    """Return a function that draws a picture and gives it in words."""
    shown = []
    monkeypatch.setattr(plt, "show", lambda: shown.append(written(plt.gcf())))

    def drawn(draw):
        draw()
        return shown.pop()

    yield drawn
    plt.close("all")


def exchanged(named):
    """Return two entries with each other's names."""
    return dict(zip(reversed(list(named)), named.values(), strict=True))


def reordered(named):
    return dict(reversed(named.items()))


OTHER_PICTURES = {  # what is drawn, and what is drawn instead
    "names of lines exchanged": (
        partial(figures.draw_precision, LINES),
        partial(figures.draw_precision, exchanged(LINES)),
    ),
    "lines in another order": (
        partial(figures.draw_precision, LINES),
        partial(figures.draw_precision, reordered(LINES)),
    ),
    "rows in another order": (
        partial(figures.draw_runs, RUNS, "ms"),
        partial(figures.draw_runs, reordered(RUNS), "ms"),
    ),
    "rows under each other's names": (
        partial(figures.draw_runs, RUNS, "ms"),
        partial(figures.draw_runs, exchanged(RUNS), "ms"),
    ),
    "another unit": (partial(figures.draw_runs, RUNS, "ms"), partial(figures.draw_runs, RUNS, "s")),
    "names of axes exchanged": (
        partial(figures.draw_sizes, SIZES, "layer", "size"),
        partial(figures.draw_sizes, SIZES, "size", "layer"),
    ),
    "another scale": (
        partial(figures.draw_sizes, SIZES, "layer", "size"),
        partial(figures.draw_sizes, SIZES, "layer", "size", powers=True),
    ),
    "a matrix transposed": (partial(figures.draw_confusion, MATRIX), partial(figures.draw_confusion, MATRIX.T)),
    "an image transposed": (
        partial(figures.draw_masks, {"a": PHOTOGRAPH[:, :20, 0]}),
        partial(figures.draw_masks, {"a": PHOTOGRAPH[:, :20, 0].T}),
    ),
    "an image upside down": (
        partial(figures.draw_masks, {"a": PHOTOGRAPH[..., 0]}),
        partial(figures.draw_masks, {"a": PHOTOGRAPH[::-1, :, 0]}),
    ),
    "channels exchanged": (
        partial(figures.draw_channels, PHOTOGRAPH),
        partial(figures.draw_channels, PHOTOGRAPH[..., ::-1] * [1, 1, 0.9]),
    ),
    "kernels with the other sign": (
        partial(figures.draw_kernels, KERNELS),
        partial(figures.draw_kernels, {"before": -KERNELS["before"]}),
    ),
    "kernels in another order": (
        partial(figures.draw_kernels, KERNELS),
        partial(figures.draw_kernels, {"before": KERNELS["before"][..., ::-1]}),
    ),
    "a kernel turned": (
        partial(figures.draw_windows, IMAGE, KERNEL),
        partial(figures.draw_windows, IMAGE, KERNEL[::-1, ::-1]),
    ),
    "a number in a title": (
        partial(figures.draw_digits, PHOTOGRAPH[:4], [1, 2, 3, 4]),
        partial(figures.draw_digits, PHOTOGRAPH[:4], [1, 2, 4, 3]),
    ),
    "a number by a tenth": (
        partial(figures.draw_sizes, SIZES, "layer", "size"),
        partial(figures.draw_sizes, {"maps": {"he": {1: 0.3, 2: 0.55, 3: 0.2}}}, "layer", "size"),
    ),
    "photographs in another order": (
        partial(figures.draw_photographs, PHOTOGRAPHS, ["a", "b"]),
        partial(figures.draw_photographs, PHOTOGRAPHS[::-1], ["a", "b"]),
    ),
    "blue and red of a photograph exchanged": (
        partial(figures.draw_photographs, PHOTOGRAPHS),
        partial(figures.draw_photographs, PHOTOGRAPHS[..., ::-1]),
    ),
    "maps over each other's photographs": (
        partial(figures.draw_photographs, PHOTOGRAPHS, maps=MAPS),
        partial(figures.draw_photographs, PHOTOGRAPHS, maps=MAPS[::-1]),
    ),
    "a map turned over": (
        partial(figures.draw_photographs, PHOTOGRAPHS, maps=MAPS),
        partial(figures.draw_photographs, PHOTOGRAPHS, maps=MAPS[:, ::-1]),
    ),
    "boxes as corner and size": (
        partial(figures.draw_boxes, [PHOTOGRAPH[..., 0]], [[[2, 3, 9, 12]]]),
        partial(figures.draw_boxes, [PHOTOGRAPH[..., 0]], [[[3, 2, 12, 9]]]),
    ),
    "a point fewer": (
        partial(figures.draw_map, np.arange(8.0).reshape(4, 2), np.arange(4), np.array([1, 0, 1, 0], bool)),
        partial(figures.draw_map, np.arange(8.0).reshape(4, 2), np.arange(4), np.array([1, 0, 0, 0], bool)),
    ),
}


@pytest.mark.parametrize("planted", OTHER_PICTURES)
def test_another_picture_has_other_words(planted, words):
    before, now = map(words, OTHER_PICTURES[planted])
    assert figure_texts.difference(before, before) is None
    assert figure_texts.difference(before, now)


@pytest.mark.parametrize(
    ("module", "name", "draw"),
    [
        (backward, "SIGNED", partial(figures.draw_kernels, KERNELS)),
        (judgments, "COUNTS", partial(figures.draw_confusion, MATRIX)),
    ],
)
def test_a_color_map_turned_over_has_other_words(module, name, draw, words, monkeypatch):
    before = words(draw)
    monkeypatch.setattr(module, name, getattr(style, name) + "_r")
    assert f"{getattr(style, name)} became {getattr(style, name)}_r" in figure_texts.difference(before, words(draw))


def test_colors_that_mean_something_are_named(words, monkeypatch):
    before = words(partial(figures.draw_shares, np.arange(3), {"a": np.arange(3)}, "x"))
    assert 'line OUTPUT "-" "a"' in before
    monkeypatch.setattr(figures.regions, "OUTPUT", style.KERNEL)
    after = words(partial(figures.draw_shares, np.arange(3), {"a": np.arange(3)}, "x"))
    assert "OUTPUT became KERNEL" in figure_texts.difference(before, after)


def test_a_small_drift_has_words_that_agree(words):
    drifted = {"maps": {"he": {1: 0.3 * 1.005, 2: 0.5 * 0.995, 3: 0.2}}}
    before, after = (words(partial(figures.draw_sizes, sizes, "layer", "size")) for sizes in (SIZES, drifted))
    assert before != after
    assert figure_texts.difference(before, after) is None


def test_an_axis_turned_over_and_an_image_upside_down_are_told():
    figure, (left, right) = plt.subplots(1, 2)
    left.plot([1, 2], [3, 4])
    left.invert_yaxis()
    right.imshow(IMAGE)
    right.invert_yaxis()
    right.invert_xaxis()
    text = written(figure)
    assert "turned over" in text.split("panel 2")[0]
    assert "upside down, mirrored" in text.split("panel 2")[1]
    plt.close(figure)


def test_what_is_unknown_has_the_name_of_its_class_and_is_no_error():
    class Cloud(Artist):
        def draw(self, renderer):
            pass

    figure, axes = plt.subplots()
    axes.add_artist(Cloud())
    axes.quiver([1], [2], [3], [4])
    axes.add_collection(PathCollection([]))
    axes.fill_between([1, 2], [3, 4])
    axes.imshow(np.full((3, 3), np.nan))
    text = written(figure)
    assert "Cloud" in text
    assert "Quiver" in text
    assert written(None) == "figure that cannot be written down: AttributeError"
    plt.close(figure)


def test_a_picture_is_written_down_the_same_before_and_after_it_is_drawn(monkeypatch):
    texts = []

    def show():
        texts.append(written(plt.gcf()))
        plt.gcf().canvas.draw()
        texts.append(written(plt.gcf()))

    monkeypatch.setattr(plt, "show", show)
    figures.draw_precision(LINES, {"best": (0.5, 1)})
    figures.draw_tiles()
    assert texts[0] == texts[1]
    assert texts[2] == texts[3]


def test_ipython_is_told_once_and_writes_figures_down():
    shell = InteractiveShell.instance()
    try:
        for _ in range(2):
            introduce()
        figure = plt.figure()
        text = shell.display_formatter.formatters["text/plain"](figure)
        assert text == "figure of 0 panels"
        assert repr(figure).startswith("<Figure size")
        plt.close(figure)
    finally:
        InteractiveShell.clear_instance()


def test_without_ipython_nothing_happens(monkeypatch):
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: None))
    introduce()
    monkeypatch.delitem(sys.modules, "IPython")
    introduce()
