"""Copies of the book in which something may be spoiled: how one is made, given a fault, and cleaned of it."""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

import faults

EXAMINERS = {}  # the process of each copy


def copied(target):
    """Copy the tree as git knows it, new files too, with a git of its own that takes faults out."""
    names = git(Path(), "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    for name in filter(None, names):
        if Path(name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(name, target / name)
    if (modules := Path("tests/site/node_modules").resolve()).is_dir():
        (target / "tests/site/node_modules").symlink_to(modules)
    git(target, "init", "-q")
    git(target, "add", "--all")
    return target


def git(folder, *arguments):
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


def cleaned(copy):
    """Take all faults out of a copy, and what tests left behind; what was built stays."""
    git(copy, "checkout-index", "--force", "--all")
    git(copy, "clean", "-fdq")


def environment(copy):
    """Return variables with which Python imports the copy's modules, not those that are installed."""
    rooms = (copy / room for room in ("src", ".", "scripts"))
    ours = {"PYTHONPATH": os.pathsep.join(map(str, rooms)), "CUDA_VISIBLE_DEVICES": "-1"}
    ours["PYTHONDONTWRITEBYTECODE"] = "1"  # of two edits in one second the second would not be seen
    return {key: value for key, value in os.environ.items() if key not in ("CI", "MPLBACKEND")} | ours


def examiner(copy):
    """Return the process of a copy that runs its tests, started where there is none yet."""
    if copy in EXAMINERS:
        return EXAMINERS[copy]
    command = [sys.executable, Path(__file__).with_name("examiner.py")]
    pipe = subprocess.PIPE
    EXAMINERS[copy] = subprocess.Popen(
        command, cwd=copy, env=environment(copy), stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
    )
    return EXAMINERS[copy]


def dismiss():
    """End the processes of all copies."""
    while EXAMINERS:
        _, process = EXAMINERS.popitem()
        process.communicate()


def asked(copy, arguments):
    """Run pytest in a copy: return exit status and output."""
    process = examiner(copy)
    print(json.dumps(arguments), file=process.stdin, flush=True)
    return json.loads(process.stdout.readline())


def plant(copy, fault):
    """Plant a fault in a copy."""
    for file, find, replace in fault.edits:
        faults.edit(copy / file, find, replace)
    deeds = [(fault.do, fault.file, fault.find, fault.replace)] if fault.do else []
    deeds += [("seal", file) for file in fault.files] if fault.sealed else []
    for deed in deeds:
        command = [sys.executable, "scripts/deeds.py", *deed]
        done = subprocess.run(command, cwd=copy, env=environment(copy), capture_output=True, text=True)
        if done.returncode:
            raise ValueError(done.stderr.strip().splitlines()[-1])


def side_by_side(copies, work, items):
    """Return work(copy, item) for each item, as many at a time as there are copies."""
    free = SimpleQueue()
    for copy in copies:
        free.put(copy)

    def one(item):
        copy = free.get()
        try:
            return work(copy, item)
        finally:
            free.put(copy)

    with ThreadPoolExecutor(len(copies)) as pool:
        return list(pool.map(one, items))
