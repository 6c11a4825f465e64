"""The repairs of the translator's tree: what each element becomes, so that MathML shows it as TeX would."""

import re
import unicodedata
from html import unescape
from xml.etree.ElementTree import Element

from pages.formulas.mathml import LARGE, LIMITED

# Characters by what TeX makes of them.
LETTERS = set("∂∇∞∅")
LIMITS = {*LARGE, "max", "min", "sup", "inf", "lim", "argmax", "argmin", "arg\u2009max", "arg\u2009min"}
CENTERED = {"*": "∗", "·": "⋅"}  # the star of the keyboard hangs high, the dot of a text is small
ACCENTS = {"^": "ˆ", "~": "˜", "―": "‾", **{mark: mark for mark in "¯→´˘ˇ˙¨`˚⏞⏟"}}
STRETCHED = set("‾→⏞⏟")
DESCENDING = set("fgjpqyβγζημξρφχψ")
TALL = set(")]}⌋⌉⟩|‖")
PRIMES = set("′″‴")


def mend_token(element):
    """Give a letter or a sign the element that it has in MathML."""
    raw, text = element.text or "", unescape(element.text or "")
    element.text = text or None
    if element.tag == "mo":
        element.text = CENTERED.get(text, text)
        element.tag = "mi" if text in LETTERS else "mo"
        if text in ("|", "‖") and not element.attrib:
            element.set("stretchy", "false")
    elif element.tag == "mtext" and not re.search(r"\s", text):
        element.tag = "mi"  # a word is a name; browsers would take a text for a space, and "TP + FP" for an operator
        element.attrib.setdefault("mathvariant", "normal")
    elif element.tag == "mi" and len(text) == 1:
        if unicodedata.category(text) in ("Sm", "Ps", "Pe") or text in {":", ";", *PRIMES}:
            element.tag = "mo"
            element.set("stretchy", "false")
        elif "Α" <= text <= "Ω" or (raw != text and text.isascii()):
            element.set("mathvariant", "normal")  # upright in TeX: a Greek capital, and a letter in \mathrm


def mend_prime(element):
    """Set a prime beside its letter: the font draws it at its place, so that as a script it would be small and high."""
    if element.tag not in ("msup", "msubsup") or element[-1].text not in PRIMES:
        return
    if element.tag == "msubsup":
        letter = Element("msub")
        letter.extend(element[:2])
        element[:2] = [letter]
    element.tag = "mrow"


def mend_limits(element):
    """Set what is below a sum or a maximum under it; where a formula is inline, browsers set it to the side."""
    if element.tag not in LIMITED or element[0].tag != "mo":
        return
    base = element[0]
    if base.text in LIMITS or base.get("movablelimits"):
        element.tag = LIMITED[element.tag]
        base.set("movablelimits", "true")


def mend_accent(element):
    """Set a mark close to what it marks, and stretch none but lines, arrows and braces."""
    if element.tag not in ("mover", "munder") or len(element) != 2 or element[1].text not in ACCENTS:
        return
    mark = element[1]
    mark.attrib.clear()
    mark.text = ACCENTS[mark.text]
    mark.set("stretchy", "true" if mark.text in STRETCHED else "false")
    if mark.text != "→":  # an arrow is set smaller, as a script
        element.set("accent" if element.tag == "mover" else "accentunder", "true")


def mend_table(element):
    """Turn the attributes of tables, which are no longer of MathML Core, into classes: site.css has their styles."""
    if element.tag == "mstyle" and len(element) == 1 and element[0].tag == "mtable":
        element[0].set("class", "stack")  # \substack
    elif element.tag == "mtable" and element.attrib.pop("columnspacing", None):
        element.attrib.pop("rowspacing", None)
        element.set("class", "pairs")  # aligned at its & signs
    elif element.tag == "mtd" and "columnalign" in element.attrib:
        element.set("class", element.attrib.pop("columnalign"))


def mend_nucleus(element):
    """Let all scripts stand at one height: TeX does not look how tall or deep a letter or a bracket is."""
    if element.tag not in LIMITED:
        return
    nucleus = element[0]
    if nucleus.tag == "mo" and nucleus.text in TALL:
        element[0] = Element("mpadded", height="0.59em", depth="0")
    elif element.tag != "msup" and nucleus.tag == "mi" and DESCENDING.intersection(nucleus.text):
        element[0] = Element("mpadded", depth="0")
    else:
        return
    element[0].append(nucleus)
