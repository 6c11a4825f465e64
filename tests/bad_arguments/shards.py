"""Shards: writing, checking, reading them."""

import itertools
import tempfile
from pathlib import Path

from bad_arguments.spoiled import Call, Made
from kernelbook import scale
from scaled import numbered, shards

FOLDER = Path(tempfile.mkdtemp())
STORED = str(shards(FOLDER / "stored"))
FILES = scale.shard_files(STORED)
NUMBERS = itertools.count()
FRESH = Made(lambda: str(FOLDER / f"new{next(NUMBERS)}"))
OTHER = {"folder: another text": "a missing folder is a FileNotFoundError"}
WORKER = {"folder": STORED, "worker": 1, "workers": 2}
NONE = {"seed: none": "None leaves the order of writing"}

CALLS = [
    Call(
        "kernelbook.scale.write_shards",
        {"folder": FRESH, "pairs": list(numbered(4)), "per_shard": 2},
        {"folder: another text": "a new folder of another name"},
    ),
    *(Call(f"kernelbook.scale.{name}", {"folder": STORED}, OTHER) for name in ("read_manifest", "check_shards")),
    *(Call(f"kernelbook.scale.{name}", {"folder": STORED}, OTHER) for name in ("find_damage", "name_damage")),
    Call("kernelbook.scale.shard_files", WORKER, OTHER),
    Call("kernelbook.scale.read_records", {"files": FILES, "seed": 1, "buffer": 4}, NONE),
    Call("kernelbook.scale.read_shards", WORKER | {"seed": 1, "buffer": 4, "damaged": "skip"}, OTHER | NONE),
    Call("kernelbook.scale.parse", {"record": Made(lambda: next(iter(scale.read_records(FILES))))}),
]
