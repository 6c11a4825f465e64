"""The translation of a formula: ``latex2mathml`` reads the LaTeX, then its tree is mended, checked and spaced."""

import re
from xml.etree.ElementTree import tostring

from latex2mathml.converter import convert_to_element
from latex2mathml.tokenizer import tokenize

from pages.formulas.mathml import UntranslatableError, check
from pages.formulas.repairs import mend_accent, mend_limits, mend_nucleus, mend_prime, mend_table, mend_token
from pages.formulas.spacing import set_spaces

# The environments, each with the name by which the translator knows it.
ENVIRONMENTS = {"aligned": "split", "align": "split", "align*": "split", "split": "split", "cases": "cases"}
ENVIRONMENTS |= {name: name for name in ("matrix", "pmatrix", "bmatrix", "equation", "equation*")}
MISREAD = {r"\tag", r"\tag*", r"\nolimits"}  # the translator takes them for something else


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
