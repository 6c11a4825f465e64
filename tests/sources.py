"""What source texts say of themselves: whom they import."""

import ast


def imports(source):
    """Return what a source text imports, in functions too: list of dotted names, with what is taken from a module.

    Examples
    --------
    >>> imports("import a.b\\nfrom c.d import e")
    ['a.b', 'c.d.e']
    """
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import does not say where it comes from"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found
