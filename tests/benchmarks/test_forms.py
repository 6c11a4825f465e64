import numpy as np
import pytest
from scipy import special

import compressed
from compressed import numbers_of_32_bits  # noqa: F401, a fixture
from kernelbook import data, results
from measurements import benchmark, exchanged, expected_rows

FORM = "LiteRT, weights of 8 bits"


@pytest.fixture(scope="module")
def script():
    return benchmark("forms")


@pytest.fixture(scope="module")
def stored():
    return results.read("forms")


@pytest.fixture(scope="module")
def keras_said(stored):
    """Return Keras's stored answers and how sure it was of them."""
    answers, high, low = stored.grid("Keras, confidence", 0).astype(int)
    return answers, (256 * high + low) / 65_535


def test_what_differs_follows_from_the_stored_answers(script, stored, keras_said):
    (keras, sure), truth = keras_said, data.load_mnist()[1][1]
    for case, seed in script.RUNS:
        if case not in script.PLAIN and case not in script.CALIBRATED:
            continue
        answers = stored.labels(case, seed)
        found = {row["metric"]: row["value"] for row in stored.rows if (row["case"], row["seed"]) == (case, seed)}
        differ = answers != keras
        assert found["answers that differ"] == differ.sum(), exchanged("forms")
        if differ.any():
            assert found["confidence where they differ, lowest"] == pytest.approx(sure[differ].min(), abs=1e-4)
            assert found["confidence where they differ, highest"] == pytest.approx(sure[differ].max(), abs=1e-4)
            assert found["Keras right where they differ"] == (keras == truth)[differ].sum()
            assert found["form right where they differ"] == (answers == truth)[differ].sum()


def test_the_stored_confidences_are_those_of_the_network_that_ships(script, stored, keras_said):
    (keras, sure), rows = keras_said, slice(0, 10_000, 20)
    logits = script.network().predict(script.judged()[0][rows], verbose=0)
    assert np.array_equal(logits.argmax(axis=1), keras[rows])
    np.testing.assert_allclose(special.softmax(logits, axis=1).max(axis=1), sure[rows], atol=1e-4)
    accuracy = 100 * np.mean(keras == data.load_mnist()[1][1])
    assert stored.values("Keras, confidence", "accuracy").tolist() == [round(accuracy, 2)]
    assert stored.values("Keras, confidence", "parameters").tolist() == [93_322]


def test_numpy_computed_what_litert_did(stored):
    for kernels in ("xnnpack", "reference"):
        assert set(stored.values("rounding", f"NumPy against {kernels}")) == {0}
    logits, images, answers = (
        stored.values("rounding", f"xnnpack against reference{part}") for part in ("", ", images", ", answers")
    )
    assert (answers <= images).all()
    assert (images <= logits).all()
    assert (logits <= 10 * images).all()


def test_half_the_bits_half_the_bytes(stored):
    sizes = {
        case: stored.values(case, "file")[0]
        for case in dict.fromkeys(row["case"] for row in stored.rows if row["metric"] == "file")
    }
    whole = sizes["LiteRT, 32 bits"]
    assert 93_322 * 4 < whole < 93_322 * 4 + 8_000
    assert whole / 2 < sizes["LiteRT, 16 bits"] < whole / 1.9
    assert all(whole / 4 < size < whole / 3.2 for case, size in sizes.items() if "8 bits" in case)


def test_times_are_told_against_the_compiled_network(script, stored):
    for case in (script.ALONE, script.BESIDE):
        assert (stored.values(case, "Keras predict, of tf.function") > 1).all(), exchanged("forms")
        assert (stored.values(case, "LiteRT, 32 bits, of tf.function") < 1).all(), exchanged("forms")


@pytest.mark.slow
def test_a_form_is_judged_as_stored(script, stored):
    import keras

    keras.backend.clear_session()  # it numbers tensors through the process, and a file tells the number: digits, bytes
    script.network.cache_clear()  # another test may have made it before
    figures, answers = script.measure(FORM, 0)
    assert [row for row in stored.rows if row["case"] == FORM] == expected_rows(figures, FORM, 0)
    np.testing.assert_array_equal(answers, stored.labels(FORM, 0))


def test_examples_of_a_smaller_count_are_among_those_of_a_larger_one(script):
    few, many = script.examples(5, 1), script.examples(50, 1)
    np.testing.assert_array_equal(few, many[:5])
    assert not np.array_equal(few, script.examples(5, 2))
    assert few.shape == (5, 28, 28, 1)
    assert 0 <= few.min() < few.max() <= 1


def test_the_median_call_counts_and_turns_are_compared_with_themselves(script, monkeypatch):
    clock = iter(np.cumsum([0, 1, 0, 9, 0, 2, 0]).tolist())
    monkeypatch.setattr(script.time, "perf_counter", lambda: next(clock))
    assert script.time_one(lambda image: None, compressed.images(3)) == 2
    slower = iter([1.0, 3.0, 2.0, 8.0, 10.0, 30.0])
    monkeypatch.setattr(script, "TURNS", 3)
    monkeypatch.setattr(script, "readers", lambda folder, seed: {"tf.function": lambda x: x, "other": lambda x: x})
    monkeypatch.setattr(script, "time_one", lambda read, images: next(slower))
    found = script.time_readers(script.ALONE, 0)
    assert found == {"tf.function": (2e6, "µs"), "other, of tf.function": (3.0, "times")}
