import json

import nbformat
import pytest

from chapters import LESSONS
from pages import downloads

CHAPTER = LESSONS[0].read_text(encoding="utf-8")


@pytest.mark.parametrize("slug", [None, "ada/kernels"])
def test_a_file_says_first_how_to_get_the_library_and_then_is_the_chapter(slug):
    text = downloads.with_first_cell(CHAPTER, slug, "chapters/01_see_why")
    nbformat.validate(nbformat.reads(text, as_version=4))
    first, *own = json.loads(text)["cells"]
    words = "".join(first["source"])
    assert own == json.loads(CHAPTER)["cells"]
    assert "`kernelbook`" in words
    assert "`chapters/01_see_why.ipynb`" in words
    assert ("git clone https://github.com/ada/kernels " in words) == (slug is not None)
    assert ("no public address" in words) == (slug is None)


def test_a_second_build_adds_no_second_cell():
    once = downloads.with_first_cell(CHAPTER, None, "chapters/01_see_why")
    assert downloads.with_first_cell(once, None, "chapters/01_see_why") == once
