"""The table of collections, against everything that it tells of: loaders, cards, files, chapters, the page."""

import ast
import importlib
import inspect
import re

import pytest

import data_sets
from chapters import LESSONS, ROOT, cells
from kernelbook import archive, data, faces
from kernelbook.data import COLLECTIONS, collections

SHIPPED = [collection for collection in COLLECTIONS if collection.ships]
NAMES = [collection.name for collection in COLLECTIONS]
LOADERS = {collection.loader for collection in COLLECTIONS}
DATASETS = ROOT / "src" / "kernelbook" / "datasets"


def by_name(collection):
    return collection.name


def loader_of(collection):
    module, name = collection.loader.rsplit(".", 1)
    return getattr(importlib.import_module(module), name)


def called(sources):
    """Return the dotted names of all functions that the code of some cells calls, however they were imported."""
    names, found = {}, set()
    for source in sources:
        tree = ast.parse(re.sub(r"^(\s*)%.*", r"\1pass", source, flags=re.MULTILINE))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                names |= {name.asname or name.name: f"{node.module}.{name.name}" for name in node.names}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                head, *rest = ast.unparse(node.func).split(".")
                found.add(".".join([names.get(head, head), *rest]))
    return found


@pytest.mark.parametrize("collection", COLLECTIONS, ids=by_name)
def test_each_collection_loads(collection, request):
    if collection.name in ("olivetti", "hands"):
        request.getfixturevalue(collection.name)  # or skip
    loaded = loader_of(collection)()
    assert len(loaded)
    if collection.ships:
        path, sha256 = collections.shipped(collection.name)
        assert path == DATASETS / collection.file
        unchanged = archive.sha256(path) == sha256 == collection.sha256
        assert unchanged, (
            f"{collection.file} is not the file that the table tells of. Look first at git diff --stat HEAD -- "
            f"src/kernelbook/datasets, and take it back; a file built anew needs its new sum in data/collections.py"
        )


@pytest.mark.parametrize("collection", SHIPPED, ids=by_name)
@pytest.mark.parametrize("damage", ["flip", "truncate", "absent"])
def test_a_damaged_file_is_refused(tmp_path, monkeypatch, collection, damage):
    path, sha256 = collections.shipped(collection.name)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    copy = tmp_path / path.name
    if damage != "absent":
        copy.write_bytes(content[:-100] if damage == "truncate" else content)
    loader = loader_of(collection)
    module = importlib.import_module(loader.__module__)
    (constant,) = [name for name, value in vars(module).items() if value == path]
    monkeypatch.setattr(module, constant, copy)
    with pytest.raises((ValueError, FileNotFoundError), match=rf"{path.name} is .*{sha256}.*Install kernelbook"):
        loader()


def test_the_constants_of_the_package_are_those_of_the_table():
    constants = {
        "mnist": (data.MNIST_PATH, data.MNIST_SHA256),
        "drawn_digit": (data.DRAWN_PATH, data.DRAWN_SHA256),
        "garments": (data.GARMENTS_PATH, data.GARMENTS_SHA256),
        "photograph": (data.PHOTOGRAPH_PATH, data.PHOTOGRAPH_SHA256),
        "nuclei": (data.NUCLEI_PATH, data.NUCLEI_SHA256),
        "hand_features": (data.HAND_FEATURES_PATH, data.HAND_FEATURES_SHA256),
        "trees": (data.TREES_PATH, data.TREES_SHA256),
    }
    told = {collection.name: collections.shipped(collection.name) for collection in SHIPPED}
    wrong = [name for name in constants if constants[name] != told.get(name)]
    assert constants.keys() == told.keys()
    assert wrong == [], "look first at the paths and sums of these in kernelbook.data: they come from the table alone"


def test_the_faces_of_the_table_are_those_of_their_module():
    (olivetti,) = [collection for collection in COLLECTIONS if collection.name == "olivetti"]
    same = (olivetti.file, olivetti.sha256) == (faces.pictures.OLIVETTI_FILE, faces.pictures.OLIVETTI_SHA256)
    assert same, "look first at OLIVETTI_FILE and its sum in faces/pictures.py, then at data/collections.py"


def test_the_hands_of_the_table_are_those_of_their_module():
    (hands,) = [collection for collection in COLLECTIONS if collection.name == "hands"]
    same = (hands.file, hands.sha256) == (data.HANDS_FILE, data.HANDS_SHA256)
    assert same, "look first at HANDS_FILE and its sum in data/hands.py, then at data/collections.py"


def test_every_loader_of_the_package_is_in_the_table():
    public = {
        f"{module.__name__}.{name}" for module in (data, faces) for name in module.__all__ if name.startswith("load_")
    }
    assert public == LOADERS
    assert len(LOADERS) == len(COLLECTIONS) == len(set(NAMES))


def test_every_file_and_every_card_of_the_package_is_in_the_table():
    assert sorted(path.name for path in DATASETS.glob("*.npz")) == sorted(c.file for c in SHIPPED)
    assert sorted(path.stem for path in DATASETS.glob("*.md")) == sorted(NAMES)
    assert {path.suffix for path in DATASETS.iterdir()} == {".npz", ".md"}


@pytest.mark.parametrize("collection", COLLECTIONS, ids=by_name)
def test_the_card_says_what_the_table_says(collection):
    card = collection.card.read_text(encoding="utf-8")
    assert card.startswith("# ")
    assert re.findall(r"^- \*\*(What|Who|License)\*\*: ", card, re.MULTILINE) == ["What", "Who", "License"]
    license = card.split("- **License**: ", 1)[1]
    assert re.match(rf"{re.escape(collection.license)}(?:[.,:;]| \(|$)", license), license.split("\n")[0]
    if collection.file:
        assert f"`{collection.file}`" in card
        assert collection.card.stem == collection.file.removesuffix(".npz") or not collection.ships


@pytest.mark.parametrize("collection", [c for c in COLLECTIONS if not c.ships], ids=by_name)
def test_what_comes_from_elsewhere_is_loaded_from_there(collection):
    packages = {"scikit-learn": "sklearn", "scikit-image": "skimage"}
    source = inspect.getsource(inspect.getmodule(loader_of(collection)))
    if collection.source.startswith("GitHub"):
        assert "https://github.com/" in source
        return
    named = {package for package in packages if package in collection.source}
    assert named
    assert all(re.search(rf"(from|import) {packages[package]}\b", source) for package in named)


def test_the_card_of_photographs_without_a_person_names_each_with_its_license():
    card = (DATASETS / "faceless.md").read_text(encoding="utf-8")
    what, license = card.split("- **Who**")[0], card.split("- **License**")[1].split("- **Known")[0]
    for name in (*faces.pictures.FACELESS, *faces.pictures.FACELESS_HELD_OUT):
        assert what.count(f"`{name}`") == license.count(f"`{name}`") == 1, name


@pytest.fixture(scope="module")
def called_in():
    """Return the functions that each chapter calls."""
    return {path: called(cell.source for cell in cells(path, "code")) for path in LESSONS}


@pytest.mark.parametrize("collection", COLLECTIONS, ids=by_name)
def test_the_chapters_are_those_whose_code_calls_the_loader(collection, called_in):
    users = [path for path, functions in called_in.items() if collection.loader in functions]
    assert collection.chapters == tuple(sorted({path.stem[:2] for path in users}))
    assert users, "a collection that no chapter loads"


@pytest.mark.parametrize(
    "code",
    [
        ["from kernelbook import data, models", "data.load_mnist()[0]"],
        ["if colab:\n    %pip install kernelbook\nfrom kernelbook import data as ours", "f(*ours.load_mnist()[1])"],
        ["from kernelbook.data import load_mnist as load", "for image in load()[0][0]:\n    pass"],
    ],
)
def test_a_call_is_found_however_its_loader_is_imported(code):
    assert "kernelbook.data.load_mnist" in called(code)
    assert "kernelbook.data.load_mnist" not in called(code[:1])


def test_another_name_does_not_ship():
    with pytest.raises(ValueError, match="name='olivetti': no such collection ships; expected one of mnist, "):
        collections.shipped("olivetti")


def test_chapters_in_a_row_are_told_as_a_range():
    assert data_sets.span(("01", "04", "05", "06", "10", "11")) == "01, 04 to 06, 10, 11"
    assert data_sets.span(("09",)) == "09"


def test_the_page_of_data_sets_is_made_from_the_table():
    page = (ROOT / "chapters" / "reference" / "datasets.md").read_text(encoding="utf-8")
    assert page == data_sets.page(COLLECTIONS), (
        "the page is written from the table: look first at git diff HEAD -- chapters/reference/datasets.md. What is to "
        "stand there belongs into src/kernelbook/data/collections.py or scripts/data_sets.py; then make collections"
    )


def test_the_hashes_stand_where_the_page_says():
    where = re.search(r"all of them in `(\S+)`", data_sets.page(COLLECTIONS))[1]
    source = (ROOT / "src" / where).read_text(encoding="utf-8")
    assert all(f'"{collection.sha256}"' in source for collection in SHIPPED)
