"""Every `make` that a text asks for is a target of the Makefile, with variables that it reads and values there are."""

import ast
import re

import test_all
from chapters import NOTEBOOKS, ROOT, notebook
from tree import tracked

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
RULES = dict(re.findall(r"^([a-z-]+): ?[^=\n]*##.*\n((?:\t.*\n)*)", MAKEFILE, re.MULTILINE))
BENCHMARKS = {path.stem for path in (ROOT / "benchmarks").glob("*.py")}
ENVIRONMENTS = set(test_all.PYTHON_OF)
CHAPTERS = {"all"} | {path.stem.split("_")[0] for path in NOTEBOOKS}
VALUES = {("bench", "ONLY"): BENCHMARKS, ("test-all", "ONLY"): ENVIRONMENTS, ("run", "CHAPTER"): CHAPTERS}
STANDS_FOR = {"name", "NAME", "{name}", "$ENVIRONMENT"}  # in the place of a value
READ_BY_ALL = {"PYTHON", "VENV"}  # by the rule that installs
COMMAND = r"make [a-z-]+(?: [A-Z]+=\S+)*"
QUOTED = re.compile(r"`(make\b[^`]*)`")
SHELL = re.compile(r"^(?:.*\brun: |.*&& |\s*)(make [a-z].*?)(?: +#.*)?$", re.MULTILINE)
ALONE = re.compile(rf"^\s*({COMMAND})(?: +#.*)?$", re.MULTILINE)  # on a line of a docstring
MESSAGE = re.compile(rf"^make [a-z-]+|(?<=: ){COMMAND}$")  # a string that begins with a command, or ends in one
SPOKEN = re.compile(rf"\b(?:by|with|run):? ({COMMAND})")
TEXTS = [*tracked("*.md", "*.py", "*.txt", "*.toml", "*.cff", "*.html", "*.js", "*.yml", "LICENSE-TEXT"), *NOTEBOOKS]
SHELLS = tracked(".github/workflows/*.yml", ".ci/*")


def strings(source):
    """Return all strings of a module; where an f-string has a value, ``{name}`` stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "{name}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def commands(path):
    """Return all calls of make that a file asks for: in backticks, in a shell's code, in messages, alone on a line."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        text = "\n\n".join(cell.source for cell in notebook(path).cells)
    found = QUOTED.findall(text) + SPOKEN.findall(text)
    if path.suffix == ".py":
        found += [call for said in strings(text) for form in (ALONE, MESSAGE) for call in form.findall(said)]
    shell = [text] if path in SHELLS else re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return found + [call for code in shell for call in SHELL.findall(code)]


def wrong(call):
    """Return what there is not in a call of make, as a sentence; None where all of it is there."""
    _, *words = call.split()
    (target, *others), given = [word for word in words if "=" not in word] or [""], [w for w in words if "=" in w]
    if target not in RULES or others:
        return f"the Makefile has no target {' '.join([target, *others])!r}, but {', '.join(RULES)}"
    for name, value in (word.split("=", 1) for word in given):
        if name not in READ_BY_ALL and f"$({name})" not in RULES[target]:
            return f"the target {target} does not read {name}"
        known = VALUES.get((target, name), {value})
        if value.strip('"') not in known | STANDS_FOR:
            return f"there is no {name}={value} of {target}"
    return None


def test_every_make_of_a_text_is_a_target_of_the_makefile():
    asked = [(path, call) for path in {*TEXTS, *SHELLS} for call in commands(path) if call.split() != ["make"]]
    assert len(asked) > 100
    faults = [
        f"{path.relative_to(ROOT)}: `{' '.join(call.split())}`: {wrong(call)}" for path, call in asked if wrong(call)
    ]
    assert not faults, "\n".join([*faults, "See what was meant; a new target needs a rule in the Makefile."])


def test_every_variable_named_alone_has_a_value_there_is():
    for path in [*TEXTS, ROOT / "Makefile"]:
        if ROOT / "tests" not in path.parents:  # which try wrong ones
            for name, value in re.findall(r"\b(ONLY|CHAPTER)=([\w.]*\w|\{name\})", path.read_text(encoding="utf-8")):
                known = CHAPTERS if name == "CHAPTER" else BENCHMARKS | ENVIRONMENTS
                assert value in known | STANDS_FOR, (
                    f"{path.relative_to(ROOT)}: {name}={value} is none of {sorted(known)}"
                )


def test_help_lists_every_target():
    declared = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)[1].split()
    assert sorted(declared) == sorted(RULES), "a target has no `##` in its line, or is not in .PHONY"
