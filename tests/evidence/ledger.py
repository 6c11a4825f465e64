"""The two lists beside the pages: what stands without a cell, and why; and which numbers each section states."""

import difflib
import hashlib
import tomllib
from functools import cache
from pathlib import Path

from evidence import gaps, quantities

UNBOUND = Path(__file__).with_name("unbound.toml")
STATED = Path(__file__).with_name("stated.toml")
KINDS = {
    "source": "said of the world, by the source that is named",
    "convention": "a definition, a unit or a name of the field",
    "worked": "follows in this paragraph from numbers that it gives",
    "listed": "counts what stands on the page: a list, a formula, a figure, or the lines of a cell",
    "task": "asks or proposes, and claims nothing",
    "follows": "follows from what a cell asserts or shows, by the step that is named",
    "elsewhere": "stands in the file or test that is named",
    "book": "how the book's data, networks or benchmarks are made: the place is named",
    "OPEN": "measured, and no cell asserts it",
}
NEW = "NEW"


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def sign(sentence):
    """Return the first 12 digits of the SHA-256 of a sentence, however its lines are broken."""
    return hashlib.sha256(" ".join(sentence.split()).encode()).hexdigest()[:12]


def begins(sentence):
    """Return the beginning of a sentence, in at most 60 characters."""
    return sentence if len(sentence) <= 60 else sentence[:57] + "..."


def entry(sentence, why):
    return f"{sign(sentence)} = {{ begins = {quoted(begins(sentence))}, why = {quoted(why)} }}"


@cache
def unbound():
    return tomllib.loads(UNBOUND.read_text(encoding="utf-8"))


@cache
def stated():
    return tomllib.loads(STATED.read_text(encoding="utf-8"))


def numbers(page):
    """Return what each section of a page states: its quantities in their order, with their bounds."""
    sections = {}
    for sentence in page.sentences:
        for one in quantities.read(sentence.plain):
            if one.text.lower() not in ("one", "zero") or one.bound:
                sections.setdefault(sentence.title, []).append(f"{one.bound}{one.text}")
    return sections


@cache
def of_gaps(page):
    """Return the sentences of a page that stand on no cell, each with what was missed."""
    sentences = {}
    for gap in gaps.of(page):
        sentences.setdefault(gap.sentence, []).append(gap)
    return sentences


def whys(page, known):
    """Return why each sentence without a cell stands, after the list; a reworded one with the same numbers keeps it."""
    listed = dict(known.get(page.name, {}))
    missing = of_gaps(page)
    gone = [each for each in listed if each not in {sign(sentence) for sentence in missing}]
    return {sentence: why(sentence, listed, gone) for sentence in missing}


def why(sentence, listed, gone):
    if sign(sentence) in listed:
        return listed[sign(sentence)]["why"]
    likely = {listed[each]["begins"]: each for each in gone}
    close = difflib.get_close_matches(begins(sentence), likely, n=1, cutoff=0.7)
    return f"{NEW}: " + (listed[likely[close[0]]]["why"] if close else "…")


def unbound_text(pages, known):
    lines = [UNBOUND_HEAD + "\n".join(f"# {kind}: {meaning}" for kind, meaning in KINDS.items())]
    for page in pages:
        entries = [entry(sentence, reason) for sentence, reason in whys(page, known).items()]
        lines += [f"\n[{quoted(page.name)}]", *entries] if entries else []
    return "\n".join(lines) + "\n"


def stated_text(pages):
    lines = [STATED_HEAD]
    for page in pages:
        lines.append(f"\n[{quoted(page.name)}]")
        lines += [f"{quoted(title)} = {quoted(' | '.join(found))}" for title, found in numbers(page).items()]
    return "\n".join(lines) + "\n"


UNBOUND_HEAD = """# Sentences with a number that no cell near them carries, and why they stand. The name of a line is the sentence's
# sign: whoever changes the sentence looks at its reason again. `python -m evidence` (with `tests` on the path) writes
# the lines of new sentences, and leaves out those that are gone; a reason begins with one of these:
"""
STATED_HEAD = """# The numbers that each section states, in their order. `python -m evidence` writes this file: look at what changed."""
