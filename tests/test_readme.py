"""What a newcomer reads first is true: README's code, chapters and commands."""

import ast
import re

from chapters import CHAPTERS, ROOT, headings, prose

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_readme_shows_what_its_code_gives():
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    *lines, last = code.strip().splitlines()
    call, comment = last.split("  # ")
    found = {}
    exec("\n".join(lines), found)
    assert eval(call, found) == ast.literal_eval(comment)


def test_readme_lists_every_chapter_by_its_title():
    listed = re.findall(r"^\d+\. \[(.+?)\]\((.+?)\): .+$", README, re.MULTILINE)
    titles = [headings(prose(path), 1)[0] for path in CHAPTERS]
    assert [file for _, file in listed] == [str(path.relative_to(ROOT)) for path in CHAPTERS]
    assert all(title in (whole, whole.split(": ")[0]) for (title, _), whole in zip(listed, titles, strict=True))


def test_readme_names_commands_that_there_are():
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE))
    assert {"book", "test", "quick"} <= named <= targets
