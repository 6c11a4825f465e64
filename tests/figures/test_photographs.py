import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from kernelbook import figures
from kernelbook.figures import photographs, style

PHOTOGRAPHS = np.random.default_rng(0).integers(0, 256, (5, 20, 30, 3), dtype=np.uint8)
MAPS = np.zeros((5, 4, 6))
MAPS[:, 1, 4] = 1


@pytest.fixture
def figure():
    """Return a figure to draw in, with the page's paper, as large as the function's own would be."""
    figure = plt.figure(figsize=(6, 3), layout="constrained")
    yield figure
    plt.close(figure)


def pixels(figure):
    """Return what is seen, (h, w, 3)."""
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba())[..., :3].astype(float)


def inside(axes):
    """Return the rows and columns of a figure's pixels that lie in a panel."""
    box, height = axes.get_window_extent(), axes.figure.bbox.height
    return slice(int(height - box.y1) + 2, int(height - box.y0) - 1), slice(int(box.x0) + 2, int(box.x1) - 1)


def test_photographs_stand_row_by_row_as_they_are_each_under_its_title(figure):
    figures.draw_photographs(PHOTOGRAPHS, list("abcde"), columns=3, figure=figure)
    figure.canvas.draw()
    assert [axes.get_title(loc="left") for axes in figure.axes] == list("abcde")
    for axes, photograph in zip(figure.axes, PHOTOGRAPHS, strict=True):
        assert np.array_equal(axes.images[0].get_array(), photograph)
        assert len(axes.images) == 1
        assert len(axes.get_xticks()) == len(axes.get_yticks()) == 0
    places = [(round(axes.get_position().y0, 3), round(axes.get_position().x0, 3)) for axes in figure.axes]
    assert places[0][0] == places[1][0] == places[2][0] > places[3][0] == places[4][0]
    assert places[0][1] == places[3][1] < places[1][1] == places[4][1] < places[2][1]


@pytest.mark.parametrize("count", [1, 3, 6, 7])
@pytest.mark.parametrize("title", [None, "seven", "one that goes on in a second line"])
def test_the_figure_is_as_high_as_its_pictures_and_titles(count, title, monkeypatch):
    seen = []

    def show():
        figure = plt.gcf()
        figure.canvas.draw()
        panels = [axes.get_tightbbox() for axes in figure.axes]
        widths = [axes.get_window_extent().width / figure.dpi for axes in figure.axes]
        seen.extend([widths, figure.bbox.y1 - max(box.y1 for box in panels), min(box.y0 for box in panels)])

    monkeypatch.setattr(plt, "show", show)
    square = np.zeros((100, 100, 3), np.uint8)
    figures.draw_photographs([square] * count, None if title is None else [title] * count)
    widths, above, below = seen
    assert min(widths) > 0.88
    assert max(widths) < 1
    assert 0 <= above < 9
    assert 0 <= below < 25


def test_photographs_of_several_sizes_keep_their_proportions_and_stand_at_the_top_of_their_row(figure):
    some = [PHOTOGRAPHS[0], PHOTOGRAPHS[1][:, :10], PHOTOGRAPHS[2][:5]]
    figures.draw_photographs(some, columns=2, maps=[MAPS[0]] * 3, figure=figure)
    figure.canvas.draw()
    boxes = [axes.get_window_extent() for axes in figure.axes]
    for axes, box, photograph in zip(figure.axes, boxes, some, strict=True):
        assert box.height / box.width == pytest.approx(photograph.shape[0] / photograph.shape[1], rel=0.02)
        assert axes.images[1].get_array().shape == photograph.shape[:2]
    assert boxes[0].y1 == pytest.approx(boxes[1].y1)


@pytest.mark.parametrize("brightness", [0, 60, 128, 200, 255])
@pytest.mark.parametrize("gray", [False, True], ids=["in color", "without color"])
def test_a_hot_place_is_seen_on_any_photograph_and_the_rest_of_it_stays(brightness, gray, figure):
    plain = np.full((1, 60, 60, 3), brightness, np.uint8)
    values = np.zeros((1, 6, 6))
    values[0, 1:3, 3:5] = 1
    figures.draw_photographs(plain, columns=1, maps=values, figure=figure)
    seen = pixels(figure)[inside(figure.axes[0])]
    if gray:
        seen = seen @ [[0.2126], [0.7152], [0.0722]]
    differs = np.abs(seen - brightness).max(axis=-1)
    h, w = differs.shape
    hot = differs[h // 6 : h // 2, w // 2 : 5 * w // 6]
    assert hot.max() > 50
    assert differs[2 * h // 3 :].max() < 2
    assert differs[:, : w // 3].max() < 2


def test_the_cover_grows_with_the_map_and_hides_three_quarters_at_most(figure):
    figures.draw_photographs(PHOTOGRAPHS, maps=MAPS, figure=figure)
    over = figure.axes[0].images[1]
    assert over.get_alpha() == pytest.approx(0.75 * np.asarray(over.get_array()))
    assert (over.cmap.name, over.get_clim()) == (style.ACTIVATION, (0, 1))


def test_a_map_without_a_half_has_no_line(figure):
    figures.draw_photographs(PHOTOGRAPHS[:3], maps=[np.zeros((2, 2)), np.full((2, 2), 0.5), np.eye(2)], figure=figure)
    assert [len(axes.collections) for axes in figure.axes] == [0, 0, 1]


def test_a_map_of_booleans_or_of_its_photographs_size_is_a_map(figure):
    figures.draw_photographs(PHOTOGRAPHS[:1], maps=PHOTOGRAPHS[:1, ..., 0] > 128, figure=figure)
    assert np.array_equal(figure.axes[0].images[1].get_array(), PHOTOGRAPHS[0, ..., 0] > 128)


@given(st.integers(1, 6), st.integers(1, 6), st.integers(1, 30), st.integers(1, 30), st.integers(0, 9))
def test_enlarged_maps_are_those_of_scipy(rows, columns, height, width, seed):
    values = np.random.default_rng(seed).random((rows, columns))
    at = np.meshgrid(
        (np.arange(height) + 0.5) * rows / height - 0.5,
        (np.arange(width) + 0.5) * columns / width - 0.5,
        indexing="ij",
    )
    expected = ndimage.map_coordinates(values, at, order=1, mode="nearest")
    assert photographs.enlarged(values, height, width) == pytest.approx(expected)


def test_titles_are_wrapped_between_words_and_keep_their_own_lines():
    assert photographs.wrapped("seven, read as one", 11) == "seven, read\nas one"
    assert photographs.wrapped("a\nb", 11) == "a\nb"
    assert photographs.wrapped("", 11) == ""


def test_a_place_of_the_callers_is_wide_or_narrow(figure):
    wide, narrow = figure.subfigures(1, 2, width_ratios=[5, 1])
    for place in (wide, narrow):
        figures.draw_photographs(PHOTOGRAPHS[:1], ["one that is long"], columns=1, figure=place)
    titles = [place.axes[0].get_title(loc="left") for place in (wide, narrow)]
    assert titles == ["one that is long", "one that is\nlong"]


WRONG = [
    ({"photographs": []}, "photographs has length 0: expected at least one"),
    ({"photographs": "hands.png"}, "photographs is a str: expected a list or an array"),
    ({"photographs": np.uint8(3)}, "photographs is a uint8: expected a list or an array"),
    ({"photographs": np.array(3)}, "photographs is a ndarray: expected a list or an array"),
    ({"photographs": PHOTOGRAPHS[0]}, r"photographs\[0\] has shape \(30, 3\) and type uint8: expected \(h, w, 3\)"),
    ({"photographs": PHOTOGRAPHS / 255}, r"photographs\[0\] has shape \(20, 30, 3\) and type float64: expected"),
    ({"photographs": PHOTOGRAPHS[:, :0]}, r"photographs\[0\] has shape \(0, 30, 3\)"),
    ({"photographs": [PHOTOGRAPHS[0], None]}, r"photographs\[1\] has shape \(\) and type NoneType: expected"),
    ({"titles": ["a"]}, "titles has length 1: expected 5, one for each photograph"),
    ({"titles": "abcde"}, "titles is a str: expected a list or an array"),
    ({"titles": [0, 1, 2, 3, 4]}, r"titles\[0\]=0: expected a text, such as str\(label\)"),
    ({"columns": 0}, "columns=0: expected a whole number from 1"),
    ({"columns": 2.0}, "columns=2.0: expected a whole number from 1"),
    ({"columns": True}, "columns=True: expected a whole number from 1"),
    ({"maps": MAPS[:4]}, "maps has length 4: expected 5, one for each photograph"),
    ({"maps": MAPS[..., np.newaxis]}, r"maps\[0\] has shape \(4, 6, 1\) and type float64: expected"),
    ({"maps": [None] * 5}, r"maps\[0\] has shape \(\) and type NoneType: expected numbers from 0 to 1"),
    ({"maps": MAPS * 2}, r"maps\[0\] has values from 0 to 2: expected 0 to 1; divide by the largest"),
    ({"maps": MAPS - 1}, r"maps\[0\] has values from -1 to 0: expected 0 to 1"),
    ({"maps": MAPS * np.nan}, r"maps\[0\] has values from nan to nan: expected 0 to 1"),
]


@pytest.mark.parametrize(("wrong", "message"), WRONG, ids=[message for _, message in WRONG])
def test_an_argument_that_makes_no_sense_is_refused_by_its_name(wrong, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        figures.draw_photographs(**{"photographs": PHOTOGRAPHS, **wrong})
    assert plt.get_fignums() == []
