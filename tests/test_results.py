import json

import numpy as np
import pytest

from kernelbook import data, models, results
from kernelbook.results import syntax

WEIGHTS = sorted(path.stem for path in models.WEIGHTS.glob("*.json"))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "FOLDER", tmp_path)
    return tmp_path


def test_there_are_results():
    assert "digit_network" in results.names()


@pytest.mark.parametrize("name", results.names())
def test_results_are_those_of_the_code_as_it_is(name):
    provenance = results.read(name).provenance
    assert provenance["fingerprint"] == syntax.fingerprint(provenance["determined_by"]), (
        f"the code behind {name}.json has changed: make bench ONLY={name}"
    )
    assert provenance.keys() >= {"command", "date", "processor", "threads", "python", "numpy", "tensorflow"}


@pytest.mark.parametrize("name", results.names())
def test_no_figure_was_edited(name):
    stored = results.read(name)
    assert stored.seal == results.seal(stored.rows, stored.provenance, stored.predictions)


@pytest.mark.parametrize("name", WEIGHTS)
def test_weights_are_those_of_the_code_as_it_is(name):
    provenance = json.loads((models.WEIGHTS / f"{name}.json").read_text(encoding="utf-8"))
    assert provenance["fingerprint"] == syntax.fingerprint(provenance["determined_by"]), "make weights"


@pytest.mark.parametrize("name", results.names())
def test_accuracies_follow_from_the_predicted_labels(name):
    stored = results.read(name)
    _, (_, truth) = data.load_mnist()
    rows = [row for row in stored.rows if row["metric"] == "test accuracy"]
    for row in rows:
        accuracy = 100 * np.mean(stored.labels(row["case"], row["seed"]) == truth)
        assert row["value"] == pytest.approx(accuracy, abs=0.005), row
    assert len(rows) == len(stored.predictions)


def test_the_digit_network_keeps_its_promise():
    values = results.read("digit_network").values("5 epochs, divided by 255", "test accuracy")
    assert len(values) >= 5
    assert values.mean() >= 98.9


def test_collect_goes_on_where_it_was_interrupted(folder):
    measured = []

    def measure(case, seed):
        if len(measured) == 2:
            measured.append("interrupted")
            raise KeyboardInterrupt
        measured.append((case, seed))
        return {"test accuracy": (50.0, "%")}, [1, 2, seed]

    runs = [("a", 0), ("b", 0), ("a", 1)]
    code = ["kernelbook.data.load_mnist"]
    with pytest.raises(KeyboardInterrupt):
        results.collect("trial", runs, measure, code)
    assert len(results.read("trial").rows) == 2
    results.collect("trial", runs, measure, code)
    assert measured == [("a", 0), ("b", 0), "interrupted", ("a", 1)]
    stored = results.read("trial")
    assert stored.labels("a", 1).tolist() == [1, 2, 1]
    assert stored.values("a", "test accuracy").tolist() == [50.0, 50.0]
    # The code behind the figures changes: nothing that is stored counts any longer.
    results.collect("trial", runs[:1], measure, ["kernelbook.models.digit_network"])
    assert len(results.read("trial").rows) == 1


def test_results_that_are_not_there_are_named(folder):
    with pytest.raises(ValueError, match="name='none': no such results"):
        results.read("none")
    results.write("bad", [{"case": "a"}], {})
    with pytest.raises(ValueError, match=r"bad\.json: the row .* must have the keys"):
        results.read("bad")
    with pytest.raises(ValueError, match="no rows for case='a', metric='b'"):
        results.Results().values("a", "b")


SOURCE = 'def f(x):\n    """Say it."""\n    # why\n    return x + 1\n'


@pytest.mark.parametrize(
    ("change", "same"),
    [(("Say it", "Say it better"), True), (("# why", "# because"), True), (("x + 1", "x + 2"), False)],
)
def test_the_fingerprint_sees_code_and_no_prose(monkeypatch, change, same):
    sources = iter([SOURCE, SOURCE.replace(*change)])
    monkeypatch.setattr(syntax, "source_of", lambda name: next(sources))
    assert (syntax.fingerprint(["f"]) == syntax.fingerprint(["f"])) is same
