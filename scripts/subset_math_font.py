"""Cut the math font down to what formulas need: python scripts/subset_math_font.py PATH/TO/stix-two-math.woff2.

Build the book first: its pages say which characters their formulas show. To them the script adds a repertoire, so that
not every new formula needs a new font. Browsers typeset with the font's MATH table and its larger braces, roots and
sums, which the subset keeps. assets/README.md says where the whole font comes from.

Needs `fontTools`, which Matplotlib brings, and `brotli`, which nothing else here needs: pip install brotli.
"""

import os
import string
import sys
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
FONT = ROOT / "assets" / "fonts" / "stix-two-math-subset.woff2"

# A lone letter in <mi> is shown by its italic twin among the mathematical alphabets; for h that is Planck's constant.
TWINS = [*range(0x1D434, 0x1D468), 0x210E, *range(0x1D6E2, 0x1D71C)]
ITALIC = {chr(int(twin.split()[1], 16)): chr(code) for code in TWINS if (twin := unicodedata.decomposition(chr(code)))}

REPERTOIRE = {
    *ITALIC.values(),
    *(string.digits + string.ascii_letters + " .,;:!?'()[]{}|/-"),
    *"ΓΔΘΛΞΠΣΦΨΩ+−±∓⋅×÷∗∘⊙⊕⊗=≠≈≡∼∝<>≤≥≪≫∈∉∋⊂⊆∪∩∖∅∀∃∧∨¬∞∂∇√ℓℒℝℕℤ𝔼′″…⋯⋮⋱ˆ˜¯‾˙→←↔⇒⇔↦⟶⌊⌋⌈⌉⟨⟩‖∣∥∑∏∫⏞⏟⊤⟂✓",
}


class Formulas(HTMLParser):
    """The characters that the formulas of one page show."""

    def __init__(self, page):
        super().__init__()
        self.inside, self.token, self.upright, self.characters = False, None, False, set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.inside = self.inside or tag == "math"
        self.token, self.upright = tag, ("mathvariant", "normal") in attrs

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "math"

    def handle_data(self, data):
        if self.inside:
            lone = self.token == "mi" and len(data) == 1 and not self.upright
            self.characters |= {ITALIC.get(data, data)} if lone else set(data)


def characters(site=SITE):
    """Return the characters that the formulas of a built site show."""
    return set().union(*(Formulas(path.read_text(encoding="utf-8")).characters for path in site.rglob("*.html")))


def subset(source, wanted):
    """Return the font with the wanted characters, and with the sizes of these that its MATH table names."""
    font = TTFont(source)
    narrow_roots(font)
    options = Options(flavor="woff2", hinting=False, layout_features=["kern"], name_IDs=[0, 1, 2, 4, 5, 6, 13, 14])
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(wanted))
    subsetter.subset(font)
    font.flavor = "woff2"
    return font


def narrow_roots(font):
    """Draw all sizes of the root as narrow as the smallest, as TeX's are.

    Chromium keeps as much room for a small root as the widest size needs, which would leave a gap after it.
    """
    radical = font.getBestCmap()[ord("√")]
    table = font["MATH"].table.MathVariants
    sizes = table.VertGlyphConstruction[table.VertGlyphCoverage.glyphs.index(radical)]
    names = {record.VariantGlyph for record in sizes.MathGlyphVariantRecord}
    for name in names | {part.glyph for part in sizes.GlyphAssembly.PartRecords}:
        squeeze(font, name, font["hmtx"][radical][0])


def squeeze(font, name, width):
    """Draw a glyph as wide as `width`, in the font's units."""
    glyph = font["glyf"][name]
    glyph.coordinates.scale((width / font["hmtx"][name][0], 1))
    glyph.coordinates.toInt()
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (width, glyph.xMin)


def main(source):
    shown = characters()
    font = subset(source, shown | REPERTOIRE)
    partial = FONT.with_suffix(".partial")
    font.save(partial)
    os.replace(partial, FONT)
    missing = (shown | REPERTOIRE) - set(map(chr, font.getBestCmap()))
    print(f"the book shows {len(shown)} characters: {''.join(sorted(shown))}")
    print(f"{FONT.relative_to(ROOT)}: {FONT.stat().st_size / 1000:.1f} kB, {len(font.getBestCmap())} characters")
    print(f"not in the whole font: {''.join(sorted(missing)) or 'none'}")


if __name__ == "__main__":
    main(sys.argv[1])
