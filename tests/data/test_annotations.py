import numpy as np
import pytest

from kernelbook import data

HEAD = "image_path,xmin,ymin,xmax,ymax,label\n"
GOOD = HEAD + "a.png,10,20,40,60,Tree\na.png,0,0,100,80.5,Tree\n"


@pytest.fixture
def table(tmp_path):
    """Return a function that writes a table, and its path."""

    def written(text, encoding="utf-8"):
        path = tmp_path / "trees.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return written


def test_read_boxes_gives_top_left_bottom_right(table):
    boxes = data.read_boxes(table(GOOD), (90, 100))
    assert boxes.tolist() == [[20, 10, 60, 40], [0, 0, 80.5, 100]]
    assert boxes.dtype == np.float64


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace(",", ";"),
        "\ufeff" + GOOD.replace("image_path,", "").replace("a.png,", ""),
        GOOD.replace("\n", "\r\n\r\n"),
        GOOD.replace("xmin", " Xmin "),
        "ymax,ymin,xmax,xmin\n60,20,40,10\n80.5,0,100,0",
    ],
    ids=["semicolons", "a mark of order", "empty lines", "capitals", "another order, no more columns"],
)
def test_read_boxes_takes_tables_as_other_programs_write_them(table, text):
    assert data.read_boxes(table(text), (90, 100)).tolist() == [[20, 10, 60, 40], [0, 0, 80.5, 100]]


def test_a_table_without_lines_has_no_boxes(table):
    assert data.read_boxes(table(HEAD), (90, 100)).shape == (0, 4)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("a.png,40,20,10,60,Tree", r"line 4: xmin=40, ymin=20, xmax=10, ymax=60 has its corners swapped"),
        ("a.png,10,60,40,20,Tree", r"line 4: .* has its corners swapped"),
        ("a.png,10,20,10,60,Tree", r"line 4: .* has no area"),
        ("a.png,10,20,40,91,Tree", r"line 4: .*ymax=91 reaches out of the picture of 100 × 90 pixels"),
        ("a.png,10,20,101,60,Tree", r"line 4: .*xmax=101.* reaches out"),
        ("a.png,-1,20,40,60,Tree", r"line 4: xmin=-1.* reaches out"),
        ("a.png,10,twenty,40,60,Tree", r"line 4: ymin='twenty' is no number"),
        ("a.png,10,20,nan,60,Tree", r"line 4: xmax='nan' is no number"),
        ("a.png,10,20,40", r"line 4: ymax='' is no number"),
    ],
)
def test_a_box_that_cannot_be_is_told_by_its_line(table, line, fault):
    with pytest.raises(ValueError, match=rf"1 of 3 boxes cannot be: {fault}"):
        data.read_boxes(table(GOOD + line), (90, 100))


def test_many_wrong_lines_are_counted(table):
    with pytest.raises(ValueError, match=r"7 of 9 boxes cannot be: line 4: .*; line 8: [^;]*; and 2 more$"):
        data.read_boxes(table(GOOD + "a.png,1,1,1,1,Tree\n" * 7), (90, 100))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD.replace("xmin", "left").replace("ymax", "bottom"), "has no column xmin, ymax: its first line has image_"),
        ("", "has no column xmin, ymin, xmax, ymax: its first line has nothing"),
        ("a.png,10,20,40,60,Tree\n", "has no column xmin, ymin, xmax, ymax: its first line has a.png, 10"),
    ],
)
def test_a_table_that_lacks_columns_is_refused(table, text, message):
    with pytest.raises(ValueError, match=message):
        data.read_boxes(table(text), (90, 100))


def test_boxes_of_several_pictures_are_not_mixed(table):
    path = table(GOOD + "b.png,5,5,6,6,Tree\n")
    with pytest.raises(ValueError, match=r"has boxes of 2 pictures: name one, picture='a.png'"):
        data.read_boxes(path, (90, 100))
    assert data.read_boxes(path, (90, 100), "b.png").tolist() == [[5, 5, 6, 6]]
    with pytest.raises(ValueError, match=r"picture='c.png': .*boxes of \['a.png', 'b.png'\]"):
        data.read_boxes(path, (90, 100), "c.png")


def test_what_is_no_table_is_refused(table, tmp_path):
    with pytest.raises(ValueError, match="is no table of comma-separated values in UTF-8"):
        data.read_boxes(table(GOOD.replace("a.png", "ä.png"), "latin-1"), (90, 100))
    with pytest.raises(FileNotFoundError, match=r"there is no such file in"):
        data.read_boxes(tmp_path / "none.csv", (90, 100))
    with pytest.raises(ValueError, match="expected the name of a CSV file"):
        data.read_boxes(tmp_path, (90, 100))
    with pytest.raises(ValueError, match=r"size=\(0, 100\): expected height and width, two whole numbers from 1"):
        data.read_boxes(table(GOOD), (0, 100))
