"""Each definition stands under its own name: its key words, from definitions.toml, are in it and not in another."""

import re
import tomllib
from itertools import combinations

import pytest

from chapters import ROOT, prose
from stems import stem, words

KEYS = tomllib.loads((ROOT / "tests" / "definitions.toml").read_text(encoding="utf-8"))
WHOLE = [f"chapters/reference/{name}.md" for name in ("glossary", "notation", "applications", "faq", "outlook")]
NO_ENTRIES = {"", "symbol"}  # what stands before the first heading, and the head of a table
every_page = pytest.mark.parametrize("page", KEYS)


def plain(text):
    """Return Markdown without the targets of its links, and without its marks."""
    return re.sub(r"[*`$\\]", "", re.sub(r"\]\([^)]*\)", "]", text)).replace("[", "").replace("]", "").strip()


def entries(page):
    """Return what a page says under each heading, each bold word of a list there, and the first cell of each row."""
    found, heading = {}, ""
    for block in re.split(r"\n(?=## |- \*\*|\| )|\n\n(?!\S* *$)", prose(ROOT / page)):
        if block.startswith("## "):
            heading, _, block = block[3:].partition("\n")
            found[plain(heading)] = block
        elif bold := re.match(r"- \*\*(.+?)\*\*", block):
            found[f"{plain(heading)}: {bold[1]}"] = block[bold.end() :]
        elif block.startswith("| ") and not block.startswith("| -"):
            name, rest = re.match(r"(?:\| +)+(.+?) \|(.*)", block, re.DOTALL).groups()  # of an empty cell, the next
            found[plain(name)] = rest
        else:
            found[plain(heading)] = f"{found.get(plain(heading), '')}\n{block}"
    return found


def lacks(keys, text):
    """Return the key words from the first one that a text does not say in its turn; none where it says them all."""
    said = iter([stem(word) for word in words(plain(text).lower())])
    keys = words(keys.lower())
    for k, key in enumerate(keys):
        if stem(key) not in said:  # which goes on behind the last one found
            return keys[k:]
    return []


@every_page
def test_a_definition_says_its_key_words(page):
    there = entries(page)
    for name, keys in KEYS[page].items():
        assert name in there, (
            f"{page} has no {name!r} any more: rename its line in tests/definitions.toml, or take it out"
        )
        left = " … ".join(lacks(keys, there[name]))
        assert not left, (
            f"{page}: under {name!r} nothing says {left!r} (of {keys!r}, in this order). "
            "Does another's definition stand there? If it is only said in other words, change its line in "
            "tests/definitions.toml."
        )


@pytest.mark.parametrize("page", WHOLE)
def test_every_definition_has_key_words(page):
    without = entries(page).keys() - KEYS[page].keys() - NO_ENTRIES
    assert not without, f"give it a line in tests/definitions.toml: {sorted(without)}"


@every_page
def test_two_exchanged_definitions_are_seen(page):
    there, keys = entries(page), KEYS[page]
    alike = [pair for pair in combinations(keys, 2) if not any(lacks(keys[a], there[b]) for a, b in (pair, pair[::-1]))]
    assert not alike, f"choose words in tests/definitions.toml that tell these apart: {alike}"
