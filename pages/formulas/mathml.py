"""MathML Core, what Chromium, Firefox and Safari share, as far as formulas need it; the rest is refused."""

import re

# MathML Core, as far as the translator writes it: each element with the number of its children, None for any number.
CHILDREN = {
    **dict.fromkeys(("math", "mrow", "mstyle", "mpadded", "mphantom", "msqrt", "mtable", "mtr", "mtd"), None),
    **dict.fromkeys(("mi", "mn", "mo", "mtext", "mspace"), 0),
    **dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
ATTRIBUTES = {"xmlns", "display", "class", "displaystyle", "scriptlevel", "width", "height", "depth", "linethickness"}
ATTRIBUTES |= {"form", "fence", "stretchy", "minsize", "maxsize", "movablelimits", "accent", "accentunder"}
ROWS = {"math", "mrow", "mstyle", "mpadded", "mphantom", "msqrt", "mtd"}
LIMITED = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}  # with scripts, and with limits
SCRIPTED = {*LIMITED, *LIMITED.values()}
LARGE = set("∑∏∐⋃⋂⋁⋀⨁⨂⨀")  # signs that stand for a sum over what is below them


class UntranslatableError(ValueError):
    """A formula that cannot be written in MathML Core."""


def check(element):
    """Refuse an element that MathML Core lacks, or that holds LaTeX still."""
    tag, text = element.tag, element.text or ""
    if CHILDREN.get(tag, -1) not in (None, len(element)):
        raise UntranslatableError(f"<{tag}> with {len(element)} arguments is not of MathML Core")
    if tag != "mtext" and text.startswith(("\\", "&")):
        raise UntranslatableError(f"{text} is not known")
    known = ATTRIBUTES | ({"mathvariant"} if element.get("mathvariant") == "normal" else set())
    if unknown := set(element.attrib) - known:
        raise UntranslatableError(f"<{tag}> with {unknown.pop()} is not of MathML Core: {text}")
    if tag == "mspace" and not re.fullmatch(r"[\d.]+em", element.get("width", "")):
        raise UntranslatableError(r"MathML Core has no such space: take one of \, \: \; \quad \qquad")
