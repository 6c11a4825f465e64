"""The parts of a product: numbers, names, brackets, fractions, functions, and sums over indices."""

import re

from formulas.brackets import BRACKETS, Brackets

REDUCERS = {r"\sum": "sum", r"\max": "max", r"\min": "min", r"\operatorname{mean}": "mean"}
FUNCTIONS = {r"\ln", r"\log", r"\cos", r"\sin", r"\tan", r"\arctan", r"\max", r"\min"}
ACCENTS = {r"\hat": "hat ", r"\bar": "bar ", r"\Delta": "Delta ", r"\nabla": "nabla "}
GREEK = {
    *("alpha", "beta", "gamma", "delta", "epsilon", "eta", "theta"),
    *("lambda", "mu", "pi", "sigma", "tau", "varphi"),
}
MEAN_OVER = r"\text{mean over the classes }"


def is_name(token):
    """Say whether a token is a letter, Greek or not, or a word."""
    return token is not None and bool(re.fullmatch(r"[A-Za-z]|\\[a-z]+\{[^ ].*\}", token) or token[1:] in GREEK)


def plain(token):
    r"""Return a name as bindings write it: \beta is beta, \text{TP} is TP."""
    return re.sub(r"^\\(\w+\{)?|\}$", "", token).replace("\\", "").strip()


class Atoms(Brackets):
    def factor(self):
        if self.next in REDUCERS and self.tokens[self.place + 1 : self.place + 2] == ["_"]:
            kind = REDUCERS[self.take()]
            self.take("_")
            letters, conditions = self.range()
            conditions = self.limits(conditions) if self.next == "^" else conditions
            return ("reduce", kind, letters, conditions, self.body())
        if self.next == MEAN_OVER:
            self.take()
            letters = (plain(self.take()),)
            self.take(r"\text{ of }")
            return ("reduce", "mean", letters, (), self.body())
        if self.next == r"\int":
            return self.integral()
        if self.next == r"\sum":
            raise SyntaxError(f"not in our grammar: {self.next} in {' '.join(self.tokens)}")
        return self.call() if self.is_function() else self.postfix(self.atom())

    def body(self):
        """Read what a sum runs over: a product, perhaps negative, also one entry by entry."""
        tree = ("negative", self.product()) if self.next == "-" and self.take() else self.product()
        while self.next in (r"\cdot", r"\odot"):
            self.take()
            tree = ("each", tree, self.product())
        return tree

    def integral(self):
        """Read an integral: its ends, then a product whose last two letters are d and the letter that runs."""
        self.take()
        self.take("_")
        low = self.group()
        self.take("^")
        high, body = self.group(), self.product()
        if body[0] != "product" or body[1][0] != "product" or body[1][2] != ("name", "d"):
            raise SyntaxError(f"an integral does not say what runs: {' '.join(self.tokens)}")
        return ("integral", body[2][1], low, high, body[1][1])

    def range(self):
        """Read below a sum: letters, and conditions on them."""
        if self.next != "{":
            return (plain(self.take()),), ()
        self.take("{")
        double = self.next == r"\substack" and self.take() and self.take("{")
        letters, conditions = [self.relation()], []
        while self.next == ",":
            self.take()
            letters.append(self.relation())
        if self.next == r"\in":
            self.take()
            conditions.append(("in", letters[0], self.postfix(self.atom())))
        if self.next == ":":
            self.take()
            self.take(r"\\") if self.next == r"\\" else None
            conditions.append(self.relation())
        self.take("}")
        self.take("}") if double else None
        conditions += [letter for letter in letters if letter[0] == "chain"]
        names = [letter[1] if letter[0] == "chain" else letter for letter in letters]
        return tuple(name[1] for name in names), tuple(conditions)

    def limits(self, conditions):
        """Read above a sum up to where its letter runs, from where it stands below."""
        self.take("^")
        ((_, name, sign, low),) = conditions
        if sign != "=":
            raise SyntaxError(f"a sum does not say where it begins: {' '.join(self.tokens)}")
        return (("chain", low, r"\le", name), ("chain", name, r"\le", self.group()))

    def is_function(self):
        return self.next in FUNCTIONS or (is_name(self.next) and self.head()[0] is not None)

    def head(self):
        """Return the function that stands here, its powers included, and how many tokens it has."""
        rest = self.tokens[self.place :]
        if rest[1:2] == ["^"] and rest[2:3] == ["{"]:
            end = rest.index("}")
            key = plain(rest[0]) + "^" + "".join(rest[3:end])
            if key in self.functions:
                return key, end + 1
        return (plain(rest[0]), 1) if plain(rest[0]) in self.functions else (None, 0)

    def call(self):
        """Read a function and its arguments: in a bracket, or the next factor."""
        name, count = self.head()
        name, count = (name, count) if name else (plain(self.next), 1)
        self.place += count
        subscript = self.subscripts() if self.next == "_" else ()
        if self.next == "(":
            self.take()
            arguments = self.several(self.relation)
            self.take(")")
        elif self.next is None or not (is_name(self.next) or self.next[0] in "({[|\\0123456789"):
            return ("name", name)
        else:
            arguments = [self.factor()]
        return ("call", name, subscript, *arguments)

    def postfix(self, tree):
        """Read the subscripts and powers of an atom."""
        while self.next in ("^", "_"):
            if self.next == "_":
                tree = ("index", tree, self.subscripts())
            else:
                self.take("^")
                power = self.group()
                is_place = power[0] == "tuple"  # as in X^{(m,n)}
                tree = ("index", tree, power[1:]) if is_place else ("power", tree, power)
        if tree[0] == "derivative" and self.next == "(":
            return ("at", tree, self.atom())
        return tree

    def subscripts(self):
        self.take("_")
        if self.next != "{":
            return (self.atom(),)
        self.take("{")
        found = self.several()
        self.take("}")
        return tuple(found)

    def group(self):
        """Read an argument: in braces, or one token."""
        if self.next != "{":
            digits = self.next if self.next and self.next.isdigit() else ""
            if len(digits) > 1:  # \frac12 is a half
                self.tokens[self.place : self.place + 1] = list(digits)
            return ("name", self.take()) if self.next in ("+", "-") else self.atom()
        self.take("{")
        tree = self.sum()
        self.take("}")
        return tree

    def atom(self):
        token = self.take()
        reader = BRACKETS.get(token)
        if reader:
            return reader(self)
        if re.fullmatch(r"[\d.]+…?", token):
            return ("number", token)
        if token in ACCENTS:
            return ("name", ACCENTS[token] + self.primed(plain(self.take())))
        if not is_name(token):
            raise SyntaxError(f"not in our grammar: {token!r} in {' '.join(self.tokens)}")
        return ("name", self.primed(plain(token)))

    def primed(self, name):
        while self.next == "'":
            name += self.take()
        return name
