import pytest

from kernelbook import results


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
    assert list(stored.provenance["seconds"]) == ["a, seed 0", "b, seed 0", "a, seed 1"]
    # The code behind the figures changes: nothing that is stored counts any longer.
    results.collect("trial", runs[:1], measure, ["kernelbook.models.digit_network"])
    assert len(results.read("trial").rows) == 1


def test_runs_of_two_days_keep_both_days(folder, monkeypatch):
    """The older runs of a file were not made on the day of the last one."""
    provenance, days = results.runs.provenance, iter(["2026-01-02", "2026-01-05", "2026-01-05"])
    monkeypatch.setattr(results.runs, "provenance", lambda code: provenance(code) | {"date": next(days)})
    for more in (1, 2, 3):
        runs = [("a", seed) for seed in range(more)]
        results.collect(
            "trial", runs, lambda case, seed: ({"loss": (0.5, "nats")}, None), ["kernelbook.data.load_mnist"]
        )
    assert results.read("trial").provenance["date"] == "2026-01-02, 2026-01-05"
    assert results.read("trial").values("a", "loss").tolist() == [0.5, 0.5, 0.5]
