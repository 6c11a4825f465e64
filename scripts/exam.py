"""Examine the tests by faults: plant each fault of tests/faults in a copy of the book, and see which stay green.

    make exam            all of them, about half an hour on two cores
    make exam ONLY=X     those of a kind, or with a word in their name; ONLY=quick leaves out those of the site
    JOBS=4 make exam     four copies at a time instead of two

First the tests run on a clean copy: what is red there proves nothing. Faults of scripts are planted into the
built site; others of the site together, one build for a group in which no two share a file or a test. Exit status 1
if fewer than 95 in 100 turn a test red.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

import faults
from copies import asked, cleaned, copied, dismiss, environment, plant, side_by_side

JOBS = int(os.environ.get("JOBS", "2"))
ENOUGH = 0.95
AS_IT_IS = re.compile(r"assets/.+\.js")  # the site has these files unchanged
RED, GREEN, NO_TEST, BROKEN = "red", "GREEN", "GREEN, no such test", "NO EXAM"
OPTIONS = ["-p", "no:cacheprovider", "-q", "-x", "--tb=no", "--hypothesis-profile=quick", "--hypothesis-seed=0"]


def is_option(argument):
    return argument.startswith("-")


def parts(tests):
    """Return what can be proved green by itself: each test, or all of them if options come with them."""
    return [tests] if any(map(is_option, tests)) else [(test,) for test in tests]


def examined(copy, tests):
    """Return what tests say of a copy: red or green, and the first test that fails."""
    there = [test for test in tests if is_option(test) or (copy / test.split("::")[0]).exists()]
    if all(map(is_option, there)):
        return NO_TEST, ""
    status, output = asked(copy, [*OPTIONS, *there])
    if status < 0:
        return BROKEN, f"ended by signal {-status}"  # 14 is that of the alarm: it took too long
    failed = re.findall(r"^(?:FAILED|ERROR) (\S+)", output, re.MULTILINE)
    return (RED, *(failed or output.strip().splitlines()[-1:])[:1]) if status else (GREEN, "")


def judged(copy, fault, proof):
    """Plant one fault, run its tests, take it out: return the outcome."""
    start = time.perf_counter()
    try:
        plant(copy, fault)
        outcome, why = examined(copy, fault.tests)
    except (OSError, ValueError) as error:
        outcome, why = BROKEN, f"cannot be planted: {error}"
    cleaned(copy)
    return told(fault, outcome, why, proof, time.perf_counter() - start)


def told(fault, outcome, why, proof, seconds=0):
    """Print a line for a fault, and return its outcome; what fails without the fault proves nothing."""
    if any(proof[part] in (RED, BROKEN) for part in parts(fault.tests)):
        outcome, why = BROKEN, "its tests fail without the fault, too"
    print(f"{outcome:20}{seconds:5.0f} s  {fault.kind}: {fault.name}  [{why}]", flush=True)
    return outcome


def clean_outcomes(copies, some_faults):
    """Return what each part of the tests of faults says of the book without any."""

    def clean(copy, some):
        outcome, why = examined(copy, some)
        cleaned(copy)
        if outcome not in (GREEN, NO_TEST):
            print(f"without any fault {outcome}: {' '.join(some)}  [{why}]", flush=True)
        return outcome

    distinct = list(dict.fromkeys(part for fault in some_faults for part in parts(fault.tests)))
    return dict(zip(distinct, side_by_side(copies, clean, distinct), strict=True))


def groups(of_site):
    """Deal faults of the site into groups in which no two share a file or a test."""
    dealt = []
    for fault in of_site:
        marks = {*fault.files, *fault.tests}
        group = next((group for group in dealt if not marks & group["marks"]), None)
        if group is None:
            dealt.append(group := {"marks": set(), "faults": []})
        group["marks"] |= marks
        group["faults"].append(fault)
    return [group["faults"] for group in dealt]


def build(copy):
    """Build the site of a copy. Warnings are no errors here: the tests are what is examined."""
    shutil.rmtree(copy / "_build", ignore_errors=True)
    book = Path(sys.executable).with_name("jupyter-book")
    subprocess.run([book, "build", "--quiet", "."], cwd=copy, env=environment(copy), check=True, capture_output=True)


def built(copy, file):
    """Return where the built site has a file of assets."""
    return copy / "_build" / "html" / "_static" / Path(file).relative_to("assets")


def judged_together(copy, group, proof):
    """Plant a group of faults of the site, build once, run the tests of each: return their outcomes."""
    broken = {}
    for fault in group:
        try:
            plant(copy, fault)
        except (OSError, ValueError) as error:
            broken[fault] = BROKEN, f"cannot be planted: {error}"
    build(copy)
    found = {}
    for fault in group:
        outcome, why = broken.get(fault) or examined(copy, fault.tests)
        found[fault] = told(fault, outcome, why, proof)
    cleaned(copy)
    return found


def judged_in_place(copy, fault, proof):
    """Plant a fault of a script into the built site, which has it as it is: no build."""
    try:
        plant(copy, fault)
        for file in fault.files:
            shutil.copy(copy / file, built(copy, file))
        outcome, why = examined(copy, fault.tests)
    except (OSError, ValueError) as error:
        outcome, why = BROKEN, f"cannot be planted: {error}"
    cleaned(copy)
    for file in fault.files:
        shutil.copy(copy / file, built(copy, file))
    return told(fault, outcome, why, proof)


def site_outcomes(copies, of_site):
    """Return the outcome of each fault of the site: first those that need no build, then the others in groups."""
    side_by_side(copies, lambda copy, _: build(copy), copies)
    proof = clean_outcomes(copies, of_site)
    as_they_are = [fault for fault in of_site if all(map(AS_IT_IS.fullmatch, fault.files))]
    found = side_by_side(copies, lambda copy, fault: judged_in_place(copy, fault, proof), as_they_are)
    found = dict(zip(as_they_are, found, strict=True))
    dealt = groups([fault for fault in of_site if fault not in found])
    for outcomes in side_by_side(copies, lambda copy, group: judged_together(copy, group, proof), dealt):
        found |= outcomes
    return found


def examine(chosen):
    """Return the outcome of each fault."""
    of_site = [fault for fault in chosen if fault.on_site]
    others = [fault for fault in chosen if not fault.on_site]
    with TemporaryDirectory(prefix="exam-") as folder:
        copies = [copied(Path(folder) / f"copy-{k}") for k in range(JOBS)]
        proof = clean_outcomes(copies, others)
        outcomes = side_by_side(copies, lambda copy, fault: judged(copy, fault, proof), others)
        found = dict(zip(others, outcomes, strict=True)) | (site_outcomes(copies, of_site) if of_site else {})
        dismiss()
        return found


def report(outcomes):
    """Print a line for each kind, and return the share of faults that turned a test red."""
    by_kind = defaultdict(Counter)
    for fault, outcome in outcomes.items():
        by_kind[fault.kind][outcome] += 1
    every = sum(by_kind.values(), Counter())
    print(f"\n{'kind':22}{'faults':>8}{'red':>8}{'green':>8}{'no exam':>9}")
    for kind, counts in [*sorted(by_kind.items()), ("all", every)]:
        green = counts[GREEN] + counts[NO_TEST]
        print(f"{kind:22}{counts.total():8}{counts[RED]:8}{green:8}{counts[BROKEN]:9}")
    return every[RED] / every.total()


def main(only):
    bank = faults.bank()
    if not (chosen := faults.chosen(bank, only)):
        sys.exit(f"ONLY={only}: no kind, no word of a name; there are {', '.join(dict.fromkeys(f.kind for f in bank))}")
    share = report(examine(chosen))
    print(f"{share:.0%} red; {ENOUGH:.0%} are enough")
    sys.exit(share < ENOUGH)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "all")
