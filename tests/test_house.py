"""The order of the tests themselves: who may import whom, and where a test stands."""

from chapters import ROOT
from sources import imports

PACKAGE = ROOT / "src" / "kernelbook"
TESTS = [path for path in sorted((ROOT / "tests").rglob("test_*.py")) if "node_modules" not in path.parts]


def test_no_test_imports_a_test():
    """What tests share stands in modules beside them, such as strategies.py and oracles.py, or in a conftest.py."""
    tests = {path.stem for path in TESTS} | {"conftest"}
    wrong = [
        (path.name, name)
        for path in TESTS
        for name in imports(path.read_text(encoding="utf-8"))
        if tests & set(name.split("."))
    ]
    assert wrong == []


def test_a_package_is_tested_in_its_folder_and_a_module_in_its_file():
    """A folder's tests bear the names of the package's modules, or of a script that serves it, or test the whole."""
    others = {path.stem for path in ROOT.glob("scripts/**/*.py")} | {"package"}
    wrong = []
    for path in TESTS:
        name, folder = path.stem.removeprefix("test_"), PACKAGE / path.parent.name
        if path.parent.parent == ROOT:
            wrong += [path.name] if (PACKAGE / name).is_dir() else []
        elif (folder / "__init__.py").is_file():
            wrong += [] if (folder / f"{name}.py").is_file() or name in others else [f"{folder.name}/{path.name}"]
    assert wrong == []


def test_a_benchmark_is_tested_in_the_file_of_its_name():
    names = {path.stem for path in (ROOT / "benchmarks").iterdir()} | {"parts"}
    names |= {"stored_files", "stored_runs", "stored_figures", "stored_orders"}
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "benchmarks").glob("test_*.py")}
    assert tested <= names
