import pytest

from kernelbook import exercises
from pages import progress


def test_each_exercise_gets_a_box_after_its_heading():
    body = progress.with_boxes('<h3>02-window: one number<a href="#x">#</a></h3><p>…</p><h3>No exercise</h3>')
    assert body.count("checkbox") == 1
    assert body.index("</h3>") < body.index('data-exercise="02-window"') < body.index("<p>…")


@pytest.mark.parametrize("name", exercises.ids())
def test_the_name_of_every_exercise_is_known_to_the_boxes(name):
    assert progress.EXERCISE.fullmatch(f"<h3>{name}: what it asks</h3>")


def test_a_front_page_without_its_paragraph_is_refused():
    assert progress.with_line("<p>Move a finger</p>").startswith('<p class="continue ')
    with pytest.raises(ValueError, match="expected one paragraph that begins with '<p>Move a finger', found 0"):
        progress.with_line("<p>Other</p>")
