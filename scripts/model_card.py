"""Write the model card of the digit network: figures from results files, and the SHA-256 of the weights that ship.

make card
"""

import json
from pathlib import Path

import numpy as np

from kernelbook import archive, data, evaluation, models, results
from kernelbook.corruptions import CORRUPTIONS

CARD = models.WEIGHTS / "digit_network.md"
LEARNED = 60_000  # images of MNIST stand before the test images in answers.json
HELD_OUT = 5_000
TEXT = """# The digit network

- **What**: chapter 05's network, `models.digit_network` with `models.load_weights("digit_network")`. It takes gray
  images of 28 × 28 pixels from 0, paper, to 1, ink, and gives ten logits, one for each digit. It has {parameters:,}
  parameters.
- **Version**: `digit_network.npz`, SHA-256 `{sha256}`,
  trained on {date} by `scripts/train_weights.py`.
- **For**: learning how such a network is built, judged, made smaller, served and watched. It reads one digit that is
  prepared as MNIST's digits are: ink on paper without light or shade, scaled to a box of 20 × 20 pixels, its mass in
  the middle.
- **Not for**: anything where a wrong digit costs somebody something, such as forms, checks or addresses. Not for
  several digits, letters or other signs: it has no answer for what is none of its ten digits.
- **Data**: it learned from the first 55,000 training images of MNIST, in 5 epochs. The other {held_out:,} were held
  out. The script that trained it does not open the 10,000 test images. MNIST's own card says who wrote its digits, and
  which faults are known.
- **License**: BSD 3-Clause, as the code. MNIST has another one, told by its card.

## How often it is right

Of the 10,000 test images it names {right:,} right, {accuracy:.2f} %. The same recipe on all 60,000 training images gave
from {low:.2f} to {high:.2f} %, by first weights and order. By digit, with Wilson's intervals of 95 %:

{by_digit}

MNIST says nothing of who wrote which digit, so there are no figures by age, hand or country.

## What happens to other images

Held-out images were changed by `kernelbook.corruptions`, and other collections shown. The table says how many are
named right, how sure the network is on average, and how many are right as `drift.estimated_accuracy` estimates it from
the confidences, without labels. Means over {seeds} draws of {half:,} images, or of all that a smaller collection has.

{by_change}

## Limits

- It may be sure and wrong. Garments, of which none can be right, are named with a mean confidence of {garments:.0f} %.
- Moved by 4 pixels, {moved:.0f} % of the digits are read; turned by 45 degrees, {turned:.0f} %.
- With ink and paper exchanged, {inverted:.0f} % are read.
- How much of this a check without labels sees, and how often it is alarmed for nothing, is measured in chapter 21.
"""
PAGE = Path("chapters/reference/model_card.md")
HEAD = """# Model card

What is a trained network for, and what not? On what do its figures rest, and where does it fail? That is what a model
card answers, as Mitchell et al. proposed in 2019: *Model cards for model reporting*, doi:10.1145/3287560.3287596.
This one is about the network that the book trains, explains, makes smaller, serves and watches. It ships beside the
weights. All figures come from results files, and a test compares them.

```{include} ../../src/kernelbook/weights/digit_network.md
:heading-offset: 1
```
"""


def table(head, rows):
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def answers():
    """Return what the network that ships named the test images, and what they show."""
    named = results.read("answers").grid("plain loop", 0).ravel()[LEARNED:]
    return named, data.load_mnist()[1][1]


def by_digit():
    """Return a row for each digit: images, right ones, their share and its interval."""
    named, truth = answers()
    rows = []
    for digit in range(10):
        n, right = int((truth == digit).sum()), int((named[truth == digit] == digit).sum())
        low, high = evaluation.wilson_interval(right, n)
        share, span = f"{100 * right / n:.2f} %", f"{100 * low:.2f} to {100 * high:.2f} %"
        rows.append([str(digit), f"{n:,}", f"{right:,}", share, span])
    return table(["digit", "images", "right", "share", "interval"], rows)


def mean(case, metric):
    """Return the mean of a metric over the seeds of a case of drift.json."""
    return float(results.read("drift").values(case, metric).mean())


def by_change():
    """Return a row for each change, from none to other collections."""
    cases = ["as they are"]
    cases += [f"{name}: {amount}" for name, (_, amounts) in CORRUPTIONS.items() for amount in amounts]
    cases += ["8 × 8 digits", "garments"]
    metrics = ["accuracy", "mean confidence", "estimated accuracy"]
    rows = [[case, *(f"{mean(case, metric):.1f} %" for metric in metrics)] for case in cases]
    return table(["images", "right", "mean confidence", "estimated"], rows)


def card():
    """Return the card as Markdown."""
    provenance = json.loads((models.WEIGHTS / "digit_network.json").read_text(encoding="utf-8"))
    named, truth = answers()
    trained = results.read("digit_network").values("5 epochs, divided by 255", "test accuracy")
    return TEXT.format(
        parameters=sum(map(np.size, models.load_weights("digit_network").values())),
        sha256=provenance["sha256"],
        date=provenance["date"],
        held_out=HELD_OUT,
        half=HELD_OUT // 2,
        right=int((named == truth).sum()),
        accuracy=100 * np.mean(named == truth),
        low=trained.min(),
        high=trained.max(),
        by_digit=by_digit(),
        by_change=by_change(),
        seeds=len(results.read("drift").values("as they are", "accuracy")),
        garments=mean("garments", "mean confidence"),
        moved=mean("translated (pixels): 4", "accuracy"),
        turned=mean("rotated (degrees): 45", "accuracy"),
        inverted=mean("inverted (share): 1.0", "accuracy"),
    )


if __name__ == "__main__":
    archive.write_bytes(CARD, card().encode())
    archive.write_bytes(PAGE, HEAD.encode())
