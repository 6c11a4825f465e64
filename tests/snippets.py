"""Run the Python of a Markdown page, block by block, as a reader would, and find what it should print."""

import ast
import re
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO

BLOCK = re.compile(r"^```python\n(?P<code>.*?)^```\n(?:\n?```text\n(?P<output>.*?)^```)?", re.MULTILINE | re.DOTALL)


@dataclass
class Snippet:
    """A block of Python of a page: its code, and what stands below it, None where nothing does."""

    code: str
    output: str | None


def snippets(path):
    """Return the blocks of Python of a page, in its order."""
    text = path.read_text(encoding="utf-8")
    return [Snippet(match["code"], match["output"]) for match in BLOCK.finditer(text)]


def run(code, names):
    """Execute a block with the names of those before it; return what it prints and its last expression, if any."""
    body = ast.parse(code).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    with redirect_stdout(StringIO()) as printed:
        exec(compile(ast.Module(body, []), "<page>", "exec"), names)
        value = eval(compile(ast.Expression(last.value), "<page>", "eval"), names) if last else None
    shown = "" if value is None else f"{value!r}\n"
    return printed.getvalue() + shown or None


def differences(path):
    """Run a page; return (code, what the page shows, what came) of each block that shows something else."""
    names, wrong = {}, []
    for block in snippets(path):
        came = run(block.code, names)
        wrong += [] if came == block.output else [(block.code, block.output, came)]
    return wrong
