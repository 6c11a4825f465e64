import pytest

from kernelbook import results


def test_medians_are_those_of_the_seeds():
    rows = [{"case": "a", "seed": k, "metric": "m", "value": v, "unit": "ms"} for k, v in enumerate((3.0, 9.0, 4.0))]
    assert results.Results(rows).medians("a") == {"m": 4.0}


def test_overview_has_every_case_with_its_spread_and_unit():
    rows = [
        {"case": case, "seed": seed, "metric": metric, "value": value, "unit": unit}
        for case, seed, metric, value, unit in [
            ("a", 0, "m", 1.0, "%"),
            ("a", 1, "m", 2.0, "%"),
            ("b", 0, "m", 5.0, "%"),
            ("b", 0, "t", 7.25, "s"),
            ("b", 0, "p", 12345, "numbers"),
            ("b", 1, "p", 12345, "numbers"),
        ]
    ]
    stored = results.Results(rows)
    table = stored.overview(digits=1)
    assert table.caption == "mean (lowest to highest) of up to 2 runs"
    assert table.rows == {
        "a": {"m (%)": "1.5 (1.0 to 2.0)"},
        "b": {"m (%)": "5", "t (s)": "7.2", "p (numbers)": "12,345"},
    }
    assert stored.overview(["t"]).rows == {"b": {"t (s)": "7.25"}}
    with pytest.raises(ValueError, match=r"metrics=\['x'\]: there are \['m', 't', 'p'\]"):
        stored.overview(["x"])


def test_results_name_the_runs_that_predicted_something():
    found = results.Results(predictions={"a, seed 0": "012", "b, seed 0": "2x2:no mask"})
    for method in (found.labels, found.mask, found.grid, found.detections):
        with pytest.raises(
            ValueError, match=r"no predictions for case='c', seed=0; there are \['a, seed 0', 'b, seed 0'\]"
        ):
            method("c", 0)
    with pytest.raises(ValueError, match="case='b', seed=0: this run predicted no labels"):
        found.labels("b", 0)
