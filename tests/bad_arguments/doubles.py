"""Doubles and the hashes that find them."""

import numpy as np

from bad_arguments.spoiled import Call

RNG = np.random.default_rng(0)
IMAGES, OTHERS = RNG.random((4, 10, 10)), RNG.random((5, 10, 10))
CODES, MORE = (RNG.integers(0, 256, (n, 8)).astype(np.uint8) for n in (4, 5))
FEATURES, SECOND = (rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in RNG.normal(size=(2, 4, 3)))

FEWER, ALONE = "any number of images", "without others, doubles within the first are found"
TWO = {"others: one less": FEWER, "others: none": ALONE}
CALLS = [
    Call("kernelbook.scale.exact_doubles", {"images": IMAGES, "others": OTHERS}, TWO | {"images: one less": FEWER}),
    Call("kernelbook.scale.difference_hash", {"images": IMAGES, "side": 8}, {"images: one less": FEWER}),
    Call("kernelbook.scale.hamming", {"a": CODES, "b": CODES[::-1]}),
    Call(
        "kernelbook.scale.near_pairs",
        {"codes": CODES, "others": MORE, "radius": 3},
        TWO | {"codes: one less": FEWER},
    ),
    Call(
        "kernelbook.scale.near_features",
        {"features": FEATURES, "others": SECOND, "cosine": 0.5},
        TWO | {"features: one less": FEWER, "cosine: negative": "then nothing but the opposite is far"},
    ),
]
