import json
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


def test_a_new_name_that_stood_there_before_is_refused():
    with pytest.raises(ValueError, match=r"'x'\)\] occur in the old code already"):
        stamp.renamed(SOURCE, {"room": "x"})
    # An attribute is not confused with a parameter of its name.
    new = SOURCE.replace("room", "steps")
    assert stamp.renamed(SOURCE, {"room": "steps"}) == stamp.syntax.canonical(new)
    assert stamp.renamed("b = 1", {"a": "b"}) == stamp.syntax.canonical("b = 1")  # no old name, so nothing to confuse


NAME = "kernelbook.evaluation.brier_score"
STORED = {"rows": [1], "provenance": {"determined_by": [NAME]}, "predictions": {}}


def test_only_names_may_differ():
    sources = {NAME: stamp.syntax.source_of(NAME)}
    assert stamp.reason_against(STORED, STORED, {NAME: NAME}, sources, {}) == ""
    wrong = {NAME: sources[NAME].replace("axis=1", "axis=0")}
    assert wrong != sources
    assert "differs in more than names" in stamp.reason_against(STORED, STORED, {NAME: NAME}, wrong, {})
    others = STORED | {"rows": [2]}
    assert stamp.reason_against(STORED, others, {NAME: NAME}, sources, {}).startswith("rows are others")


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
