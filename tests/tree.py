"""The files of the repository, for tests that read all of a kind."""

import subprocess

from chapters import ROOT

FAULTS = ROOT / "tests" / "faults"  # texts that are wrong on purpose


def tracked(*patterns):
    """Return the files that git keeps and whose names match, new ones that it does not ignore among them."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    paths = sorted({ROOT / name for name in found if name})
    return [path for path in paths if path.is_file() and FAULTS not in path.parents]
