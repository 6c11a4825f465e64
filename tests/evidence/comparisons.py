"""What a cell compares: the signs and values in its asserts and in the conditions of `hold`."""

import ast

SIGNS = {ast.Gt: ">", ast.GtE: ">=", ast.Lt: "<", ast.LtE: "<=", ast.Eq: "=="}
TURNED = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "==": "=="}
TOLERANCES = {"atol", "rtol"}
OPERATIONS = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b if b else None,
    ast.Pow: lambda a, b: a**b if abs(b) < 64 else None,
    ast.FloorDiv: lambda a, b: a // b if b else None,
}


def constant(node):
    """Return the number that an expression of literals comes to, or None."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = constant(node.operand)
        return None if value is None else -value
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATIONS:
        left, right = constant(node.left), constant(node.right)
        if left is not None and right is not None:
            return OPERATIONS[type(node.op)](left, right)
    return None


def parts(node):
    """Return (factor, shift) of an expression `factor * x + shift`; of any other, (1, 0)."""
    if isinstance(node, ast.BinOp):
        left, right = constant(node.left), constant(node.right)
        if isinstance(node.op, ast.Mult) and (left if left is not None else right) is not None:
            return (left if left is not None else right), 0
        if isinstance(node.op, ast.Div) and right:
            return 1 / right, 0
        if isinstance(node.op, ast.Sub) and right is not None:
            return 1, -right
        if isinstance(node.op, ast.Add) and (left if left is not None else right) is not None:
            return 1, left if left is not None else right
    return 1, 0


def compared(left, sign, right):
    """Return the (sign, value) pairs that one comparison states, of its terms, their ratio and their difference."""
    a, b = constant(left), constant(right)
    if isinstance(right, (ast.List, ast.Tuple)) and b is None:
        values = [constant(one) for one in right.elts]
        return [(sign, value) for value in values if value is not None]
    if b is not None:
        return [(sign, b)]
    if a is not None:
        return [(TURNED[sign], a)]
    if isinstance(right, ast.Call) and getattr(right.func, "id", "") in ("max", "min"):
        return [pair for one in right.args for pair in compared(left, sign, one)]
    (f, s), (g, t) = parts(left), parts(right)
    if f != 1 or g != 1:
        ratio = g / f if f else 0
        return [(sign, ratio), (TURNED[sign], 1 / ratio)] if ratio else []
    shift = t - s
    return [(sign, shift), (TURNED[sign], -shift)] if shift else [(sign, 0), (sign, 1), (TURNED[sign], 1)]


def of_condition(node, names):
    """Return all (sign, value) of a condition, following names that the same cell assigned."""
    found, seen, waiting = [], set(), [node]
    while waiting:
        for one in ast.walk(waiting.pop()):
            if isinstance(one, ast.Compare):
                terms = [one.left, *one.comparators]
                for left, op, right in zip(terms, one.ops, terms[1:], strict=False):
                    if type(op) in SIGNS:
                        found += compared(left, SIGNS[type(op)], right)
            elif isinstance(one, ast.keyword) and one.arg in TOLERANCES and constant(one.value) is not None:
                found.append(("<", constant(one.value)))
            elif isinstance(one, ast.Name) and one.id in names and one.id not in seen:
                seen.add(one.id)
                waiting.append(names[one.id])
    return found


def assigned(tree):
    """Return what each name of a cell is assigned to, the last time."""
    return {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def is_hold(node):
    return isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "hold"


def holds(tree):
    return [node for node in ast.walk(tree) if is_hold(node)]


def conditions(tree):
    """Return the conditions that a cell asserts or holds, and NumPy's assertions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            yield node.test
        elif is_hold(node):
            yield node.args[0]
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "").startswith("assert_"):
            yield node
