"""What begins with a bracket or a macro and holds sums: fractions, roots, absolute values, sets, cases."""


class Brackets:
    def bracket(self):
        found = self.several()
        self.take(")")
        return found[0] if len(found) == 1 else ("tuple", *found)

    def square(self):
        """Read Iverson's bracket, a list, or a plain bracket."""
        first = self.relation()
        found = [first]
        while self.next == ",":
            self.take()
            found.append(self.relation())
        self.take("]")
        if first[0] == "chain":
            return ("truth", first)
        return first if len(found) == 1 and not self.is_list(first) else ("tuple", *found)

    def is_list(self, tree):
        return tree[0] == "tuple"

    def absolute(self):
        self.bars += 1
        tree = self.sum()
        self.bars -= 1
        self.take("|")
        return ("absolute", tree)

    def enclosed(self, kind, end):
        tree = self.sum()
        self.take(end)
        return (kind, tree)

    def norm(self):
        tree = self.sum()
        self.take(r"\rVert")
        return ("norm", tree, *(self.subscripts() if self.next == "_" else ()))

    def fraction(self):
        if self.tokens[self.place : self.place + 2] == ["{", r"\partial"]:
            return ("derivative", self.partial(), self.partial())
        return ("/", self.group(), self.group())

    def partial(self):
        self.take("{")
        self.take(r"\partial")
        tree = self.postfix(self.atom())
        self.take("}")
        return tree

    def set(self):
        """Read the numbers of a set, in even steps where it has dots."""
        found = [self.take()]
        while self.next == ",":
            self.take()
            found.append(self.take())
        self.take(r"\}")
        return ("set", *found)

    def cases(self):
        found = []
        while self.next != r"\end{cases}":
            value = self.sum()
            condition = self.relation() if self.take(r"\text{if }", r"\text{else}") == r"\text{if }" else None
            found.append((value, condition))
            self.take(r"\\") if self.next == r"\\" else None
        self.take(r"\end{cases}")
        return ("cases", *found)

    def matrix(self):
        """Read the rows of a matrix."""
        rows = [[self.sum()]]
        while (sign := self.take("&", r"\\", r"\end{pmatrix}")) != r"\end{pmatrix}":
            rows += [[]] if sign == r"\\" else []
            rows[-1].append(self.sum())
        return ("tuple", *(("tuple", *row) for row in rows))

    def slope(self):
        """Read a derivative on one line, a quotient of two differentials."""
        above = self.postfix(self.atom())
        self.take("/")
        self.take(r"\partial")
        return ("derivative", above, self.postfix(self.atom()))

    def inner(self):
        pair = self.several()
        self.take(r"\rangle")
        return ("inner", *pair)


BRACKETS = {
    "(": Brackets.bracket,
    "[": Brackets.square,
    "|": Brackets.absolute,
    "{": lambda reader: reader.enclosed("group", "}"),
    r"\{": Brackets.set,
    r"\lfloor": lambda reader: reader.enclosed("floor", r"\rfloor"),
    r"\lceil": lambda reader: reader.enclosed("ceiling", r"\rceil"),
    r"\lVert": Brackets.norm,
    r"\langle": Brackets.inner,
    r"\frac": Brackets.fraction,
    r"\sqrt": lambda reader: ("root", reader.group()),
    r"\overline": lambda reader: ("overline", reader.group()),
    r"\begin{cases}": Brackets.cases,
    r"\begin{pmatrix}": Brackets.matrix,
    r"\binom": lambda reader: ("tuple", reader.group(), reader.group()),
    r"\partial": Brackets.slope,
}
