"""Guards: each looks at one argument and refuses what makes no sense, with an error that says what would be right.

They compute nothing and change nothing. So a guard cannot change a figure, and fingerprints of stored results do not
see it (`kernelbook.results.refusals`). All raise a ValueError that begins with the argument's name and what came.
"""

from kernelbook.guards.answers import pixel_classes, same_axes, same_size
from kernelbook.guards.driving import flag, frame, optional, point, policy, sees, track
from kernelbook.guards.faces import cosines, images_of_any_size, people, slides, squares, unit_rows, whole_range
from kernelbook.guards.files import weights_file
from kernelbook.guards.flow import alike, draws, known_pixels, on_path, times, velocities, visible
from kernelbook.guards.networks import (
    batch,
    directions,
    floating,
    keras_model,
    keras_sequential,
    logits,
    named_arrays,
    shape_of_one,
    some_images,
    tensorflow_backend,
)
from kernelbook.guards.scalars import bounds, is_number, is_whole, narrow, number, share, shown, whole, wide
from kernelbook.guards.scale import worker_tensors
from kernelbook.guards.values import (
    array,
    as_array,
    as_many,
    axes,
    countable,
    function,
    generator,
    labels,
    one_of,
    photographs,
    pixels,
    rank,
    same_shape,
    text,
)

__all__ = [
    "alike",
    "array",
    "as_array",
    "as_many",
    "axes",
    "batch",
    "bounds",
    "cosines",
    "countable",
    "directions",
    "draws",
    "flag",
    "floating",
    "frame",
    "function",
    "generator",
    "images_of_any_size",
    "is_number",
    "is_whole",
    "keras_model",
    "keras_sequential",
    "known_pixels",
    "labels",
    "logits",
    "named_arrays",
    "narrow",
    "number",
    "on_path",
    "one_of",
    "optional",
    "people",
    "photographs",
    "pixel_classes",
    "pixels",
    "point",
    "policy",
    "rank",
    "same_axes",
    "same_shape",
    "same_size",
    "sees",
    "shape_of_one",
    "share",
    "shown",
    "slides",
    "some_images",
    "squares",
    "tensorflow_backend",
    "text",
    "times",
    "track",
    "unit_rows",
    "velocities",
    "visible",
    "weights_file",
    "whole",
    "whole_range",
    "wide",
    "worker_tensors",
]
