"""Good arguments of `kernelbook.faces` and `kernelbook.driving`; what trains or drives has tests of its own."""

import numpy as np

from bad_arguments.spoiled import Call, Made

PICTURES = np.random.default_rng(0).random((3, 64, 64))
PATCHES, IMAGE, FRAME = PICTURES[:, :25, :25], PICTURES[0], PICTURES[1].astype("float32")
DIRECTIONS = np.array([[1.0, 0.0], [0.0, 1.0], [-0.6, 0.8]])
COSINES, PEOPLE = np.array([[0.5, 0.1], [0.2, 0.9], [-0.4, 0.3]]), np.array([0, 1, 0])
FEWER = "fewer rows are fewer of them"
ROWS = "fewer rows are another picture"
TURNED = "any angle is one, of either sign"
NO_DRAW = "draws nothing, and is there so that all faults are called alike"
MADE = Made(lambda: np.random.default_rng(0))

CALLS = [
    Call("kernelbook.faces.prepare", {"images": PICTURES}, {"images: one less": FEWER}),
    Call(
        "kernelbook.faces.arcface",
        {"cosines": COSINES, "labels": PEOPLE, "margin": 0.3, "scale": 16.0},
        {"cosines: one less": "labels are then said to be too many"},
    ),
    Call("kernelbook.faces.arcface_loss", {"margin": 0.3, "scale": 16.0}),
    Call("kernelbook.faces.to_bytes", {"directions": DIRECTIONS}, {"directions: one less": FEWER}),
    Call("kernelbook.faces.from_bytes", {"grid": np.array([[255, 128], [51, 230]])}, {"grid: one less": FEWER}),
    Call("kernelbook.faces.similarities", {"directions": DIRECTIONS, "people": PEOPLE}),
    Call("kernelbook.faces.pyramid", {"image": IMAGE}, {"image: one less": ROWS}),
    Call(
        "kernelbook.faces.local_contrast_normalization",
        {"images": PICTURES, "sigma": 4.0},
        {"images: one less": FEWER, "images: empty": "no images are none"},
    ),
    Call("kernelbook.faces.vary", {"images": PATCHES, "count": 2, "generator": MADE}, {"images: one less": FEWER}),
    Call(
        "kernelbook.driving.darken",
        {"frame": FRAME, "generator": MADE, "factor": 0.5},
        {"generator": NO_DRAW, "frame: one less": ROWS},
    ),
    Call(
        "kernelbook.driving.add_noise",
        {"frame": FRAME, "generator": MADE, "deviation": 0.1},
        {"frame: one less": ROWS, "deviation: percent": "noise may be that strong"},
    ),
    Call(
        "kernelbook.driving.blur",
        {"frame": FRAME, "generator": MADE, "deviation": 1.5},
        {"generator": NO_DRAW, "frame: one less": ROWS},
    ),
    Call(
        "kernelbook.driving.cover",
        {"frame": FRAME, "generator": MADE, "size": 16},
        {"generator": NO_DRAW, "frame: one less": ROWS},
    ),
    Call(
        "kernelbook.driving.look",
        {"picture": FRAME, "origin": np.zeros(2), "position": np.ones(2), "heading": 0.5},
        {
            "picture: one less": ROWS,
            "picture: nan": "what is not seen does not matter; NaN in a frame is refused by a network",
            "heading: negative": TURNED,
            "heading: percent": TURNED,
        },
    ),
    Call(
        "kernelbook.driving.pursue",
        {"position": np.zeros(2), "heading": 0.5, "target": np.array([6.0, 1.0])},
        {"heading: negative": TURNED, "heading: percent": TURNED},
    ),
]

LOADS = "loads a collection; what its arguments refuse is tested in tests/faces/test_pictures.py"
SEARCHES = "asks a network; what it refuses is tested in tests/faces"
DRIVES = "needs the simulator or a training; what it refuses is tested in tests/driving"
EXEMPT = {
    **{f"kernelbook.faces.load_{name}": LOADS for name in ("faceless", "olivetti", "patches", "portrait")},
    "kernelbook.faces.portrait_versions": LOADS,
    **{f"kernelbook.faces.{name}": SEARCHES for name in ("embed", "find", "train_embedding", "train_searcher")},
    **{
        f"kernelbook.driving.{name}": DRIVES
        for name in ("aggregate", "as_policy", "collect", "draw_map", "drive", "driver", "make_track", "steer", "train")
    },
}
