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


def of(page):
    """Return the conditions that a page's cells assert or hold, as code: list of str."""
    return [ast.unparse(condition) for code in page.code for condition in conditions(code.tree)]


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
