"""Good arguments of the engine's operations; those of figures, guards and exercises stand aside, with the reason."""

import numpy as np

from bad_arguments.spoiled import Call
from kernelbook import exercises, figures, guards

NORMAL = np.random.default_rng(0).normal
NAN = "an engine computes with NaN as NumPy does; where it came from, its values tell"
MADE = "whole numbers become floating ones"
NONE = "no bias is a bias of zeros"

CALLS = [
    Call(
        "kernelbook.graph.conv2d",
        {"images": NORMAL(size=(2, 5, 6, 3)), "kernels": NORMAL(size=(3, 2, 3, 4)), "bias": NORMAL(size=4)},
        {
            "images: nan": NAN,
            "kernels: nan": NAN,
            "bias: nan": NAN,
            "bias: none": NONE,
            "images: one less": "fewer images are a smaller batch",
            "kernels: one less": "fewer rows are another kernel",
        },
    ),
    Call("kernelbook.graph.relu", {"x": NORMAL(size=(2, 3))}, {"x": "takes any shape: a number, none, NaN"}),
    Call(
        "kernelbook.graph.max_pool2d",
        {"images": NORMAL(size=(2, 5, 6, 3)), "size": 2},
        {"images: nan": NAN, "images: one less": "fewer images are a smaller batch"},
    ),
    Call(
        "kernelbook.graph.global_average_pool2d",
        {"images": NORMAL(size=(2, 5, 6, 3))},
        {"images: nan": NAN, "images: one less": "fewer images are a smaller batch"},
    ),
    Call(
        "kernelbook.graph.flatten",
        {"images": NORMAL(size=(2, 5, 6, 3))},
        {"images": "takes any number of axes from 2; NaN passes, an empty batch stays one"},
    ),
    Call(
        "kernelbook.graph.softmax_cross_entropy",
        {"logits": NORMAL(size=(3, 4)), "labels": np.array([0, 3, 2])},
        {"logits: nan": NAN},
    ),
]

ASIDE = {
    figures: "draws; its arguments are what other functions return, and a wrong one shows",
    guards: "is what refuses",
    exercises: "takes any answer, which is what its own tests are about",
}
EXEMPT = {f"{module.__name__}.{name}": reason for module, reason in ASIDE.items() for name in module.__all__}
