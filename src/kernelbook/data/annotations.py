"""Boxes that somebody drew, from a table in a file."""

import csv
import math
from pathlib import Path

import numpy as np

from kernelbook import guards

COLUMNS = ("ymin", "xmin", "ymax", "xmax")  # the top, left, bottom and right edge
TOLD = 5  # wrong lines that a message quotes


def read_boxes(path, size, picture=None):
    r"""Read the boxes of a picture from a table of comma-separated values: all of them, or an error that says why not.

    Parameters
    ----------
    path : str or Path
        A CSV file in UTF-8. Its first line names the columns, among them ``xmin``, ``ymin``, ``xmax`` and ``ymax``: the
        left, top, right and bottom edge in pixels. Others are not read, but for ``image_path``. Semicolons will do.
    size : (int, int)
        Height and width of the picture.
    picture : str, optional
        Which boxes to take, by the column ``image_path``, where the table has those of several pictures.

    Returns
    -------
    ndarray, shape (n, 4), float64
        The top, left, bottom and right edge of each box, in the order of the lines.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is no such table, lacks a column, or has several pictures and `picture` names none of them; if an
        edge is no number, a box has no area or its corners swapped, or reaches out of the picture. The message quotes
        the first lines that are wrong, and counts them.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "trees.csv"
    >>> _ = path.write_text("xmin,ymin,xmax,ymax,label\n10,20,40,60,tree\n")
    >>> read_boxes(path, (100, 100)).tolist()
    [[20.0, 10.0, 60.0, 40.0]]
    """
    if not isinstance(path, str | Path) or Path(path).is_dir():
        raise ValueError(f"path={guards.shown(path)}: expected the name of a CSV file")
    if np.shape(size) != (2,) or not all(guards.is_whole(length) and length > 0 for length in size):
        raise ValueError(f"size={guards.shown(size)}: expected height and width, two whole numbers from 1")
    if picture is not None:
        guards.text("picture", picture, "a name in the column image_path")
    rows = of_picture(read_table(path), path, picture)
    found = [(line, edges(row), row) for line, row in rows]
    wrong = [f"line {line}: {fault}" for line, box, row in found if (fault := fault_of(box, row, size))]
    if wrong:
        more = f"; and {len(wrong) - TOLD} more" if len(wrong) > TOLD else ""
        raise ValueError(
            f"path={str(path)!r}: {len(wrong)} of {len(rows)} boxes cannot be: {'; '.join(wrong[:TOLD])}{more}"
        )
    return np.array([box for _, box, _ in found], np.float64).reshape(-1, 4)


def read_table(path):
    """Return (line, {column: value}) of each line of a CSV file, columns in small letters; empty lines count in lines.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is no text, has no line, or lacks a column.
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            reader = csv.reader(file, delimiter=";" if ";" in first and "," not in first else ",")
            lines = [(reader.line_num, row) for row in reader if any(value.strip() for value in row)]
    except FileNotFoundError:
        raise FileNotFoundError(
            f"path={str(path)!r}: there is no such file in {Path(path).absolute().parent}"
        ) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"path={str(path)!r} is no table of comma-separated values in UTF-8: {error}") from None
    names = [name.strip().lower() for name in lines[0][1]] if lines else []
    if lacking := [name for name in ("xmin", "ymin", "xmax", "ymax") if name not in names]:
        raise ValueError(
            f"path={str(path)!r} has no column {', '.join(lacking)}: its first line has {', '.join(names) or 'nothing'}"
        )
    return [(line, dict(zip(names, row, strict=False))) for line, row in lines[1:]]


def of_picture(rows, path, picture):
    """Return the lines of one picture; refuse to mix those of several."""
    names = list(dict.fromkeys(row["image_path"] for _, row in rows if "image_path" in row))
    if picture is None:
        if len(names) > 1:
            raise ValueError(f"path={str(path)!r} has boxes of {len(names)} pictures: name one, picture={names[0]!r}")
        return rows
    if picture not in names:
        raise ValueError(f"picture={picture!r}: {path} has boxes of {guards.shown(names)}")
    return [(line, row) for line, row in rows if row.get("image_path") == picture]


def edges(row):
    """Return the four edges of a line, None for each that is no number."""
    box = []
    for name in COLUMNS:
        try:
            value = float(row.get(name, ""))
        except ValueError:
            value = math.nan
        box.append(value if math.isfinite(value) else None)
    return box


def fault_of(box, row, size):
    """Return what is wrong with a box, None if nothing is."""
    if None in box:
        name = COLUMNS[box.index(None)]
        return f"{name}={row.get(name, '')!r} is no number"
    top, left, bottom, right = box
    shown = f"xmin={left:g}, ymin={top:g}, xmax={right:g}, ymax={bottom:g}"
    if top > bottom or left > right:
        return f"{shown} has its corners swapped: expected xmin < xmax and ymin < ymax"
    if top == bottom or left == right:
        return f"{shown} has no area"
    if top < 0 or left < 0 or bottom > size[0] or right > size[1]:
        return f"{shown} reaches out of the picture of {size[1]} × {size[0]} pixels (width × height)"
    return None
