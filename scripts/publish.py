"""Give the book its address: write owner/name of the repository, and where its site is, wherever they stand.

    make publish REPOSITORY=owner/name

The address is kept in _config.yml. Notebooks, README and CITATION.cff repeat it, because each of them is read
alone; this command changes all of them together, and a test compares them.
"""

import re
import subprocess
import sys
from pathlib import Path

import yaml

from kernelbook import archive
from pages.address import GITHUB, site_url

SLUG = re.compile(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+")


def current(root=Path()):
    """Return ``owner/name`` as _config.yml has it."""
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    return config["sphinx"]["config"]["html_theme_options"]["repository_url"].removeprefix(GITHUB)


def publish(slug, root=Path()):
    """Replace the repository's address in every tracked text file; return the files that changed."""
    if not SLUG.fullmatch(slug):
        raise ValueError(f"REPOSITORY={slug!r}: expected owner/name, for example ada/kernel-by-kernel")
    old = current(root)
    new = {f"{GITHUB}{old}": f"{GITHUB}{slug}", site_url(old): site_url(slug)}
    patterns = [part for address in new for part in ("-e", address)]
    found = subprocess.run(
        ["git", "grep", "-lIF", *patterns, "--", ".", ":!pages", ":!scripts", ":!tests"],
        cwd=root,
        capture_output=True,
        text=True,
    )
    changed = [root / name for name in found.stdout.splitlines()]
    whole = re.compile("|".join(f"{re.escape(address)}(?![A-Za-z0-9-])" for address in new))
    for path in changed:
        text = path.read_text(encoding="utf-8")
        archive.write_bytes(path, whole.sub(lambda address: new[address[0]], text).encode())
    return changed


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for path in publish(sys.argv[1]):
        print(path)
