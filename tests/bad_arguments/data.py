"""Images: collections, the preparation of a digit, corruptions, augmentation, scenes, kernels, archives."""

import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from bad_arguments.spoiled import Call, Made
from kernelbook import archive, data, scenes
from photographed import seven

FOLDER = Path(tempfile.mkdtemp())
(FOLDER / "boxes.csv").write_text("image_path,xmin,ymin,xmax,ymax\na.png,10,20,40,60\n")
for name in ("apple", "pear"):
    (FOLDER / "fruit" / name).mkdir(parents=True)
    Image.new("RGB", (9, 9)).save(FOLDER / "fruit" / name / "a.png")
STORED = archive.write_npz(FOLDER / "stored.npz", {"x": np.arange(3)})
(_, _), (DIGITS, LABELS) = data.load_mnist()
DIGITS, LABELS = DIGITS[:20], LABELS[:20]
SHARES = DIGITS[:4].astype("float32") / 255
IN_COLOR = SHARES[..., np.newaxis]
GENERATOR = Made(lambda: np.random.default_rng(0))
INK = SHARES[0, 4:24, 4:24]
NONE_AT_ALL = {"images: empty": "no images give none"}
ROWS = {"images: one less": "a row of pixels less is an image too", "gray: one less": "a row less is a picture too"}
CHANNELS = {"image: an axis more": "an axis of one channel is taken"}
PICTURE = {"image: one less": "a row less is a picture too"}
FEWER = {"images: one less": "each image stands alone"}
BOX = {"ink: one less": "a row less is a picture too"}
OTHER = {"path: another text": "a missing file or folder is a FileNotFoundError"}
COMPOSED = {
    "images": DIGITS,
    "labels": LABELS,
    "size": 96,
    "count": (1, 6),
    "side": (20, 40),
    "clutter": 6,
    "noise": 0.05,
    "overlap": 0.1,
}


def changed(name, amount, value):
    """Return the call of a corruption."""
    turned = {"degrees: negative": "the other way round"} if name == "rotate" else {}
    images = FEWER | NONE_AT_ALL | turned
    return Call(f"kernelbook.corruptions.{name}", {"images": SHARES, amount: value, "seed": 0}, images)


def kernel(name, documented=(), **arguments):
    """Return the call of a function that makes a kernel."""
    return Call(f"kernelbook.kernels.{name}", arguments, dict(documented))


CALLS = [
    Call("kernelbook.data.as_gray", {"image": SHARES[0], "side": 20}, PICTURE | {"side: none": "None leaves the size"}),
    Call("kernelbook.data.prepare_digit", {"image": seven(60, 60, 10, 10, 30, 4)}, PICTURE),
    Call("kernelbook.data.separate_ink", {"gray": seven(60, 60, 10, 10, 30, 4)}, ROWS),
    Call("kernelbook.data.light_of_paper", {"gray": seven(60, 60, 10, 10, 30, 4)}, ROWS),
    Call("kernelbook.data.fit_into_box", {"ink": INK, "side": 10}, BOX),
    Call("kernelbook.data.center_by_mass", {"ink": INK, "side": 28}, BOX),
    Call(
        "kernelbook.data.select_classes",
        {"images": DIGITS, "labels": LABELS, "classes": (7, 2)},
        {
            "images: an axis more": "any shape that begins with n",
            "images: text": "images are only chosen from",
            "images: objects": "images are only chosen from",
        },
    ),
    Call(
        "kernelbook.data.shift",
        {"images": SHARES, "rows": np.array([1, 0, 2, 0]), "columns": 1},
        FEWER
        | NONE_AT_ALL
        | {
            "images: nan": "pixels are only moved",
            "rows: negative": "up",
            "rows: a number": "refused as no whole number",
            "columns: negative": "to the left",
        },
    ),
    Call(
        "kernelbook.data.read_boxes",
        {"path": str(FOLDER / "boxes.csv"), "size": (100, 100), "picture": "a.png"},
        OTHER | {"picture: none": "None takes all, where the table has boxes of one picture"},
    ),
    Call(
        "kernelbook.data.read_photographs",
        {"folder": str(FOLDER / "fruit"), "size": 8, "leave_out": False},
        {"folder: another text": "a missing folder is a FileNotFoundError"},
    ),
    changed("translate", "pixels", 2),
    changed("rotate", "degrees", 10.0),
    changed("scale", "factor", 1.5),
    changed("add_noise", "deviation", 1.5),
    changed("blur", "deviation", 1.0),
    changed("invert", "amount", 0.5),
    changed("to_corner", "amount", 0.5),
    Call(
        "kernelbook.augmentation.move",
        {
            "images": SHARES[..., np.newaxis],
            "generator": GENERATOR,
            "degrees": 10.0,
            "zoom": 0.1,
            "shear": 0.1,
            "shift": 2.0,
        },
        FEWER | NONE_AT_ALL | {"shear: percent": "10 pixels for each pixel is a slant too"},
    ),
    Call(
        "kernelbook.augmentation.mirror",
        {"images": IN_COLOR, "generator": GENERATOR},
        FEWER | NONE_AT_ALL,
    ),
    Call("kernelbook.scenes.compose", COMPOSED | {"generator": GENERATOR}, {"noise: percent": "much noise"}),
    Call("kernelbook.scenes.album", COMPOSED | {"n": 2, "seed": 0}, {"noise: percent": "much noise"}),
    Call("kernelbook.data.pupils", {"labels": np.array([0, 1, 0]), "numbers": np.array([7, 8, 9])}),
    Call("kernelbook.scenes.stack", {"scenes": scenes.album(DIGITS, LABELS, 2, 0)}),
    kernel("identity", size=3),
    kernel("box", size=3),
    kernel("gaussian", size=5, sigma=1.5),
    kernel("sobel", axis=1),
    kernel("prewitt", axis=1),
    kernel("sharpen", {"amount: negative": "it blurs"}, amount=1.5),
    kernel(
        "gabor",
        {
            "angle: negative": "the other way",
            "phase: negative": "the other way",
            "phase: percent": "turns",
        },
        size=11,
        wavelength=5.0,
        angle=0.0,
        sigma=2.5,
        phase=0.5,
    ),
    Call("kernelbook.archive.sha256", {"path": str(FOLDER / "stored.npz")}, OTHER),
    Call(
        "kernelbook.archive.read_npz",
        {"path": str(FOLDER / "stored.npz"), "expected": STORED, "remedy": "Do this."},
        OTHER | {"remedy: another text": "any text will do"},
    ),
    Call(
        "kernelbook.archive.write_npz",
        {"path": str(FOLDER / "new.npz"), "arrays": {"x": np.arange(3)}, "smallest": True},
        OTHER,
    ),
    Call("kernelbook.archive.write_bytes", {"path": str(FOLDER / "new"), "content": b"abc"}, OTHER),
]
FETCHES = "fetches a collection; what its arguments refuse is tested in tests/data/test_hands.py"
ALONE = "takes no argument"
EXEMPT = {"kernelbook.data.load_hands": FETCHES} | {
    f"kernelbook.{name}": ALONE
    for name in (
        "data.load_drawn_digit",
        "data.load_garments",
        "data.load_hand_features",
        "data.load_mnist",
        "data.load_nuclei",
        "data.load_photograph",
        "data.load_small_digits",
        "data.load_trees",
        "data.load_tumors",
        "kernels.emboss",
        "kernels.laplacian",
    )
}
