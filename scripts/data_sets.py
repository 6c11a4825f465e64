"""Write chapters/reference/datasets.md from the table of collections: what ships, what does not, and all cards."""

from pathlib import Path

from kernelbook import archive
from kernelbook.data import COLLECTIONS

PAGE = Path("chapters/reference/datasets.md")
HEAD = """# Data sets

What the network saw decides what it can do. Here is the card of each data set that the book uses: what it is, who made
it, under which license it stands, and which faults are known.
"""
SHIPPED = """{count} of them ship with the package. Each is verified by its SHA-256 whenever it is loaded, and a file
that was changed is refused.
"""
OTHERS = """The first sixteen digits of each hash stand in the table; all of them in `kernelbook/data/collections.py`.

The other {count} come with packages that the book needs anyway, except for the faces and the hands: `make data` fetches
both, once and only if you let it. Chapter 13 has no data set: the simulator highway-env (MIT license) draws its
pictures.
"""
USED = """A chapter stands in these tables if its code loads the collection, or that of its page which goes deeper, be
it only to compose scenes of it. Trained weights and stored results rest on collections too, but to show those is not
enough to be named. On what they rest is told by each file of results, in the list of the code that it was
`determined_by`.
"""
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def title(collection):
    """Return the heading of a collection's card."""
    return collection.card.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ")


def link(collection):
    """Return a link to a collection's card on the page, by the anchor that MyST gives its heading."""
    return f"[{title(collection)}](#{title(collection).lower().replace(' ', '-')})"


def span(chapters):
    """Return numbers of chapters as a text says them, three or more in a row as a range: ``01, 04 to 06, 10, 11``."""
    runs = []
    for chapter in chapters:
        if runs and int(chapter) == int(runs[-1][-1]) + 1:
            runs[-1].append(chapter)
        else:
            runs.append([chapter])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)


def table(head, rows):
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def row_of_file(collection):
    """Return what the table tells of a file that ships."""
    path = collection.card.with_name(collection.file)
    size, digits = f"{path.stat().st_size / 1000:,.0f} kB", f"`{collection.sha256[:16]}` …"
    return [f"`{path.name}`", size, collection.license, span(collection.chapters), digits]


def row_of_other(collection):
    """Return what the table tells of a collection that another package brings."""
    return [link(collection), collection.source, collection.license, span(collection.chapters)]


def page(collections):
    """Return the whole page as Markdown: the tables, then every card, in the order of the table of collections."""
    shipped = [collection for collection in collections if collection.ships]
    others = [collection for collection in collections if not collection.ships]
    cards = [
        f"```{{include}} ../../src/kernelbook/datasets/{collection.card.name}\n:heading-offset: 1\n```\n"
        for collection in collections
    ]
    files = table(["file", "size", "license", "chapters", "SHA-256"], map(row_of_file, shipped))
    rest = table(["data set", "comes with", "license", "chapters"], map(row_of_other, others))
    first, second = NUMBERS[len(shipped)].capitalize(), NUMBERS[len(others)]
    return "\n".join([HEAD, SHIPPED.format(count=first), files, OTHERS.format(count=second), rest, USED, *cards])


if __name__ == "__main__":
    archive.write_bytes(PAGE, page(COLLECTIONS).encode())
