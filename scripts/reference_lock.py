"""Ask Crossref, DataCite and arXiv about every reference, and keep what they said in references.lock.toml.

    make references ONLINE=1

Tests compare the bibliography, and all that docstrings and cards cite by a DOI, with this file; they need no network.
"""

import json
import re
import sys
import time
import tomllib
import unicodedata
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen
from xml.etree import ElementTree

LOCK = "references.lock.toml"
CROSSREF = "https://api.crossref.org/works/"
DATACITE = "https://api.datacite.org/dois/"  # has the DOIs of data sets
ARXIV = "https://export.arxiv.org/api/query?max_results={}&id_list={}"
AGENT = "kernel-by-kernel references (Python urllib)"
ATOM = "{http://www.w3.org/2005/Atom}"
PREPRINT = re.compile(r"10\.48550/arXiv\.(\d{4}\.\d{4,5})", re.IGNORECASE)
YEARS_TO_PRINT = 4  # from a preprint to the conference or journal that the bibliography names
FIELDS = ("title", "authors", "count", "year", "where", "identifier")
HEAD = """# What is known of each work, by its identifier: `make references ONLINE=1` asks for it online.
# `count` is the number of all its authors; `where`, its volume, number and pages, is as the bibliography has it.
# Where `told_by` is "a reader", no machine has been asked yet.
"""


def record(entry, last_names):
    """Return what the bibliography says of a work. Its count of authors is None where it ends in *others*."""
    fields, names = entry.fields, last_names(entry)
    return {
        "title": fields["title"],
        "authors": [name for name in names if name != "others"],
        "count": None if "others" in names else len(names),
        "year": int(re.match(r"\d{4}", fields["year"])[0]),
        "where": ", ".join(fields[name] for name in ("volume", "number", "pages") if name in fields),
        "identifier": fields.get("doi") or fields.get("isbn") or fields["note"],
    }


def read(path):
    """Return the records of a lock file by their keys."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def text(records):
    """Return records as the text of a lock file, sorted by key."""
    parts = [HEAD]
    for key, fields in sorted(records.items()):
        lines = [f"{name} = {json.dumps(fields.get(name, ''), ensure_ascii=False)}" for name in (*FIELDS, "told_by")]
        parts.append("\n".join([f"[{key}]", *lines]) + "\n")
    return "\n".join(parts)


def plain(words):
    """Return words as they are compared: without marks of print, accents, case and signs."""
    words = unicodedata.normalize("NFKD", re.sub(r"<[^>]+>", "", words)).casefold()
    return re.sub(r"[^a-z0-9]+", " ", words.replace("ß", "ss").replace("ł", "l")).strip()


def from_crossref(answer):
    """Return title, authors' last names and years of an answer of Crossref's ``/works/DOI``."""
    work = answer["message"]
    title = ": ".join([*work["title"][:1], *work.get("subtitle", [])[:1]])
    dates = [work[name]["date-parts"][0][0] for name in ("issued", "published-print") if name in work]
    authors = [person.get("family") or person.get("name", "") for person in work.get("author", [])]
    return {"title": title, "authors": authors, "years": sorted(set(dates)), "told_by": "Crossref"}


def from_datacite(answer):
    """Return the same of an answer of DataCite's ``/dois/DOI``."""
    work = answer["data"]["attributes"]
    authors = [person.get("familyName") or person["name"].split(",")[0] for person in work["creators"]]
    years = [int(work["publicationYear"])]
    return {"title": work["titles"][0]["title"], "authors": authors, "years": years, "told_by": "DataCite"}


def from_arxiv(feed):
    """Return the same for each entry of an Atom feed of arXiv, by its number; an author's last word is the name."""
    found = {}
    for entry in ElementTree.fromstring(feed).iter(f"{ATOM}entry"):
        number = re.search(r"(\d{4}\.\d{4,5})(?:v\d+)?$", entry.findtext(f"{ATOM}id"))
        year = int(entry.findtext(f"{ATOM}published")[:4])
        names = [person.findtext(f"{ATOM}name") for person in entry.iter(f"{ATOM}author")]
        found[number[1]] = {
            "title": " ".join(entry.findtext(f"{ATOM}title").split()),
            "authors": names,
            "years": list(range(year, year + YEARS_TO_PRINT + 1)),
            "told_by": "arXiv",
        }
    return found


def differences(ours, found):
    """Return in sentences where a record and an answer differ; a title may lack its second part in the answer."""
    said = []
    title, theirs = plain(ours["title"]), plain(found["title"])
    if not title.startswith(theirs) or len(theirs) < min(len(title), 12):
        said.append(f"title: {ours['title']!r}, there {found['title']!r}")
    names = zip(ours["authors"], found["authors"], strict=False)
    wrong = [(name, other) for name, other in names if not f" {plain(other)}".endswith(f" {plain(name)}")]
    said += [f"author: {name!r}, there {other!r}" for name, other in wrong]
    count = ours["count"] or max(len(found["authors"]), len(ours["authors"]))
    if count != len(found["authors"]):
        said.append(f"count: {count} authors, there {len(found['authors'])}")
    if ours["year"] not in found["years"]:
        said.append(f"year: {ours['year']}, there {found['years'][0]}")
    return said


def fetch(address, tries=3):
    """Return what an address answers, or None where it knows nothing; asks again, slower each time."""
    host = urlsplit(address).netloc
    for wait in range(tries):
        time.sleep(0.2 + 3 * wait)
        try:
            with urlopen(Request(address, headers={"User-Agent": AGENT}), timeout=30) as answer:
                return answer.read()
        except HTTPError as error:
            if error.code == 404:
                return None
        except OSError as error:  # no network, or an answer that never ends
            print(f"{host}: {error}", file=sys.stderr)
    raise TimeoutError(f"{host} does not answer: is there a network? The lock stays as it was.")


def told(doi, ask):
    """Return what Crossref says of a DOI, or, if it does not know it, DataCite; None if neither does."""
    for address, read_answer in ((CROSSREF, from_crossref), (DATACITE, from_datacite)):
        if answer := ask(address + doi):
            return read_answer(json.loads(answer))
    return None


def answers(records, ask=fetch):
    """Return what Crossref and arXiv say of the records with a DOI, by key: arXiv is asked once for all."""
    numbers = {key: m[1] for key, fields in records.items() if (m := PREPRINT.fullmatch(fields["identifier"]))}
    feed = ask(ARXIV.format(len(numbers), ",".join(numbers.values()))) if numbers else None
    preprints = from_arxiv(feed) if feed else {}
    found = {key: preprints.get(number) for key, number in numbers.items()}
    for key, fields in records.items():
        if key not in numbers and fields["identifier"].startswith("10."):
            found[key] = told(quote(fields["identifier"], safe=""), ask)
    return found


def locked(records, known, ask=fetch):
    """Return new records for the lock, and in sentences what was not found or differs; those stay as they were."""
    found, said, new = answers(records, ask), [], {}
    for key, ours in records.items():
        answer = found.get(key)
        faults = differences(ours, answer) if answer else []
        said += [f"{key} ({ours['identifier']}): {fault}" for fault in faults]
        if answer and not faults:
            new[key] = {**ours, "count": len(answer["authors"]), "told_by": answer["told_by"]}
            continue
        if key in found and not answer:
            said.append(f"{key}: nobody knows {ours['identifier']}")
        if key in known or key not in found:  # of a new one without a DOI, a reader is all there is
            new[key] = known.get(key) or {**ours, "count": ours["count"] or len(ours["authors"]), "told_by": "a reader"}
    return new, said
