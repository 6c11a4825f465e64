"""Pack the built site into one file, to be copied and read from disk; the same site gives the same bytes.

make zip
"""

import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from kernelbook import archive

ROOT = Path(__file__).parents[1]
SITE = ROOT / "_build" / "html"
NAME = "kernel-by-kernel"


def pack(site):
    """Return the bytes of a zip file with all files of a folder, in the order of their names and without times."""
    packed = io.BytesIO()
    with ZipFile(packed, "w") as file:
        for path in sorted(path for path in site.rglob("*") if path.is_file()):
            entry = ZipInfo(f"{NAME}/{path.relative_to(site).as_posix()}")  # dated 1980, the format's zero
            entry.external_attr = 0o644 << 16
            file.writestr(entry, path.read_bytes(), compress_type=ZIP_DEFLATED, compresslevel=9)
    return packed.getvalue()


if __name__ == "__main__":
    target = ROOT / "_build" / f"{NAME}.zip"
    archive.write_bytes(target, pack(SITE))
    print(f"The site is in {target.relative_to(ROOT)}: unpack it and open {NAME}/index.html")
