"""Networks in NumPy, their layers, models in Keras, stored results."""

import keras
import numpy as np

from bad_arguments.spoiled import Call, Made
from kernelbook import layers, models, network, results
from toys import small, task

X, Y = task(6)
X64 = X.astype("float64")
GENERATOR = Made(lambda: np.random.default_rng(0))
OPTIONAL = {"name: none": "the name is optional, `Sequential` gives one"}
ANY_NAME = {"name: another text": "any name will do"} | OPTIONAL
ON_OFF = "0 and 1 are what False and True are"


def dense(units=3):
    """Build a small dense layer that has weights."""
    layer = layers.Dense(units, name="a")
    layer.build((2,), np.random.default_rng(0))
    return layer


def convolution():
    """Build a small convolution that has weights."""
    layer = layers.Conv2D(2, 3, name="a")
    layer.build((8, 8, 1), np.random.default_rng(0))
    return layer


def normalization():
    """Build a normalization that has weights."""
    layer = layers.BatchNorm(name="a")
    layer.build((8, 8, 1), np.random.default_rng(0))
    return layer


def in_keras():
    """Build a small model in Keras."""
    return keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(3, name="a")])


def stored():
    """Return two rows of results."""
    rows = [{"case": "a", "seed": k, "metric": "m", "value": 1.0 + k, "unit": "s"} for k in range(2)]
    return results.Results(rows, predictions={"a, seed 0": "0123"})


NAN_FLOWS = {"nan": "the layer passes it on; the network refuses it in images"}
LAYERS = [
    Call(
        "kernelbook.layers.Conv2D",
        {
            "filters": 4,
            "kernel_size": 3,
            "strides": 1,
            "padding": "valid",
            "dilation": 1,
            "groups": 1,
            "initializer": "glorot",
            "name": "a",
        },
        ANY_NAME,
    ),
    Call("kernelbook.layers.Conv2D.forward", {"self": Made(convolution), "x": X}, {"x: nan": NAN_FLOWS["nan"]}),
    Call("kernelbook.layers.Dense", {"units": 3, "initializer": "he", "name": "a"}, ANY_NAME),
    Call("kernelbook.layers.Dense.forward", {"self": Made(dense), "x": np.ones((4, 2))}, {"x: nan": NAN_FLOWS["nan"]}),
    Call("kernelbook.layers.Dropout", {"rate": 0.3, "name": "a"}, ANY_NAME),
    Call(
        "kernelbook.layers.BatchNorm",
        {"momentum": 0.9, "epsilon": 0.001, "name": "a"},
        {"epsilon: percent": "any from 0"} | ANY_NAME,
    ),
    Call("kernelbook.layers.BatchNorm.forward", {"self": Made(normalization), "x": X}, {"x: nan": NAN_FLOWS["nan"]}),
    Call("kernelbook.layers.MaxPool2D", {"size": 2, "name": "a"}, ANY_NAME),
    Call(
        "kernelbook.layers.MaxPool2D.forward",
        {"self": Made(lambda: layers.MaxPool2D(2)), "x": X},
        {"x: nan": NAN_FLOWS["nan"]},
    ),
    Call("kernelbook.layers.AveragePool2D", {"size": 2, "name": "a"}, ANY_NAME),
    Call(
        "kernelbook.layers.AveragePool2D.forward",
        {"self": Made(lambda: layers.AveragePool2D(2)), "x": X},
        {"x: nan": NAN_FLOWS["nan"]},
    ),
    Call(
        "kernelbook.layers.fuse",
        {"layers": [layers.Conv2D(2, 3), layers.ReLU()]},
        {"layers: empty": "of no layers, none"},
    ),
    Call(
        "kernelbook.layers.softmax_cross_entropy",
        {"logits": np.eye(4, 3), "labels": np.array([0, 1, 2, 0])},
        {"logits: nan": "the loss is NaN then, and `fit` says at which step"},
    ),
]
for each in LAYERS:
    if each.name.endswith(".forward"):
        each.documented["x: empty"] = "of no images, no maps"
        each.documented["x: one less"] = "any number of images"
SEQUENTIAL = [
    Call(
        "kernelbook.network.Sequential",
        {
            "layers": Made(lambda: [layers.Flatten(), layers.Dense(3)]),
            "input_shape": (8, 8, 1),
            "seed": 0,
            "dtype": "float32",
            "fused": True,
        },
    ),
    Call(
        "kernelbook.network.Sequential.fit",
        {
            "self": Made(small),
            "x": X,
            "y": Y,
            "batch_size": 4,
            "epochs": 1,
            "optimizer": Made(network.Adam),
            "validation_data": (X, Y),
            "progress": False,
        },
        {
            "x: one less": "then there are too many labels, which y's name says",
            "optimizer: none": "Adam() is the default",
            "validation_data: none": "no validation is the default",
            "progress: none": "in a terminal only, the default",
        },
    ),
    Call(
        "kernelbook.network.Sequential.evaluate",
        {"self": Made(small), "x": X, "y": Y, "batch_size": 4},
        {"x: one less": "then there are too many labels, which y's name says"},
    ),
    Call(
        "kernelbook.network.Sequential.predict",
        {"self": Made(small), "x": X, "batch_size": 4},
        {"x: empty": "of no images, no answers", "x: one less": "any number of images"},
    ),
    Call(
        "kernelbook.network.Sequential.forward",
        {"self": Made(small), "x": X},
        {"x: empty": "of no images, no answers", "x: one less": "any number of images"},
    ),
    Call(
        "kernelbook.network.Sequential.set_weights",
        {"self": Made(small), "weights": Made(lambda: small(seed=1).get_weights())},
    ),
    Call("kernelbook.network.SGD", {"learning_rate": 0.01, "momentum": 0.9}, {"learning_rate: percent": "any above 0"}),
    Call(
        "kernelbook.network.Adam",
        {"learning_rate": 0.01, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7},
        {"learning_rate: percent": "any above 0", "epsilon: percent": "any above 0"},
    ),
    Call("kernelbook.network.digit_network", {"initializer": "he", "seed": 0, "dtype": "float64", "fused": False}),
    Call("kernelbook.network.trace", {"network": Made(lambda: small(fused=False)), "images": X, "labels": Y}),
    Call("kernelbook.network.to_keras", {"network": Made(lambda: network.Sequential([layers.Dense(3)], (2,)))}),
    Call("kernelbook.network.from_keras", {"model": Made(in_keras), "seed": 0, "dtype": "float32"}),
]
MODELS = [
    Call("kernelbook.models.dense_network", {"units": 4}),
    Call(
        "kernelbook.models.transfer_network",
        {"classes": 5, "features": Made(lambda: models.load_weights("garment_features"))},
        {"features: none": "they begin at random"},
    ),
    Call("kernelbook.models.face_embedding", {"features": 8}),
    Call("kernelbook.models.convolutional_network", {"width": 4}),
    Call("kernelbook.models.residual_network", {"width": 4}),
    Call("kernelbook.models.vision_transformer", {"width": 4, "depth": 1, "heads": 2, "patch": 14}),
    Call("kernelbook.models.unet", {"widths": (2, 4), "classes": 2, "skips": True, "normalize": False}),
    Call("kernelbook.models.flow_unet", {"widths": (8, 8, 8), "features": 4}),
    Call("kernelbook.models.detector", {"classes": 2, "widths": (2, 2, 2, 2)}),
    Call(
        "kernelbook.models.tree_detector",
        {"weights": Made(lambda: models.load_weights("efficient_lite")), "classes": 2, "width": 4},
        {"weights: none": "they begin at random"},
    ),
    Call("kernelbook.models.detector_head", {"network": Made(lambda: models.tree_detector(width=4))}),
    Call("kernelbook.models.efficient_lite", {"size": 32}, {"size: none": "photographs of any size"}),
    Call("kernelbook.models.features", {"network": Made(in_keras), "layers": "a"}),
    Call(
        "kernelbook.models.scaled_pixels",
        {"photographs": np.ones((2, 4, 5, 3), np.uint8)},
        {"photographs: one less": "any number of photographs"},
    ),
    Call("kernelbook.models.small_photograph_network", {"classes": 3, "size": 20}),
    Call("kernelbook.models.get_weights", {"model": Made(in_keras)}),
    Call(
        "kernelbook.models.set_weights",
        {"model": Made(in_keras), "weights": Made(lambda: {"a/kernel": np.ones((2, 3)), "a/bias": np.ones(3)})},
    ),
    Call("kernelbook.models.load_weights", {"name": "digit_network"}),
]
RESULTS = [
    Call("kernelbook.results.read", {"name": "training"}),
    Call("kernelbook.results.provenance", {"determined_by": ["kernelbook.models.unet"]}),
    Call("kernelbook.results.Results.values", {"self": Made(stored), "case": "a", "metric": "m"}),
    Call("kernelbook.results.Results.spread", {"self": Made(stored), "case": "a", "metric": "m", "digits": 1}),
    Call(
        "kernelbook.results.Results.overview",
        {"self": Made(stored), "metrics": ["m"], "digits": 2},
        {"metrics: none": "all of them", "metrics: empty": "all of them"},
    ),
    Call("kernelbook.results.Results.medians", {"self": Made(stored), "case": "a"}),
    Call(
        "kernelbook.results.Results.labels",
        {"self": Made(stored), "case": "a", "seed": 0},
        {"seed: text": "a run is named by case and seed, '0' names the same"},
    ),
]
CALLS = [*LAYERS, *SEQUENTIAL, *MODELS, *RESULTS]
EXEMPT = {
    f"kernelbook.models.{name}": "takes no arguments"
    for name in (
        "accurate_network",
        "class_names",
        "digit_network",
        "face_classifier",
        "fast_network",
        "small_network",
        "tiny_network",
    )
} | {
    "kernelbook.models.save_weights": "writes into the package; scripts call it",
    "kernelbook.results.collect": "runs a benchmark and writes into the package; benchmarks call it",
    "kernelbook.results.names": "takes no arguments",
    "kernelbook.results.origins": "takes no arguments",
    "kernelbook.results.seal": "hashes whatever a results file holds",
    "kernelbook.results.load": "reads the file that it is given, and JSON and packed say what is wrong with it",
    "kernelbook.results.save": "writes what load returned",
    "kernelbook.results.write": "writes into the package; benchmarks call it",
}
