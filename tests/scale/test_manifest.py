import json
import shutil

import pytest

from kernelbook import scale
from scaled import flip, place_of, shards


@pytest.fixture
def folder(tmp_path):
    return shards(tmp_path / "digits")


def test_check_shards_returns_the_manifest_of_what_is_whole(folder):
    assert scale.check_shards(folder) == scale.read_manifest(folder)
    assert scale.check_shards(str(folder))["records"] == 22


def cut(path):
    path.write_bytes(path.read_bytes()[:-40])


SECOND, THIRD = "shard-00001.tfrecord", "shard-00002.tfrecord"
DAMAGES = {  # what is done to the second shard, and what is said of it
    "cut": (cut, f"{SECOND} is cut or changed"),
    "payload": (lambda path: flip(path, place_of(path, 2) + 60), f"{SECOND} is cut or changed"),
    "length": (lambda path: flip(path, place_of(path, 2)), f"{SECOND} is cut or changed"),
    "empty": (lambda path: path.write_bytes(b""), f"{SECOND} is empty"),
    "missing": (lambda path: path.unlink(), f"{SECOND} is missing"),
    "copied over": (
        lambda path: shutil.copy(path.parent / THIRD, path),
        f"{SECOND} is doubled or exchanged: it holds what belongs in {THIRD}",
    ),
    "doubled": (
        lambda path: shutil.copy(path, path.parent / "shard-00009.tfrecord"),
        f"shard-00009.tfrecord is doubled or exchanged: it holds what belongs in {SECOND}",
    ),
    "of another run": (
        lambda path: (path.parent / "shard-00009.tfrecord").write_bytes(b"another"),
        "shard-00009.tfrecord is of another run",
    ),
}


@pytest.mark.parametrize("kind", DAMAGES)
def test_check_shards_names_a_damaged_file_and_no_other(folder, kind):
    damage, message = DAMAGES[kind]
    damage(folder / SECOND)
    with pytest.raises(ValueError, match="is not as its manifest says") as caught:
        scale.check_shards(folder)
    assert str(caught.value) == f"folder={str(folder)!r} is not as its manifest says: {message}"


def test_check_shards_names_all_that_is_wrong(folder):
    (folder / "shard-00000.tfrecord").unlink()
    cut(folder / "shard-00004.tfrecord")
    (folder / "old.tfrecord").write_bytes(b"old")
    with pytest.raises(ValueError, match=r"old.tfrecord is of .*shard-00000.* missing; shard-00004.* cut or changed$"):
        scale.check_shards(folder)


def test_check_shards_sees_two_that_were_exchanged(folder):
    (folder / SECOND).rename(folder / "kept")
    (folder / THIRD).rename(folder / SECOND)
    (folder / "kept").rename(folder / THIRD)
    with pytest.raises(
        ValueError, match=f"{SECOND} is doubled or exchanged.*{THIRD}; {THIRD} is .* belongs in {SECOND}"
    ):
        scale.check_shards(folder)


def rewrite(folder, change):
    """Change a manifest, and leave its sums right."""
    manifest = scale.read_manifest(folder)
    change(manifest)
    manifest["records"] = sum(shard["records"] for shard in manifest["shards"])
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_a_line_twice_in_the_manifest_is_named_by_file_and_by_content(folder):
    rewrite(folder, lambda manifest: manifest["shards"].append(manifest["shards"][1]))
    with pytest.raises(ValueError, match=f"{SECOND}: twice in the manifest; {SECOND}: doubled in the manifest"):
        scale.check_shards(folder)


def test_one_content_under_two_names_is_doubled(folder):
    rewrite(folder, lambda manifest: manifest["shards"][2].update(sha256=manifest["shards"][1]["sha256"]))
    shutil.copy(folder / SECOND, folder / THIRD)
    with pytest.raises(ValueError, match=f"{SECOND} and {THIRD}: doubled in the manifest"):
        scale.check_shards(folder)


def of_first(**changes):
    return lambda manifest: manifest["shards"][0].update(changes)


FOREIGN = {
    "a key more": lambda manifest: manifest.update(version=2),
    "a path": of_first(file="../shard-00000.tfrecord"),
    "another file": of_first(file="manifest.json"),
    "no hash": of_first(sha256="abc"),
    "none": of_first(records=0),
    "a part": of_first(records=2.5),
    "a column more": of_first(worker=1),
    "a column less": lambda manifest: manifest["shards"][0].pop("sha256"),
    "no shards": lambda manifest: manifest["shards"].clear(),
    "no list": lambda manifest: manifest.update(shards={}),
    "numbers": lambda manifest: manifest.update(shards=[1, 2]),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_read_manifest_refuses_what_is_another_s(folder, kind):
    manifest = scale.read_manifest(folder)
    FOREIGN[kind](manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ValueError, match=r"manifest.json is no manifest of shards"):
        scale.read_manifest(folder)


@pytest.mark.parametrize("content", ["", "{", '{"records": 22, "sha', "[]", "\udcff"])
def test_read_manifest_refuses_what_is_cut_or_no_manifest(folder, content):
    (folder / "manifest.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ValueError, match=r"manifest.json is (damaged|no manifest)"):
        scale.read_manifest(folder)


def test_read_manifest_adds_up_its_records(folder):
    manifest = scale.read_manifest(folder)
    manifest["shards"].pop()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ValueError, match=r"manifest.json is damaged: it says 22 records, and its shards have 20"):
        scale.read_manifest(folder)


def test_read_manifest_misses_a_folder_by_its_name(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"folder=.*none' has no manifest.json"):
        scale.read_manifest(tmp_path / "none")
