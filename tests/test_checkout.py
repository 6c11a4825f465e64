"""The checkout stays small: somebody with a slow line clones it, and every copy keeps every file for good."""

import subprocess

from chapters import ROOT

LIMIT = 60_000_000  # bytes; a notebook has 1.5 million at most, see test_chapters.py


def sizes():
    """Return the size of each tracked file, as it lies in the checkout, the largest first."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [ROOT / name for name in names.split("\0") if name]
    return sorted(((path.stat().st_size, path.name) for path in paths if path.is_file()), reverse=True)


def test_the_checkout_is_under_60_mb():
    files = sizes()
    assert len(files) > 200
    total = sum(size for size, _ in files)
    assert total < LIMIT, f"{total / 1e6:.1f} MB; the largest: {files[:5]}"
