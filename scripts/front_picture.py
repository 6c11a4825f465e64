"""Draw assets/front.png: the course's trained network reads the drawn digit."""

import re
from pathlib import Path

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt

import drawing_code
import made_assets
from kernelbook import data, figures, models
from kernelbook.figures.written import written
from kernelbook.results import syntax

NAME, WEIGHTS = "front.png", "digit_network"
PAGES = ("README.md", "index.md")
SHOWN = re.compile(r"!\[([^\]]*)\]\(assets/front\.png\)")


def draw(show):
    """Draw the picture, and call a function when it would be shown."""
    network = models.digit_network()
    models.set_weights(network, models.load_weights(WEIGHTS))
    picture = data.load_drawn_digit()
    before, plt.show = plt.show, show
    try:
        figures.draw_reading(network, picture, data.prepare_digit(picture))
    finally:
        plt.show = before


def in_words():
    """Return what is seen in the picture as the code draws it now."""
    words = []
    draw(lambda: words.append(written(plt.gcf())))
    return words[0]


def made_from():
    """Return the fingerprints of the code that draws the picture, and of what it draws."""
    return {
        **drawing_code.fingerprints(["draw_reading"]),
        "scripts/front_picture.py": syntax.fingerprint(["scripts/front_picture.py"])[:8],
        **made_assets.weights(WEIGHTS),
        "the drawn digit": drawing_code.digits(data.load_drawn_digit().tobytes().hex()),
    }


def alternative_texts():
    """Return the alternative texts of the picture on the pages that show it: dict of page to str."""
    texts = {page: (made_assets.ROOT / page).read_text(encoding="utf-8") for page in PAGES}
    return {page: SHOWN.search(text)[1] for page, text in texts.items()}


def main():
    path = Path("assets", NAME)
    draw(lambda: plt.savefig(path, dpi=200, metadata={"Software": None}))
    made_assets.record(NAME, in_words(), made_from(), alternative_texts()["README.md"])


if __name__ == "__main__":
    main()
