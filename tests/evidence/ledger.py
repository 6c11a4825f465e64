"""The two lists beside the pages: what stands without a cell, and why; and what each section states.

That is its numbers, the chapters that it names, the words that turn a sentence around, its code, formulas and sources.
"""

import difflib
import hashlib
import re
import tomllib
from functools import cache
from pathlib import Path

import quantities
from evidence import gaps
from evidence.words import TURNING

UNBOUND = Path(__file__).with_name("unbound.toml")
STATED = Path(__file__).with_name("stated.toml")
KINDS = {
    "source": "said of the world, by the source that is named; it must be in the references",
    "worked": "comes out of these expressions, which are computed",
    "book": "how the book's data, networks or benchmarks are made: the numbers stand in the file that is named",
    "asserts": "follows from these comparisons of an assert or a hold of its section, which are looked for",
    "shows": "follows from these numbers of a cell or an output of its section, which are looked for",
    "follows": "follows by the step that is named",
    "convention": "a definition, a unit or a habit of the field",
    "listed": "counts or names what stands on the page: a list, a formula, a figure, the lines of a cell",
    "task": "asks or proposes, and claims nothing",
    "OPEN": "true when it was written, and no cell asserts it",
}
NEW = "NEW"
NAMES = re.compile(r"`([^`\n]+)`|\$([^$\n]+)\$|references\.md#([\w-]+)")  # code, a formula, the source behind a link
TURNS = re.compile(rf"\b(?:{TURNING})\b", re.IGNORECASE)
CHAPTERS = re.compile(r"(chapters? )?0?(\d.*)", re.IGNORECASE)
HEADS = {
    UNBOUND: """# Sentences with a number that no cell near them carries, and why they stand. A line's name is
# its sentence's sign: whoever changes the sentence looks at its reason again. A reason begins with one of the words
# below. `make evidence` writes lines for new sentences, and leaves out those that are gone.
""",
    STATED: """# The numbers that each section states, the chapters that it names, and the words that turn a sentence
# around, in their order; behind those of a sentence its code, formulas and sources. Whoever changes one looks at it
# again.
# `make evidence` writes this file.
""",
}


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def sign(sentence):
    """Return the first 12 digits of the SHA-256 of a sentence, however its lines are broken."""
    return hashlib.sha256(" ".join(sentence.split()).encode()).hexdigest()[:12]


def begins(sentence):
    """Return the beginning of a sentence, in at most 60 characters."""
    return sentence if len(sentence) <= 60 else sentence[:57] + "..."


def says(found):
    """Return the numbers that a sentence states and no cell carries."""
    return " | ".join(gap.words for gap in found)


def entry(sentence, found, why):
    parts = {"begins": begins(sentence), "says": says(found), "why": why}
    return f"{sign(sentence)} = {{ {', '.join(f'{name} = {quoted(text)}' for name, text in parts.items())} }}"


@cache
def unbound():
    return tomllib.loads(UNBOUND.read_text(encoding="utf-8"))


@cache
def stated():
    return tomllib.loads(STATED.read_text(encoding="utf-8"))


def chapters_of(sentence):
    """Yield where a sentence names chapters, and which: (start, end, "chapters 2 and 3")."""
    for place, name in zip(re.finditer("NAMED", sentence.plain), sentence.named, strict=True):
        if re.match(r"chapter|0\d$", name, re.IGNORECASE):
            kind, which = CHAPTERS.match(name).groups()
            yield *place.span(), (kind or "chapter ").lower() + re.sub(r"\b0(?=\d)", "", which)


def numbers(page):
    """Return what each section of a page states, in order, with its sentences: quantities, chapters, words, names."""
    sections = {}
    for sentence in page.sentences:
        found = [one for one in quantities.read(sentence.plain) if one.text.lower() not in ("one", "zero") or one.bound]
        spans = [(one.start, one.end, f"{one.bound}{one.text}") for one in found] + [*chapters_of(sentence)]
        for match in TURNS.finditer(sentence.plain):
            if not any(start <= match.start() < end for start, end, _ in spans):
                spans.append((*match.span(), match[0].lower()))
        said = [words for *_, words in sorted(spans)] + names(sentence)
        sections.setdefault(sentence.title, []).extend((words, sentence.shown) for words in said)
    return {title: said for title, said in sections.items() if said}


def names(sentence):
    """Return the code and the formulas in a sentence, and the sources that it links to."""
    return [" ".join("".join(found).replace(" | ", "|").split()) for found in NAMES.findall(sentence.text)]


@cache
def of_gaps(page):
    """Return the sentences of a page that stand on no cell, each with what was missed."""
    sentences = {}
    for gap in gaps.of(page):
        sentences.setdefault(gap.sentence, []).append(gap)
    return sentences


def whys(page):
    """Return why each sentence without a cell stands: as the list says, or as it says of the sentence that it was."""
    listed, missing = unbound().get(page.name, {}), of_gaps(page)
    gone = [listed[name] for name in listed.keys() - {sign(sentence) for sentence in missing}]
    reasons = {}
    for sentence, found in missing.items():
        known = listed.get(sign(sentence)) or reworded(sentence, found, gone)
        reasons[sentence] = known["why"] if known else f"{NEW}: …"
    return reasons


def reworded(sentence, found, gone):
    """Return the line of the sentence that a new one was: with the same numbers, and the nearest beginning."""
    alike = {one["begins"]: one for one in gone if one["says"] == says(found)}
    close = difflib.get_close_matches(begins(sentence), alike, n=1, cutoff=0.3)
    return alike[close[0]] if close else None


def unbound_text(pages):
    lines = [HEADS[UNBOUND] + "\n".join(f"# {kind}: {meaning}" for kind, meaning in KINDS.items())]
    for page in pages:
        entries = [entry(sentence, of_gaps(page)[sentence], reason) for sentence, reason in whys(page).items()]
        lines += [f"\n[{quoted(page.name)}]", *entries] if entries else []
    return "\n".join(lines) + "\n"


def stated_text(pages):
    lines = [HEADS[STATED].rstrip()]
    for page in pages:
        lines.append(f"\n[{quoted(page.name)}]")
        for title, found in numbers(page).items():
            lines.append(f"{quoted(title)} = {quoted(' | '.join(words for words, _ in found))}")
    return "\n".join(lines) + "\n"
