"""Follow test data through a source text: from where they are loaded to what learns or is chosen."""

import ast

from dataflow import PLACE, SIZES, Function, Reader, element, flat, name_of

LEARNS = {"fit", "fit_transform", "fit_generator", "partial_fit", "train_on_batch", "adapt"}
LEARNS |= {"train", "pretrain", "train_embedding", "train_searcher", "aggregate", "collect"}  # of the library
CHOOSES = {"fit_temperature", "threshold_by_cost"}
MEASURES = {"mean", "std", "var"}  # what preparing a picture takes from others
GROWS = {"append", "extend", "insert", "update", "add", "setdefault"}
LOADED = {  # what a loader returns
    "load_mnist": ((False, False), (True, True)),
    "load_garments": ((False, False), (True, True)),
    "load_data": ((False, False), (True, True)),  # of keras.datasets
    "load_small_digits": (True, True),
    "load_drawn_digit": True,
    "load_portrait": (True, True),
    "portrait_versions": True,
}
UNDIVIDED = {"load_mnist", "load_garments", "load_nuclei", "load_patches"}  # their first part is to be cut into two


class Tracer(Reader, ast.NodeVisitor):
    """Follows test data into functions: those of the text are read where they are called, or last if nobody does.

    Parameters
    ----------
    rows : collection of str
        Names that pick the judged rows of an array, as in ``x[TEST]``; their complement is ``x[~TEST]``.
    cuts : collection of str
        Names of the place where the judged rows begin, as in ``x[HELD_OUT:]``.
    learned : collection of str
        The rows to learn from, as ``:55000`` or ``train``. Where they are given, what was loaded counts as judged until
        one of them cuts it off, first in its brackets.
    measured : bool
        Whether a mean of all that was loaded is found, too.

    Attributes
    ----------
    found : dict of str to str
        What test data reached: the source of the call, and what it does with them.
    """

    def __init__(self, rows=(), cuts=(), learned=(), measured=True):
        super().__init__()
        self.measures = MEASURES if learned and measured else ()
        self.rows, self.cuts, self.learned, self.found = set(rows), set(cuts), set(learned), {}
        self.functions, self.called, self.running = [], set(), []

    def read(self, source):
        """Read a whole text, then the functions that it never called; return what was found."""
        self.run(ast.parse(source).body)
        for function in self.functions:
            if function.node not in self.called:
                self.call(function, (), {})
        return self.found

    def report(self, node, what):
        self.found.setdefault(ast.unparse(node), what)

    def visit_Name(self, node):
        return True if node.id in self.rows else super().visit_Name(node)

    def visit_UnaryOp(self, node):
        complement = isinstance(node.op, ast.Invert) and name_of(node.operand) in self.rows
        return False if complement else self.visit(node.operand)

    def visit_Slice(self, node):
        if name_of(node.lower) in self.cuts and node.upper is None:
            return True
        return self.generic_visit(node)

    def visit_Subscript(self, node):
        value, index = self.visit(node.value), self.visit(node.slice)
        first = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
        if ast.unparse(first) in self.learned:
            return False
        if isinstance(value, tuple) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int):
            return value[node.slice.value] if node.slice.value < len(value) else element(value)
        if index == PLACE and not flat(value):
            self.report(node, "takes what is best on them")
        return flat(value) or flat(index)

    def visit_If(self, node):
        """A clean name that is set, or a loop that ends, where test data say so, is a choice too."""
        if flat(self.visit(node.test)):
            given = [self.visit(part.value) for part in node.body if isinstance(part, ast.Assign)]
            parts = [part for value in given for part in (value if isinstance(value, tuple) else (value,))]
            if not all(map(flat, parts)) or any(isinstance(part, ast.Break) for part in node.body):
                self.report(node.test, "chooses on them")
        return super().visit_If(node)

    def visit_FunctionDef(self, node):
        self.names[node.name] = Function(node, self.names)
        self.functions.append(self.names[node.name])

    def visit_Call(self, node):
        name = name_of(node.func)
        given, named = self.visit_Tuple(ast.Tuple(node.args)), {k.arg: self.visit(k.value) for k in node.keywords}
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        of_owner = self.visit(owner) if owner else False
        anything = flat(given) or any(map(flat, named.values()))
        if name in UNDIVIDED and self.learned:
            return (True, True), (True, True)
        if name in LOADED and not anything:
            return LOADED[name]
        if name in LEARNS and anything:
            self.report(node, "learns from them")
        if name in self.measures and flat(of_owner):
            self.report(node, "takes a figure of all, also of what is judged")
        if (name in CHOOSES and anything) or self.chooses(node, name, given, named):
            self.report(node, "chooses on them")
        if name in GROWS and owner and anything:
            self.bind_root(owner)
        if isinstance(function := self.visit(node.func) if not owner else None, Function):
            return self.call(function, given, named)
        return self.value_of_call(node, name, given, of_owner, anything)

    def value_of_call(self, node, name, given, of_owner, anything):
        """Return what a function gives that stands elsewhere: it is made of all that the function was given."""
        if name in SIZES or name == "range":
            return False
        if name == "items":
            return ((False, flat(of_owner)),)
        if name == "enumerate" and given:
            return tuple((False, value) for value in given[0]) if isinstance(given[0], tuple) else ((False, given[0]),)
        if name == "zip":
            alike = all(isinstance(value, tuple) and len(value) == len(given[0]) for value in given)
            return tuple(zip(*given, strict=True)) if alike else (tuple(map(element, given)),)
        if name in ("tuple", "list") and len(given) == 1:
            return given[0]
        if name in ("argmax", "argmin") and (anything or flat(of_owner)):
            axis = len(node.args) + any(k.arg == "axis" for k in node.keywords) > (0 if of_owner else 1)
            return True if axis else PLACE
        if name == "int" and len(given) == 1:
            return given[0]
        return anything or flat(of_owner)

    def chooses(self, node, name, given, named):
        """Return whether ``max``, ``min`` or ``sorted`` takes one of several clean things by what test data say."""
        if name not in ("max", "min", "sorted") or not node.args or isinstance(node.func, ast.Attribute):
            return False
        pairs = [value for value in (given[0] if isinstance(given[0], tuple) else ()) if isinstance(value, tuple)]
        if any(flat(pair[:1]) and not all(map(flat, pair)) for pair in pairs):
            return True
        key = named.get("key", False)
        if isinstance(key, Function):
            return not flat(given[0]) and flat(self.call(key, (element(given[0]),), {}))
        return flat(key)

    def call(self, function, given, named):
        """Return what a function of the text gives for these arguments."""
        node = function.node
        if node in self.running:
            return flat(given) or any(map(flat, named.values()))
        self.called.add(node)
        outer, self.names = self.names, function.seen.new_child()
        self.bind_parameters(node.args, given, named)
        self.running.append(node)
        value = self.visit(node.body) if isinstance(node, ast.Lambda) else self.run(node.body)
        self.running.pop()
        self.names = outer
        return False if value is None else value

    def bind_parameters(self, parameters, given, named):
        places = [*parameters.posonlyargs, *parameters.args]
        for parameter, default in zip(reversed(places), reversed(parameters.defaults), strict=False):
            self.names[parameter.arg] = self.visit(default)
        for parameter, default in zip(parameters.kwonlyargs, parameters.kw_defaults, strict=True):
            self.names[parameter.arg] = self.visit(default) if default else False
        for parameter, value in zip(places, given, strict=False):
            self.names[parameter.arg] = value
        known = {parameter.arg for parameter in (*places, *parameters.kwonlyargs)}
        self.names.update({name: value for name, value in named.items() if name in known})
        if parameters.vararg:
            self.names[parameters.vararg.arg] = given[len(places) :]
        if parameters.kwarg:
            self.names[parameters.kwarg.arg] = any(flat(v) for name, v in named.items() if name not in known)
        for parameter in places[len(given) :]:
            self.names.maps[0].setdefault(parameter.arg, False)


def leaks(source, rows=(), cuts=(), learned=(), measured=True):
    """Return what test data reach in a text: {call: what it does with them}.

    Where the rows to learn from are known, the text is read twice: what cuts them off cuts no test data.

    Examples
    --------
    >>> leaks("(x, y), test = load_mnist(); network.fit(x, y, validation_data=test)")
    {'network.fit(x, y, validation_data=test)': 'learns from them'}
    """
    found = Tracer(rows, cuts).read(source)
    return found | Tracer(rows, cuts, learned, measured).read(source) if learned else found
