"""How long the front page says the book takes, against the times that the chapters give at their beginnings."""

import re

from chapters import CHAPTERS, ROOT, prose

TEXT = (ROOT / "index.md").read_text(encoding="utf-8")
TIMES = re.compile(r"Time to read: (\d+) minutes\. Time to run: about (\d+) minutes? on two cores\.")
LENGTH = re.compile(r"(\d+) hours(?: (\d+) minutes)?")
LINKED = re.compile(r"\(chapters/(\d\d)_\w+\.ipynb\)(?: to \[\d+\]\(chapters/(\d\d)_\w+\.ipynb\))?")
READ, RUN = ({int(path.name[:2]): int(TIMES.search(prose(path))[kind]) for path in CHAPTERS} for kind in (1, 2))


def minutes(text):
    """Return the minutes of "2 hours 20 minutes"."""
    hours, rest = LENGTH.search(text).groups()
    return 60 * int(hours) + int(rest or 0)


def test_the_whole_book_takes_as_long_as_its_chapters():
    (sentence,) = re.findall(r"The \d+ chapters take .+? on two cores\.", TEXT)
    assert int(sentence.split()[1]) == len(CHAPTERS)
    assert minutes(sentence) == sum(READ.values())
    assert int(re.search(r"and (\d+) minutes to run", sentence)[1]) == sum(RUN.values())


def test_each_path_takes_as_long_as_its_chapters():
    paths = [row.split("|") for row in re.findall(r"^\|.* hours.*\|$", TEXT, re.MULTILINE)]
    assert len(paths) == 3
    for _, who, read, takes, *_ in paths:
        ranges = ((int(first), int(last or first)) for first, last in LINKED.findall(read))
        named = [chapter for first, last in ranges for chapter in range(first, last + 1)]
        assert minutes(takes) == sum(READ[chapter] for chapter in named), who
    assert len(named) == len(CHAPTERS), "the last path is all of it"
