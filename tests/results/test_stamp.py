import argparse
import ast
import json
import re
import subprocess

import pytest

import stamp
from chapters import ROOT
from kernelbook import results

SOURCE = "def f(x, room):\n    y = iou(x, room=room)\n    return y.steps\n"


def test_a_name_is_replaced_in_all_its_parts():
    renames = {"iou": "overlap", "room": "workspace"}
    assert stamp.replaced("kernelbook.iou.room.iou2", renames) == "kernelbook.overlap.workspace.iou2"


def test_renamed_code_is_the_code_with_other_names():
    new = "def f(x, workspace):\n    z = overlap(x, workspace=workspace)\n    return z.steps\n"
    renames = {"iou": "overlap", "room": "workspace"}
    assert stamp.renamed(SOURCE, renames) == stamp.syntax.canonical(new)
    assert stamp.renamed(SOURCE, {"iou": "overlap"}) != stamp.syntax.canonical(new)
    assert stamp.renamed(SOURCE, renames) != stamp.syntax.canonical(new.replace("z.steps", "z.steps + 1"))


def test_names_of_code_in_texts_are_replaced_and_other_texts_are_not():
    source = 'A = ["kernelbook.detection.boxes.iou", "iou", "an iou of kernelbook.iou"]'
    expected = 'A = ["kernelbook.detection.boxes.overlap", "iou", "an iou of kernelbook.iou"]'
    assert stamp.renamed(source, {"iou": "overlap"}) == stamp.syntax.canonical(expected)


def trees(*sources):
    return [ast.parse(source) for source in sources]


@pytest.mark.parametrize(
    ("renames", "before", "today", "wrong"),
    [
        ({"room": "space"}, SOURCE, SOURCE.replace("room", "space"), ""),
        ({"room": "x"}, SOURCE, SOURCE, r"\['x'\] stood in the old code already"),
        ({"room": "laplace"}, SOURCE, "def f(x): return g.laplace(x)", r"\['laplace'\] are not defined"),
        ({"room": "tanh", "iou": "tanh"}, SOURCE, "def tanh(): pass", "two names would become one"),
    ],
)
def test_fault_asks_that_a_new_name_can_mean_nothing_else(renames, before, today, wrong):
    found = stamp.fault(renames, trees(before), trees(today))
    assert re.search(wrong, found) if wrong else found == ""


@pytest.mark.parametrize("text", ["foo", "a=b=c", "=b", "a=", "a=1"])
def test_pair_refuses_what_is_no_rename(text):
    with pytest.raises(argparse.ArgumentTypeError, match="expected old=new, two names"):
        stamp.pair(text)
    assert stamp.pair("a=b") == ("a", "b")


NAME = "kernelbook.evaluation.brier_score"
ORIGIN = {"determined_by": [NAME], "fingerprint": "old", "processor": "one"}
STORED = {"rows": [1], "provenance": ORIGIN, "predictions": {}}
STORED["seal"] = results.seal([1], ORIGIN, {})
WEIGHTS = {"sha256": "a", "images": 7, "determined_by": [NAME], "fingerprint": "old"}


def test_only_names_may_differ():
    sources = {NAME: stamp.syntax.source_of(NAME)}
    assert stamp.reason_against(STORED, STORED, {NAME: NAME}, sources, {}) == ""
    wrong = {NAME: sources[NAME].replace("axis=1", "axis=0")}
    assert wrong != sources
    assert "differs in more than names" in stamp.reason_against(STORED, STORED, {NAME: NAME}, wrong, {})
    assert "is not there" in stamp.reason_against(STORED, STORED, {NAME: NAME + "s"}, sources, {})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (STORED, STORED | {"rows": [2]}),
        (STORED, STORED | {"predictions": {"a": "1"}}),
        (STORED, STORED | {"provenance": ORIGIN | {"processor": "another"}}),
        (WEIGHTS, WEIGHTS | {"sha256": "b"}),
        (WEIGHTS, WEIGHTS | {"images": 8}),
    ],
)
def test_a_stamp_touches_nothing_that_was_edited(old, new):
    sources = {NAME: stamp.syntax.source_of(NAME)}
    assert stamp.reason_against(old, old, {NAME: NAME}, sources, {}) == ""
    assert "more than its fingerprint" in stamp.reason_against(old, new, {NAME: NAME}, sources, {})


def test_a_broken_seal_is_not_renewed():
    broken = STORED | {"seal": "no"}
    assert "its seal is broken" in stamp.reason_against(broken, broken, {NAME: NAME}, {}, {})


def test_a_stamp_fits_the_code_and_the_content(tmp_path):
    content = {"provenance": {}, "rows": [1], "predictions": {}, "seal": ""}
    stamp.stamp(tmp_path / "a.json", content, [NAME])
    written = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert written["provenance"]["fingerprint"] == stamp.syntax.fingerprint([NAME])
    assert written["seal"] == results.seal([1], written["provenance"], {})


def test_the_old_side_is_asked_in_its_own_words(tmp_path):
    """A checkout is read by its own code: here this one, so that fingerprints agree."""
    names = [NAME, "benchmarks/gpu.py"]
    fitting, sources = stamp.old_side(ROOT, [names])
    assert fitting == [stamp.syntax.fingerprint(names)]
    assert sources == {name: stamp.syntax.source_of(name) for name in names}


def test_a_commit_can_be_unpacked(tmp_path):
    inside = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, check=False)
    assert inside.returncode == 0, "the tests run in a clone"
    stamp.checkout("HEAD", tmp_path)
    assert (tmp_path / "pyproject.toml").is_file()


def test_an_unknown_commit_is_told_in_gits_words(tmp_path):
    with pytest.raises(SystemExit, match="commit 'nosuch': fatal: not a valid object name"):
        stamp.checkout("nosuch", tmp_path)
