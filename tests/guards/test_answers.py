import numpy as np
import pytest
from keras import KerasTensor

from kernelbook import guards, models


def test_same_axes_compares_what_is_known():
    guards.same_axes("truth", KerasTensor((None, None, 4)), "logits", KerasTensor((2, 3, 4, 9)), 3)
    with pytest.raises(ValueError, match=r"truth has shape \(None, 5\) and logits \(2, 3, 9\): .* same first 2 axes"):
        guards.same_axes("truth", KerasTensor((None, 5)), "logits", KerasTensor((2, 3, 9)), 2)


def test_pixel_classes_looks_at_shapes_alone_where_there_are_no_values():
    guards.pixel_classes("truth", KerasTensor((None, 4, 4)), "logits", KerasTensor((None, 4, 4, 3)))
    with pytest.raises(ValueError, match=r"logits has shape \(None, 4, 4\)"):
        guards.pixel_classes("truth", KerasTensor((None, 4, 4)), "logits", KerasTensor((None, 4, 4)))


def test_same_size_lets_pass_what_does_not_tell_its_shape():
    guards.same_size("multiple", 3, np.square, (1, 9, 9, 1))
    guards.same_size("multiple", 8, models.unet(), (1, 16, 8, 1))
    with pytest.raises(ValueError, match="multiple=3: continued to 9 x 9 pixels, the network answers 8 x 8"):
        guards.same_size("multiple", 3, models.unet(), (1, 9, 9, 1))


def test_labels_takes_none_where_it_may():
    guards.labels("labels", [], empty=True)
    with pytest.raises(ValueError, match="labels has shape"):
        guards.labels("labels", [])
