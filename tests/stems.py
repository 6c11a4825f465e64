"""Stems of words, by a small rule: enough to see that *calibrated* and *calibration* speak of the same thing."""

import re


def words(text):
    return re.findall(r"[^\W_]+", text)


COMMON = words("""
    a an and any are as at be but by can did do does for from had has have if in into is it its may more most my no
    not of on one or our own so some than that the their them then there they this to two up was we what when where
    which who whom whose will with you your
""")
ENDINGS = words("""
    ationally ational izations ization ations ation ating ators ator ated ates ate ities ity ically ical ional
    ions ion ings ing iers ier ies ied ers er ed es ences ence ances ance ent ant ible able ives ive ally al ly ments
    ment y s e
""")


def stem(word):
    """Return a word without its ending, at least three letters of it.

    Examples
    --------
    >>> [stem(word) for word in ("calibrated", "calibration", "convolutions", "convolutional", "biases", "mapping")]
    ['calibr', 'calibr', 'convolut', 'convolut', 'bias', 'map']
    """
    if not re.search(r"(?:ias|[ius]s)$", word):  # bias, axis, locus and loss are no plurals
        for ending in sorted(ENDINGS, key=len, reverse=True):
            kept = word.removesuffix(ending)
            if kept != word and len(kept) >= 3:
                word = stem(kept) if ending in ("s", "es") else kept  # of a plural, the ending of its singular too
                break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def stems(text):
    """Return the stems of a text's words, without the most common ones; of a text of nothing else, all."""
    found = words(re.sub(r"['’]s\b", "", text.lower()))
    return {stem(word) for word in found if word not in COMMON} or {stem(word) for word in found}


def nearest(text, names):
    """Return which of some names share the largest part of their stems with a text: none, one, or several alike."""
    said = stems(text)
    shares = {name: len(said & stems(name)) / len(said | stems(name)) for name in names}
    best = max(shares.values(), default=0)
    return [name for name, share in shares.items() if share == best > 0]
