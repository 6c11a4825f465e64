"""A table of figures that a notebook shows: text in a terminal, HTML on the site and for a screen reader."""

import math
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Table:
    """Figures in rows and columns.

    Parameters
    ----------
    caption : str
        What the figures are, with their unit.
    rows : dict of str to dict of str to (str, int, float or None)
        Names of the rows; in each, names of the columns and their figures. Floats are shown with three digits that
        count; None, or a column that a row lacks, is shown as a dash.

    Examples
    --------
    >>> Table("Time (ms)", {"small": {"loops": 2.0, "fft": 0.12345}, "large": {"fft": 1234.5}})
    Time (ms)  loops    fft
    small       2.00  0.123
    large          –  1,230
    """

    caption: str
    rows: dict

    def columns(self):
        """Return the names of all columns, in the order in which rows bring them."""
        return list(dict.fromkeys(name for row in self.rows.values() for name in row))

    def cells(self):
        """Return the table as lists of texts: the header first, then the rows, each with its name first."""
        header = [self.caption, *self.columns()]
        return [header] + [[name, *(shown(row.get(key)) for key in header[1:])] for name, row in self.rows.items()]

    def __repr__(self):
        """Align the columns: names to the left, figures to the right."""
        cells = self.cells()
        first, *widths = [max(len(row[k]) for row in cells) for k in range(len(cells[0]))]
        lines = []
        for name, *figures in cells:
            aligned = [figure.rjust(width) for figure, width in zip(figures, widths, strict=True)]
            lines.append("  ".join([name.ljust(first), *aligned]).rstrip())
        return "\n".join(lines)

    def _repr_html_(self):
        """Return a table with a caption and headers that name each figure's row and column.

        Its class is the one by which the site's theme and Colab know a table, and color it in the dark.
        """
        (caption, *columns), *rows = self.cells()
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
        body = ""
        for name, *figures in rows:
            row = "".join(f'<td style="text-align: right">{escape(figure)}</td>' for figure in figures)
            body += f'<tr><th scope="row" style="text-align: left">{escape(name)}</th>{row}</tr>\n'
        return (
            f'<table class="dataframe">\n<caption>{escape(caption)}</caption>\n'
            f"<thead><tr><td></td>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"
        )


def shown(figure):
    """Return a figure as text: floats with three digits that count, nothing as a dash.

    Examples
    --------
    >>> [shown(figure) for figure in (0.0123456, 5.0, 99.96, 1234.5, -0.0, 7, "yes", None)]
    ['0.0123', '5.00', '100', '1,230', '0', '7', 'yes', '–']
    """
    if figure is None:
        return "–"
    if not isinstance(figure, float):
        return str(figure)
    rounded = float(f"{figure:.3g}") + 0.0  # and -0.0 becomes 0.0
    if abs(rounded) < 1:
        return f"{rounded:g}"
    return f"{rounded:,.{max(0, 2 - int(math.log10(abs(rounded))))}f}"
