"""The words of what is no page: what a lab's HTML shows, and what the exercises tell a learner."""

import ast
import re
from html import unescape


def of_html(text):
    """Return what an HTML text shows, a paragraph for each piece between two tags."""
    pieces = re.split(r"</?(?!(?:a|b|em|i|kbd|span|strong|sub|sup|code)\b)\w[^>]*>", re.sub(r"<!--.*?-->", "", text))
    return "\n\n".join(" ".join(unescape(re.sub(r"<[^>]+>", "", piece)).split()) for piece in pieces)


def string(node):
    """Return a string of a source text, with a dot for each value in it; empty for anything else."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(part.value if isinstance(part, ast.Constant) else "…" for part in parts) if is_text(node) else ""


def is_text(node):
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def said(node):
    """Yield the strings of at least three words in a statement, in their order, with the minus of the pages."""
    if is_text(node):
        if len((text := string(node)).split()) >= 3:
            yield " ".join(text.replace(" - ", " − ").split())
    else:
        for child in ast.iter_child_nodes(node):
            yield from said(child)


def name_of(node):
    target = node.targets[0] if isinstance(node, ast.Assign) else node
    return getattr(target, "name", None) or getattr(target, "id", "others")


def of_python(source):
    """Return the messages of a module, below a heading for each name that it gives.

    Examples
    --------
    >>> of_python('A = asks(right=3, known={4: "that is one more."})')
    '## A\\n\\nthat is one more.'
    """
    found = [(name_of(node), "\n\n".join(said(node))) for node in ast.parse(source).body]
    return "\n\n".join(f"## {name}\n\n{text}" for name, text in found if text)
