"""The third list beside the pages: what the cells of each assert or hold, so that none is weakened or lost unseen."""

import ast
import difflib
import tomllib
from functools import cache
from pathlib import Path

from evidence.comparisons import conditions
from evidence.ledger import quoted

ASSERTED = Path(__file__).with_name("asserted.toml")
HEAD = """# What the code cells of each page assert or hold, in their order. Sentences stand on it: whoever changes one
# reads the sentences near its cell again. `make evidence` writes this file.
"""


def around(tree):
    """Return what stands around each node inside a loop: ``for case in ("a", "b")``, by the node's id."""
    found = {}
    for node in ast.walk(tree):  # from the outside in: the loops around a loop are known before it
        outer = found.get(id(node), "")
        if isinstance(node, ast.For):
            outer += f" for {ast.unparse(node.target)} in {ast.unparse(node.iter)}"
        found |= {id(child): outer for child in ast.iter_child_nodes(node)}
    return found


def of(page):
    """Return the conditions that a page's cells assert or hold, as code, with the loops around them: list of str."""
    return [
        ast.unparse(condition) + around(code.tree).get(id(condition), "")
        for code in page.code
        for condition in conditions(code.tree)
    ]


def text(pages):
    lines = [HEAD.rstrip()]
    for page in pages:
        if found := of(page):
            lines += [f"\n{quoted(page.name)} = [", *(f"    {quoted(one)}," for one in found), "]"]
    return "\n".join(lines) + "\n"


@cache
def listed():
    return tomllib.loads(ASSERTED.read_text(encoding="utf-8"))


def changed(page):
    """Return what a page's cells no longer assert as they did, or assert since: list of str."""
    before, now, said = listed().get(page.name, []), of(page), []
    for tag, i, j, k, m in difflib.SequenceMatcher(a=before, b=now, autojunk=False).get_opcodes():
        if tag != "equal":
            was, is_now = "; ".join(before[i:j]) or "nothing", "; ".join(now[k:m]) or "nothing"
            said.append(f"{page.path.name}: the assert of `{was}` has become `{is_now}`")
    return said
