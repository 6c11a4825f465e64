"""Fetch what the book may not or does not carry, once: tell from where, under which license, and where it goes."""

import sys
import textwrap

from data_sets import title
from kernelbook import data, faces

# By name of the collection: who loads it, where that takes it from, how large it is.
FETCHED = {
    "hands": (data.load_hands, data.hands.HANDS_URL, "25 MB"),
    "olivetti": (faces.load_olivetti, "https://ndownloader.figshare.com/files/5976027 (by scikit-learn)", "1.4 MB"),
}


def terms(collection):
    """Return what the card of a collection says of its license, in one line."""
    card = collection.card.read_text(encoding="utf-8")
    return " ".join(card.split("- **License**: ")[1].split("\n- **")[0].split())


def fetch(name):
    """Fetch a collection if it is not here, and return whether it is here now."""
    (collection,) = [each for each in data.COLLECTIONS if each.name == name]
    load, source, size = FETCHED[name]
    print(f"{title(collection)}: {size} from {source}")
    print(textwrap.fill(f"License: {terms(collection)}", 110, initial_indent="  ", subsequent_indent="  "), flush=True)
    try:
        images = load(download=True)[0]
    except (OSError, ValueError) as error:
        print(f"  NOT HERE: {error}", file=sys.stderr)
        return False
    print(f"  here: {len(images):,} pictures, verified", flush=True)
    return True


def main():
    """Fetch all of them, and say where they lie."""
    from sklearn.datasets import get_data_home

    print(f"They go to {get_data_home()} (set SCIKIT_LEARN_DATA to choose another folder).")
    here = [fetch(name) for name in FETCHED]
    if not all(here):
        print("Not all is here. Is there a network? `make data` tries again; what is here stays.", file=sys.stderr)
    return 0 if all(here) else 1


if __name__ == "__main__":
    sys.exit(main())
