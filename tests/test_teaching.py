"""The page for teachers: its minutes, its order, its exercises, messages and steps are those of the book."""

import ast
import re
import subprocess

import pytest
import yaml

import publish
from chapters import CHAPTERS, PAGES, ROOT, headings, prose, slug
from kernelbook import exercises

PAGE = ROOT / "chapters" / "reference" / "teaching.md"
TEXT = prose(PAGE)
PARTS = {part.split("\n")[0]: part for part in re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]}
COURSES = ("A day", "A week", "A semester")
NAME = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["title"]


def rows(part):
    """Return the cells of each row of the table of a part, without its head."""
    lines = [line for line in PARTS[part].splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def chapter(number):
    """Return the text of the chapter of a number of two digits."""
    return prose(next(path for path in CHAPTERS if path.name.startswith(number)))


def minutes(number):
    """Return how long a chapter says that it takes to read."""
    return int(re.search(r"^Time to read: (\d+) minutes\.", chapter(number), re.MULTILINE)[1])


def needed(number):
    """Return the chapters that a chapter says that it needs."""
    found = re.search(r"You need chapters? ((?:\d\d(?:, | and )?)+)", chapter(number))
    return set(re.findall(r"\d\d", found[1])) if found else set()


def read_in(row):
    return re.findall(r"\[(\d\d)\]", row[1])


@pytest.mark.parametrize("course", COURSES)
def test_the_minutes_of_a_course_are_those_of_its_chapters(course):
    table = rows(course)
    assert [int(row[2]) for row in table] == [sum(map(minutes, read_in(row))) for row in table]
    (whole,) = re.findall(r"In all (\d+) minutes to read\.", PARTS[course])
    assert int(whole) == sum(int(row[2]) for row in table)
    assert [row[0] for row in table] == [str(k + 1) for k in range(len(table))]


@pytest.mark.parametrize("course", COURSES)
def test_a_course_reads_what_a_chapter_needs_before_it(course):
    before = []
    for number in [number for row in rows(course) for number in read_in(row)]:
        assert needed(number) <= set(before), f"{course}: chapter {number} needs {needed(number) - set(before)}"
        before.append(number)
    assert len(before) == len(set(before))


def test_what_the_page_says_of_other_applications_for_the_last_day():
    assert "the days before: chapters 09, 11 only after 10, 12 only after 10, 13 or 14." in TEXT
    known = {number for row in rows("A week")[:-1] for number in read_in(row)}
    left = {number: needed(number) - known for number in ("09", "11", "12", "13", "14")}
    assert left == {"09": set(), "11": {"10"}, "12": {"10"}, "13": set(), "14": set()}


@pytest.mark.parametrize("course", COURSES)
def test_the_exercises_of_a_row_are_those_of_its_chapters(course):
    for row in rows(course):
        ids = re.findall(r"`(\d\d-[a-z-]+)`", row[4])
        assert set(ids) <= set(exercises.ids())
        assert {id[:2] for id in ids} <= set(read_in(row))


def test_the_chapters_left_for_projects_are_in_no_row_of_the_semester():
    read = {number for row in rows("A semester") for number in read_in(row)}
    (left,) = re.findall(r"Chapters (\d\d and \d\d) are left for projects", TEXT)
    assert {path.name[:2] for path in CHAPTERS} - read == set(left.split(" and "))


LINK = r'<a href="{}(\?[^"]+)">([^<]+)</a>'


@pytest.mark.parametrize("lab", ["convolution", "learning", "threshold", "boxes"])
def test_a_lab_opens_with_a_setting_that_its_own_page_offers(lab):
    offered = dict(re.findall(LINK.format(""), prose(ROOT / "chapters" / "labs" / f"{lab}.md")))
    used = re.findall(LINK.format(rf"\.\./labs/{lab}\.html"), TEXT)
    assert used
    assert [offered[address].lower() for address, _ in used] == [words for _, words in used]


def test_the_exam_asks_what_the_checks_ask_after_its_chapter():
    asked = re.findall(r"^\| (\d\d) \| \[(.+)\]\(\.\./checks/(\w+)\.md#(.+)\) \|$", TEXT, re.MULTILINE)
    assert len(asked) == len(rows("Questions for an exam")) >= 10
    pages = {page.stem: prose(page) for page in PAGES if page.parent.name == "checks"}
    for number, words, name, anchor in asked:
        assert words in headings(pages[name], 2)
        assert slug(words) == anchor
        (first, last) = re.findall(r"\d+", re.search(r"chapters (\d+) to (\d+)", pages[name])[0])
        assert int(first) <= int(number) <= int(last), f"{words}: {name} asks about {first} to {last}"


@pytest.mark.parametrize("row", rows("What goes wrong"), ids=lambda row: f"{row[0]} {row[1]}")
def test_a_checker_says_what_the_page_says_that_it_says(row):
    id, answer, message = row[0].strip("`"), ast.literal_eval(row[1].strip("`")), row[2]
    assert repr(exercises.check(id, answer)) == f"{id}: {message}"


def test_the_files_and_the_workflow_of_the_steps_are_there():
    """Its commands are looked for by tests/test_commands.py, as those of every text."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^publish: \$\(VENV\)/installed", makefile, re.MULTILINE), "the first command installs"
    for name in re.findall(r"`([\w./-]+\.(?:yml|cff|md|py))`", TEXT):
        assert (ROOT / name).is_file() or (ROOT / ".github" / "workflows" / name).is_file(), name
    book = yaml.safe_load((ROOT / ".github" / "workflows" / "book.yml").read_text(encoding="utf-8"))
    assert book[True] == {"push": {"branches": ["main"]}}, "YAML reads `on` as true"
    assert publish.SLUG.fullmatch("owner/name")
    assert not publish.SLUG.fullmatch("name")


def test_the_name_of_the_book_stands_where_the_page_says():
    (told,) = re.findall(r"The book's name stands in (.+?)\. Leave", TEXT)
    shown = ["_config.yml", "CITATION.cff", "README.md", "index.md", "pages", "chapters", "_templates", "assets"]
    shown += ["tests/evidence"]
    found = subprocess.run(["git", "grep", "-I", NAME, "--", *shown], cwd=ROOT, capture_output=True, text=True).stdout
    named = {line.split(":")[0] for line in found.splitlines() if f"The {NAME} contributors" not in line}
    assert set(re.findall(r"`([^`]+)`", told)) == named
