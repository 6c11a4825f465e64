"""The parts of pages that move: the labs, and the film of chapter 13, each a folder of assets/labs and a line of LABS.

Each stands after one paragraph of its pages and loads its scripts there alone, when the reader comes near. Browsers
refuse to fetch from disk, so what the labs show travels inside scripts, which are written here.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import normpath

from pages import detections, exhibits, scores
from pages.built import static_folder

FOLDER = "labs"
ASSETS = Path(__file__).parents[1] / "assets"
SCRIPTS = re.compile(r'(?<=\sdata-scripts=")[^"]*')
LEFT_OUT = "Here the book’s site computes in the page. That needs a browser: it is left out."
LATER = re.compile(r'(?<=\sdata-later=")[^"]*')  # loaded when the reader asks for it


@dataclass(frozen=True)
class Lab:
    """A folder of assets/labs. Its lab.html is what pages show; it names its scripts, in their order, for near.js."""

    folder: str
    places: dict  # the pages it stands on, each with words of the paragraph before it
    data: dict = field(default_factory=dict)  # scripts that the build writes: what each hands to kernelLab, by name
    styles: tuple = ("lab.css",)

    def html(self, address):
        """Return what pages show; `address` tells where a page finds a script of the folder labs."""
        text = (ASSETS / FOLDER / self.folder / "lab.html").read_text(encoding="utf-8")
        if len(SCRIPTS.findall(text)) != 1:
            raise ValueError(f"assets/{FOLDER}/{self.folder}/lab.html: expected its scripts in one data-scripts")
        for names in (LATER, SCRIPTS):
            text = names.sub(lambda found: " ".join(map(address, self.scripts(found[0]))), text)
        return text

    def scripts(self, names):
        """Return the paths of scripts in the folder labs: what the labs share is named ``../script.js``."""
        return [normpath(f"{self.folder}/{name}") for name in names.split()]

    def place(self, page, html, part):
        """Return the page's HTML with the part in it, or refuse a page that lacks the paragraph."""
        words = self.places[page]
        paragraph = re.search(rf"<p>(?:(?!</p>).)*?{re.escape(words)}.*?</p>", html, re.DOTALL)
        if paragraph is None:
            raise ValueError(f"{page}: no paragraph has the words {words!r}, so what follows it has no place")
        return html[: paragraph.end()] + part + html[paragraph.end() :]


LABS = (
    Lab(
        "convolution",
        {"chapters/02_slide_a_kernel": "All of these knobs", "chapters/labs/convolution": "Change anything"},
        {"pictures.js": {"pictures": exhibits.pictures, "presets": exhibits.presets}},
    ),
    Lab(
        "digits",
        {"chapters/05_train_a_network": "write a digit here", "chapters/labs/digits": "Draw a digit"},
        {
            "digits.js": {"digits": exhibits.digits},
            "weights.js": {"weights": exhibits.trained},
            "weights8.js": {"weights8": exhibits.trained_in_8_bits},
        },
    ),
    Lab(
        "drawing",
        {"chapters/labs/drawing": "Choose a digit"},
        {"weights.js": {"unetWeights": exhibits.drawer}},
    ),
    Lab(
        "threshold",
        {"chapters/labs/threshold": "Move the threshold"},
        {"scores.js": {"scores": scores.scores}},
        ("lab.css", "charts.css"),
    ),
    Lab(
        "learning",
        {"chapters/labs/learning": "has the same beginning"},
        {"examples.js": {"learningDigits": exhibits.learning_digits}},
        styles=("lab.css", "learning/learning.css"),
    ),
    Lab("touch", {"index": "Move a finger"}),  # with the pictures of the convolution lab
    Lab(
        "boxes",
        {"chapters/labs/boxes": "Drag a box"},
        {"detections.js": {"detections": detections.detections}},
        ("lab.css", "charts.css"),
    ),
    Lab("driving", {"chapters/13_steer_a_car": "the two as a film"}, styles=()),  # site.css has the film's
)
SHARED_DATA = {"colors.js": {"palettes": exhibits.palettes}}


def data_scripts():
    """Return what each script of data hands to kernelLab, by its path in the folder labs."""
    own = {f"{lab.folder}/{name}": values for lab in LABS for name, values in lab.data.items()}
    return SHARED_DATA | own


def write_data(app):
    """Write the labs' data as scripts that hand it to ``kernelLab``."""
    if app.builder.name != "html":
        return
    for name, values in data_scripts().items():
        lines = [f"kernelLab.{key} = {json.dumps(make(), separators=(',', ':'))};\n" for key, make in values.items()]
        path = static_folder(app) / FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(lines), encoding="utf-8")


def address(app, script, pathto):
    """Return where a page finds a script; another content has another address."""
    path = (static_folder(app) if script in data_scripts() else ASSETS) / FOLDER / script
    version = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    return f"{pathto(f'_static/{FOLDER}/{script}', resource=True)}?v={version}"


def add_lab(app, pagename, templatename, context, doctree):
    """Set a page's lab into it, and load its styles on this page alone."""
    lab = next((lab for lab in LABS if pagename in lab.places), None)
    if lab is not None and app.builder.name == "epub":
        context["body"] = lab.place(pagename, context["body"], f'<p class="lab-elsewhere">{LEFT_OUT}</p>')
    if lab is None or app.builder.name != "html":
        return
    part = lab.html(lambda script: address(app, script, context["pathto"]))
    context["body"] = lab.place(pagename, context["body"], part)
    for style in lab.styles:
        app.add_css_file(f"{FOLDER}/{style}")
    app.add_js_file("near.js", loading_method="defer")


def setup(app):
    app.connect("builder-inited", write_data)
    app.connect("html-page-context", add_lab, priority=400)  # before the theme lists the page's styles and scripts
