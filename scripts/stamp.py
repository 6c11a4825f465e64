"""Give results and weights new fingerprints after names have changed, and only names.

    python scripts/stamp.py COMMIT old=new old=new

Without any name it serves a change of what counts in a fingerprint: the code of then must be that of today, as today's
fingerprints see it. Names of functions, classes, attributes and parameters are part of them (local ones are not); after
such a name was changed, this proves that nothing else was. Each new name must be new, so that it cannot mean anything
else: it stands nowhere in the code of COMMIT, and today's code defines it. Then, for each results file, and each file
of weights, whose fingerprint no longer fits, it asks three things:

1. At COMMIT, did the file's fingerprint fit the code, as that commit computes fingerprints?
2. Is the code of COMMIT, with the old names replaced by the new ones, the code of today?
3. Is the file, but for its fingerprint, what it was at COMMIT?

Only if all answers are yes are the fingerprint, the list of what determines it, and the seal written anew. All files
are asked before the first is written.
"""

import argparse
import ast
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from kernelbook import archive, models, results
from kernelbook.results import syntax
from kernelbook.results.scopes import DEFINITIONS

# Run in the old checkout, whose own `syntax` says which fingerprint fitted, and whose sources are asked for.
OLD_SIDE = """
import json, sys
from kernelbook.results import syntax
wanted = json.load(sys.stdin)
sources = {name: syntax.source_of(name) for names in wanted for name in names}
json.dump([[syntax.fingerprint(names) for names in wanted], sources], sys.stdout)
"""
IDENTIFIERS = ("id", "attr", "arg", "name", "asname", "module", "rest")
STAMPED = ("determined_by", "fingerprint", "seal")
DOTTED = re.compile(r"kernelbook(\.\w+)+")


def replaced(text, renames):
    """Return a name, dotted or not, with each part replaced that was renamed.

    Examples
    --------
    >>> replaced("kernelbook.boxes.suppress", {"suppress": "non_max_suppression"})
    'kernelbook.boxes.non_max_suppression'
    """
    return ".".join(renames.get(part, part) for part in text.split("."))


def identifiers(tree):
    """Yield the nodes of a syntax tree that name something, with the field that does, and the name."""
    for node in ast.walk(tree):
        for field in IDENTIFIERS:
            if isinstance(getattr(node, field, None), str):
                yield node, field, getattr(node, field)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and DOTTED.fullmatch(node.value):
            yield node, "value", node.value


def renamed(source, renames):
    """Return a source text's canonical form with names replaced."""
    tree = syntax.reduced(source)
    for node, field, name in list(identifiers(tree)):
        setattr(node, field, replaced(name, renames))
    return syntax.listed(tree, [*syntax.prose(tree), *syntax.asked(tree)])


def code_of(folder):
    """Return the syntax trees of a checkout's code: all that results may depend on, and all that may use it."""
    paths = [path for room in ("src", "benchmarks", "scripts") for path in sorted((Path(folder) / room).rglob("*.py"))]
    return [ast.parse(path.read_text(encoding="utf-8")) for path in paths]


def definitions(trees):
    """Return all names that code defines: functions, classes, parameters, attributes, variables of modules."""
    nodes = [node for tree in trees for node in ast.walk(tree)]
    stored = [node for node in nodes if isinstance(getattr(node, "ctx", None), ast.Store)]
    names = {getattr(node, "attr", getattr(node, "id", "")) for node in stored}
    return (
        names
        | {node.name for node in nodes if isinstance(node, DEFINITIONS)}
        | {node.arg for node in nodes if isinstance(node, ast.arg)}
    )


def fault(renames, before, today):
    """Return what is wrong with a list of renames, or the empty string.

    Parameters
    ----------
    renames : dict of str to str
    before, today : list of ast.Module
        The code of the commit and of now.
    """
    if len(set(renames.values())) < len(renames):
        return f"{renames}: two names would become one"
    taken = {part for tree in before for _, _, name in identifiers(tree) for part in name.split(".")}
    if old := sorted(taken & set(renames.values())):
        return f"{old} stood in the old code already, so they may mean something else"
    if unknown := sorted(set(renames.values()) - definitions(today)):
        return f"{unknown} are not defined in the code of today"
    return ""


def checkout(commit, folder):
    """Unpack a commit's files into a folder."""
    packed = subprocess.run(["git", "archive", commit], capture_output=True)
    if packed.returncode:
        sys.exit(f"commit {commit!r}: {packed.stderr.decode().strip()}")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as files:
        files.extraction_filter = getattr(tarfile, "data_filter", None)  # Python has it from 3.11.4 on
        files.extractall(folder)


def old_side(folder, wanted):
    """Return which fingerprints fit the sources in a folder, and these sources by their names."""
    run = subprocess.run(
        [sys.executable, "-c", OLD_SIDE],
        input=json.dumps(wanted),
        capture_output=True,
        check=True,
        text=True,
        cwd=folder,
        env={"PYTHONPATH": str(Path(folder) / "src"), "PATH": "", "TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    return json.loads(run.stdout)


def content_of(file):
    """Return what a stamp may not touch: all but the fingerprint, what it is made from, and the seal."""
    flat = {key: value for key, value in file.items() if key not in ("provenance", *STAMPED)}
    return flat, {key: value for key, value in file.get("provenance", {}).items() if key not in STAMPED}


def reason_against(old, new, names, sources, renames):
    """Return why a file may not be stamped, or the empty string.

    Parameters
    ----------
    old, new : dict
        The file's content at the commit and now.
    names : dict of str to str
        What determined it then, and what the same is called now.
    sources : dict of str to str
        The code of then.
    renames : dict of str to str
    """
    if content_of(old) != content_of(new):
        return "more than its fingerprint is other than at that commit"
    if "rows" in new and new["seal"] != results.seal(new["rows"], new["provenance"], new["predictions"]):
        return "its seal is broken: it was edited by hand"
    for name, today in names.items():
        try:
            source = syntax.source_of(today)
        except (AttributeError, ImportError, OSError) as error:
            return f"{today} is not there: {error}"
        if renamed(sources[name], renames) != syntax.canonical(source):
            return f"{today} differs in more than names"
    return ""


def stamp(path, content, determined_by):
    """Write a file's new fingerprint, and a results file's seal."""
    origin = content.get("provenance", content)
    origin["determined_by"], origin["fingerprint"] = determined_by, syntax.fingerprint(determined_by)
    if "rows" in content:
        content["seal"] = results.seal(content["rows"], content["provenance"], content["predictions"])
        results.save(path, content)
    else:
        archive.write_bytes(path, (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode())


def fits(content):
    """Say whether a file's fingerprint is that of the code as it is."""
    origin = content.get("provenance", content)
    try:
        return syntax.fingerprint(origin["determined_by"]) == origin["fingerprint"]
    except (AttributeError, ImportError, OSError):  # a name that is gone
        return False


def read(path):
    """Return the content of a JSON file, of results or of weights."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return results.load(path) if "rows" in content else content


def main(commit, renames):
    """Stamp every file of results and weights that no longer fits, if its code differs in names only."""
    paths = [path for path in (*results.FOLDER.glob("*.json"), *models.WEIGHTS.glob("*.json")) if not fits(read(path))]
    with tempfile.TemporaryDirectory() as folder:
        checkout(commit, folder)
        if wrong := fault(renames, code_of(folder), code_of(syntax.ROOT)):
            sys.exit(wrong)
        olds = [read(Path(folder) / path.relative_to(syntax.ROOT)) for path in paths]
        origins = [old.get("provenance", old) for old in olds]
        fitting, sources = old_side(folder, [origin["determined_by"] for origin in origins])
    plans = []
    for path, old, origin, fitted in zip(paths, olds, origins, fitting, strict=True):
        names = {name: replaced(name, renames) for name in origin["determined_by"]}
        reason = reason_against(old, read(path), names, sources, renames)
        if fitted != origin["fingerprint"]:
            reason = "its fingerprint did not fit the code of that commit"
        plans.append((path, list(names.values()), reason))
    for path, determined_by, reason in plans:
        if not reason:
            stamp(path, read(path), determined_by)
        print(f"{path.stem}: {reason or 'stamped'}")
    return sum(bool(reason) for *_, reason in plans)


def pair(text):
    """Return the two names of ``old=new``."""
    old, equals, new = text.partition("=")
    if not (equals and old.isidentifier() and new.isidentifier()):
        raise argparse.ArgumentTypeError(f"{text!r}: expected old=new, two names")
    return old, new


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commit")
    parser.add_argument("renames", nargs="*", metavar="old=new", type=pair)
    arguments = parser.parse_args()
    sys.exit(bool(main(arguments.commit, dict(arguments.renames))))
