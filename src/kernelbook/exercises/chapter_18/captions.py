"""An exercise on captions that are nearly right: the place is turned round, and every other word stays."""

from kernelbook.exercises.chapter_18.grammar import KNOWN, OPPOSITE, captions, parts
from kernelbook.exercises.exercise import Exercise, told
from kernelbook.guards import shown

# 18-turned: "a small three left of a seven" becomes "a small three right of a seven", "two sixes and a three" None.


def turned(text):
    """Return a caption with its place turned round, or None if it names none."""
    words = text.split()
    if not set(words) & set(OPPOSITE):
        return None
    return " ".join(OPPOSITE.get(word, word) for word in words)


# What a wrong caption shows: functions of the caption, what came for it, what is right, and the place in it if no
# caption with that place came out right.


def exchanged(text):
    """Return a caption whose two digits have changed places, with their sizes."""
    first, place, second, end = parts(text)
    return " ".join([*second, *place, *first, *end])


def is_right_but_for(change, found, expected):
    """Say whether a caption is the right one after a change of both."""
    return change(found) == change(expected)


def without(*words):
    """Return a function that leaves words of a text out."""
    return lambda text: [word for word in text.split() if word not in words]


def unknown(found):
    """Return the words that no caption has."""
    return [word for word in found.replace(",", " ").split() if word.lower() not in KNOWN]


SIDES = "above and below are places, too: turn them round as well."
HEIGHTS = "left of and right of are places, too: turn them round as well."
LIST = "those are words in a list: join them into one text."
STAYS = "it came back as it was. Who replaces left by right, and then right by left, turns it back: decide by word."
TRUE_AGAIN = "the two digits and the place have changed, so the caption is true again: turn the place alone."
NO_PLACE = "it names no place, so there is nothing to turn round: return None."
SIGNS = {
    LIST: lambda text, found, right, missed: isinstance(found, list | tuple),
    "expected a text, or None.": lambda text, found, right, missed: not isinstance(found, str | None),
    SIDES: lambda text, found, right, missed: found in (None, text) and {"above", "below"} & missed,
    HEIGHTS: lambda text, found, right, missed: found is None and {"left", "right"} & missed,
    "it names a place; None is right only of those that name none.": lambda text, found, right, missed: found is None,
    STAYS: lambda text, found, right, missed: found == text,
    "{word!r} is no word of the captions: of above the opposite is below, of left of it is right of.": (
        lambda text, found, right, missed: unknown(found)
    ),
    TRUE_AGAIN: lambda text, found, right, missed: found.split() == exchanged(right).split(),
    "the two digits have changed places, the place has not: that is false, too, but turn the place alone.": (
        lambda text, found, right, missed: found.split() == exchanged(text).split()
    ),
    "the opposite lies on the same axis: left and right, above and below.": (
        lambda text, found, right, missed: (
            is_right_but_for(without(*OPPOSITE, "of"), found, right)
            and not set(right.split()) & set(OPPOSITE) & set(found.split())
        )
    ),
    "left of and right of have an of, above and below have none.": (
        lambda text, found, right, missed: is_right_but_for(without("of"), found, right)
    ),
    "what is absent stays in the caption as it is: turn the place alone.": (
        lambda text, found, right, missed: found.split() == [word for part in parts(right)[:3] for word in part]
    ),
    "the words are right, their order is not: leave each where it is.": (
        lambda text, found, right, missed: is_right_but_for(lambda words: sorted(words.split()), found, right)
    ),
    "leave all letters as they are.": lambda text, found, right, missed: is_right_but_for(str.lower, found, right),
}


def judge_turned(answer):
    """Judge a function of text."""
    if not callable(answer):
        return f"expected a function of text, got {shown(answer)}."
    came = []
    for text in captions():
        try:
            came.append(answer(text))
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            return f"for text = {text!r} your function raised {told(error)}"
    if all(found is None for found in came):
        return "it returned None for every caption: is a return missing?"
    return complaint([(text, found, turned(text)) for text, found in zip(captions(), came, strict=True)])


def complaint(results):
    """Return what is wrong with the first result that is, or None: list of (text, found, right)."""
    faults = [result for result in results if not is_same(*result[1:])]
    if not faults:
        return None
    done = {word for result in results if result not in faults for word in result[0].split()}
    text, found, right = faults[0]
    message = what_is_wrong(text, found, right, set(text.split()) & set(OPPOSITE) - done)
    return f"{message} For text = {text!r} it gave {shown(found)}, right is {right!r}."


def is_same(found, right):
    """Say whether two captions have the same words, or both are None."""
    return found.split() == right.split() if isinstance(found, str) and right else found is right


def what_is_wrong(text, found, right, missed):
    """Return the message of the first sign that a wrong caption shows."""
    if right is None:
        return NO_PLACE
    for message, shows in SIGNS.items():
        if shows(text, found, right, missed):
            return message.format(word=unknown(found)[0]) if "{word" in message else message
    return "not this caption: turn the place round, and nothing else."


# Typical mistakes.


def where_there_is_a_place(change):
    """Return an answer that changes the captions with a place, and is right about the others."""
    return lambda: lambda text: change(text) if turned(text) else None


def replaced(*pairs):
    """Return a function that replaces parts of a text, one after the other."""

    def change(text):
        for old, new in pairs:
            text = text.replace(old, new)
        return text

    return change


def along_the_other_axis(text):
    """Return a caption whose place lies on the other axis."""
    first, place, second, end = parts(text)
    other = {"left": ["above"], "right": ["below"], "above": ["left", "of"], "below": ["right", "of"]}[place[0]]
    return " ".join([*first, *other, *second, *end])


MISTAKES = {
    TRUE_AGAIN: lambda text: exchanged(turned(text)),
    "the place has not: that is false, too": exchanged,
    STAYS: replaced(("left", "right"), ("right", "left"), ("above", "below"), ("below", "above")),
    SIDES: lambda text: turned(text) if " of " in text else text,
    HEIGHTS: lambda text: None if " of " in text else turned(text),
    "'under' is no word of the captions": lambda text: turned(text).replace("below", "under"),
    "'not' is no word of the captions": replaced(("left", "not left"), ("right", "not right"), ("above", "not above")),
    "the opposite lies on the same axis": along_the_other_axis,
    "left of and right of have an of": lambda text: turned(text).replace(" of", ""),
    "what is absent stays": lambda text: turned(text).partition(" but")[0],
    "their order is not": lambda text: " ".join(sorted(turned(text).split())),
    LIST: lambda text: turned(text).split(),
    "leave all letters as they are": lambda text: turned(text).capitalize(),
    "expected a text, or None": lambda text: turned(text) != text,
    "turn the place round, and nothing else": lambda text: turned(text).replace("small", "large"),
}

TURNED = Exercise(
    "18-turned",
    judge_turned,
    praise="It has the words of a true caption but for one, and that one makes it false.",
    solution=lambda: turned,
    wrong=(
        *((message, where_there_is_a_place(change)) for message, change in MISTAKES.items()),
        (NO_PLACE, lambda: lambda text: turned(text) or text),
        (NO_PLACE, lambda: lambda text: turned(text) or ""),
        ("is a return missing?", lambda: lambda text: None),
        ("your function raised KeyError", lambda: lambda text: OPPOSITE[text.split()[3]]),
    ),
)
