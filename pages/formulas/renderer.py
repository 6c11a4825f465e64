"""The renderer: Sphinx's formulas, inline or on a line of their own, become MathML on the page."""

from docutils import nodes
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from pages.formulas.mathml import UntranslatableError
from pages.formulas.translation import to_mathml

logger = logging.getLogger(__name__)


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
