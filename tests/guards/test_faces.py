import numpy as np
import pytest
import tensorflow as tf

from kernelbook import guards


def test_people_takes_whole_numbers_of_any_type_and_tensors_of_a_graph():
    scores = np.zeros((2, 3))
    for labels in ([0, 2], np.array([0.0, 2.0]), tf.constant([0.0, 2.0]), np.array([0, 2], np.uint8)):
        guards.people("labels", labels, scores)

    @tf.function
    def inside(labels, cosines):
        guards.people("labels", labels, cosines)
        guards.cosines("cosines", cosines, "(n, people)")
        return cosines

    assert inside(tf.constant([9]), tf.constant([[5.0, 0.0]])).shape == (1, 2)
    with pytest.raises(ValueError, match=r"labels has shape \(2, 1\)"):
        guards.people("labels", np.zeros((2, 1), int), scores)


def test_cosines_may_be_beyond_1_by_rounding():
    guards.cosines("cosines", np.array([[1.0000001, -1.0000001]]), "(n, people)")
    with pytest.raises(ValueError, match=r"cosines has values from -1\.01 to 0"):
        guards.cosines("cosines", np.array([[-1.01, 0]]), "(n, people)")


def test_images_of_any_size_names_the_one_that_is_wrong():
    good = np.zeros((30, 40))
    guards.images_of_any_size("faceless", [good, good[:25]], 25)
    with pytest.raises(ValueError, match=r"faceless\[1\] has values from 0 to 255"):
        guards.images_of_any_size("faceless", [good, np.linspace(0, 255, 900).reshape(30, 30)], 25)
    with pytest.raises(ValueError, match=r"faceless\[0\] has shape \(30, 40, 1\)"):
        guards.images_of_any_size("faceless", [good[..., np.newaxis]], 25)


def test_whole_range_refuses_fractions_and_what_is_outside():
    guards.whole_range("grid", [[0, 255]], "(h, w)", 0, 255)
    for bad in ([[0, 256]], [[-1, 0]], [[0.5, 1]]):
        with pytest.raises(ValueError, match="grid has"):
            guards.whole_range("grid", bad, "(h, w)", 0, 255)


def test_slides_lets_a_function_pass_that_does_not_tell_its_shape():
    guards.slides("everywhere", lambda images: images)
    with pytest.raises(ValueError, match="everywhere=3"):
        guards.slides("everywhere", 3)


def test_unit_rows_and_squares_take_what_is_right():
    guards.unit_rows("directions", [[0.6, 0.8], [1, 0]])
    guards.squares("images", np.full((2, 25, 25), 7), 25)
    with pytest.raises(ValueError, match="images has values from 7 to 7"):
        guards.squares("images", np.full((2, 25, 25), 7), 25, light=True)
