"""The figures of the book. Each function draws one picture, shows it and returns nothing."""

from kernelbook.figures.backward import draw_backward, draw_descent, draw_kernels, draw_messages
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
from kernelbook.figures.kernels import draw_columns, draw_matrix, draw_responses, draw_spectra, draw_windows
from kernelbook.figures.measurements import draw_curves, draw_each, draw_powers, draw_roofline, draw_runs, draw_times
from kernelbook.figures.regions import draw_groups, draw_masks, draw_outlines, draw_shares, draw_unet

__all__ = [
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
    "draw_map",
    "draw_masks",
    "draw_matrix",
    "draw_messages",
    "draw_numbers",
    "draw_outlines",
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
    "draw_spectra",
    "draw_times",
    "draw_unet",
    "draw_windows",
    "feature_maps",
]
