"""What a failing test says: what to look at first, then how to go on if the change was meant."""

import difflib

from evidence import ledger, reasons

FIRST = {
    "bound": "no assert and no hold of its section compares with that, in that direction",
    "number": "no cell or output of its section has that number",
    "claim": "its own condition does not compare with that, in that direction",
}
NEXT = {
    "bound": "Is it still true? Then a cell before it should assert it.",
    "number": "Is it still true? Then a cell should show it or assert it.",
    "claim": "Make the words and the condition of this `hold` say the same.",
}
COMMAND = "`make evidence`"
ELSEWHERE = f"If it has its evidence elsewhere, {COMMAND} writes its line in {ledger.UNBOUND.name}; give the reason:"


def unlisted(page, kinds):
    """Return what is said of each sentence that stands on no cell and in no list."""
    listed = ledger.unbound().get(page.name, {})
    return [
        about(page, sentence, found, listed)
        for sentence, found in ledger.of_gaps(page).items()
        if ledger.sign(sentence) not in listed and found[0].kind in kinds
    ]


def about(page, sentence, found, listed):
    words, kind = ", ".join(dict.fromkeys(gap.words for gap in found)), found[0].kind
    lines = [f"{page.path.name}: {sentence}", f"says {words}: {FIRST[kind]}. {NEXT[kind]}"]
    before = [one["why"] for one in listed.values() if one["begins"][:30] == ledger.begins(sentence)[:30]]
    lines += [f"A sentence with this beginning was listed; what changed? Its reason was: {why}" for why in before[:1]]
    return "\n".join([*lines, ELSEWHERE, ledger.entry(sentence, found, "KIND: …")])


def too_many(page):
    """Return the lines of the list that no sentence needs any more."""
    needed = {ledger.sign(sentence) for sentence in ledger.of_gaps(page)}
    listed = ledger.unbound().get(page.name, {})
    gone = {sign: one["begins"] for sign, one in listed.items() if sign not in needed}
    return [f"delete in {ledger.UNBOUND.name}, [{page.name}]: {sign} ({begins})" for sign, begins in gone.items()]


def changed(page):
    """Return what each section states now and did not when it was looked at last."""
    before, now = ledger.stated().get(page.name, {}), ledger.numbers(page)
    said = {" | ".join(words for words, _ in found): title for title, found in now.items() if title not in before}
    renamed = {title: said[text] for title, text in before.items() if title not in now and text in said}
    reports = [f'{page.path.name}: the heading "{old}" is "{new}" now' for old, new in renamed.items()]
    for title in dict.fromkeys([*before, *now]):
        if title in renamed or title in renamed.values():
            continue
        old = [*filter(None, before.get(title, "").split(" | "))]
        new, sentences = zip(*now.get(title, [("", "")]), strict=True)
        reports += [f'{page.path.name}, "{title}": {one}' for one in differences(old, [*filter(None, new)], sentences)]
    return reports


def differences(old, new, sentences):
    """Yield where two lists of numbers and turning words differ, with the sentence of the new one."""
    for tag, i, j, k, m in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag != "equal":
            was, is_now = " ".join(old[i:j]) or "nothing", " ".join(new[k:m]) or "nothing"
            yield f"{was} has become {is_now}, in or before: {sentences[min(k, len(sentences) - 1)]}"


def wrong_reasons(page):
    """Return the reasons of a page's lines that do not hold: expressions, cells, files and sources are looked at."""
    listed, sentences = ledger.unbound().get(page.name, {}), {one.shown: one for one in page.sentences}
    reports = []
    for text, found in ledger.of_gaps(page).items():
        sentence, why = sentences.get(text), listed.get(ledger.sign(text), {}).get("why", "")
        codes = [one for one in page.code if not sentence or one.section == sentence.section] or page.code
        if fault := reasons.fault(sentence.plain if sentence else text, found, why, codes):
            reports.append(f"{page.path.name}: {text}\n{fault}; {ledger.UNBOUND.name} says: {why}")
    return reports
