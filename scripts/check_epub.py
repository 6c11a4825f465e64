"""Move the ePub that Sphinx has packed to its place, if epubcheck finds nothing in it.

    make epub

Where epubcheck is missing (Debian's package of that name; it needs Java), the file is moved unchecked, and that is
said.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKED = ROOT / "_build" / "epub" / "_build" / "epub" / "kernel-by-kernel.epub"
TARGET = ROOT / "_build" / PACKED.name


def checker():
    """Return the command that checks a file, or None: Debian's program is an archive that only Java can start."""
    program, java = shutil.which("epubcheck"), shutil.which("java")
    if program and Path(program).read_bytes()[:2] == b"PK":
        return [java, "-jar", str(Path(program).resolve())] if java else None
    return [program] if program else None


def complaints(path):
    """Return what epubcheck says of a file: nothing, if it finds no error and no warning."""
    done = subprocess.run([*checker(), "--failonwarnings", str(path)], capture_output=True, text=True)
    return done.stdout + done.stderr if done.returncode else ""


def main():
    if checker() is None:
        print("The ePub was not checked: epubcheck is not installed.")
    elif said := complaints(PACKED):
        sys.exit(f"{said}\nepubcheck complains, so {TARGET.relative_to(ROOT)} stays as it was.")
    PACKED.replace(TARGET)
    print(f"The ePub is in {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
