"""The bank of faults fits the book as it is; `make exam` plants each of them and runs its tests."""

import shutil
import subprocess
import sys
from collections import Counter

import pytest

import copies
import deeds
import exam
import faults
from chapters import ROOT

BANK = faults.bank(ROOT)
KINDS = {
    "alternative-texts", "code", "data", "exercises", "figures", "formulas", "gate", "labs", "leakage", "links",
    "numbers", "numerics", "outputs", "questions", "reference-pages", "results", "seals", "site", "sources",
}  # fmt: skip
DEEDS = {deed.__name__: deed for deed in deeds.DEEDS}
ON_RESULTS = {"drop_last_seed", "drop_case", "equal_seeds", "change_unit", "exchange_cases", "multiply_figure"}


def test_the_exam_asks_for_95_in_100():
    assert exam.ENOUGH == 0.95, "the exam was made easier: see scripts/exam.py"


def test_there_are_faults_of_every_kind():
    counts = Counter(fault.kind for fault in BANK)
    assert counts.keys() == KINDS, "a kind is a file of tests/faults and a name in KINDS"
    assert min(counts.values()) >= 3, counts
    assert len(BANK) >= 120


def test_no_two_faults_have_one_name():
    names = Counter(fault.name for fault in BANK)
    assert [name for name, times in names.items() if times > 1] == []


def test_each_fault_applies_exactly_once():
    """A text that was changed on purpose takes its fault along: look at the fault, and give it the new words."""
    wrong = [
        f"tests/faults/{fault.kind}.toml, {fault.name!r}: {find!r} stands in {file} {times} times; the text was "
        "changed: give the fault the new words"
        for fault in BANK
        for file, find, replace in fault.edits
        if (times := faults.occurrences(ROOT / file, find)) != 1
    ]
    assert not wrong, "\n".join(wrong)


def test_the_edits_of_a_fault_can_be_made_one_after_the_other(tmp_path):
    for fault in BANK:
        for file in fault.files if fault.also else ():
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / file, tmp_path / file)
        for file, find, replace in fault.edits if fault.also else ():
            faults.edit(tmp_path / file, find, replace)


def test_each_fault_changes_something():
    assert [fault.name for fault in BANK for _, find, replace in fault.edits if find == replace] == []


def test_each_deed_can_be_done(tmp_path):
    for fault in BANK:
        if fault.do:
            assert fault.do in DEEDS, f"tests/faults/{fault.kind}.toml, {fault.name!r}: no deed {fault.do} in deeds.py"
            assert (ROOT / fault.file).is_file(), fault
        if fault.do in ON_RESULTS:
            path = tmp_path / "results.json"
            shutil.copy(ROOT / fault.file, path)
            DEEDS[fault.do](path, fault.find, fault.replace)
            assert path.read_bytes() != (ROOT / fault.file).read_bytes(), fault


def test_the_tests_of_each_fault_exist():
    named = {test.split("::")[0]: fault for fault in BANK for test in fault.tests if not exam.is_option(test)}
    wrong = {test: f"{fault.kind}: {fault.name}" for test, fault in named.items() if not (ROOT / test).exists()}
    assert not wrong, f"no such test: give the fault another in tests/faults: {wrong}"


def test_a_fault_is_planted_in_a_notebook_and_taken_out(tmp_path):
    path = tmp_path / "05.ipynb"
    shutil.copy(ROOT / "chapters" / "05_train_a_network.ipynb", path)
    before = path.read_bytes()
    faults.edit(path, "L = -\\ln p_y\n", "L = \\ln p_y\n")
    assert faults.occurrences(path, "L = \\ln p_y\n") == 1
    faults.edit(path, "L = \\ln p_y\n", "L = -\\ln p_y\n")
    assert path.read_bytes() == before
    with pytest.raises(ValueError, match="stands there 0 times, not once"):
        faults.edit(path, "no such words", "")


def test_faults_of_one_group_share_no_file_and_no_test():
    for group in exam.groups([fault for fault in BANK if fault.on_site]):
        marks = [mark for fault in group for mark in {*fault.files, *fault.tests}]
        assert len(marks) == len(set(marks))


@pytest.mark.slow
def test_the_exam_tells_red_from_green_and_from_a_test_that_there_is_not(tmp_path):
    profile = "from hypothesis import settings\n\nsettings.register_profile('quick')\n"
    (tmp_path / "conftest.py").write_text(profile)
    path = tmp_path / "test_sum.py"
    path.write_text("def test_sum():\n    assert 1 + 1 == 2\n")
    assert exam.examined(tmp_path, ("test_sum.py", "test_none.py")) == (exam.GREEN, "")
    path.write_text("def test_sum():\n    assert 1 + 1 == 3\n")
    assert exam.examined(tmp_path, ("test_sum.py",)) == (exam.RED, "test_sum.py::test_sum")
    assert exam.examined(tmp_path, ("test_none.py",)) == (exam.NO_TEST, "")
    copies.dismiss()


def test_a_copys_own_modules_are_imported(tmp_path):
    module = tmp_path / "src" / "kernelbook.py"
    module.parent.mkdir()
    module.touch()
    command = [sys.executable, "-c", "import kernelbook; print(kernelbook.__file__)"]
    done = subprocess.run(command, env=copies.environment(tmp_path), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(module)


def test_what_is_red_without_a_fault_proves_nothing():
    fault = BANK[0]
    red = dict.fromkeys(exam.parts(fault.tests), exam.RED)
    green = dict.fromkeys(exam.parts(fault.tests), exam.GREEN)
    assert exam.told(fault, exam.RED, "", red) == exam.BROKEN
    assert exam.told(fault, exam.RED, "", green) == exam.RED
    assert exam.report({fault: exam.GREEN, BANK[1]: exam.RED}) == 0.5
