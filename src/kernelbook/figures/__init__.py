"""The figures of the book. Each function draws one picture.

By itself it makes a figure, shows it, closes it and returns nothing, so that a cell may end with it. Told where, it
draws there, shows nothing and returns that place: ``axes=``, a Matplotlib Axes, if the picture has one panel;
``figure=``, a Figure or SubFigure, if it has several.
"""

from kernelbook.figures.alarms import draw_alarms
from kernelbook.figures.backward import draw_backward, draw_descent, draw_kernels, draw_messages, draw_sizes
from kernelbook.figures.detections import draw_boxes, draw_cells, draw_found, draw_labels, draw_precision
from kernelbook.figures.digits import (
    draw_channels,
    draw_digits,
    draw_experiment,
    draw_gallery,
    draw_numbers,
    draw_preparation,
    draw_reading,
    draw_rows,
    feature_maps,
)
from kernelbook.figures.explanations import draw_explanations, draw_map
from kernelbook.figures.frames import draw_frames
from kernelbook.figures.judgments import (
    draw_confusion,
    draw_coverage,
    draw_label_curve,
    draw_reliability,
    draw_robustness,
)
from kernelbook.figures.kernels import (
    draw_columns,
    draw_matrix,
    draw_responses,
    draw_spectra,
    draw_tiles,
    draw_windows,
    draw_wrap,
)
from kernelbook.figures.machines import draw_law
from kernelbook.figures.measurements import draw_curves, draw_each, draw_powers, draw_roofline, draw_runs, draw_times
from kernelbook.figures.paths import draw_paths
from kernelbook.figures.photographs import draw_photographs
from kernelbook.figures.regions import draw_groups, draw_masks, draw_outlines, draw_shares, draw_unet
from kernelbook.figures.trainings import draw_trainings

__all__ = [
    "draw_alarms",
    "draw_backward",
    "draw_boxes",
    "draw_cells",
    "draw_channels",
    "draw_columns",
    "draw_confusion",
    "draw_coverage",
    "draw_curves",
    "draw_descent",
    "draw_digits",
    "draw_each",
    "draw_experiment",
    "draw_explanations",
    "draw_found",
    "draw_frames",
    "draw_gallery",
    "draw_groups",
    "draw_kernels",
    "draw_label_curve",
    "draw_labels",
    "draw_law",
    "draw_map",
    "draw_masks",
    "draw_matrix",
    "draw_messages",
    "draw_numbers",
    "draw_outlines",
    "draw_paths",
    "draw_photographs",
    "draw_powers",
    "draw_precision",
    "draw_preparation",
    "draw_reading",
    "draw_reliability",
    "draw_responses",
    "draw_robustness",
    "draw_roofline",
    "draw_rows",
    "draw_runs",
    "draw_shares",
    "draw_sizes",
    "draw_spectra",
    "draw_tiles",
    "draw_times",
    "draw_trainings",
    "draw_unet",
    "draw_windows",
    "draw_wrap",
    "feature_maps",
]
