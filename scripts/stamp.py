"""Give results and weights new fingerprints after names have changed, and only names.

    python scripts/stamp.py COMMIT old=new old=new

Names of functions, classes, attributes and parameters are part of a fingerprint (local ones are not). After such a name
was changed, this proves that nothing else was. For each results file, and each file of weights, it asks three things:

1. At COMMIT, did the file's fingerprint fit the code, as that commit computes fingerprints?
2. Is the code of COMMIT, with the old names replaced by the new ones, the code of today? New names must not occur in it
   before: nothing may be confused with what bore that name already.
3. Are figures and predictions those of COMMIT?

Only if all answers are yes are the fingerprint, the list of what determines it, and the seal written anew.
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
from kernelbook.results.scopes import Numbered

# Run in the old checkout, whose own `syntax` says which fingerprint fitted, and whose sources are asked for.
OLD_SIDE = """
import json, sys
from kernelbook.results import syntax
wanted = json.load(sys.stdin)
sources = {name: syntax.source_of(name) for names in wanted for name in names}
json.dump([[syntax.fingerprint(names) for names in wanted], sources], sys.stdout)
"""
IDENTIFIERS = ("id", "attr", "arg", "name", "asname", "module", "rest")
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


def kind(node, field):
    """Return what is named: an attribute, a keyword of a call, or something else. Equal names of two kinds differ."""
    return "attribute" if field == "attr" else "keyword" if isinstance(node, ast.keyword) else "name"


def renamed(source, renames):
    """Return a source text's canonical form with names replaced; refuse it if a new name stands in it already."""
    tree = Numbered().visit(ast.parse(source))
    found = list(identifiers(tree))
    parts = {(kind(node, field), part) for node, field, name in found for part in name.split(".")}
    replacing = {(what, renames[part]) for what, part in parts if part in renames}
    if taken := parts & replacing:
        raise ValueError(f"{sorted(taken)} occur in the old code already, so new and old could be confused")
    for node, field, name in found:
        setattr(node, field, replaced(name, renames))
    return syntax.listed(tree)


def checkout(commit, folder):
    """Unpack a commit's files into a folder."""
    packed = subprocess.run(["git", "archive", commit], check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as files:
        files.extractall(folder, filter="data")


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
    kept = [key for key in ("rows", "predictions", "sha256") if old.get(key) != new.get(key)]
    if kept:
        return f"{', '.join(kept)} are others than at that commit"
    for name, today in names.items():
        if renamed(sources[name], renames) != syntax.canonical(syntax.source_of(today)):
            return f"{today} differs in more than names"
    return ""


def stamp(path, content, determined_by):
    """Write a file's new fingerprint, and a results file's seal."""
    origin = content.get("provenance", content)
    origin["determined_by"], origin["fingerprint"] = determined_by, syntax.fingerprint(determined_by)
    if "rows" in content:
        content["seal"] = results.seal(content["rows"], content["provenance"], content["predictions"])
    archive.write_bytes(path, (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode())


def fits(content):
    """Say whether a file's fingerprint is that of the code as it is."""
    origin = content.get("provenance", content)
    try:
        return syntax.fingerprint(origin["determined_by"]) == origin["fingerprint"]
    except (AttributeError, ImportError, OSError):  # a name that is gone
        return False


def main(commit, renames):
    """Stamp every file of results and weights that no longer fits, if its code differs in names only."""
    paths = sorted([*results.FOLDER.glob("*.json"), *models.WEIGHTS.glob("*.json")])
    refused = 0
    with tempfile.TemporaryDirectory() as folder:
        checkout(commit, folder)
        before = [Path(folder) / path.relative_to(syntax.ROOT) for path in paths]
        olds = [json.loads(path.read_text(encoding="utf-8")) for path in before]
        origins = [old.get("provenance", old) for old in olds]
        fitting, sources = old_side(folder, [origin["determined_by"] for origin in origins])
    for path, old, origin, fitted in zip(paths, olds, origins, fitting, strict=True):
        new = json.loads(path.read_text(encoding="utf-8"))
        if fits(new):
            continue
        names = {name: replaced(name, renames) for name in origin["determined_by"]}
        reason = reason_against(old, new, names, sources, renames)
        if fitted != origin["fingerprint"]:
            reason = "its fingerprint did not fit the code of that commit"
        if not reason:
            stamp(path, new, list(names.values()))
        refused += bool(reason)
        print(f"{path.stem}: {reason or 'stamped'}")
    return refused


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commit")
    parser.add_argument("renames", nargs="*", metavar="old=new", type=lambda text: text.split("="))
    arguments = parser.parse_args()
    sys.exit(bool(main(arguments.commit, dict(arguments.renames))))
