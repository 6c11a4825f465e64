"""What holds for every results file: the code behind it is as it was, no figure was edited, accuracies follow."""

import numpy as np
import pytest

from kernelbook import data, results
from kernelbook.results import syntax
from measurements import changed_code


def test_there_are_results():
    assert "digit_network" in results.names()


@pytest.mark.parametrize("name", results.names())
def test_results_are_those_of_the_code_as_it_is(name):
    provenance = results.read(name).provenance
    of_this_code = provenance["fingerprint"] == syntax.fingerprint(provenance["determined_by"])
    assert of_this_code, (
        f"{changed_code(f'src/kernelbook/results/{name}.json', provenance)}. If nothing but names changed: "
        f"python scripts/stamp.py HEAD old=new. If figures may change: make bench ONLY={name}"
    )
    assert provenance.keys() >= {"command", "date", "processor", "threads", "python", "numpy", "tensorflow"}


@pytest.mark.parametrize("name", results.names())
def test_no_figure_was_edited(name):
    stored = results.read(name)
    untouched = stored.seal == results.seal(stored.rows, stored.provenance, stored.predictions)
    assert untouched, (
        f"{name}.json was changed by hand: its seal no longer fits. Look first at git diff HEAD -- "
        f"src/kernelbook/results/{name}.json, and take it back; other figures come from make bench ONLY={name} alone"
    )


@pytest.fixture(scope="module")
def truth():
    """Return the true labels behind each kind of accuracy, by its name."""
    (_, learned), (_, judged) = data.load_mnist()
    return {
        "test accuracy": judged,
        "validation accuracy": learned[55_000:],
        "held-out accuracy": learned[50_000:],
        "accuracy on 8 × 8 digits": data.load_small_digits()[1],
        "accuracy on new garments": data.select_classes(*data.load_garments()[1], data.NEW_GARMENTS)[1],
    }


@pytest.mark.parametrize("name", results.names())
def test_accuracies_follow_from_the_predicted_labels(name, truth):
    stored = results.read(name)
    rows = [row for row in stored.rows if row["metric"] in truth]
    for row in rows:
        accuracy = 100 * np.mean(stored.labels(row["case"], row["seed"]) == truth[row["metric"]])
        assert row["value"] == pytest.approx(accuracy, abs=0.005), (
            f"{name}.json: {row['case']}, seed {row['seed']}: its stored answers are {accuracy:.2f} % right. Look "
            f"first at git diff HEAD -- src/kernelbook/results/{name}.json src/kernelbook/data: what was changed there?"
        )
    # The others are judged below, by more figures than one.
    if name not in (
        "hands",
        "rare",
        "trees",
        "nuclei",
        "diagnosis",
        "detection",
        "driving",
        "pixels",
        "faces",
        "names",
        "cutouts",
        "words",
        "drawings",
        "copies",
        "doubles",
        "answers",
        "drift",
        "forms",
    ):
        assert len(rows) == len(stored.predictions), f"{name}.json keeps answers of which no accuracy is stored"
