"""Predictions packed: what comes out is what went in, in its order, and a damaged file is told."""

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelbook import results
from kernelbook.results.packed import pack, unpack

TEXTS = st.dictionaries(st.text(max_size=5), st.text(st.characters(codec="latin-1"), max_size=9), min_size=1)


@given(TEXTS)
def test_unpack_returns_what_pack_got_in_its_order(predictions):
    assert list(unpack(pack(predictions)).items()) == list(predictions.items())


def test_pack_makes_runs_that_agree_small():
    alike = {f"seed {k}": "7210414959069015" * 100 for k in range(20)}
    assert len(pack(alike)["texts"]) < 0.02 * sum(map(len, alike.values()))


def test_unpack_tells_a_text_that_was_cut():
    content = pack({"a": "721", "b": "72"})
    with pytest.raises(ValueError, match="5 letters came; 2 texts need 6"):
        unpack(content | {"lengths": {"a": 4, "b": 2}})


def test_pack_refuses_letters_that_are_no_bytes():
    with pytest.raises(ValueError, match="latin-1"):
        pack({"a": "7€"})


def letters(content):
    return base64.b64encode(zlib.compress(content)).decode()


def test_unpack_reads_what_an_earlier_version_packed_side_by_side():
    earlier = {"lengths": {"a": 4, "b": 2}, "letters": letters(b"7722" + b"1 0 ")}
    assert unpack(earlier) == {"a": "7210", "b": "72"}
    with pytest.raises(ValueError, match="8 letters came; 2 texts of up to 5 need 10"):
        unpack(earlier | {"lengths": {"a": 5, "b": 2}})
    with pytest.raises(ValueError, match="unknown compression method"):
        unpack(earlier | {"letters": "AAAA"})


def apart(path):
    """Return the lines of a file without the packed texts, and how long these are: another liblzma packs otherwise."""
    lines = path.read_text(encoding="utf-8").split("\n")
    packed = [line for line in lines if line.startswith('  "texts": ')]
    return [line for line in lines if line not in packed], sum(map(len, packed))


@pytest.mark.parametrize("name", results.names())
def test_a_stored_file_is_written_as_save_would_write_it(name, tmp_path):
    path, copy = results.FOLDER / f"{name}.json", tmp_path / f"{name}.json"
    content = results.load(path)
    results.save(copy, content)
    (stored, size), (written, other) = apart(path), apart(copy)
    assert (stored, size) == (written, pytest.approx(other, rel=0.01)), (
        f"{name}.json: results.save(path, results.load(path)) packs it"
    )
    assert results.load(copy) == content


def test_load_reads_a_file_of_an_earlier_version(tmp_path):
    (tmp_path / "old.json").write_text('{"rows": [], "provenance": {}, "predictions": {"a": "72"}, "seal": ""}')
    assert results.load(tmp_path / "old.json")["predictions"] == {"a": "72"}
