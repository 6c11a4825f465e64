"""What runs predicted, packed: the answers of all runs to one image lie side by side, and most of them are alike."""

from itertools import chain, zip_longest

from kernelbook.results import text


def pack(predictions):
    """Pack the texts of runs, first the first letters of all of them, then the second ones, and so on.

    Networks agree on most images, so that the letters repeat where they stand side by side, and compress well.

    Parameters
    ----------
    predictions : dict of str
        What each run predicted, of ASCII letters.

    Returns
    -------
    dict
        The length of each run's text, and all letters as one compressed text.

    Examples
    --------
    >>> unpack(pack({"a, seed 0": "7210", "b, seed 0": "72"}))
    {'a, seed 0': '7210', 'b, seed 0': '72'}
    """
    letters = "".join(chain.from_iterable(zip_longest(*predictions.values(), fillvalue=" ")))
    lengths = {name: len(told) for name, told in predictions.items()}
    return {"lengths": lengths, "letters": text.from_bytes(letters.encode("ascii"))}


def unpack(content):
    """Return the texts that `pack` packed.

    Raises
    ------
    ValueError
        If the letters are not those of texts of these lengths.
    """
    letters, lengths = text.to_bytes(content["letters"]).decode("ascii"), content["lengths"]
    n, longest = len(lengths), max(lengths.values(), default=0)
    if len(letters) != n * longest:
        raise ValueError(f"{len(letters)} letters came; {n} texts of up to {longest} need {n * longest}")
    return {name: letters[k::n][:length] for k, (name, length) in enumerate(lengths.items())}
