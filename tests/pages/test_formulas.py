"""Formulas as MathML: translated as TeX means them, or refused."""

import os
import re
import subprocess
import sys

import pytest

from chapters import ROOT
from pages.formulas import UntranslatableError, to_mathml


def body(latex, display=False):
    """Return the MathML of a formula without the element around it."""
    return re.fullmatch(r"<math [^>]*><mrow>(.*)</mrow></math>", to_mathml(latex, display))[1]


def test_a_function_keeps_away_from_letters_but_not_from_brackets():
    assert body(r"\ln x") == '<mi>ln</mi><mspace width="0.167em" /><mi>x</mi>'
    assert body(r"\cos(x)").startswith('<mi>cos</mi><mo stretchy="false">(</mo>')
    assert body(r"s \cos x").startswith('<mi>s</mi><mspace width="0.167em" /><mi>cos</mi>')


def test_a_sign_is_not_an_operator():
    assert body("n - 1") == '<mi>n</mi><mo form="infix">−</mo><mn>1</mn>'
    assert body("n = -1") == '<mi>n</mi><mo>=</mo><mo form="prefix">−</mo><mn>1</mn>'
    assert '<mo form="infix">+</mo>' in body(r"\text{TP} + \text{FP}")


def test_scripts_are_tight():
    assert '<mo form="infix" lspace="0" rspace="0">+</mo>' in body("x_{i+1}")
    assert '<mo form="infix">+</mo>' in body(r"\frac{i+1}{2}", display=True)
    assert '<mo form="infix" lspace="0" rspace="0">+</mo>' in body(r"\frac{i+1}{2}")


@pytest.mark.parametrize("latex", [r"\sum_{i} x", r"\left( \sum_{i} x \right)", r"\max_{i} x", r"\frac{\sum_i x}{n}"])
def test_limits_stand_under_their_sign_wherever_it_is(latex):
    assert "<munder>" in body(latex, display=True)


def test_letters_are_italic_words_and_names_are_upright():
    assert body(r"\partial") == "<mi>∂</mi>"
    assert body(r"\text{a}") == '<mi mathvariant="normal">a</mi>'
    assert body(r"\mathrm{d}") == '<mi mathvariant="normal">d</mi>'
    assert body(r"\text{if } t") == "<mtext>if\N{NO-BREAK SPACE}</mtext><mi>t</mi>"


def test_a_prime_stands_beside_its_letter():
    assert body("n'") == '<mrow><mi>n</mi><mo stretchy="false" lspace="0" rspace="0">′</mo></mrow>'
    assert body("x_0'").startswith("<mrow><msub><mi>x</mi><mn>0</mn></msub><mo ")


def test_scripts_stand_at_one_height():
    assert body("p_k") == '<msub><mpadded depth="0"><mi>p</mi></mpadded><mi>k</mi></msub>'
    assert body("x_k") == "<msub><mi>x</mi><mi>k</mi></msub>"
    assert '<mpadded height="0.59em" depth="0">' in body("(x)^2")


def test_aligned_formulas_and_stacks_are_tables_with_classes():
    assert '<mtable displaystyle="true" class="pairs"><mtr><mtd class="right">' in body(
        r"\begin{aligned} a &= b \\ c &= d \end{aligned}", display=True
    )
    assert '<mtable class="stack">' in body(r"\sum_{\substack{i \\ j}} x", display=True)


def test_keeps_the_latex_as_a_text():
    assert 'alttext="a &lt; \\frac{1}{2}"' in to_mathml("\na <\n\\frac{1}{2}\n")


@pytest.mark.parametrize(
    "latex",
    [
        r"\nonsense{x}",
        r"\frac{1}",
        r"\frac{1",
        r"1}",
        r"x_a_b",
        r"\left( x",
        r"a & b",
        r"a \\ b",
        r"\begin{gather} a \end{gather}",
        r"\begin{cases} a",
        r"\cancel{x}",
        r"\mathbf{0}",
        r"\textbf{a}",
        r"x \! y",
        r"\tag{1} x",
        "a\n\nb",
    ],
)
def test_refuses_what_is_wrong_or_has_no_place_in_mathml_core(latex):
    with pytest.raises(UntranslatableError):
        to_mathml(latex)


def test_environments_without_dollars_and_labels_have_numbers(tmp_path):
    settings = "myst_enable_extensions = ['amsmath', 'dollarmath']\nhtml_math_renderer = 'mathml'\n"
    (tmp_path / "conf.py").write_text("extensions = ['myst_parser', 'pages.formulas']\n" + settings)
    formulas = "\\begin{equation}\nx = 1\n\\end{equation}\n\n$$y = 1$$ (label)\n\nSee {eq}`label`.\n"
    (tmp_path / "index.md").write_text("# Title\n\n" + formulas)
    command = [sys.executable, "-m", "sphinx", "-q", "-W", tmp_path, tmp_path / "out"]
    subprocess.run(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'<span class="eqno">(\(\d\))', page) == ["(1)", "(2)"]
    assert re.search(r"See <a [^>]*>\(2\)</a>", page)
    assert page.count("<math ") == 2


@pytest.mark.slow
@pytest.mark.parametrize("builder", ["html", "singlehtml"])
def test_a_formula_without_a_translation_fails_the_build_and_is_never_shown_as_latex(tmp_path, builder):
    (tmp_path / "conf.py").write_text("extensions = ['pages.formulas']\nhtml_math_renderer = 'mathml'\n")
    (tmp_path / "index.rst").write_text("Title\n=====\n\n:math:`x^2`, :math:`\\nonsense`\n\n.. math:: \\wrong\n")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-b", builder, tmp_path, tmp_path / "out"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    build = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert build.returncode != 0
    assert "no MathML for the formula \\nonsense: \\nonsense is not known" in build.stderr
    assert "no MathML for the formula \\wrong" in build.stderr
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in page
    assert "nonsense" not in page
    assert "wrong" not in page
