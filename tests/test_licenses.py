"""What the repository gives on has its license: the text where the license asks for it, one name in every place."""

import json
import re
import tomllib
from fnmatch import fnmatch

import pytest
import yaml
from fontTools.ttLib import TTFont

from chapters import ROOT
from kernelbook import archive, models
from kernelbook.data import COLLECTIONS
from tree import tracked

FONTS = ROOT / "assets" / "fonts"
LICENSES = sorted(path for path in FONTS.iterdir() if path.name.startswith("LICENSE-"))
SHIPPED = {collection.name: collection for collection in COLLECTIONS if collection.ships}
# Weights that were not trained here: a card tells whose they are.
BORROWED = [path.stem for path in models.WEIGHTS.glob("*.json") if "original" in json.loads(path.read_text("utf-8"))]
APACHE_SHA256 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"  # as apache.org has the text
CODE, OFL = "BSD-3-Clause", "SIL Open Font License 1.1"
# What must be read in a card wherever the license of a collection, or of weights, has this name.
ASKED = {
    "Apache-2.0": ["Copyright (c) ", "apache.org/licenses/LICENSE-2.0", "- **Changed**: "],
    "CC BY-SA 3.0": ["https://creativecommons.org/licenses/by-sa/3.0/"],
    "CC BY 4.0": ["https://creativecommons.org/licenses/by/4.0/"],
    "CC0": ["https://creativecommons.org/publicdomain/zero/1.0/"],
    "MIT": [
        "Copyright ",
        "Permission is hereby granted, free of charge, to any person obtaining a copy of this software",
        "without restriction, including without limitation the rights to use, copy, modify, merge, publish, "
        "distribute, sublicense, and/or sell copies of the Software",
        "The above copyright notice and this permission notice shall be included in all copies",
        'THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND',
        "IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY",
    ],
    "BSD 3-Clause": ["Copyright (c) "],  # and the three clauses, which are compared with ours
}
OFL_PARTS = ["PREAMBLE", "DEFINITIONS", "PERMISSION & CONDITIONS", "TERMINATION", "DISCLAIMER"]


def text(name):
    path = ROOT / name
    assert path.is_file(), f"{name} is missing: restore it with git, or take out what stands under it"
    return path.read_text(encoding="utf-8")


def flat(words):
    """Return a license's words in one line, without quotation marks of Markdown and numbers of clauses."""
    return " ".join(re.sub(r"^>? ?(?:\d\. )?", "", words, flags=re.MULTILINE).split())


def clauses(words):
    """Return the three clauses and the disclaimer of a BSD license, without the holder's name."""
    return flat(words[words.index("Redistribution and use in source") :])


def test_the_license_of_the_code_is_bsd():
    words = text("LICENSE")
    assert words.startswith("BSD 3-Clause License\n\nCopyright (c) ")
    assert len(re.findall(r"^\d\. ", words, re.MULTILINE)) == 3
    assert clauses(words).endswith("EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.")
    project = tomllib.loads(text("pyproject.toml"))["project"]
    assert project["license"] == CODE
    assert project["license-files"] == ["LICENSE", "LICENSE-TEXT", "src/kernelbook/weights/LICENSE-*"]
    assert "Code: BSD 3-Clause ([LICENSE](LICENSE))" in text("README.md")


def test_the_license_of_the_text_is_cc_by():
    words = text("LICENSE-TEXT")
    assert words.startswith("The text and the figures of Kernel by Kernel")
    assert "Creative Commons Attribution 4.0 International License (CC BY 4.0)" in flat(words)
    assert "https://creativecommons.org/licenses/by/4.0/legalcode" in words
    assert "Text and figures: CC BY 4.0 ([LICENSE-TEXT](LICENSE-TEXT))" in text("README.md")
    assert yaml.safe_load(text("CITATION.cff"))["license"] == [CODE, "CC-BY-4.0"]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_collection_that_ships_shows_what_its_license_asks_for(name):
    license, card = SHIPPED[name].license, SHIPPED[name].card.read_text(encoding="utf-8")
    assert license in ASKED, f"{license}: say in ASKED what a card must show under it"
    lacks = [words for words in ASKED[license] if words not in flat(card)]
    assert not lacks, f"{name}.md: {license} asks for this, which the card lacks: {lacks}"
    if license == "BSD 3-Clause":
        theirs, ours = (re.split(r"(?<=\.) ", clauses(words)) for words in (card, text("LICENSE")))
        changed = [(a, b) for a, b in zip(theirs, ours, strict=False) if a != b]
        assert theirs == ours, (
            f"{name}.md has other words of the license than LICENSE: {changed or 'its end is missing'}"
        )


@pytest.mark.parametrize("name", BORROWED)
def test_weights_that_are_borrowed_show_what_their_licenses_ask_for(name):
    """Of the weights themselves, and of what came with them: each license that the card names."""
    card = (models.WEIGHTS / f"{name}.md").read_text(encoding="utf-8")
    told = flat(card.split("- **License**: ", 1)[1].split("\n- ")[0])
    licenses = [license for license in ASKED if license in told]
    assert told.startswith(licenses[0]), f"{name}.md: its line of licenses begins with {told[:20]!r}, see ASKED"
    lacks = [words for license in licenses for words in ASKED[license] if words not in flat(card)]
    assert not lacks, f"{name}.md: {licenses} ask for this, which the card lacks: {lacks}"


@pytest.mark.parametrize("name", BORROWED)
def test_weights_under_apache_have_the_whole_license_beside_them(name):
    path = models.WEIGHTS / f"LICENSE-{name}"
    assert f"`{path.name}`" in text(f"src/kernelbook/weights/{name}.md")
    assert path.is_file(), f"{path.name} is missing: Apache-2.0 asks for its text, so restore the file with git"
    whole = archive.sha256(path) == APACHE_SHA256
    assert whole, f"{path.name} is not the text of www.apache.org/licenses/LICENSE-2.0.txt: restore it with git"


def test_some_weights_are_borrowed():
    assert {"efficient_lite", "u2net_p"} <= set(BORROWED)


@pytest.mark.parametrize("name", ["README.md", "LICENSE-TEXT", "assets/README.md", "chapters/reference/faq.md"])
def test_the_license_of_mnist_has_one_name(name):
    found = re.findall(r"(?:MNIST(?::| under)|the digits) (CC[\w. -]*\d)", text(name))
    shown = re.findall(r"(CC[\w. -]*\d) \(shows an MNIST digit\)", text(name))
    assert found, f"{name} does not name it any more: take {name} out of this test, if that is meant"
    assert set(found + shown) == {SHIPPED["mnist"].license}


def table_of_assets():
    """Return (patterns, license) of each row of assets/README.md."""
    rows = re.findall(r"^\| (`.+?) \| .+ \| (.+) \|$", text("assets/README.md"), re.MULTILINE)
    return [(re.findall(r"`([^`]+)`", files), license) for files, license in rows]


def licensed(path):
    """Return the licenses of the rows that tell of a file of assets; the longest pattern is the nearest."""
    name = path.relative_to(ROOT / "assets").as_posix()
    rows = [(form, license) for forms, license in table_of_assets() for form in forms]
    fits = [(len(form), license) for form, license in rows if fnmatch(name, form + "*" if form[-1] == "/" else form)]
    return max(fits, default=(0, None))[1]


def test_every_file_that_the_site_ships_has_a_license_in_the_table():
    files = [path for path in tracked("assets/*") if path.name != "README.md" and path not in LICENSES]
    unknown = [path.name for path in files if not licensed(path)]
    assert not unknown, f"assets/README.md does not tell the license of {unknown}"
    for path in files:
        assert re.match(rf"{OFL if path.suffix == '.woff2' else f'({CODE}|CC BY-SA 3.0)'}\b", licensed(path)), path.name


def test_every_font_has_its_license_beside_it_and_no_other():
    families = {path.name.removeprefix("LICENSE-") for path in LICENSES}
    fonts = [path.name for path in FONTS.glob("*.woff2")]
    without = [name for name in fonts if not any(name.startswith(family) for family in families)]
    assert not without, f"no assets/fonts/LICENSE-… for {without}: OFL asks for its text beside the font"
    assert all(any(name.startswith(family) for name in fonts) for family in families)


@pytest.mark.parametrize("path", LICENSES, ids=lambda path: path.name)
def test_a_font_license_begins_with_the_copyright_of_its_font_and_is_whole(path):
    words = path.read_text(encoding="utf-8")
    first, body = words.split("\n", 1)
    for font in FONTS.glob(path.name.removeprefix("LICENSE-") + "*.woff2"):
        assert first == TTFont(font)["name"].getDebugName(0), f"{path.name}: the font states another copyright"
    assert "licensed under the SIL Open Font License, Version 1.1" in body
    assert [part for part in OFL_PARTS if f"\n{part}\n" not in body] == []
    other = LICENSES[0].read_text(encoding="utf-8").split("\n", 1)[1]
    assert flat(body) == flat(other), f"{path.name} has other words of the license than {LICENSES[0].name}"
