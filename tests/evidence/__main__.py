"""Write the three lists again after a sentence or an assert was changed on purpose: `make evidence`."""

from evidence import claims, ledger
from evidence.pages import ALL, PAGES, page


def main():
    pages, everything = [page(path) for path in PAGES], [page(path) for path in ALL]
    texts = {ledger.UNBOUND: ledger.unbound_text(pages), ledger.STATED: ledger.stated_text(everything)}
    texts[claims.ASSERTED] = claims.text(pages)
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    new = [line for line in texts[ledger.UNBOUND].splitlines() if f'why = "{ledger.NEW}: ' in line]
    print(*new, sep="\n")
    print(f"{len(new)} lines of {ledger.UNBOUND.name} say NEW: give each its reason." if new else "No new sentence.")


main()
