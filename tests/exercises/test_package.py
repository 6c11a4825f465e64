import numpy as np
import pytest

from exercises.asked import asked
from exercises.forms import FORMS
from kernelbook import data, exercises

IDS = exercises.ids()
SLOW = {"05-smaller"}


def slow_where_it_trains(ids):
    return [pytest.param(id, marks=pytest.mark.slow) if id in SLOW else id for id in ids]


@pytest.fixture(scope="module")
def training_digits():
    """Return the digits as the chapters have them; what one solution writes into them would reach the next."""
    (images, labels), _ = data.load_mnist()
    x = images[..., np.newaxis].astype("float32") / 255
    for array in (x, labels):
        array.flags.writeable = False
    return x[:55_000], labels[:55_000]


@pytest.mark.parametrize("id", slow_where_it_trains(IDS))
def test_the_reference_solution_passes(id):
    verdict = exercises.check(id, exercises.find(id).solution())
    assert verdict.passed is True, verdict
    assert repr(verdict).startswith(f"{id}: right.")


@pytest.mark.slow
@pytest.mark.parametrize("id", FORMS)
def test_a_right_answer_is_right_in_another_form(id):
    for number, answer in enumerate(FORMS[id]):
        assert exercises.check(id, answer).passed, number
        assert exercises.check(id, exercises.find(id).solution()).passed, "what an answer did is felt by the next"


@pytest.mark.parametrize("id", slow_where_it_trains(IDS))
def test_the_solution_printed_in_the_chapter_passes(id, training_digits):
    import keras
    from keras import layers

    x_train, y_train = training_digits
    names = {"np": np, "keras": keras, "layers": layers, "x_train": x_train, "y_train": y_train}
    exec(asked()[id].code, names)
    verdict = exercises.check(id, names["answer"])
    assert verdict.passed is True, verdict


@pytest.mark.parametrize("id", slow_where_it_trains(IDS))
def test_typical_wrong_answers_fail_with_their_own_message(id):
    assert len(exercises.find(id).wrong) >= 3
    for message, make in exercises.find(id).wrong:
        verdict = exercises.check(id, make())
        assert verdict.passed is False, message
        assert message in verdict.message, verdict


@pytest.mark.parametrize("id", IDS)
def test_no_answer_is_no_mistake(id):
    verdict = exercises.check(id, ...)
    assert verdict.passed is None
    assert "not answered yet" in repr(verdict)


@pytest.mark.slow
@pytest.mark.parametrize("id", IDS)
def test_an_answer_of_a_wrong_type_fails_with_a_message(id):
    for answer in (None, "a", b"", 1.5, True, [], {}, np.zeros(3), 1j, float("nan")):
        verdict = exercises.check(id, answer)
        assert verdict.passed is False, answer
        assert "expected" in verdict.message or "not this" in verdict.message, verdict


@pytest.mark.parametrize("id", ["05-none", "99-parameters", "", None, 5])
def test_a_wrong_id_is_refused_with_those_there_are(id):
    with pytest.raises(ValueError, match=r"no such exercise; there are .*05-parameters"):
        exercises.check(id, 1)
