"""Cut LaTeX into tokens, and a display into statements. Layout is left out; an unknown sign is an error."""

import re

TOKEN = re.compile(
    r"\\begin\{\w+\}|\\end\{\w+\}"
    r"|\\phantom\{[^}]*\}|\\(?:text|operatorname|mathcal|mathrm)\{[^}]*\}"
    r"|\\[A-Za-z]+|\\[^A-Za-z]"
    r"|\d{1,3}(?:\{,\}\d{3})+|\d+(?:\.\d+)?…?|[A-Za-z]|[-+*/=<>()\[\]{}|,.:'^_…&!]"
)
LAYOUT = {
    *(r"\,", r"\;", r"\:", r"\!", r"\ ", r"\begin{aligned}", r"\end{aligned}"),
    *(r"\left", r"\right", r"\big", r"\Big", r"\bigl", r"\bigr"),
}
BREAKS = {r"\qquad", r"\\", r"\Rightarrow"}
WORDS = {r"\text{and}", r"\text{for all windows }"}  # what stands between statements, or says that all are meant
OPENING = {"(", "[", "{", r"\{", r"\begin{cases}", r"\begin{pmatrix}"}
CLOSING = {")", "]", "}", r"\}", r"\end{cases}", r"\end{pmatrix}"}
RELATIONS = {"=", r"\le", r"\ge", "<", ">", r"\ne", r"\neq", r"\leftarrow", r"\rightarrow", r"\longrightarrow"}
RELATIONS |= {r"\propto"}
SAME = {r"\neq": r"\ne", r"\longrightarrow": r"\rightarrow", "…": r"\dots", r"\tfrac": r"\frac"}


def tokens(latex):
    """Return the tokens of a formula without its layout."""
    found, place = [], 0
    while place < len(latex):
        match = TOKEN.match(latex, place)
        if match is None and not latex[place].isspace():
            raise SyntaxError(f"no token of our grammar: {latex[place]!r} in {latex!r}")
        if match is not None and match[0] not in LAYOUT and not match[0].startswith(r"\phantom"):
            found.append(SAME.get(match[0], match[0].replace("{,}", "")))
        place = match.end() if match else place + 1
    return found


def statements(latex):
    r"""Return the statements of a display as lists of tokens: what \qquad, a new line or an arrow divides."""
    parts, depth, matrices = [[]], 0, 0
    for token in tokens(latex):
        depth += (token in OPENING) - (token in CLOSING)
        matrices += (token == r"\begin{pmatrix}") - (token == r"\end{pmatrix}")
        if token == "&" and not matrices:
            continue
        if depth == 0 and token in BREAKS:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in map(trimmed, parts) if part and part[0] not in WORDS]


def trimmed(part):
    """Return a statement without the space around it and the comma or the point that ends it."""
    while part and part[0] == r"\quad":
        part = part[1:]
    while part and part[-1] in (",", ".", r"\quad"):
        part = part[:-1]
    return part


def spelled(part):
    """Return tokens as one text: the same for all ways to lay a formula out."""
    text = ""
    for token in part:
        text += " " if re.search(r"\\[A-Za-z]+$", text) and token[0].isalpha() else ""
        text += token
    return text


def left_side(part):
    """Return what stands before the first relation of a statement, spelled, or nothing if it has none."""
    depth = 0
    for place, token in enumerate(part):
        depth += (token in OPENING) - (token in CLOSING)
        if depth == 0 and token in RELATIONS:
            return spelled(part[:place])
    return ""
