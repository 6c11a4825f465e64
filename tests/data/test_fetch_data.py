import pytest

import fetch_data
from kernelbook.data import COLLECTIONS


def test_all_that_does_not_ship_and_no_package_brings_is_fetched():
    assert set(fetch_data.FETCHED) == {each.name for each in COLLECTIONS if each.file and not each.ships}, (
        "scripts/fetch_data.py: FETCHED has another set than data/collections.py"
    )


@pytest.mark.parametrize("collection", [c for c in COLLECTIONS if c.name in fetch_data.FETCHED], ids=lambda c: c.name)
def test_what_is_fetched_is_told_with_its_source_and_license(collection, monkeypatch, capsys):
    asked = []
    _, source, size = fetch_data.FETCHED[collection.name]
    load = lambda download: asked.append(download) or (range(7),)  # noqa: E731
    monkeypatch.setitem(fetch_data.FETCHED, collection.name, (load, source, size))
    assert fetch_data.fetch(collection.name)
    assert asked == [True]
    told = capsys.readouterr().out
    for words in (source, size, collection.license, "here: 7 pictures, verified"):
        assert words in told


def test_a_collection_that_cannot_be_fetched_is_told_and_the_next_is_tried(monkeypatch, capsys):
    def fails(download):
        raise ConnectionError("nobody answers. Call again.")

    for name, (_, *rest) in fetch_data.FETCHED.items():
        monkeypatch.setitem(fetch_data.FETCHED, name, (fails, *rest))
    assert fetch_data.main() == 1
    told = capsys.readouterr().err
    assert told.count("NOT HERE: nobody answers. Call again.") == len(fetch_data.FETCHED)
    assert told.endswith("Not all is here. Is there a network? `make data` tries again; what is here stays.\n")
