"""The letters of the docstrings that find what stands out in a photograph, and paste it."""

import keras
import numpy as np

from formulas.binding import bound
from kernelbook import models, segmentation


@bound("models.saliency.u2net_p: L_{i,j}")
def weighed(draw):
    """A network of random weights: what its last layer reads, of six stages, and what it gives."""
    keras.utils.set_random_seed(0)
    network = models.u2net_p(32)
    network.get_layer("logits").set_weights([draw(1, 1, 6, 1), 5 + draw(1)])  # large, so that nothing cancels
    Z, L = models.features(network, ["sides", "logits"])(draw(1, 32, 32, 3).astype("float32"))
    w, b = network.get_layer("logits").get_weights()
    return {"Z": np.asarray(Z)[0], "L": np.asarray(L)[0, ..., 0], "w": w.ravel(), "b": b.item()}


@bound("models.saliency.cut_out: S_{i,j}", "models.saliency.cut_out: M_{i,j}")
def stretched(draw):
    """A network of one convolution, so that its logits can be told; the photograph keeps its size."""
    keras.utils.set_random_seed(0)
    network = keras.Sequential([keras.layers.Input((32, 32, 3)), keras.layers.Conv2D(1, 1)])
    X = np.random.default_rng(3).integers(0, 256, (1, 32, 32, 3))
    L = network.predict(models.standardized_pixels(X, 32), verbose=0)[0, ..., 0]
    S, M = (models.cut_out(network, X, stretched=stretched)[0] for stretched in (False, True))
    return {"L": L, "S": S, "M": M}


@bound("segmentation.cutouts.paste: Y_{i,j,c}", zero_outside=("M", "F"))
def pasted(draw):
    """Pixels are whole numbers; where the mask is 0 or 1, the sums are, too."""
    generator, (t, l) = np.random.default_rng(0), (2, 3)  # noqa: E741, as the formula has it
    B, F = (generator.integers(0, 256, (*shape, 3), dtype=np.uint8) for shape in ((9, 11), (4, 5)))
    M = generator.integers(0, 2, (4, 5))
    Y = segmentation.paste(B, F, M, (t, l))
    return {"B": B.astype(float), "F": F.astype(float), "M": M, "Y": Y.astype(float), "t": t, "l": l}
