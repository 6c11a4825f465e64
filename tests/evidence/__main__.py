"""Write the two lists again after a sentence was changed on purpose: `PYTHONPATH=src:tests python -m evidence`."""

from evidence import ledger
from evidence.pages import PAGES, page


def main():
    pages = [page(path) for path in PAGES]
    before = ledger.UNBOUND.read_text(encoding="utf-8").splitlines() if ledger.UNBOUND.exists() else []
    known = ledger.unbound() if before else {}
    ledger.UNBOUND.write_text(ledger.unbound_text(pages, known), encoding="utf-8")
    ledger.STATED.write_text(ledger.stated_text(pages), encoding="utf-8")
    new = [line for line in ledger.UNBOUND.read_text(encoding="utf-8").splitlines() if f'"{ledger.NEW}: ' in line]
    print(*new, sep="\n")
    print(f"{len(new)} new sentences in {ledger.UNBOUND.name}: give each its reason in place of NEW." if new else "Done.")


main()
