import json

import keras
import numpy as np
import pytest

from kernelbook import archive, data, models
from kernelbook.results import syntax
from measurements import changed_code

WEIGHTS = sorted(path.stem for path in models.WEIGHTS.glob("*.json"))


def test_get_weights_and_set_weights_lead_out_and_back(network):
    weights = models.get_weights(network)
    assert weights["conv1/kernel"].shape == (3, 3, 1, 32)
    assert list(weights)[-1] == "logits/bias"
    other = models.digit_network()
    models.set_weights(other, weights)
    x = np.random.default_rng(0).random((2, 28, 28, 1), dtype=np.float32)
    np.testing.assert_array_equal(network(x), other(x))


def test_weights_of_a_layer_that_is_made_of_layers_have_names_of_their_own():
    """Attention has four matrices and four biases, which Keras all calls kernel and bias."""
    build = {"d": 8, "width": 4, "depth": 1, "heads": 2}
    first, second = (models.caption_encoder(9, 6, **build) for _ in range(2))
    weights = models.get_weights(first)
    assert len(weights) == len(first.weights)
    assert {f"block1_attention/{part}/kernel" for part in ("query", "key", "value", "attention_output")} < set(weights)
    models.set_weights(second, weights)
    tokens = np.array([[1, 5, 2, 8, 0, 0]])
    np.testing.assert_array_equal(first(tokens), second(tokens))


@pytest.mark.parametrize("fault", ["missing", "unknown", "shape"])
def test_set_weights_that_do_not_fit_leave_the_model_unchanged(network, fault):
    weights = {name: value + 1 for name, value in models.get_weights(network).items()}
    before = network.get_weights()
    if fault == "missing":
        del weights["logits/bias"]
    elif fault == "unknown":
        weights["conv4/bias"] = np.zeros(3)
    else:
        weights["logits/bias"] = np.zeros(11)
    with pytest.raises(ValueError, match=r"logits/bias|conv4/bias"):
        models.set_weights(network, weights)
    for old, new in zip(before, network.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_load_weights_names_those_there_are():
    with pytest.raises(
        ValueError,
        match=r"name='digits': no such weights; there are \['caption_encoder', 'detector', .*'garment_features'",
    ):
        models.load_weights("digits")


def test_load_weights_refuses_an_altered_file(tmp_path, monkeypatch):
    models_weights = models.load_weights("digit_network")
    monkeypatch.setattr(models.weights, "WEIGHTS", tmp_path)
    models.save_weights("digit_network", models_weights, {"date": "today"})
    path = tmp_path / "digit_network.npz"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match=r"digit_network\.npz is damaged"):
        models.load_weights("digit_network")


def test_stored_weights_reach_their_recorded_validation_accuracy(network):
    models.set_weights(network, models.load_weights("digit_network"))
    provenance = json.loads((models.WEIGHTS / "digit_network.json").read_text(encoding="utf-8"))
    (images, labels), _ = data.load_mnist()
    x, y = images[55_000:, ..., np.newaxis].astype("float32") / 255, labels[55_000:]
    accuracy = 100 * np.mean(network.predict(x, batch_size=500, verbose=0).argmax(axis=1) == y)
    # Two near-ties may fall to the other side on another processor.
    assert accuracy == pytest.approx(float(provenance["validation accuracy"].rstrip(" %")), abs=0.041)
    recorded = archive.sha256(models.WEIGHTS / "digit_network.npz") == provenance["sha256"]
    assert recorded, "look first at git diff --stat HEAD -- src/kernelbook/weights: digit_network.npz is another file"


@pytest.mark.parametrize("name", WEIGHTS)
def test_weights_are_those_of_the_code_as_it_is(name):
    provenance = json.loads((models.WEIGHTS / f"{name}.json").read_text(encoding="utf-8"))
    of_this_code = provenance["fingerprint"] == syntax.fingerprint(provenance["determined_by"])
    again = "make weights" if "scripts/" in provenance["determined_by"][0] else "make bench, which trains them, too"
    again = provenance["command"] if "scripts/builders/" in provenance["determined_by"][0] else again
    assert of_this_code, (
        f"{changed_code(f'src/kernelbook/weights/{name}.json', provenance)}. If they may change: {again}"
    )


def test_set_weights_takes_lists_and_refuses_what_is_no_number():
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1, name="a")])
    models.set_weights(model, {"a/kernel": [[1.0], [2.0]], "a/bias": [3.0]})
    assert [w.tolist() for w in model.get_weights()] == [[[1], [2]], [3]]
    for bad in ([[1.0], [np.nan]], [["a"], ["b"]], None):
        with pytest.raises(ValueError, match=r"weights\['a/kernel'\]"):
            models.set_weights(model, {"a/bias": [7.0], "a/kernel": bad})
    assert [w.tolist() for w in model.get_weights()] == [[[1], [2]], [3]]
    with pytest.raises(ValueError, match=r"weights=\[\]: expected a dict"):
        models.set_weights(model, [])
    with pytest.raises(ValueError, match="model=3: expected a Keras model"):
        models.set_weights(3, {})


def test_load_weights_refuses_a_shipped_file_with_any_byte_flipped(tmp_path, monkeypatch):
    for suffix in (".json", ".npz"):
        (tmp_path / f"driver_naive{suffix}").write_bytes((models.WEIGHTS / f"driver_naive{suffix}").read_bytes())
    monkeypatch.setattr("kernelbook.models.weights.WEIGHTS", tmp_path)
    path = tmp_path / "driver_naive.npz"
    content = path.read_bytes()
    assert models.load_weights("driver_naive")
    for position in [*range(200), *range(200, len(content), len(content) // 200), *range(-200, 0)]:
        damaged = bytearray(content)
        damaged[position] ^= 0xFF
        path.write_bytes(damaged)
        with pytest.raises(ValueError, match="is damaged: expected SHA-256"):
            models.load_weights("driver_naive")


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_split_bytes_are_joined_again(dtype):
    numbers = np.random.default_rng(0).normal(size=(3, 2, 4, 5)).astype(dtype)
    numbers.flat[:3] = [0, -0.0, 6e-8]
    parts = models.weights.split_bytes(numbers.transpose(1, 0, 3, 2))
    assert parts.dtype == np.uint8
    assert parts.shape == (numbers.itemsize, 2, 3, 5, 4)
    joined = models.weights.joined_bytes(parts)
    assert joined.dtype == np.float32
    np.testing.assert_array_equal(joined, numbers.transpose(1, 0, 3, 2).astype("float32"))


def test_load_weights_joins_what_was_split(tmp_path, monkeypatch):
    monkeypatch.setattr(models.weights, "WEIGHTS", tmp_path)
    numbers = np.array([[1.5, -3e4], [1e-3, 0]], np.float32)
    models.save_weights("a", {"split": models.weights.split_bytes(numbers), "whole": numbers}, {})
    loaded = models.load_weights("a")
    np.testing.assert_array_equal(loaded["split"], numbers)
    np.testing.assert_array_equal(loaded["whole"], numbers)
