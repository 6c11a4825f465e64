"""Word pieces: a sentence as tokens of a fixed vocabulary, in which rare words are put together from several."""

import unicodedata

from kernelbook import guards

CLS, SEP, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
LONGEST = 100  # letters; a longer word is unknown
# Chinese characters are words by themselves.
CHINESE = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


def split_words(text):
    """Split a text into words and punctuation marks, in small letters and without accents, as BERT does.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If it is no text.

    Examples
    --------
    >>> split_words("Is that a Räuchermännchen?")
    ['is', 'that', 'a', 'rauchermannchen', '?']
    """
    guards.text("text", text)
    plain = text.translate({ord(c): " " for c in "\t\n\r"})
    plain = unicodedata.normalize("NFD", "".join(f" {c} " if is_chinese(c) else c for c in plain))
    kept = [c for c in plain if unicodedata.category(c) != "Mn" and unicodedata.category(c)[0] != "C" and c != "\ufffd"]
    return "".join(f" {c} " if is_punctuation(c) else c for c in kept).lower().split()


def is_chinese(letter):
    """Say whether a character is Chinese, without those that only Japanese or Korean has."""
    return any(low <= ord(letter) <= high for low, high in CHINESE)


def is_punctuation(letter):
    """Say whether a character is a mark, or one of the signs of ASCII that are neither letter nor digit, such as +."""
    return unicodedata.category(letter)[0] == "P" or (
        letter.isascii() and not letter.isalnum() and not letter.isspace()
    )


def word_pieces(text, vocabulary):
    """Split a text into the pieces of a vocabulary: of each word the longest beginning that is one, then of the rest.

    A piece that continues a word begins with ##.

    Parameters
    ----------
    text : str
    vocabulary : collection of str
        Such as the keys of ``load_encoder().vocabulary``. It has [CLS], [SEP] and [UNK].

    Returns
    -------
    list of str
        [CLS], the pieces, [SEP]. A word that cannot be put together is [UNK].

    Raises
    ------
    ValueError
        If it is no text, or the vocabulary lacks one of the three.

    References
    ----------
    Y. Wu et al.: Google's neural machine translation system: bridging the gap between human and machine translation.
    2016. doi:10.48550/arXiv.1609.08144

    Examples
    --------
    >>> word_pieces("An aardvark", {"[CLS]", "[SEP]", "[UNK]", "an", "a", "##ard", "##var", "##k"})
    ['[CLS]', 'an', 'a', '##ard', '##var', '##k', '[SEP]']
    """
    if isinstance(vocabulary, str) or not hasattr(vocabulary, "__contains__"):
        raise ValueError(f"vocabulary={guards.shown(vocabulary)}: expected a collection of pieces")
    if lacks := [piece for piece in (CLS, SEP, UNKNOWN) if piece not in vocabulary]:
        raise ValueError(f"vocabulary lacks {lacks}: expected [CLS], [SEP] and [UNK] among its pieces")
    pieces = [piece for word in split_words(text) for piece in pieces_of(word, vocabulary)]
    return [CLS, *pieces, SEP]


def pieces_of(word, vocabulary):
    """Return the pieces of one word."""
    pieces, start = [], 0
    while start < len(word):
        ends = range(len(word), start, -1)
        forms = (("##" if start else "") + word[start:end] for end in ends)
        piece = next((form for form in forms if form in vocabulary), None)
        if piece is None or len(word) > LONGEST:
            return [UNKNOWN]
        pieces.append(piece)
        start += len(piece.removeprefix("##") if start else piece)
    return pieces
