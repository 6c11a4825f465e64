"""Words as whole numbers: the tokenizer of a small language, and its grammar back from words to what they say."""

import difflib
import re

import numpy as np

from kernelbook import guards
from kernelbook.words.captions import RELATIONS, Caption, Group, told

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
COUNTS = {"a": 1, "an": 1, "two": 2, "three": 3}
END, PLURAL = "<end>", "-s"
TOKENS = ("<pad>", END, *DIGITS, PLURAL, "a", "an", "small", "large", ",", "and", "but", "no")
TOKENS += ("left", "right", "of", "above", "below")
LENGTH = 16  # tokens of the longest caption, with its end
NUMBER = {token: k for k, token in enumerate(TOKENS)}


def tokenize(text):
    """Split a caption into tokens: words, commas, and the plural's ending as a token of its own.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If the text is empty, or has a word that is not known; the nearest known one is named.

    Examples
    --------
    >>> tokenize("two small threes")
    ['two', 'small', 'three', '-s']
    """
    guards.text("text", text)
    tokens = []
    for word in re.findall(r"\w+|[^\w\s]", text.lower()):
        stem = next((word.removesuffix(end) for end in ("es", "s") if word.removesuffix(end) in DIGITS), word)
        if stem not in NUMBER or stem == PLURAL:
            near = difflib.get_close_matches(word, [token for token in TOKENS if token.isalpha()], 1, 0)
            raise ValueError(f"text has the word {word!r}, which is not known; the nearest known one is {near[0]!r}")
        tokens += [stem] if stem == word else [stem, PLURAL]
    if not tokens:
        raise ValueError("text is empty: expected words, such as 'a three left of a seven'")
    return tokens


def encode(texts, length=LENGTH):
    """Return captions as numbers of tokens, each with its end, then zeros: ndarray, shape (n, length), int32.

    Raises
    ------
    ValueError
        If a text has a word that is not known, or more tokens than there is room for.

    Examples
    --------
    >>> encode(["a three"], length=5).tolist(), [TOKENS[k] for k in (13, 5, 1)]
    ([[13, 5, 1, 0, 0]], ['a', 'three', '<end>'])
    """
    if not isinstance(texts, list | tuple):
        raise ValueError(f"texts={guards.shown(texts)}: expected a list of texts")
    guards.whole("length", length, 2)
    rows = np.zeros((len(texts), length), np.int32)
    for row, text in zip(rows, texts, strict=True):
        tokens = [*tokenize(text), END]
        if len(tokens) > length:
            raise ValueError(f"text={text!r} has {len(tokens) - 1} tokens: expected {length - 1} at most")
        row[: len(tokens)] = [NUMBER[token] for token in tokens]
    return rows


def say(caption):
    """Put what a caption says into words.

    Examples
    --------
    >>> say(Caption((Group(1, 8), Group(1, 6, "small")), relation="above"))
    'an eight above a small six'
    >>> say(Caption((Group(2, 6), Group(1, 3, "large")), absent=0))
    'two sixes and a large three but no zero'
    """
    told("caption", caption)
    parts = [say_group(group) for group in caption.groups]
    if caption.relation:
        text = f" {caption.relation} ".join(parts)
    else:
        text = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    return text if caption.absent is None else f"{text} but no {DIGITS[caption.absent]}"


def say_group(group):
    """Put a group into words: 'a small seven', 'two sixes'."""
    noun = DIGITS[group.label]
    if group.count > 1:
        noun += "es" if noun.endswith("x") else "s"
    words = [word for word in (group.size, noun) if word]
    count = {2: "two", 3: "three"}.get(group.count, "an" if words[0] == "eight" else "a")
    return " ".join([count, *words])


def parse(text):
    """Return what a caption in words says: the inverse of `say`.

    Raises
    ------
    ValueError
        If a word is not known, the words make no caption, or the caption contradicts itself.

    Examples
    --------
    >>> parse("two threes").groups, parse("three twos").groups
    ((Group(count=2, label=3, size=None),), (Group(count=3, label=2, size=None),))
    """
    tokens = tokenize(text)
    absent = None
    if "but" in tokens:
        at = tokens.index("but")
        if tokens[at + 1 : at + 2] != ["no"] or len(tokens) != at + 3 or tokens[at + 2] not in DIGITS:
            raise ValueError(f"text={text!r}: expected 'but no' and one digit at the end, such as 'but no seven'")
        absent, tokens = DIGITS.index(tokens[at + 2]), tokens[:at]
    relation = next((words for words in RELATIONS if words.split()[0] in tokens), None)
    if relation:
        at, words = tokens.index(relation.split()[0]), relation.split()
        if tokens[at : at + len(words)] != words:
            raise ValueError(f"text={text!r}: expected 'of' after {words[0]!r}")
        parts = [tokens[:at], tokens[at + len(words) :]]
    else:
        parts = split(tokens)
    return Caption(tuple(parse_group(part, text) for part in parts), relation, absent)


def split(tokens):
    """Split tokens at commas and 'and'."""
    parts = [[]]
    for token in tokens:
        if token in (",", "and"):
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def parse_group(tokens, text):
    """Return what the tokens of one group say."""
    count, *rest = tokens or [None]
    size = rest.pop(0) if rest and rest[0] in ("small", "large") else None
    plural = rest[1:] == [PLURAL]
    if count not in COUNTS or not rest or rest[0] not in DIGITS or len(rest) > 2 or plural != (COUNTS[count] > 1):
        raise ValueError(f"text={text!r}: expected a count and a digit, such as 'a small three' or 'two sixes'")
    return Group(COUNTS[count], DIGITS.index(rest[0]), size)
