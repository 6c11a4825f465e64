"""The model card of the digit network says what the results files say, of the weights that ship."""

import hashlib
import json
import re

import numpy as np
import pytest

import model_card
from chapters import ROOT
from kernelbook import data, models, results
from kernelbook.corruptions import CORRUPTIONS

CARD = (models.WEIGHTS / "digit_network.md").read_text(encoding="utf-8")
NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"


def rows(heading):
    """Return the rows of the table below a heading, without its head, as lists of texts."""
    section = CARD.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.fixture(scope="module")
def named():
    """Return what the shipped network named the test images, and the truth."""
    return results.read("answers").grid("plain loop", 0).reshape(-1)[-10_000:], data.load_mnist()[1][1]


def test_the_card_and_its_page_are_made_from_the_results():
    page = (ROOT / model_card.PAGE).read_text(encoding="utf-8")
    assert (CARD, page) == (model_card.card(), model_card.HEAD), (
        "the card is written by scripts/model_card.py: make card"
    )


def test_the_version_is_the_sha256_of_the_weights_that_ship():
    found = hashlib.sha256((models.WEIGHTS / "digit_network.npz").read_bytes()).hexdigest()
    assert re.findall(r"[0-9a-f]{64}", CARD) == [found]
    provenance = json.loads((models.WEIGHTS / "digit_network.json").read_text(encoding="utf-8"))
    assert f"trained on {provenance['date']} by `{provenance['command'].split()[1]}`" in CARD


def test_figures_by_digit_are_those_of_the_stored_answers(named):
    labels, truth = named
    found = rows("How often it is right")
    assert [row[0] for row in found] == [str(digit) for digit in range(10)]
    for digit, images, right, share, interval in found:
        part = labels[truth == int(digit)] == int(digit)
        assert (images, right) == (f"{len(part):,}", f"{part.sum():,}")
        assert share == f"{100 * part.mean():.2f} %"
        low, high = map(float, re.findall(NUMBER, interval))
        assert low < float(share.split()[0]) < high
    assert f"{(labels == truth).sum():,} right, {100 * np.mean(labels == truth):.2f} %" in CARD


def test_figures_of_other_images_are_those_of_the_stored_runs():
    stored, found = results.read("drift"), rows("What happens to other images")
    cases = ["as they are", *(f"{name}: {x}" for name, (_, amounts) in CORRUPTIONS.items() for x in amounts)]
    assert [row[0] for row in found] == [*cases, "8 × 8 digits", "garments"]
    for case, *figures in found:
        values = [[row["value"] for row in stored.rows if (row["case"], row["metric"]) == (case, metric)] for metric in
                  ("accuracy", "mean confidence", "estimated accuracy")]  # fmt: skip
        assert figures == [f"{sum(each) / len(each):.1f} %" for each in values], case


def test_no_other_number_stands_in_the_prose():
    """What is not in a table was looked up here, one by one."""
    stored = results.read("drift")

    def mean(case, metric="accuracy"):
        return f"{stored.values(case, metric).mean():.0f}"

    weights = models.load_weights("digit_network")
    trained = results.read("digit_network").values("5 epochs, divided by 255", "test accuracy")
    drawn = len(stored.values("as they are", "accuracy"))
    right = np.sum(results.read("answers").grid("plain loop", 0).reshape(-1)[-10_000:] == data.load_mnist()[1][1])
    expected = ["05", "28", "28", "0", "1", f"{sum(w.size for w in weights.values()):,}"]  # what
    expected += ["20", "20", "55,000", "5", "5,000", "10,000", "3"]  # for what, data, the license's clauses
    expected += ["10,000", f"{right:,}", f"{right / 100:.2f}", "60,000", f"{trained.min():.2f}", f"{trained.max():.2f}"]
    expected += ["95", str(drawn), f"{len(stored_labels(stored)):,}"]
    expected += [mean("garments", "mean confidence"), "4", mean("translated (pixels): 4")]
    expected += ["45", mean("rotated (degrees): 45"), mean("inverted (share): 1.0"), "21"]
    text = "\n".join(line for line in CARD.splitlines() if not line.startswith("|"))
    text = re.sub(r"- \*\*Version\*\*.*?(?=\n- )", "", text, flags=re.DOTALL)
    assert re.findall(rf"(?<![\w.]){NUMBER}", text) == expected


def stored_labels(stored):
    """Return the labels that a run of drift.json kept: 36 checks and 4 thresholds of 100 windows take 13 bytes each."""
    grid = stored.grid("translated (pixels): 1", 0)[0]
    return grid[: len(grid) - 40 * 13]


def test_what_the_card_says_it_learned_from_is_what_the_script_learns_from():
    script = (ROOT / "scripts" / "train_weights.py").read_text(encoding="utf-8")
    assert "[55_000]" in script
    assert "epochs=5" in script
    assert "learned from the first 55,000 training images of MNIST, in 5 epochs" in CARD
