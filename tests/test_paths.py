"""Links and paths of the repository's own pages lead to files and headings that there are."""

import re

import pytest

from chapters import NOTEBOOKS, ROOT, links, prose, slug
from tree import FAULTS, tracked

TREE = [path.relative_to(ROOT).as_posix() for path in [*tracked(), *FAULTS.glob("*.toml")]]
MARKDOWN = [*tracked("*.md"), *NOTEBOOKS]
NAMED = ["README.md", "CONTRIBUTING.md", "LICENSE-TEXT", "index.md", "assets/README.md", "benchmarks/README.md"]
SPEAKING = [*(ROOT / name for name in NAMED), *tracked("src/kernelbook/datasets/*.md")]
SUFFIX = r"\.(?:md|py|ipynb|toml|txt|html|js|css|svg|png|json|yml|bib|npz|cff|woff2)$"
UNQUOTED = re.compile(r"(?<![\w/:.`@-])(?:[\w-]+/)+[\w.-]*\w")
BUILT = re.compile(r"(?:_build|\.venv)\b")  # what make puts there; git keeps none of it
LAID_BY_BUILD = {  # by pages/labs.py
    *("colors.js", "convolution/pictures.js", "digits/digits.js", "digits/weights.js", "digits/weights8.js"),
    *("drawing/weights.js", "threshold/scores.js", "boxes/detections.js"),
}
ELSEWHERE = {"coffee.png"}  # as scikit-image calls it


def anchors(path):
    """Return the anchors of a page: its headings, those of cards that it includes, and documented modules."""
    text = path.read_text(encoding="utf-8")
    cards = [(path.parent / name).resolve() for name in re.findall(r"^```\{include\} (\S+)$", text, re.MULTILINE)]
    found = re.findall(r"^#+ (.+)$", "\n".join(map(prose, [path, *cards])), re.MULTILINE)
    return set(map(slug, found + re.findall(r"automodule:: (\S+)", text)))


def dead(path, target):
    """Return what a relative target lacks, as a sentence; None where it leads somewhere."""
    place, _, anchor = target.partition("#")
    end = (path.parent / place).resolve() if place else path
    if end != path and (not end.is_relative_to(ROOT) or not any(end == ROOT / name for name in TREE)):
        return "there is no such file in the repository"
    if anchor and anchor not in anchors(end):
        return f"{end.name} has no heading of this anchor; it has {', '.join(sorted(anchors(end)))}"
    return None


@pytest.mark.parametrize("path", MARKDOWN, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_relative_links_lead_to_a_file_and_a_heading(path):
    for text, target in links(path):
        if not re.match(r"\w+:", target):
            lack = dead(path, target)
            assert lack is None, f"{path.relative_to(ROOT)}: [{text}]({target}): {lack}"


def paths(text):
    """Return the paths that a text names: in backticks, alone or in a command; elsewhere those with a folder."""
    quoted = [word for span in re.findall(r"`([^`\n]+)`", text) for word in span.split()]
    quoted = [word for word in quoted if re.fullmatch(r"[\w./*-]+", word) and ("/" in word or re.search(SUFFIX, word))]
    return quoted + [word for word in UNQUOTED.findall(re.sub(r"\]\([^)]*\)", "]", text)) if re.search(SUFFIX, word)]


def stands(word):
    """Return whether a path is one of the tree, perhaps without the room in which it stands; NAME and NN are any."""
    form = re.sub(r"NN", r"\\d\\d", re.escape(word.rstrip("/")).replace(r"\*", "[^/]*"))
    form = re.sub(r"NAME|(?<=[/_])name(?=\\\.)", r"\\w+", form)
    return any(re.search(rf"(?:^|/){form}(?:/|$)", name) for name in TREE)


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_paths_that_a_page_names_exist(path):
    named = [word for word in paths(path.read_text(encoding="utf-8")) if not BUILT.match(word)]
    gone = [word for word in named if not stands(word) and word not in LAID_BY_BUILD | ELSEWHERE]
    assert not gone, f"{path.relative_to(ROOT)} names what is not in the tree: {', '.join(gone)}"


def test_what_the_build_lays_beside_the_labs_is_named_there():
    builder = (ROOT / "pages" / "labs.py").read_text(encoding="utf-8")
    assert all(f'"{name.rpartition("/")[2]}"' in builder or name in builder for name in LAID_BY_BUILD)
