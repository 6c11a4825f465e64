import json

import pytest

from kernelbook import results


def test_read_and_values_and_medians_name_what_is_not_there(folder):
    with pytest.raises(ValueError, match="name='none': no such results"):
        results.read("none")
    results.write("bad", [{"case": "a"}], {})
    with pytest.raises(ValueError, match=r"bad\.json: the row .* must have the keys"):
        results.read("bad")
    for row in (3, ["a", 0, "m", 1.0]):
        results.write("bad", [row], {})
        with pytest.raises(ValueError, match=r"bad\.json: the row .* must have the keys"):
            results.read("bad")
    with pytest.raises(ValueError, match="no rows for case='a', metric='b'"):
        results.Results().values("a", "b")
    with pytest.raises(ValueError, match="no rows for case='a'; there are"):
        results.Results().medians("a")


ROWS = [
    {"case": 'b, \n "rows": []', "seed": 1, "metric": "µ", "value": None, "unit": ""},
    {"case": "a", "seed": 0, "metric": "m", "value": 1.5, "unit": "%"},
]


def test_rows_come_back_as_they_were_written(folder):
    results.write("two", ROWS, {"date": "today"}, {"a, seed 0": "72"})
    stored = results.read("two")
    assert (stored.rows, stored.provenance, stored.predictions) == (ROWS, {"date": "today"}, {"a, seed 0": "72"})
    assert [list(row) for row in stored.rows] == [list(row) for row in ROWS]
    assert '\n  ["a", 0, "m", 1.5, "%"]\n' in (folder / "two.json").read_text(encoding="utf-8"), "a row is a line"


def test_rows_of_an_earlier_version_are_read(folder):
    content = {"provenance": {}, "rows": ROWS, "predictions": {}, "seal": results.seal(ROWS, {}, {})}
    (folder / "old.json").write_text(json.dumps(content, indent=1), encoding="utf-8")
    assert results.read("old").rows == ROWS
    results.save(folder / "new.json", results.load(folder / "old.json"))
    results.write("written", ROWS, {})
    assert (folder / "new.json").read_bytes() == (folder / "written.json").read_bytes()


def test_origins_tell_where_every_file_comes_from():
    table = results.origins()
    assert list(table.rows) == results.names()
    assert table.rows["changes"]["command"] == "python benchmarks/changes.py"
