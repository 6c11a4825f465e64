"""Write chapters/reference/references.md from references.bib: one heading an entry, so that plain links find it.

With ``--lock`` first ask Crossref and arXiv about every work, see reference_lock.py.
"""

import sys
from pathlib import Path

from pybtex.database import parse_file

import reference_lock
from kernelbook import archive

FOLDER = Path("chapters/reference")
HEAD = """# References

The works that this book leans on. A DOI leads to the publisher's page; most papers also have a free copy
under the same title.
"""


def last_names(entry):
    """Return the authors' last names, with their particles; braces keep the name of an institution together."""
    names = [" ".join([*person.prelast_names, *person.last_names]) or str(person) for person in entry.persons["author"]]
    return [name.strip("{}") for name in names]


def heading(entry):
    """Return the short form by which the text cites: ``LeCun et al., 1998``."""
    names = last_names(entry)
    short = f"{names[0]} et al." if len(names) > 2 or names[-1] == "others" else " and ".join(names)
    return f"{short}, {entry.fields['year']}"


def author_line(entry):
    """Return ``LeCun, Bottou, Bengio and Haffner``."""
    names = last_names(entry)
    if names[-1] == "others":
        return f"{', '.join(names[:-1])} and others"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def place(entry):
    """Return where the work appeared: ``Nature 323, 533–536``."""
    fields = entry.fields
    name = fields.get("journal") or fields.get("booktitle") or fields["publisher"]
    volume = f" {fields['volume']}" if "volume" in fields else ""
    pages = f", {fields['pages'].replace('--', '–')}" if "pages" in fields else ""
    note = f". {fields['note']}" if "note" in fields else ""
    return f"*{name}*{volume}{pages}{note}"


def link(fields):
    if "doi" in fields:
        return f"[doi:{fields['doi']}](https://doi.org/{fields['doi']})"
    return f"ISBN {fields['isbn']}" if "isbn" in fields else ""


def page(bibliography):
    """Return the whole page as Markdown, entries sorted by key."""
    parts = [HEAD]
    for _, entry in sorted(bibliography.entries.items()):
        fields = entry.fields
        title = fields["title"] if fields["title"].endswith("?") else f"{fields['title']}."
        text = f"{author_line(entry)}: {title} {place(entry)}. {link(fields)}"
        parts.append(f"## {heading(entry)}\n{text.strip()}\n")
    return "\n".join(parts)


def lock(bibliography, path):
    """Ask about all works of the bibliography and the lock, and write what is known; return what differs."""
    known = reference_lock.read(path)
    ours = {key: reference_lock.record(entry, last_names) for key, entry in bibliography.entries.items()}
    records, said = reference_lock.locked({**known, **ours}, known)
    archive.write_bytes(path, reference_lock.text(records).encode())
    return said


if __name__ == "__main__":
    bibliography = parse_file(FOLDER / "references.bib")
    archive.write_bytes(FOLDER / "references.md", page(bibliography).encode())
    if "--lock" in sys.argv[1:]:
        sys.exit("\n".join(lock(bibliography, FOLDER / reference_lock.LOCK)) or None)
