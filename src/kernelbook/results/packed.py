"""What runs predicted, packed: the answers of all runs one after the other, and most of them are alike."""

import base64
import zlib
from itertools import accumulate

from kernelbook.results import text


def pack(predictions):
    """Pack the texts of runs, one after the other.

    Networks agree on most images: where the answers of one run stand, those of the one before are looked up.

    Parameters
    ----------
    predictions : dict of str
        What each run predicted, of letters of Latin-1.

    Returns
    -------
    dict
        The length of each run's text, and all texts as a compressed one.

    Examples
    --------
    >>> unpack(pack({"a, seed 0": "7210", "b, seed 0": "72"}))
    {'a, seed 0': '7210', 'b, seed 0': '72'}
    """
    lengths = {name: len(told) for name, told in predictions.items()}
    return {"lengths": lengths, "texts": text.compress(text.to_bytes("".join(predictions.values())))}


def is_packed(content):
    """Say whether predictions are packed, in this version's way or an earlier one's, or stand as they are."""
    return content.keys() in ({"lengths", "texts"}, {"lengths", "letters"})


def unpack(content):
    """Return the texts that `pack` packed, in this version or an earlier one.

    Raises
    ------
    ImportError
        If this Python was built without LZMA.
    ValueError
        If the letters are damaged, or not those of texts of these lengths.
    """
    if "letters" in content:
        return unpack_letters(content)
    letters, lengths = text.from_bytes(text.decompress(content["texts"])), content["lengths"]
    if len(letters) != sum(lengths.values()):
        raise ValueError(f"{len(letters)} letters came; {len(lengths)} texts need {sum(lengths.values())}")
    ends = accumulate(lengths.values())
    return {name: letters[end - length : end] for (name, length), end in zip(lengths.items(), ends, strict=True)}


def unpack_letters(content):
    """Return the texts of a file of an earlier version: the first letters of all runs, then the second ones.

    Raises
    ------
    ValueError
        If the letters are damaged, or not those of texts of these lengths.
    """
    try:
        letters = zlib.decompress(base64.b64decode(content["letters"], validate=True)).decode("ascii")
    except zlib.error as error:
        raise ValueError(str(error)) from None
    lengths = content["lengths"]
    n, longest = len(lengths), max(lengths.values(), default=0)
    if len(letters) != n * longest:
        raise ValueError(f"{len(letters)} letters came; {n} texts of up to {longest} need {n * longest}")
    return {name: letters[k::n][:length] for k, (name, length) in enumerate(lengths.items())}
