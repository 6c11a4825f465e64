"""Find every softmax and every log of a sum of exponentials that a source text writes out."""

import ast

EXPONENTIALS, SUMS, LOGARITHMS = {"exp", "exp2"}, {"sum", "reduce_sum", "fsum"}, {"log", "log2"}
BY_OTHERS = {"softmax", "log_softmax", "logsumexp", "reduce_logsumexp", "logaddexp"}
DEFINITIONS = (ast.FunctionDef, ast.ClassDef)


def name_of(call):
    return getattr(call.func, "id", getattr(call.func, "attr", "")) if isinstance(call, ast.Call) else ""


def parts(node):
    """Return an expression or statement with all inside it, but nothing of the definitions in it."""
    found = [node]
    for child in ast.iter_child_nodes(node):
        found += [] if isinstance(child, DEFINITIONS) else parts(child)
    return found


class Unit:
    """A function's body, or what stands outside of all functions: what in it comes from exponentials, and their sums.

    Attributes
    ----------
    exponentials, sums : set of str
        Names that were given such a value, anywhere in the unit.
    """

    def __init__(self, body):
        self.nodes = [node for statement in body if not isinstance(statement, DEFINITIONS) for node in parts(statement)]
        self.exponentials, self.sums, before = set(), set(), None
        while before != (before := (len(self.exponentials), len(self.sums))):
            for node in self.nodes:
                self.note(node)

    def note(self, node):
        """Give the names that a node binds what they are bound to: an assigned value, or the elements of a loop."""
        value = getattr(node, "iter", getattr(node, "value", None))
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        if value is None or targets == [None]:
            return
        names = {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}
        self.exponentials |= names if self.exponential(value) else set()
        self.sums |= names if self.summed(value) else set()

    def exponential(self, node):
        return any(name_of(p) in EXPONENTIALS or getattr(p, "id", "") in self.exponentials for p in ast.walk(node))

    def summed(self, node):
        def is_sum(part):
            return name_of(part) in SUMS and self.exponential(part)

        return any(is_sum(part) or getattr(part, "id", "") in self.sums for part in ast.walk(node))

    def divides(self, node):
        """Return whether a part divides exponentials by their sum, or takes the logarithm of the sum."""
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            above, below = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.target, node.value)
            return self.exponential(above) and self.summed(below)
        return name_of(node) in LOGARITHMS and any(map(self.summed, node.args))

    def found(self):
        return any(map(self.divides, self.nodes))


def softmaxes(source):
    """Return the names of the functions of a text that write out a softmax; of what stands outside, its first name.

    Examples
    --------
    >>> softmaxes("def f(z): return exp(z) / exp(z).sum()\\np = exp(3)\\nq = p / sum([p])")
    ['f', 'p']
    """
    tree = ast.parse(source)
    found = [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and Unit(node.body).found()]
    outside = Unit(tree.body)
    return found + ([next(iter(sorted(outside.exponentials)), "a call")] if outside.found() else [])
