"""Formulas become MathML when the book is built.

Browsers typeset MathML by themselves, so a page needs no script for its formulas. ``latex2mathml`` translates; this
package mends its tree, keeps to MathML Core (what Chromium, Firefox and Safari share), and refuses the rest: a formula
without a translation is a warning of the build, which `make book` makes an error.
"""

from pages.formulas.mathml import UntranslatableError
from pages.formulas.renderer import setup
from pages.formulas.translation import to_mathml

__all__ = ["UntranslatableError", "setup", "to_mathml"]
