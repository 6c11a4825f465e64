import pytest

from kernelbook import convolution, detection, faces, segmentation

OLD = [
    (detection, "suppress", "non_max_suppression"),
    (faces, "even_out", "local_contrast_normalization"),
    (segmentation, "draw_patches", "sample_patches"),
]


@pytest.mark.parametrize(("module", "old", "new"), OLD, ids=lambda value: value if isinstance(value, str) else "")
def test_an_old_name_still_works_and_warns(module, old, new):
    with pytest.warns(DeprecationWarning, match=rf"kernelbook\.\w+\.{old} is now called {new}") as warned:
        found = getattr(module, old)
    assert found is getattr(module, new)
    assert warned[0].filename == __file__  # the line of who uses it, not ours
    assert old not in module.__all__


def test_a_name_that_never_was_is_refused_as_python_refuses_it():
    with pytest.raises(AttributeError, match=r"module 'kernelbook\.detection' has no attribute 'supress'"):
        detection.supress  # noqa: B018
    assert not hasattr(detection, "none")


def test_an_old_argument_still_works_and_warns():
    with pytest.warns(DeprecationWarning, match="the argument stride of output_size is now called strides"):
        assert convolution.output_size(28, 3, stride=2) == convolution.output_size(28, 3, strides=2) == 13
