"""Manifests: what must be in the shards of a collection, and whether it is. Derived in chapter 20."""

import json
import os
import re
from pathlib import Path

from kernelbook import archive, guards

MANIFEST, FILE, SHA256 = "manifest.json", r"shard-\d{5,}\.tfrecord", r"[0-9a-f]{64}"


def read_manifest(folder):
    """Return the manifest of shards, as `write_shards` did; the shards themselves are not looked at.

    Raises
    ------
    FileNotFoundError
        If there is no such folder, or it has no manifest.
    ValueError
        If the manifest is cut or damaged, is another's, or its counts do not add up.
    """
    path = as_folder(folder) / MANIFEST
    if not path.is_file():
        raise FileNotFoundError(f"folder={str(folder)!r} has no {MANIFEST}: expected a folder that write_shards wrote")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is damaged: expected JSON, as write_shards writes it; {error}") from None
    if not is_manifest(manifest):
        raise ValueError(f"{path} is no manifest of shards: expected records, and file, records, sha256 of each shard")
    counted = sum(shard["records"] for shard in manifest["shards"])
    if counted != manifest["records"]:
        raise ValueError(f"{path} is damaged: it says {manifest['records']} records, and its shards have {counted}")
    return manifest


def is_manifest(value):
    """Say whether a value has the form of a manifest."""
    return (
        isinstance(value, dict)
        and value.keys() == {"records", "shards"}
        and isinstance(value["shards"], list)
        and bool(value["shards"])
        and all(isinstance(shard, dict) and is_shard(**{"file": None, **shard}) for shard in value["shards"])
    )


def is_shard(file=None, records=None, sha256=None, **more):
    """Say whether a line of a manifest has the form of one; so no name can lead out of the folder."""
    texts = isinstance(file, str) and isinstance(sha256, str)
    formed = texts and re.fullmatch(FILE, file) and re.fullmatch(SHA256, sha256)
    return bool(formed) and guards.is_whole(records) and records > 0 and not more


def check_shards(folder):
    """Compare every shard with the manifest, and return the manifest if all are as they were written.

    Raises
    ------
    FileNotFoundError, ValueError
        As `read_manifest`; or if shards are missing, empty, cut or changed, doubled, or of another run. The message
        names all of them, not the first alone.

    Examples
    --------
    >>> import tempfile
    >>> from kernelbook.scale import write_shards
    >>> folder = Path(tempfile.mkdtemp()) / "digits"
    >>> _ = write_shards(folder, [(b"one", 1), (b"two", 2)], per_shard=1)
    >>> check_shards(folder)["records"]
    2
    >>> (folder / "shard-00001.tfrecord").unlink()
    >>> check_shards(folder)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: folder='...digits' is not as its manifest says: shard-00001.tfrecord is missing
    """
    manifest, folder = read_manifest(folder), Path(folder)
    wrong = [fault for fault in (*doubled_lines(manifest), *faults(folder, manifest)) if fault]
    if wrong:
        raise ValueError(f"folder={str(folder)!r} is not as its manifest says: {'; '.join(wrong)}")
    return manifest


def doubled_lines(manifest):
    """Yield what a manifest names twice: a file, or a content."""
    for key, word in (("file", "twice in the manifest"), ("sha256", "doubled in the manifest, by their SHA-256")):
        lines = {}
        for shard in manifest["shards"]:
            lines.setdefault(shard[key], []).append(shard["file"])
        yield from (f"{' and '.join(dict.fromkeys(files))}: {word}" for files in lines.values() if len(files) > 1)


def faults(folder, manifest):
    """Yield what is wrong with each file, or the empty string."""
    expected = {shard["file"]: shard["sha256"] for shard in manifest["shards"]}
    owners = {content: file for file, content in expected.items()}
    for file in sorted({*expected, *(path.name for path in folder.glob("*.tfrecord"))}):
        path = folder / file
        if not path.is_file():
            yield f"{file} is missing"
        elif path.stat().st_size == 0:
            yield f"{file} is empty"
        elif (found := archive.sha256(path)) == expected.get(file):
            yield ""
        elif found in owners:
            yield f"{file} is doubled or exchanged: it holds what belongs in {owners[found]}"
        else:
            yield f"{file} is cut or changed" if file in expected else f"{file} is of another run"


def as_folder(folder):
    """Return a folder's path, or refuse what is none."""
    if not isinstance(folder, str | os.PathLike) or not str(folder):
        raise ValueError(f"folder={guards.shown(folder)}: expected the name of a folder")
    return Path(folder)
