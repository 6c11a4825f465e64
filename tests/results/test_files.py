import pytest

from kernelbook import results


def test_read_and_values_and_medians_name_what_is_not_there(folder):
    with pytest.raises(ValueError, match="name='none': no such results"):
        results.read("none")
    results.write("bad", [{"case": "a"}], {})
    with pytest.raises(ValueError, match=r"bad\.json: the row .* must have the keys"):
        results.read("bad")
    with pytest.raises(ValueError, match="no rows for case='a', metric='b'"):
        results.Results().values("a", "b")
    with pytest.raises(ValueError, match="no rows for case='a'; there are"):
        results.Results().medians("a")


def test_origins_tell_where_every_file_comes_from():
    table = results.origins()
    assert list(table.rows) == results.names()
    assert table.rows["changes"]["command"] == "python benchmarks/changes.py"
