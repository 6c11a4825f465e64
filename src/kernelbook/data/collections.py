"""The table of all collections that the book loads: where each comes from, its license, its hash, who uses it.

It is the one truth about them. The loaders take their file and hash from it, ``make collections`` writes the page of
data sets from it, and a test compares it with the cards, with the files and with the chapters.
"""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "datasets"
REINSTALL = "Install kernelbook again, or restore the file with git."


@dataclass(frozen=True)
class Collection:
    """What must be known of a collection before it is used.

    Attributes
    ----------
    name : str
        The stem of its card, and of its file where it ships.
    loader : str
        Dotted name of the function that loads it.
    license : str
        As the first words of its card's line of licenses have it.
    source : str
        Where the book has it from.
    chapters : tuple of str
        Numbers of the chapters in whose code cells the loader is called.
    file : str or None
        Name of the file that the loader verifies; None where another package verifies its own.
    sha256 : str or None
        What the file must have; of the hands, all their pictures in the order of their paths.
    ships : bool
        Whether this file is part of the package.
    """

    name: str
    loader: str
    license: str
    source: str
    chapters: tuple[str, ...]
    file: str | None = None
    sha256: str | None = None
    ships: bool = False

    @property
    def card(self):
        """Path of the page that tells what it is, who made it, and which faults are known."""
        return FOLDER / f"{self.name}.md"


COLLECTIONS = (
    Collection(
        name="mnist",
        loader="kernelbook.data.load_mnist",
        license="CC BY-SA 3.0",
        source="the four IDX files of its authors",
        chapters=("01", "02", "03", "04", "05", "06", "07", "08", "10", "11", "15", "18", "19", "20", "21"),
        file="mnist.npz",
        sha256="06af5dfe73b70e3bc1c36439982b18a8d76803db9b544f6fdf838a37fbb01b64",
        ships=True,
    ),
    Collection(
        name="drawn_digit",
        loader="kernelbook.data.load_drawn_digit",
        license="CC BY 4.0",
        source="drawn for this book by a script",
        chapters=("05",),
        file="drawn_digit.npz",
        sha256="c7983c3d5d56ec80e88038f95f4259373764c4b68f067ce5b7db4f575815211b",
        ships=True,
    ),
    Collection(
        name="garments",
        loader="kernelbook.data.load_garments",
        license="MIT",
        source="the four IDX files of Fashion-MNIST",
        chapters=("09",),
        file="garments.npz",
        sha256="3d2cfa491ba52a011927ab34136a22812755749c7947f2e5b42e36dc54359bb5",
        ships=True,
    ),
    Collection(
        name="photograph",
        loader="kernelbook.data.load_photograph",
        license="CC0",
        source="scikit-image",
        chapters=("01", "02", "03", "09", "15", "16"),
        file="photograph.npz",
        sha256="c85a5d6810a6d41ce655d5663417bf2e34a57c6f7511fe23ebecb5f2b7d41c45",
        ships=True,
    ),
    Collection(
        name="nuclei",
        loader="kernelbook.data.load_nuclei",
        license="BSD 3-Clause",
        source="stardist",
        chapters=("14",),
        file="nuclei.npz",
        sha256="f21212e3d4332931f9b77adfaa01a938d9fa8f4024119807c76fdbcceecef424",
        ships=True,
    ),
    Collection(
        name="trees",
        loader="kernelbook.data.load_trees",
        license="MIT",
        source="deepforest",
        chapters=("17",),
        file="trees.npz",
        sha256="1d92d48a98c07a98e9464de1788bbba0dc93abeab22dd85edbc47ded064e7380",
        ships=True,
    ),
    Collection(
        name="hand_features",
        loader="kernelbook.data.load_hand_features",
        license="Apache-2.0",
        source="computed from the photographs of hands, by a script",
        chapters=("16",),
        file="hand_features.npz",
        sha256="495a6ef849acc075061864997084164273b04b089bea6efdad9270ae74e71fa0",
        ships=True,
    ),
    Collection(
        name="small_digits",
        loader="kernelbook.data.load_small_digits",
        license="CC BY 4.0",
        source="scikit-learn",
        chapters=("06",),
    ),
    Collection(
        name="tumors",
        loader="kernelbook.data.load_tumors",
        license="CC BY 4.0",
        source="scikit-learn",
        chapters=("14",),
    ),
    Collection(
        name="patches",
        loader="kernelbook.faces.load_patches",
        license="none stated",
        source="scikit-image",
        chapters=("12",),
    ),
    Collection(
        name="portrait",
        loader="kernelbook.faces.load_portrait",
        license="public domain",
        source="scikit-image",
        chapters=("12",),
    ),
    Collection(
        name="faceless",
        loader="kernelbook.faces.load_faceless",
        license="one for each picture",
        source="scikit-image and scikit-learn",
        chapters=("12",),
    ),
    Collection(
        name="hands",
        loader="kernelbook.data.load_hands",
        license="Apache-2.0",
        source="GitHub, from which `make data` fetches it once",
        chapters=("16",),
        file="sign_language_digits_4b09433.zip",
        sha256="0200f3e507faeea6d63bab938c3ea1e5ed84be13acca429473b3bd43d10b0b9f",
    ),
    Collection(
        name="olivetti",
        loader="kernelbook.faces.load_olivetti",
        license="none stated",
        source="scikit-learn, which downloads it once",
        chapters=("12",),
        file="olivetti_py3.pkz",
        sha256="47398b319d88c78459514b30b87c562313aad345b5c6a387b678d7f8177be4ba",
    ),
)


def shipped(name):
    """Return the path and the SHA-256 of the file of a collection that ships with the package.

    Examples
    --------
    >>> path, sha256 = shipped("mnist")
    >>> path.name, sha256[:8]
    ('mnist.npz', '06af5dfe')
    """
    found = {collection.name: collection for collection in COLLECTIONS if collection.ships}
    if name not in found:
        raise ValueError(f"name={name!r}: no such collection ships; expected one of {', '.join(found)}")
    return FOLDER / found[name].file, found[name].sha256
