"""Sphinx extension of this book: the parts of pages that move, the two labs and the film of chapter 13.

Each stands after one paragraph of its pages and loads its scripts there alone, when the reader comes near. Browsers
refuse to fetch from disk, so what the labs show travels inside scripts, written here from the book's own data, figures
and weights.
"""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import numpy as np

from kernelbook import data, evaluation, kernels, models
from kernelbook.network import digit_network

ASSETS = Path(__file__).parents[1] / "assets"
CONVOLUTION = (
    "lab/convolution.js",
    "lab/colors.js",
    "lab/pictures.js",
    "lab/parts.js",
    "lab/sheet.js",
    "lab/address.js",
    "lab/convolution_view.js",
)
NETWORK = (
    "lab/convolution.js",
    "lab/colors.js",
    "lab/digits.js",
    "lab/parts.js",
    "lab/sheet.js",
    "lab/preparation.js",
    "lab/network.js",
)


@dataclass(frozen=True)
class Part:
    """What stands after the paragraph with some words, and the scripts it needs, in their order."""

    words: str
    body: str
    scripts: tuple
    styles: tuple = ()

    def place(self, page, html, addresses):
        """Return the page's HTML with the part in it, or refuse a page that lacks the paragraph."""
        paragraph = re.search(rf"<p>(?:(?!</p>).)*?{re.escape(self.words)}.*?</p>", html, re.DOTALL)
        if paragraph is None:
            raise ValueError(f"{page}: no paragraph has the words {self.words!r}, so what follows it has no place")
        body = self.body.replace(" class=", f' data-scripts="{" ".join(addresses)}" class=', 1)  # for near.js
        return html[: paragraph.end()] + body + html[paragraph.end() :]


def lab(words, name, scripts):
    body = (ASSETS / "lab" / f"{name}.html").read_text(encoding="utf-8")
    return Part(words, body, (*scripts, f"lab/{name}_lab.js"), ("lab/lab.css",))


PARTS = {
    "chapters/02_slide_a_kernel": lab("All of these knobs", "convolution", CONVOLUTION),
    "chapters/05_train_a_network": lab("write one here", "network", (*NETWORK, "lab/weights.js")),
    "chapters/13_steer_a_car": Part(
        "the two as a film",
        '<div class="film" id="film-driving"></div>',
        ("film/driving_data.js", "film/driving.js"),
    ),
    "chapters/labs/convolution": lab("Change anything", "convolution", CONVOLUTION),
    "chapters/labs/digits": lab("Draw a digit", "network", (*NETWORK, "lab/weights.js")),
}


def in_base64(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode("ascii")


def stored(image, levels=255):
    """Return an image of bytes as the labs read it."""
    height, width = image.shape
    return {"height": height, "width": width, "levels": levels, "values": in_base64(image.astype(np.uint8))}


def palettes():
    """Return the color maps of the book's figures, each as 17 colors (r, g, b) of 0 to 255."""
    names = {"gray": "gray", "ink": "gray_r", "signed": "PuOr", "activation": "Blues"}
    places = np.linspace(0, 1, 17)
    return {name: (matplotlib.colormaps[source](places, bytes=True)[:, :3]).tolist() for name, source in names.items()}


def pictures():
    """Return the images of the convolution lab: the photograph at half its size, a digit, and a few numbers."""
    photograph = data.load_photograph().mean(axis=2).reshape(100, 2, 150, 2).mean(axis=(1, 3)).round()
    (digits, _), _ = data.load_mnist()
    numbers = np.array([[1, 2, 3, 0, 1], [4, 5, 6, 1, 0], [7, 8, 9, 2, 2], [0, 1, 4, 3, 1]])
    return {
        "photograph": stored(photograph) | {"palette": "gray"},
        "digit": stored(digits[0]) | {"palette": "ink"},
        "numbers": stored(numbers, levels=1) | {"palette": "ink"},
    }


def presets():
    chosen = {
        "vertical edges": kernels.sobel(axis=1),
        "horizontal edges": kernels.sobel(axis=0),
        "blur (Gaussian)": kernels.gaussian(5),
        "blur (box)": kernels.box(3),
        "sharpen": kernels.sharpen(),
        "spots (Laplacian)": kernels.laplacian(),
        "emboss": kernels.emboss(),
        "identity": kernels.identity(),
        "1 0 / 0 2 of chapter 2": np.array([[1.0, 0.0], [0.0, 2.0]]),
    }
    return {name: K.round(6).tolist() for name, K in chosen.items()}


def digits(each=2):
    """Return test images for the network's lab: the first of each class, then the second."""
    _, (images, labels) = data.load_mnist()
    places = [np.flatnonzero(labels == digit)[turn] for turn in range(each) for digit in range(10)]
    return [stored(images[place]) for place in places]


def trained():
    """Return the course's weights in 16 bits, and the temperature that chapter 06 fits on the validation images."""
    weights = models.load_weights("digit_network")
    network = digit_network()
    network.set_weights(weights)
    (images, labels), _ = data.load_mnist()
    held_out = (images[55_000:, ..., np.newaxis] / 255).astype(np.float32)
    temperature = evaluation.fit_temperature(network.predict(held_out), labels[55_000:])
    arrays = {name: {"shape": w.shape, "values": in_base64(w.astype("<f2"))} for name, w in weights.items()}
    return {"temperature": round(float(temperature), 4), "arrays": arrays}


SCRIPTS = {
    "lab/colors.js": {"palettes": palettes},
    "lab/pictures.js": {"pictures": pictures, "presets": presets},
    "lab/digits.js": {"digits": digits},
    "lab/weights.js": {"weights": trained},
}


def write_scripts(app):
    """Write the labs' data as scripts that hand it to ``kernelLab``."""
    if app.builder.name != "html":
        return
    for name, values in SCRIPTS.items():
        lines = [f"kernelLab.{key} = {json.dumps(make(), separators=(',', ':'))};\n" for key, make in values.items()]
        path = Path(app.outdir) / "_static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(lines), encoding="utf-8")


def address(app, script, pathto):
    """Return where a page finds a script; another content has another address."""
    paths = (ASSETS / script, Path(app.outdir) / "_static" / script)
    content = next(path for path in paths if path.is_file()).read_bytes()
    return f"{pathto(f'_static/{script}', resource=True)}?v={hashlib.sha256(content).hexdigest()[:8]}"


def add_part(app, pagename, templatename, context, doctree):
    """Set a page's part into it, and load its styles on this page alone."""
    part = PARTS.get(pagename)
    if part is None or app.builder.name != "html":
        return
    addresses = [address(app, script, context["pathto"]) for script in part.scripts]
    context["body"] = part.place(pagename, context["body"], addresses)
    for style in part.styles:
        app.add_css_file(style)
    app.add_js_file("near.js", loading_method="defer")


def setup(app):
    app.connect("builder-inited", write_scripts)
    app.connect("html-page-context", add_part, priority=400)  # before the theme lists the page's styles and scripts
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
