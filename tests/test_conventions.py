"""The page of conventions, run block by block: all results of a block must agree."""

import re

import numpy as np
import pytest

from chapters import ROOT

PAGE = (ROOT / "chapters" / "reference" / "conventions.md").read_text(encoding="utf-8")
SETUP, *SECTIONS = PAGE.split("\n## ")
CODE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
HELPERS = {"x", "K", "E", "D", "even", "errors", "gaps"}


@pytest.fixture(scope="module")
def names():
    pytest.importorskip("torch", reason="PyTorch is not installed: pip install -r requirements-peers.txt")
    names = {}
    exec(CODE.search(SETUP)[1], names)
    generator = np.random.default_rng(0)
    return {**names, "x": generator.normal(size=(1, 7, 9, 3)), "K": generator.normal(size=(3, 3, 3, 4))}


def results(section, names):
    """Run the code of one section; return what it computes, by name."""
    before = set(names)
    after = dict(names)
    exec(CODE.search(section)[1], after)
    return {name: np.asarray(after[name]) for name in after.keys() - before - HELPERS if not name.startswith("_")}


# PyTorch warns that it copies the image to put the odd pixel at the end; that it does so is what we test.
@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths:UserWarning")
@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.split("\n")[0])
def test_all_libraries_agree(section, names):
    found = results(section, names)
    ours = found.pop("ours")
    assert "pytorch" in found
    assert len(found) >= 2
    for library, values in found.items():
        assert values.shape == ours.shape, library
        agrees = np.allclose(values, ours, atol=1e-12)
        assert agrees is not library.startswith("other_than"), library


def test_the_questions_are_the_ones_that_are_asked():
    assert len(SECTIONS) == 8
    assert all(section.split("\n")[0].endswith("?") for section in SECTIONS)
