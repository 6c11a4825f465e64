import numpy as np
import pytest

from kernelbook import words
from kernelbook.scenes import Scene
from kernelbook.words import Caption, Group
from kernelbook.words.captions import RELATIONS

PAPER = np.zeros((48, 48), np.float32)


def scene(*digits):
    """A scene of digits told as (label, longer side, row and column of the upper left corner): as wide as high."""
    boxes = np.array([(top, left, top + side, left + side) for _, side, top, left in digits], np.float64)
    return Scene(PAPER, boxes, np.array([digit[0] for digit in digits]), PAPER.astype(np.uint8))


PAIR = scene((3, 20, 10, 2), (7, 10, 14, 30))  # a large three, and right of it a small seven


def test_a_scene_is_told_with_everything_by_hand():
    assert words.say(words.describe(PAIR)) == "a large three left of a small seven"
    assert words.say(words.describe(scene((5, 20, 2, 2), (5, 18, 26, 4)))) == "two large fives"
    three = scene((6, 10, 0, 0), (6, 10, 20, 0), (8, 20, 20, 20))
    assert words.say(words.describe(three)) == "two small sixes and a large eight"
    assert words.say(words.describe(scene((1, 10, 0, 0), (1, 20, 20, 5)))) == "a small one above a large one"


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("a three", True),
        ("a small three", False),
        ("a seven right of a three", True),
        ("a three right of a seven", False),
        ("a three above a seven", False),
        ("a small seven and a large three", True),
        ("a large seven and a small three", False),
        ("two threes", False),
        ("a three but no eight", True),
        ("a three but no seven", False),
        ("a three, a seven and a nine", False),
    ],
)
def test_whether_a_caption_is_true_by_hand(text, true):
    assert words.holds(words.parse(text), PAIR) is true


def test_a_relation_needs_a_clear_distance():
    level = scene((3, 10, 10, 2), (7, 10, 13, 30))
    assert not words.holds(words.parse("a three above a seven"), level)
    assert not words.holds(words.parse("a seven above a three"), level)
    assert words.holds(words.parse("a three above a seven"), scene((3, 10, 10, 2), (7, 10, 14, 30)))


def test_what_is_told_is_true_and_what_is_changed_is_false_in_every_scene(scenes):
    generator = np.random.default_rng(0)
    found = dict.fromkeys(words.CHANGES, 0)
    for each in scenes:
        full = words.describe(each)
        assert words.holds(full, each)
        assert words.holds(words.describe(each, generator, brief=0.5, absent=0.5), each)
        for kind in words.CHANGES:
            changed = words.falsify(full, kind, generator)
            found[kind] += changed is not None
            assert changed is None or not words.holds(changed, each), (kind, words.say(full), words.say(changed))
    assert found["digit"] == len(scenes)
    assert min(found.values()) > 0.2 * len(scenes), found


@pytest.mark.parametrize(
    ("kind", "text", "changed"),
    [
        ("relation", "a three left of a seven", "a three right of a seven"),
        ("relation", "a three above a seven", "a three below a seven"),
        ("size", "a large three left of a small seven", "a small three left of a large seven"),
        ("size", "two small fives", "two large fives"),
        ("count", "two threes and a seven", "a three and two sevens"),
        ("count", "two threes", "three threes"),
        ("count", "three threes", "a three"),
        ("no", "a three but no seven", "a three and a seven"),
        ("no", "a three left of a seven", "a three but no seven"),
    ],
)
def test_one_change_by_hand(kind, text, changed):
    made = words.falsify(words.parse(text), kind, np.random.default_rng(0))
    assert words.say(made) == changed


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("relation", "a three and a seven"),
        ("size", "a three left of a large seven"),
        ("size", "a large three and a large seven"),
        ("count", "a three left of a seven"),
        ("count", "a three and a seven"),
        ("no", "two threes"),
    ],
)
def test_what_is_not_told_cannot_be_changed(kind, text):
    assert words.falsify(words.parse(text), kind, np.random.default_rng(0)) is None


def test_another_digit_is_none_that_the_caption_names():
    caption = words.parse("a three but no seven")
    drawn = {words.falsify(caption, "digit", np.random.default_rng(seed)).groups[0].label for seed in range(60)}
    assert drawn == {0, 1, 2, 4, 5, 6, 8, 9}


def test_order_and_details_are_drawn_and_repeat_by_seed():
    told = {words.say(words.describe(PAIR, np.random.default_rng(seed), brief=0.5)) for seed in range(100)}
    assert {"a large three left of a small seven", "a seven right of a three", "a three and a seven"} <= told
    assert any("but no" in text for text in told)
    assert all(words.holds(words.parse(text), PAIR) for text in told)
    one, two = (words.describe(PAIR, np.random.default_rng(5)) for _ in range(2))
    assert one == two
    never = {words.describe(PAIR, np.random.default_rng(seed), brief=0, absent=0) for seed in range(40)}
    assert {caption.relation for caption in never} <= {None, *RELATIONS}
    assert all(caption.absent is None for caption in never)


def test_a_caption_that_contradicts_itself_is_refused():
    with pytest.raises(ValueError, match="contradicts itself: it tells of a digit 3"):
        Caption((Group(1, 3),), absent=3)
    with pytest.raises(ValueError, match="expected each digit once"):
        Caption((Group(1, 3), Group(2, 3)))


def test_scenes_that_no_caption_can_tell_of_are_refused():
    with pytest.raises(ValueError, match="one to three digits"):
        words.describe(scene(*[(k, 10, 0, 12 * k) for k in range(4)]))
    with pytest.raises(ValueError, match="kind='colour'"):
        words.falsify(words.describe(PAIR), "colour", np.random.default_rng(0))
