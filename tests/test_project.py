"""The page of a project of one's own: its points add up, and its example gives the figures that it shows."""

import re
from itertools import combinations

import numpy as np
import pytest

import kernelbook
from chapters import ROOT, prose
from kernelbook import evaluation
from snippets import run, snippets

PAGE = ROOT / "chapters" / "reference" / "project.md"
TEXT = prose(PAGE)
POINTS = {name: int(points) for name, points in re.findall(r"^\| (\w+) \| (\d+) \| .+ \|$", TEXT, re.MULTILINE)}


@pytest.fixture(scope="module")
def example():
    """Return the names that the worked example makes, and what each of its blocks gives."""
    names = {}
    return names, [run(block.code, names) for block in snippets(PAGE)]


def test_the_points_of_the_rubric_add_up_to_what_the_page_says():
    (whole,) = re.findall(r"^(\d+) points in all\.$", TEXT, re.MULTILINE)
    assert len(POINTS) == 8
    assert sum(POINTS.values()) == int(whole)
    lost, of = map(int, re.findall(r"All points for the judgment are lost, (\d+) of (\d+)\.", TEXT)[0])
    assert (lost, of) == (POINTS["Judgment"], int(whole))


def test_the_example_gives_the_figures_that_stand_below_its_code(example):
    _, came = example
    assert len(came) >= 10
    assert came == [block.output for block in snippets(PAGE)]


def test_the_split_of_the_example_does_not_leak(example):
    names, _ = example
    sides = [set(names["who"][names[part]].tolist()) for part in ("train", "val", "test", "elsewhere")]
    assert [len(a & b) for k, a in enumerate(sides) for b in sides[k + 1 :]] == [0] * 6
    assert [len(side) for side in sides[1:3]] == [30, 60], "60 to judge, 30 to choose"
    known, judges = len(names["judges"] & names["known"]), len(names["judges"])
    assert known > 0.95 * judges, "drawn by pictures, nearly all judges are known"


def test_a_wrong_label_counts_one_pupil_as_two_who_stand_on_two_sides(example):
    """File 5108 lies among the 3s and shows a 7, so the guess begins a new pupil there."""
    names, _ = example
    before, after = (names["people"][names["numbers"] == file].item() for file in (5107, 5108))
    assert names["digits"][names["numbers"] == 5108].item() == 3
    assert after == before + 1
    sides = [set(names["who"][names[part]].tolist()) for part in ("train", "val", "test")]
    assert sum(before in side for side in sides) == sum(after in side for side in sides) == 1
    assert not any({before, after} <= side for side in sides)
    assert 0 <= names["features"].min() < names["features"].max() < 6


def test_what_the_example_says_of_its_intervals(example):
    names, _ = example
    val, test, elsewhere = (names[part] for part in ("val", "test", "elsewhere"))

    def interval(right):
        return evaluation.wilson_interval(int(right.sum()), len(right))

    for one, other in combinations(names["right"].values(), 2):
        alone = int((one & ~other)[val].sum()), int((other & ~one)[val].sum())
        assert min(alone) > 0, "two widths differ to both sides"
        assert sum(alone) < 0.1 * val.sum(), "on few of the pictures"
    home, away = interval(names["answers"][test]), interval(names["answers"][elsewhere])
    assert home[0] > 0.8, "more than 8 in 10"
    assert away[1] < home[0], "the intervals do not meet"
    assert np.allclose(home, names["over_pupils"][1:], atol=0.02), "both say nearly the same"


def test_the_trainings_that_the_page_confesses_are_counted():
    (told,) = re.findall(r"(\d+) trainings were judged on these same test pictures: three .+? three .+? three", TEXT)
    assert int(told) == 3 * 3 * 3 * 2


def test_the_page_names_functions_that_there_are():
    for module, function in re.findall(r"`(\w+)\.([a-z_A-Z]+)`", TEXT):
        if module != "scripts":
            found = __import__(f"{kernelbook.__name__}.{module}", fromlist=[function])
            assert hasattr(found, function), f"{module}.{function}"
    for path in re.findall(r"`(scripts/\w+\.py)`", TEXT):
        assert (ROOT / path).is_file()
