"""The sick trainings of the clinic are those of its script, and each has the mistake that its letter stands for."""

import numpy as np
import pytest

from kernelbook import data, results
from kernelbook.exercises.chapter_08.clinic import DIAGNOSES
from kernelbook.layers import softmax_cross_entropy
from measurements import benchmark, expected_rows

CLINIC = benchmark("clinic")


@pytest.fixture(scope="module")
def stored():
    return results.read("clinic")


def test_every_training_has_every_epoch(stored):
    for case in CLINIC.PATIENTS:
        for of in ("training loss", "training accuracy", "held-out loss", "held-out accuracy"):
            for k in range(1, CLINIC.EPOCHS + 1):
                assert len(stored.values(case, f"{of}, epoch {k}")) == len(CLINIC.SEEDS) == 3


def test_the_checker_knows_which_mistake_a_patient_has():
    sick = {case: mistake for case, mistake in CLINIC.PATIENTS.items() if case != "healthy"}
    assert sick.keys() == DIAGNOSES.keys()
    assert all(DIAGNOSES[case] in mistake for case, mistake in sick.items())


def test_a_patient_begins_as_its_mistake_says():
    """The first batch once more: what is stored of the first step and of the layers before it, for every patient."""
    stored = results.read("clinic")
    for case, mistake in CLINIC.PATIENTS.items():
        (x, y), _, _ = CLINIC.parts(mistake, 0)
        network, optimizer = CLINIC.small_network(mistake, 0), CLINIC.optimizer_for(mistake)
        found = {f"{k}, before": v for k, v in CLINIC.layer_figures(mistake, network, x[:500], y[:500]).items()}
        for k in (1, 2):
            found[f"one batch, step {k}"] = CLINIC.step(mistake, network, x[:32], y[:32], optimizer)[0]
        for name, value in found.items():
            assert stored.values(case, name)[0] == pytest.approx(value, rel=2e-3, abs=1e-9), (case, name)


def test_a_second_softmax_sends_back_what_a_difference_says():
    generator = np.random.default_rng(0)
    logits, y = generator.normal(size=(3, 10)), np.array([1, 9, 4])
    _, errors = CLINIC.judge("softmax twice", logits, y)
    for place in np.ndindex(3, 10):
        h = np.zeros((3, 10))
        h[place] = 1e-6
        up, down = (CLINIC.judge("softmax twice", logits + s * h, y)[0] for s in (1, -1))
        assert errors[place] == pytest.approx((up - down) / 2e-6, abs=1e-8)
    assert CLINIC.judge("nothing", logits, y)[0] == softmax_cross_entropy(logits, y)[0]


def test_flips_mirror_about_half_each_way_and_change_nothing_else():
    (images, _), _ = data.load_mnist()
    x = images[:400, ..., np.newaxis].astype("float32")
    found = CLINIC.flipped(x, np.random.default_rng(0))
    ways = [x, x[:, :, ::-1], x[:, ::-1], x[:, ::-1, ::-1]]
    fits = np.array([(found == way).all(axis=(1, 2, 3)) for way in ways])
    assert fits.any(axis=0).all()
    assert (abs(fits.mean(axis=1) - 0.25) < 0.1).all()


def test_shuffled_labels_are_the_same_labels_in_another_order():
    (x, y), held_out, _ = CLINIC.parts("nothing", 0)
    (other_x, other_y), other_held_out, _ = CLINIC.parts("labels shuffled", 0)
    assert (x == other_x).all()
    assert (np.bincount(y) == np.bincount(other_y)).all()
    assert np.mean(y == other_y) < 0.2
    assert (held_out[1] == other_held_out[1]).all()


def test_pixels_to_255_are_the_same_digits():
    (x, y), _, _ = CLINIC.parts("nothing", 1)
    (large, labels), _, _ = CLINIC.parts("pixels to 255", 1)
    np.testing.assert_allclose(large, 255 * x, rtol=1e-6)
    assert (y == labels).all()


def test_a_run_is_judged_as_it_is_stored(stored, monkeypatch):
    """With no epoch at all: everything but the training, in the metrics that are stored."""
    monkeypatch.setattr(CLINIC, "EPOCHS", 0)
    monkeypatch.setattr(CLINIC, "STEPS", (1, 2))
    found, answers = CLINIC.measure("G", 2)
    rows = [(row["metric"], row["unit"]) for row in expected_rows(found, "G", 2)]
    assert set(rows) <= {(row["metric"], row["unit"]) for row in stored.rows if row["case"] == "G"}
    assert found["change, conv2"] == found["change, conv1"] == (0, "")
    assert len(answers) == 5_000
    for name in ("held-out loss, epoch 0", "silent, dense, before", "gradient, conv1, before"):
        assert stored.values("G", name)[2] == pytest.approx(found[name][0], rel=2e-3)


def test_a_frozen_layer_gets_a_gradient_and_stays():
    (x, y), _, _ = CLINIC.parts("a frozen layer", 0)
    network = CLINIC.small_network("a frozen layer", 0)
    before = CLINIC.kernels(network)
    CLINIC.step("a frozen layer", network, x[:32], y[:32], CLINIC.optimizer_for("a frozen layer"))
    moved = {name for name, kernel in CLINIC.kernels(network).items() if (kernel != before[name]).any()}
    assert moved == {"conv1", "dense", "logits"}
