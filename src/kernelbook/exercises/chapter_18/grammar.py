"""Captions to be judged by, drawn in the words of the chapter: most say where a digit is, some have no place."""

import numpy as np

OPPOSITE = {"left": "right", "right": "left", "above": "below", "below": "above"}
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
KNOWN = {*DIGITS, *(digit + "s" for digit in DIGITS if digit != "six"), "sixes", *OPPOSITE}  # the words of captions
KNOWN |= {"a", "an", "small", "large", "and", "but", "no", "of"}
FIRST = (
    "a small three left of a seven",
    "two sixes and a three",
    "a one above an eight",
    "a large four right of a small two but no six",
    "an eight below a nine",
)
DRAWS = 60


def captions(seed=0, draws=DRAWS):
    """Return the captions that are always tried, and some that are drawn: list of str."""
    generator = np.random.default_rng(seed)
    return [*FIRST, *(caption(generator) for _ in range(draws))]


def caption(generator):
    """Draw a caption: two digits and where one of them is, or one to three groups of digits without a place."""
    labels, sized = generator.permutation(10), generator.random() < 0.6
    end = f" but no {DIGITS[labels[3]]}" if generator.random() < 0.3 else ""
    if generator.random() < 0.75:
        place = generator.choice(["left of", "right of", "above", "below"])
        first, second = (group(1, label, sized, generator) for label in labels[:2])
        return f"{first} {place} {second}{end}"
    groups = [group(generator.integers(1, 4), label, sized, generator) for label in labels[: generator.integers(1, 4)]]
    return " and ".join([", ".join(groups[:-1]), groups[-1]] if groups[1:] else groups) + end


def group(count, label, sized, generator):
    """Put a group of digits into words."""
    noun = DIGITS[label] + ("" if count == 1 else "es" if DIGITS[label] == "six" else "s")
    words = [str(generator.choice(["small", "large"])), noun] if sized else [noun]
    return " ".join([("an" if words == ["eight"] else "a", "two", "three")[count - 1], *words])


def parts(text):
    """Return the first digit with its size, the place, the second digit, and what is absent: four lists of words."""
    words = text.split()
    end = words.index("but") if "but" in words else len(words)
    at = next(k for k, word in enumerate(words) if word in OPPOSITE)
    after = at + 1 + (words[at + 1] == "of")
    return words[:at], words[at:after], words[after:end], words[end:]
