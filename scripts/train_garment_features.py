"""Train the convolutions that chapter 09 transfers: on 30,000 garments of five kinds, none of which its task has.

    make weights

Loads all of Fashion-MNIST through Keras, which downloads it once, and checks it. 5 epochs, seed 0. Only the weights of
the three convolutions are kept: garment_features.
"""

import hashlib

import keras
import numpy as np

from build_garments import IDX_FILES
from kernelbook import data, models, results

DETERMINED_BY = [
    "scripts/train_garment_features.py",
    "kernelbook.models.digit_network",
    "kernelbook.models.transfer_network",
    "kernelbook.data.select_classes",
]


def load_all_garments():
    """Return Fashion-MNIST's training images and labels, verified by the SHA-256 of their original files."""
    (images, labels), _ = keras.datasets.fashion_mnist.load_data()
    for key, array in (("x_train", images), ("y_train", labels)):
        _, expected, magic = IDX_FILES[key]
        header = np.array([magic, *array.shape], dtype=">i4").tobytes()
        found = hashlib.sha256(header + array.tobytes()).hexdigest()
        if found != expected:
            raise ValueError(f"Fashion-MNIST {key}: expected SHA-256 {expected}, found {found}")
    return images, labels


def main():
    origin = results.provenance(DETERMINED_BY)
    keras.utils.set_random_seed(0)
    images, labels = data.select_classes(*load_all_garments(), data.OLD_GARMENTS)
    x = images[..., np.newaxis].astype("float32") / 255
    network = models.transfer_network(len(data.OLD_GARMENTS))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(optimizer="adam", loss=loss)
    network.fit(x, labels, batch_size=64, epochs=5, verbose=0)
    features = {name: w for name, w in models.get_weights(network).items() if name.startswith("conv")}
    models.save_weights("garment_features", features, {"images": str(len(x)), **origin})
    print(f"garment_features: trained on {len(x)} images")


if __name__ == "__main__":
    main()
