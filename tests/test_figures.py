import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from kernelbook import data, detection, figures, models, scenes
from kernelbook.network import digit_network

GENERATOR = np.random.default_rng(0)
IMAGES = GENERATOR.integers(0, 256, (10, 28, 28), dtype=np.uint8)
PHOTOGRAPH = GENERATOR.integers(0, 256, (20, 30, 3), dtype=np.uint8)
LABELS = np.arange(10)
REGIONS = np.repeat(np.arange(28) // 10, 28).reshape(28, 28)
SCENE = scenes.Scene(IMAGES[0] / 255, np.array([[1.0, 1, 9, 9]]), np.array([4]), IMAGES[0])
FOUND = detection.Detections(np.array([[2.0, 2, 9, 9]]), np.array([4]), np.array([0.9]))
CELLS = detection.encode([[4, 4, 20, 20]], [3], 28)
PROBABILITIES = GENERATOR.dirichlet(np.ones(10), size=10)
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
    return figures_shown


def draw_reading():
    picture = data.load_drawn_digit()
    network = models.digit_network()
    models.set_weights(network, models.load_weights("digit_network"))
    return figures.draw_reading(network, picture, data.prepare_digit(picture))


@pytest.mark.parametrize(
    ("draw", "says"),
    [
        (lambda: figures.draw_digits(IMAGES, LABELS), "9"),
        (lambda: figures.draw_numbers(IMAGES[0], slice(0, 10), slice(5, 15)), str(IMAGES[0, 0, 5])),
        (lambda: figures.draw_curves(HISTORY), "validation"),
        (lambda: figures.draw_frames({"a": IMAGES[:2] / 255, "b": IMAGES[:2] / 255 - 0.5}, ["c", "d"]), "d"),
        (lambda: figures.draw_boxes([IMAGES[0] / 255], [[[2, 2, 9, 9]]], [["7"]], truth=[[[1, 1, 9, 9]]]), "7"),
        (lambda: figures.draw_found([SCENE], [FOUND], truth=True), "4"),
        (lambda: figures.draw_explanations(IMAGES[0], {"a": IMAGES[0] - 0.5}, {"b": IMAGES[0]}), "the image"),
        (lambda: figures.draw_map(GENERATOR.normal(size=(10, 2)), LABELS, LABELS > 8), "7"),
        (lambda: figures.draw_cells(IMAGES[0] / 255, CELLS), "3"),
        (lambda: figures.draw_precision({"a": ([0.5, 1], [1, 0.5])}, {"best": (0.5, 1)}), "best"),
        (lambda: figures.draw_messages([("x", 2, 0), ("y", 6, 1)], [("w · x", "w", 3, 2)]), "y = 6"),
        (lambda: figures.draw_backward(digit_network(fused=False), IMAGES[0] / 255, 3), "← errors, backward"),
        (lambda: figures.draw_kernels({"before": np.eye(3)[..., np.newaxis]}), "before"),
        (lambda: figures.draw_descent({"Adam": {"0.1": [2.3, 1.0], "1": [2.3]}}), "% of the epoch"),
        (lambda: figures.draw_windows(np.eye(3, dtype=int), np.eye(2, dtype=int), name="dX"), "dX[1, 1] = 2"),
        (lambda: figures.draw_gallery(IMAGES, (PROBABILITIES.argmax(axis=1) + 1) % 10, PROBABILITIES), "label"),
        (lambda: figures.draw_runs({"a": ([1.0, 2.0], (1.5, 1.0, 2.0))}, "unit"), "unit"),
        (lambda: figures.draw_preparation(IMAGES[0], IMAGES[0] / 255), "what the network gets"),
        (lambda: figures.draw_windows(np.arange(12).reshape(3, 4), np.array([[1, 0], [0, 2]])), "Y[1, 2] = 28"),
        (lambda: figures.draw_responses(IMAGES[0] / 255, {"a": PROBABILITIES, "b": PROBABILITIES - 0.1}), "b"),
        (lambda: figures.draw_columns(np.arange(12).reshape(3, 4), np.array([[1, 0], [0, 2]])), "28"),
        (lambda: figures.draw_matrix(np.eye(3, 5)), "result, row by row"),
        (lambda: figures.draw_spectra({"a": IMAGES[0] / 255, "b": IMAGES[1] / 255}), "its waves"),
        (lambda: figures.draw_times({"a": {"taps": [1.0, 2.0], "fft": [2.0, 2.0]}}, [3, 5], "kernel size"), "fft"),
        (lambda: figures.draw_roofline(100.0, 25.0, {"taps": ([0.1, 1.0], [1.0, 20.0])}), "memory is the limit"),
        (lambda: figures.draw_channels(PHOTOGRAPH), "channel 2: blue"),
        (lambda: figures.draw_experiment({"a": IMAGES[:3]}, {"a": {"dense": [2.0, 3.0]}}), "wrong answers in 100"),
        (lambda: figures.draw_confusion(np.diag([7, 8, 9]) + np.eye(3, k=1, dtype=int)), "9"),
        (lambda: figures.draw_coverage(np.linspace(0, 1, 5), {"Wilson": np.full(5, 0.95)}, 0.95), "Wilson"),
        (lambda: figures.draw_reliability({"before": (np.array([0.9]), np.array([0.8]), np.array([1234]))}), "1,234"),
        (lambda: figures.draw_robustness({"noisy": ([1, 2], [[90, 80]]), "b": ([1], [[9]])}, 99), "noisy"),
        (lambda: figures.draw_rows({"row": (IMAGES[:3] / 255, ["a", "b", "c"])}), "row"),
        (lambda: figures.draw_label_curve([10, 50], {"digits": [(80, 70, 90), (90, 85, 95)]}, "accuracy"), "digits"),
        (
            lambda: figures.draw_groups({"a": np.arange(9), "b": np.arange(-9, 99)}, 8.5, "brightness", "nuclei"),
            "nuclei",
        ),
        (
            lambda: figures.draw_powers({"a": {1: [9, 8], 10: [4]}, "b": {1: [9], 10: [3]}}, "x", "%", {"b": [9, 2]}),
            "b",
        ),
        (lambda: figures.draw_each({"missed": np.arange(5), "taken": np.arange(7)}, "% of pairs"), "taken"),
        (lambda: figures.draw_labels({"scene": [np.eye(9)]}, {"truth": [4 * np.eye(9, dtype=int)]}), "3"),
        (lambda: figures.draw_masks({"experts": np.eye(9, dtype=bool), "distance": np.eye(9) * 3.0}), "distance"),
        (lambda: figures.draw_outlines(IMAGES[0], {"found": (REGIONS, [2])}), "found"),
        (
            lambda: figures.draw_shares(np.array([0.01, 0.1]), {"a": np.array([9, 50])}, "x", {"here": 0.02}, True),
            "here",
        ),
        (lambda: figures.draw_unet((12, 24, 48), 96), "24 × 24\n× 48"),
        (draw_reading, "it reads: 5"),
    ],
)
def test_every_figure_draws_shows_closes_and_returns_nothing(draw, says, shown):
    before = matplotlib.rcParams["figure.facecolor"]
    assert draw() is None
    (texts,) = shown
    assert any(says in text for text in texts)
    assert plt.get_fignums() == []
    assert matplotlib.rcParams["figure.facecolor"] == before


def test_every_drawing_function_is_tested_above():
    drawn = {name for name in vars(figures) if name.startswith("draw_")}
    source = test_every_figure_draws_shows_closes_and_returns_nothing.pytestmark[0].args[1]
    named = {name for draw, _ in source for name in draw.__code__.co_names if name.startswith("draw_")}
    assert drawn == named


@pytest.mark.parametrize(("curves", "line"), [(None, [8, 3]), ({"a": [5, 1]}, [5, 1])], ids=["means", "law"])
def test_runs_over_a_quantity_get_the_line_of_their_means_or_of_a_law(monkeypatch, curves, line):
    lines = []
    monkeypatch.setattr(plt, "show", lambda: lines.extend(list(drawn.get_ydata()) for drawn in plt.gca().lines))
    figures.draw_powers({"a": {1: [9, 7], 10: [4, 2]}}, "images", "%", curves)
    assert sorted(map(list, lines)) == sorted([[9, 7], [4, 2], line])


def test_a_sixth_line_has_no_color_and_is_refused():
    with pytest.raises(ValueError, match="groups has 6 names: expected at most 5"):
        figures.draw_powers({name: {1: [1], 10: [2]} for name in "abcdef"}, "images", "%")
