r"""Sphinx extension of this book: formulas become MathML when the book is built.

Browsers typeset MathML by themselves, so a page needs no script for its formulas. ``latex2mathml`` translates; this
module mends its tree, keeps to MathML Core (what Chromium, Firefox and Safari share), and refuses the rest: a formula
without a translation is a warning of the build, which `make book` makes an error.

The spaces are TeX's (Knuth, The TeXbook, chapter 18). MathML takes them from a dictionary of operators. It agrees with
TeX about ``a + b``, but not about functions (``\ln p``), sums, signs (``= -1``), bars (``|a|``) and scripts.
"""

import re
import unicodedata
from html import unescape
from xml.etree.ElementTree import Element, tostring

from docutils import nodes
from latex2mathml.converter import convert_to_element
from latex2mathml.tokenizer import tokenize
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

logger = logging.getLogger(__name__)

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

# The environments, each with the name by which the translator knows it.
ENVIRONMENTS = {"aligned": "split", "align": "split", "align*": "split", "split": "split", "cases": "cases"}
ENVIRONMENTS |= {name: name for name in ("matrix", "pmatrix", "bmatrix", "equation", "equation*")}
MISREAD = {r"\tag", r"\tag*", r"\nolimits"}  # the translator takes them for something else

# Characters by what TeX makes of them.
LETTERS = set("∂∇∞∅")
SIGNS = set("+−±∓")
BARE = set("|‖/.!′″‴")  # no space around them
LARGE = set("∑∏∐⋃⋂⋁⋀⨁⨂⨀")
LIMITS = {*LARGE, "max", "min", "sup", "inf", "lim", "argmax", "argmin", "arg\u2009max", "arg\u2009min"}
CENTERED = {"*": "∗", "·": "⋅"}  # the star of the keyboard hangs high, the dot of a text is small
ACCENTS = {"^": "ˆ", "~": "˜", "―": "‾", **{mark: mark for mark in "¯→´˘ˇ˙¨`˚⏞⏟"}}
STRETCHED = set("‾→⏞⏟")
DESCENDING = set("fgjpqyβγζημξρφχψ")
TALL = set(")]}⌋⌉⟩|‖")
PRIMES = set("′″‴")
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


class UntranslatableError(ValueError):
    """A formula that cannot be written in MathML Core."""


def to_mathml(latex, display=False):
    r"""Return a formula as MathML.

    Parameters
    ----------
    latex : str
        The formula, without its dollars.
    display : bool
        Whether it stands on a line of its own.

    Raises
    ------
    UntranslatableError
        If the LaTeX is wrong, or asks for what MathML Core lacks. The message names the part.

    Examples
    --------
    >>> to_mathml("a - 1").partition(">")[2]
    '<mrow><mi>a</mi><mo form="infix">−</mo><mn>1</mn></mrow></math>'
    """
    math = translate(latex, display)
    for mend in (mend_token, mend_prime, mend_limits, mend_accent, mend_table, check):
        apply(mend, math)
    set_spaces(math, display, level=0)
    apply(mend_nucleus, math)
    math.set("alttext", " ".join(latex.split()))
    return tostring(math, encoding="unicode")


def apply(mend, math):
    for element in list(math.iter()):
        mend(element)


def translate(latex, display):
    """Return the translator's tree. What it would misread without a word is refused here."""
    tokens = list(tokenize(latex))
    if tokens.count("{") != tokens.count("}"):
        raise UntranslatableError("the braces do not match")
    if "\n\n" in latex:
        raise UntranslatableError("a formula has no empty lines")
    if misread := MISREAD.intersection(tokens):
        raise UntranslatableError(f"{misread.pop()} is not known")
    latex = re.sub(r"\\(begin|end){(.+?)}", known_environment, latex)
    try:
        return convert_to_element(latex, display="block" if display else "inline")
    except Exception as error:  # its errors have no base in common, and a missing argument is a StopIteration
        raise UntranslatableError(f"{type(error).__name__} {error}".strip()) from error


def known_environment(edge):
    r"""Return ``\begin{…}`` or ``\end{…}`` with the translator's name of the environment."""
    if edge[2] not in ENVIRONMENTS:
        raise UntranslatableError(f"the environment {edge[2]} is not known")
    return rf"\{edge[1]}{{{ENVIRONMENTS[edge[2]]}}}"


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


def core(element):
    """Return what carries the scripts and marks of an element: the sum of a sum with limits."""
    return core(element[0]) if element.tag in SCRIPTED else element


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


def render(node, display):
    """Return the MathML of a node, or nothing: then the build warns."""
    try:
        return to_mathml(node.astext().strip(), display)  # of a docstring, it ends in empty lines
    except UntranslatableError as error:
        logger.warning("no MathML for the formula %s: %s", node.astext(), error, location=node, type="math")
        return ""


def visit_math(self, node):
    self.body.append(self.starttag(node, "span", "", CLASS="math notranslate nohighlight"))
    self.body.append(render(node, display=False) + "</span>")
    raise nodes.SkipNode


def visit_math_block(self, node):
    self.body.append(self.starttag(node, "div", CLASS="math notranslate nohighlight"))
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append(render(node, display=True) + "</div>\n")
    raise nodes.SkipNode


def setup(app):
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
