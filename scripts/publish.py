"""Give the book its address: write owner/name of the repository wherever it stands.

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

GITHUB = "https://github.com/"
SLUG = re.compile(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+")


def current(root=Path()):
    """Return ``owner/name`` as _config.yml has it."""
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    return config["sphinx"]["config"]["html_theme_options"]["repository_url"].removeprefix(GITHUB)


def publish(slug, root=Path()):
    """Replace the repository's address in every tracked text file; return the files that changed."""
    if not SLUG.fullmatch(slug):
        raise ValueError(f"REPOSITORY={slug!r}: expected owner/name, for example ada/kernel-by-kernel")
    old, new = f"{GITHUB}{current(root)}", f"{GITHUB}{slug}"
    found = subprocess.run(
        ["git", "grep", "-lIF", old, "--", ".", ":!pages", ":!scripts", ":!tests"],
        cwd=root,
        capture_output=True,
        text=True,
    )
    changed = [root / name for name in found.stdout.splitlines()]
    whole = re.compile(re.escape(old) + r"(?![A-Za-z0-9-])")
    for path in changed:
        archive.write_bytes(path, whole.sub(new, path.read_text(encoding="utf-8")).encode())
    return changed


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for path in publish(sys.argv[1]):
        print(path)
