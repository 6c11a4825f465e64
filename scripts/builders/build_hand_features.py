"""Build src/kernelbook/datasets/hand_features.npz: what EfficientNet-Lite0 says of each photograph of hands.

    python scripts/builders/build_hand_features.py

Takes the photographs that `make data` fetched. A feature is rounded to 1/42, of which 6, the most that there can be,
has 252: one byte. The feature maps of another processor may differ in the last digit, and the file with them.
"""

import numpy as np
from PIL import Image

import build_mnist
from kernelbook import data, models
from kernelbook.data.hands import FEATURE_STEPS

SIDE = 224


def enlarged(photographs):
    """Return the photographs as the network learned to take them, (n, 224, 224, 3)."""
    return np.stack(
        [np.asarray(Image.fromarray(x).resize((SIDE, SIDE), Image.Resampling.BILINEAR)) for x in photographs]
    )


def main():
    photographs, labels, numbers = data.load_hands()
    network = models.efficient_lite()
    models.set_weights(network, models.load_weights("efficient_lite"))
    features = models.features(network).predict(models.scaled_pixels(enlarged(photographs)), batch_size=32, verbose=0)
    steps = np.round(FEATURE_STEPS * features).astype(np.uint8).T.copy()
    arrays = {"features": steps, "labels": labels.astype(np.uint8), "numbers": numbers.astype(np.uint16)}
    build_mnist.write(data.HAND_FEATURES_PATH, arrays, data.HAND_FEATURES_SHA256, smallest=True)


if __name__ == "__main__":
    main()
