import ast
import inspect
import re
from functools import partial
from pathlib import Path

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from chapters import NOTEBOOKS, cells
from kernelbook import data, detection, figures, models, scenes

GENERATOR = np.random.default_rng(0)
IMAGES = GENERATOR.integers(0, 256, (10, 28, 28), dtype=np.uint8)
PHOTOGRAPH = GENERATOR.integers(0, 256, (20, 30, 3), dtype=np.uint8)
LABELS = np.arange(10)
REGIONS = np.repeat(np.arange(28) // 10, 28).reshape(28, 28)
SCENE = scenes.Scene(IMAGES[0] / 255, np.array([[1.0, 1, 9, 9]]), np.array([4]), IMAGES[0])
FOUND = detection.Detections(np.array([[2.0, 2, 9, 9]]), np.array([4]), np.array([0.9]))
CELLS = detection.encode([[4, 4, 20, 20]], [3], 28)
PROBABILITIES = GENERATOR.dirichlet(np.ones(10), size=10)
MAPS = {name: GENERATOR.normal(size=(1, 9, 9, 2)) for name in ("the image", "conv1", "conv2", "conv3")}
MAPS["logits"] = GENERATOR.normal(size=(1, 10))
ERRORS = {name: -values for name, values in MAPS.items()}
HISTORY = {key: [0.9, 0.5, 0.4] for key in ("loss", "accuracy", "val_loss", "val_accuracy")}


@pytest.fixture
def shown(monkeypatch):
    """Collect what is shown: the texts of each figure, at the moment of plt.show()."""
    figures_shown = []

    def show():
        figure = plt.gcf()
        figure.canvas.draw()
        figures_shown.append([text.get_text() for text in figure.findobj(matplotlib.text.Text)])

    monkeypatch.setattr(plt, "show", show)
    yield figures_shown
    plt.close("all")


def draw_reading(**place):
    picture = data.load_drawn_digit()
    network = models.digit_network()
    models.set_weights(network, models.load_weights("digit_network"))
    return figures.draw_reading(network, picture, data.prepare_digit(picture), **place)


PICTURES = [
    (partial(figures.draw_digits, IMAGES, LABELS), "9"),
    (partial(figures.draw_numbers, IMAGES[0], slice(0, 10), slice(5, 15)), str(IMAGES[0, 0, 5])),
    (partial(figures.draw_curves, HISTORY), "validation"),
    (partial(figures.draw_frames, {"a": IMAGES[:2] / 255, "b": IMAGES[:2] / 255 - 0.5}, ["c", "d"]), "d"),
    (partial(figures.draw_boxes, [IMAGES[0] / 255], [[[2, 2, 9, 9]]], [["7"]], truth=[[[1, 1, 9, 9]]]), "7"),
    (partial(figures.draw_found, [SCENE], [FOUND], truth=True), "4"),
    (partial(figures.draw_explanations, IMAGES[0], {"a": IMAGES[0] - 0.5}, {"b": IMAGES[0]}), "the image"),
    (partial(figures.draw_map, GENERATOR.normal(size=(10, 2)), LABELS, LABELS > 8), "7"),
    (partial(figures.draw_cells, IMAGES[0] / 255, CELLS), "3"),
    (partial(figures.draw_precision, {"a": ([0.5, 1], [1, 0.5])}, {"best": (0.5, 1)}), "best"),
    (partial(figures.draw_paths, {"straight": np.array([[0.5, -1.0], [1.0, -2.0]])}), "straight"),
    (partial(figures.draw_law, [1, 10], {"small": {"slow": ([1.0, 0.5], [0, 0.8])}}), "nobody talks"),
    (partial(figures.draw_alarms, {"moved": ([0, 2], [99.0, 40.0], {"ink": [1, 90]})}), "ink"),
    (partial(figures.draw_trainings, {"loss": {"training": ([1, 2], [2.3, 1.0])}}), "training"),
    (partial(figures.draw_messages, [("x", 2, 0), ("y", 6, 1)], [("w · x", "w", 3, 2)]), "y = 6"),
    (partial(figures.draw_backward, MAPS, ERRORS, 3), "← errors, backward"),
    (partial(figures.draw_kernels, {"before": np.eye(3)[..., np.newaxis]}), "before"),
    (partial(figures.draw_descent, {"Adam": {"0.1": [2.3, 1.0], "1": [2.3]}}), "% of the epoch"),
    (partial(figures.draw_sizes, {"maps": {"he": {1: 0.3, 2: 0.5}}}, "layer", "size"), "he"),
    (partial(figures.draw_sizes, {"": {"float64": {1e-9: 0.3, 1e-5: 0.1}}}, "h", "off by", powers=True), "float64"),
    (partial(figures.draw_windows, np.eye(3, dtype=int), np.eye(2, dtype=int), name="dX"), "dX[1, 1] = 2"),
    (partial(figures.draw_gallery, IMAGES, (PROBABILITIES.argmax(axis=1) + 1) % 10, PROBABILITIES), "label"),
    (partial(figures.draw_runs, {"a": ([1.0, 2.0], (1.5, 1.0, 2.0))}, "unit"), "unit"),
    (partial(figures.draw_runs, {"a": ([1.0, 2.0], (1.5, 1.0, 2.0))}, "true mean 0", truth=0), "true mean 0"),
    (partial(figures.draw_preparation, IMAGES[0], IMAGES[0] / 255), "what the network gets"),
    (partial(figures.draw_windows, np.arange(12).reshape(3, 4), np.array([[1, 0], [0, 2]])), "Y[1, 2] = 28"),
    (partial(figures.draw_responses, IMAGES[0] / 255, {"a": PROBABILITIES, "b": PROBABILITIES - 0.1}), "b"),
    (partial(figures.draw_columns, np.arange(12).reshape(3, 4), np.array([[1, 0], [0, 2]])), "28"),
    (partial(figures.draw_matrix, np.eye(3, 5)), "result, row by row"),
    (partial(figures.draw_wrap, [4, 13, 22, 15], [4, 3]), "4 + 15"),
    (partial(figures.draw_tiles), "their results"),
    (partial(figures.draw_spectra, {"a": IMAGES[0] / 255, "b": IMAGES[1] / 255}), "its waves"),
    (partial(figures.draw_times, {"a": {"taps": [1.0, 2.0], "fft": [2.0, 2.0]}}, [3, 5], "kernel size"), "fft"),
    (partial(figures.draw_roofline, 100.0, 25.0, {"taps": ([0.1, 1.0], [1.0, 20.0])}), "memory is the limit"),
    (partial(figures.draw_channels, PHOTOGRAPH), "channel 2: blue"),
    (partial(figures.draw_experiment, {"a": IMAGES[:3]}, {"a": {"dense": [2.0, 3.0]}}), "wrong answers in 100"),
    (partial(figures.draw_confusion, np.diag([7, 8, 9]) + np.eye(3, k=1, dtype=int)), "9"),
    (partial(figures.draw_coverage, np.linspace(0, 1, 5), {"Wilson": np.full(5, 0.95)}, 0.95), "Wilson"),
    (partial(figures.draw_reliability, {"before": (np.array([0.9]), np.array([0.8]), np.array([1234]))}), "1,234"),
    (partial(figures.draw_robustness, {"noisy": ([1, 2], [[90, 80]]), "b": ([1], [[9]])}, 99), "noisy"),
    (partial(figures.draw_rows, {"row": (IMAGES[:3] / 255, ["a", "b", "c"])}), "row"),
    (partial(figures.draw_label_curve, [10, 50], {"digits": [(80, 70, 90), (90, 85, 95)]}, "accuracy"), "digits"),
    (
        partial(figures.draw_groups, {"a": np.arange(9), "b": np.arange(-9, 99)}, 8.5, "brightness", "nuclei"),
        "nuclei",
    ),
    (
        partial(figures.draw_powers, {"a": {1: [9, 8], 10: [4]}, "b": {1: [9], 10: [3]}}, "x", "%", {"b": [9, 2]}),
        "b",
    ),
    (partial(figures.draw_each, {"missed": np.arange(5), "taken": np.arange(7)}, "% of pairs"), "taken"),
    (partial(figures.draw_labels, {"scene": [np.eye(9)]}, {"truth": [4 * np.eye(9, dtype=int)]}), "3"),
    (partial(figures.draw_masks, {"experts": np.eye(9, dtype=bool), "distance": np.eye(9) * 3.0}), "distance"),
    (partial(figures.draw_outlines, IMAGES[0], {"found": (REGIONS, [2])}), "found"),
    (partial(figures.draw_photographs, [PHOTOGRAPH] * 2, ["a", "two"], maps=[np.eye(4), np.eye(3)]), "two"),
    (
        partial(figures.draw_shares, np.array([0.01, 0.1]), {"a": np.array([9, 50])}, "x", {"here": 0.02}, True),
        "here",
    ),
    (partial(figures.draw_unet, (12, 24, 48), 96), "24 × 24\n× 48"),
    (partial(draw_reading), "it reads: 5"),
]


every_picture = pytest.mark.parametrize(("draw", "says"), PICTURES, ids=[draw.func.__name__ for draw, _ in PICTURES])


def texts_of(artist):
    return [text.get_text() for text in artist.findobj(matplotlib.text.Text)]


@every_picture
def test_every_figure_draws_shows_closes_and_returns_nothing(draw, says, shown):
    before = matplotlib.rcParams["figure.facecolor"]
    assert draw() is None
    (texts,) = shown
    assert any(says in text for text in texts)
    assert plt.get_fignums() == []
    assert matplotlib.rcParams["figure.facecolor"] == before


@every_picture
def test_every_figure_draws_where_it_is_told_and_returns_the_place(draw, says, shown):
    figure = plt.figure(layout="constrained")
    left, right = figure.subfigures(1, 2)
    one_panel = "axes" in inspect.signature(getattr(figures, draw.func.__name__)).parameters
    place = {"axes": left.subplots()} if one_panel else {"figure": left}
    assert draw(**place) is next(iter(place.values()))
    figure.canvas.draw()
    assert any(says in text for text in texts_of(left))
    assert len(left.axes) == 1 or not one_panel
    assert right.axes == shown == []
    assert plt.get_fignums() == [figure.number]
    plt.close(figure)


def test_every_drawing_function_is_tested_above():
    drawn = {name for name in vars(figures) if name.startswith("draw_")}
    assert drawn == {draw.func.__name__ for draw, _ in PICTURES}


def test_a_figure_of_the_caller_stays_open_and_a_failure_leaves_none(shown):
    mine = plt.figure()
    figures.draw_runs({"a": ([1.0, 2.0], (1.5, 1.0, 2.0))}, "unit")
    with pytest.raises(TypeError):
        figures.draw_runs({"a": ([1.0, 2.0], None)}, "unit")
    assert plt.get_fignums() == [mine.number]
    plt.close(mine)


def colors_in(source):
    """Return the texts in some code that name a color: #d55e00, white, C0."""
    named = {*matplotlib.colors.CSS4_COLORS, *matplotlib.colors.TABLEAU_COLORS}
    texts = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    texts = [text for text in texts if isinstance(text, str)]
    return sorted(text for text in texts if text in named or re.fullmatch(r"#[0-9a-fA-F]{3,8}|C\d", text))


def test_colors_come_from_the_page_of_style():
    folder = Path(figures.__file__).parent
    found = {path.stem: colors_in(path.read_text(encoding="utf-8")) for path in folder.glob("*.py")}
    assert len(found.pop("style")) > 20
    assert {name: colors for name, colors in found.items() if colors} == {"digits": ["blue", "green", "red"]}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_chapter_chooses_a_color(path):
    for cell in cells(path, "code"):
        assert "%pip" in cell.source or colors_in(cell.source) == []


def test_figures_know_nothing_of_the_library():
    for path in Path(figures.__file__).parent.glob("*.py"):
        imported = re.findall(r"(?:from|import) (kernelbook[\w.]*)", path.read_text(encoding="utf-8"))
        assert all(name.startswith("kernelbook.figures") for name in imported), path


@pytest.mark.parametrize(("curves", "line"), [(None, [8, 3]), ({"a": [5, 1]}, [5, 1])], ids=["means", "law"])
def test_runs_over_a_quantity_get_the_line_of_their_means_or_of_a_law(monkeypatch, curves, line):
    lines = []
    monkeypatch.setattr(plt, "show", lambda: lines.extend(list(drawn.get_ydata()) for drawn in plt.gca().lines))
    figures.draw_powers({"a": {1: [9, 7], 10: [4, 2]}}, "images", "%", curves)
    assert sorted(map(list, lines)) == sorted([[9, 7], [4, 2], line])


def test_paths_are_told_apart_by_where_they_end(shown):
    axis = plt.figure().subplots()
    figures.draw_paths({"two": np.array([[0.0, 0.0], [-0.1, 0.1], [2.0, -2.0]])}, figure=axis.figure)
    up, down, *_ = axis.figure.axes[-1].get_lines()
    assert (up.get_ydata()[-1], down.get_ydata()[-1]) == (2, -2)
    assert up.get_xdata().tolist() == [0, 0.5, 1]
    assert up.get_color() != down.get_color()
    plt.close(axis.figure)


CURVES = {"slow": (np.array([8.0, 6.0, 7.0]), np.array([0, 0.5, 0.9])), "fast": ([8.0, 4.1, 1.0], [0, 0.1, 0.2])}


def test_a_law_stands_above_what_it_was_without_talk_and_the_share_of_talk_below(shown):
    figure = plt.figure()
    figures.draw_law([1, 2, 8], {"small": CURVES, "large": CURVES}, figure=figure)
    assert len(figure.axes) == 4
    ideal, slow, fast = (line.get_ydata() for line in figure.axes[1].get_lines())
    np.testing.assert_allclose(ideal, [8, 4, 1])
    np.testing.assert_allclose((slow, fast), [CURVES[name][0] for name in ("slow", "fast")])
    shares = figure.axes[3].get_lines()
    np.testing.assert_allclose([line.get_ydata() for line in shares], [[0, 50, 90], [0, 10, 20]])
    assert [line.get_color() for line in shares] == [line.get_color() for line in figure.axes[1].get_lines()[1:]]
    named = {text.get_text(): text.get_position()[1] for text in figure.axes[1].texts}
    assert named["slow"] > named["fast"] > named["nobody talks"] == 1
    plt.close(figure)


def test_curves_that_are_too_short_or_too_many_are_refused():
    with pytest.raises(ValueError, match=r"panels\['a'\]\['slow'\] has shapes \[\(3,\), \(3,\)\]: expected \[\(2,\)"):
        figures.draw_law([1, 2], {"a": CURVES})
    with pytest.raises(ValueError, match=r"panels\['a'\] has 4 links: expected at most 3"):
        figures.draw_law([1], {"a": dict.fromkeys("abcd", ([1.0], [0.0]))})


def test_alarms_stand_over_an_area_of_what_is_read_right(shown):
    figure, calls = plt.figure(), {"ink": [1, 50, 90], "features": [0, 2, 100]}
    figures.draw_alarms(
        {"moved": ([0, 1, 3], [99, 98, 40], calls), "turned": ([0, 5], [99, 98], {"ink": [0, 1]})}, figure=figure
    )
    moved, turned = figure.axes
    np.testing.assert_allclose([line.get_ydata() for line in moved.get_lines()], [[1, 50, 90], [0, 2, 100]])
    np.testing.assert_allclose([line.get_xdata() for line in moved.get_lines()], [[0, 1, 3]] * 2)
    area = moved.collections[0].get_paths()[0].vertices
    for corner in ((0, 99), (1, 98), (3, 40), (3, 0)):
        assert (area == corner).all(axis=1).any()
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["digits read right", "ink", "features"]
    assert moved.get_lines()[0].get_color() == turned.get_lines()[0].get_color() != moved.get_lines()[1].get_color()
    assert moved.get_lines()[0].get_marker() != moved.get_lines()[1].get_marker()
    plt.close(figure)


def test_alarms_that_are_too_few_or_too_many_are_refused():
    with pytest.raises(ValueError, match=r"panels\['a'\], ink: got shape \(1,\), expected \(2,\), one a size"):
        figures.draw_alarms({"a": ([0, 1], [99, 98], {"ink": [1]})})
    with pytest.raises(ValueError, match=r"panels\['a'\] has 4 checks: expected at most 3"):
        figures.draw_alarms({"a": ([0], [99], {key: [1] for key in "abcd"})})


def test_a_training_stands_before_the_gray_of_a_healthy_one(shown):
    figure, epochs = plt.figure(), [1, 2, 3]
    sick, healthy = (epochs, [9.0, 5.0, 4.0]), (epochs, [2.0, 1.0, 0.5])
    panels = {"loss": {"training": sick, "training, healthy": healthy}, "right": {"held out": ([0], [10.0])}}
    figures.draw_trainings(panels, powers=["loss"], figure=figure)
    behind, before = figure.axes[0].get_lines()
    np.testing.assert_allclose(behind.get_xydata(), np.transpose(healthy))
    np.testing.assert_allclose(before.get_xydata(), np.transpose(sick))
    assert before.get_color() != behind.get_color()
    assert [axis.get_yscale() for axis in figure.axes] == ["log", "linear"]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["training, healthy", "training", "held out"]
    plt.close(figure)


def test_a_training_with_other_curves_or_too_few_values_is_refused():
    with pytest.raises(ValueError, match=r"panels\['loss'\] has a curve 'test': expected one of training, healthy, "):
        figures.draw_trainings({"loss": {"test": ([1], [2.0])}})
    with pytest.raises(ValueError, match=r"panels\['loss'\], training: got 1 values, expected 2, one a place"):
        figures.draw_trainings({"loss": {"training": ([1, 2], [2.0])}})


@pytest.mark.parametrize("wrong", [np.zeros(3), np.zeros((1, 3))], ids=["one row", "no way"])
def test_paths_that_have_no_end_are_refused(wrong):
    with pytest.raises(ValueError, match=r"panels\['a'\] has shape .*: expected \(steps \+ 1, n\)"):
        figures.draw_paths({"a": wrong})


def test_a_sixth_line_has_no_color_and_is_refused():
    with pytest.raises(ValueError, match="groups has 6 names: expected at most 5"):
        figures.draw_powers({name: {1: [1], 10: [2]} for name in "abcdef"}, "images", "%")
    with pytest.raises(ValueError, match="panels has 7 names in a panel: expected at most 6"):
        figures.draw_sizes({"maps": {name: {1: 1} for name in "abcdefg"}}, "layer", "size")


@pytest.mark.parametrize(
    "wrong", [{"axes": "hello"}, {"axes": plt.figure}, {"figure": 7}], ids=["text", "function", "number"]
)
def test_a_place_that_is_none_is_refused_by_its_name(wrong):
    (name,) = wrong
    with pytest.raises(ValueError, match=rf"^{name}=.*: expected (Matplotlib axes|a Matplotlib figure)"):
        figures.draw_matrix(np.eye(2), **wrong)
    assert plt.get_fignums() == []
