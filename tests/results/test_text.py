"""Bytes as texts: what comes out is what went in, and of a damaged text one error comes, whatever was damaged."""

import base64
import string
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelbook.results import text

CONTENT = np.random.default_rng(0).integers(0, 4, 300, np.uint8).tobytes()
DAMAGED = "nothing that was packed, or a damaged text"


@given(st.binary(max_size=50))
def test_bytes_come_back(content):
    assert text.to_bytes(text.from_bytes(content)) == content
    assert text.decompress(text.compress(content)) == content
    assert text.from_base85(base64.b85encode(content).decode()) == content


def test_a_compressed_text_is_small_and_json_leaves_it_as_it_is():
    packed = text.compress(CONTENT)
    assert len(packed) < len(CONTENT), "two bits of eight"
    assert not set(packed) & set(string.whitespace + string.punctuation) - set("!#$%&()*+-;<=>?@^_`{|}~")


def test_decompress_refuses_whatever_letter_was_changed():
    packed = text.compress(CONTENT)
    for k in range(0, len(packed), 5):
        for letter in {"0", "~", '"', "é", "€"} - {packed[k]}:
            with pytest.raises(ValueError, match=DAMAGED):
                text.decompress(packed[:k] + letter + packed[k + 1 :])


def test_decompress_refuses_whatever_is_cut_off():
    packed = text.compress(CONTENT)
    for length in range(len(packed)):
        with pytest.raises(ValueError, match=DAMAGED):
            text.decompress(packed[:length])


def test_decompress_refuses_what_is_in_another_form():
    with pytest.raises(ValueError, match=r"letter 8: ' ' is no digit of base 85"):
        text.decompress("eNqzMDG2 AAEAAQ==")
    with pytest.raises(ValueError, match=r"letter 5: five digits of base 85 for more than four bytes"):
        text.decompress("00000~~~~~")
    with pytest.raises(ValueError, match=DAMAGED):
        text.decompress(base64.b85encode(CONTENT).decode())


def test_a_python_without_lzma_is_told_what_it_lacks(monkeypatch):
    packed = text.compress(CONTENT)
    monkeypatch.setitem(sys.modules, "lzma", None)
    for function, content in ((text.compress, CONTENT), (text.decompress, packed)):
        with pytest.raises(ImportError, match=r"results files: packed with LZMA.*was built without.*liblzma-dev"):
            function(content)
