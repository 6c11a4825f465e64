r"""The spaces of a formula: TeX's (Knuth, The TeXbook, chapter 18).

MathML takes them from a dictionary of operators. It agrees with TeX about ``a + b``, but not about functions
(``\ln p``), sums, signs (``= -1``), bars (``|a|``) and scripts.
"""

from xml.etree.ElementTree import Element

from pages.formulas.mathml import LARGE, ROWS, SCRIPTED

# Characters by what TeX makes of them.
SIGNS = set("+−±∓")
BARE = set("|‖/.!′″‴")  # no space around them
KINDS = {
    **dict.fromkeys("([{⌊⌈⟨", "opening"),
    **dict.fromkeys(")]}⌋⌉⟩", "closing"),
    **dict.fromkeys(",;", "punctuation"),
    **dict.fromkeys("…⋯", "dots"),
    **dict.fromkeys(LARGE, "function"),
    **dict.fromkeys(BARE, "ordinary"),
}
OPERANDS = {"ordinary", "group", "closing", "dots"}  # after them a sign is an operator
THIN = "0.167em"


def set_spaces(element, display, level):
    """Set the spaces in all rows of a formula, as TeX has them in display or inline style, on a level of scripts."""
    if element.tag == "mtable" or "displaystyle" in element.attrib:
        display = element.get("displaystyle") == "true"
    level = int(element.get("scriptlevel", level))
    for index, child in enumerate(element):
        if element.tag == "mfrac":
            set_spaces(child, False, level + (not display))
        elif element.tag in SCRIPTED and index > 0:
            set_spaces(child, False, level + 1)
        else:
            set_spaces(child, display, level)
    if element.tag in ROWS:
        space_row(element, script=level > 0)


def space_row(row, script):
    """Keep functions away from letters, and tell signs (``-1``) from operators (``n - 1``)."""
    spaced, before = [], None
    for child in row:
        kind, operator = kind_of(child), core(child)
        if operator.text in SIGNS and before not in OPERANDS:
            kind = "sign"
        if need_thin_space(before, kind):
            spaced.append(Element("mspace", width=THIN))
        if operator.tag == "mo":
            space_operator(operator, kind, tight=script or len(row) == 1)
        spaced.append(child)
        before = before if kind == "space" else kind
    row[:] = spaced


def need_thin_space(before, kind):
    """Tell whether TeX sets a thin space between two atoms."""
    if kind in ("function", "dots"):
        return before in OPERANDS | {"function", "sign"}
    return kind == "ordinary" and before in ("function", "dots")


def space_operator(operator, kind, tight):
    """Overrule MathML's dictionary of operators where TeX has another space."""
    if operator.text in SIGNS:  # browsers would guess from the place in the row
        operator.set("form", "prefix" if kind == "sign" else "infix")
    if kind in ("function", "dots", "ordinary") or (tight and kind in ("operator", "sign", "punctuation")):
        operator.set("lspace", "0")
        operator.set("rspace", "0")


def kind_of(element):
    """Return what an element is to its neighbors."""
    heart = core(element)
    text = heart.text or ""
    if heart.tag == "mspace":
        return "space"
    if heart.tag == "mrow":
        return "group" if len(heart) and heart[0].get("fence") else "ordinary"
    named = heart.tag == "mo" or (heart.tag == "mi" and len(text) > 1 and not heart.get("mathvariant"))
    if named and text.replace("\u2009", "").isalpha():
        return "function"
    return KINDS.get(text, "operator") if heart.tag == "mo" else "ordinary"


def core(element):
    """Return what carries the scripts and marks of an element: the sum of a sum with limits."""
    return core(element[0]) if element.tag in SCRIPTED else element
