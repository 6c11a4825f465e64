"""Run one benchmark by its name, or all of them: each measures what its results file lacks.

First they say how long that will take, as far as their runs were timed, or as benchmarks/README.md has it.
"""

import os
import re
import runpy
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from unittest import mock

SCRIPTS = {path.stem: path for path in sorted(Path("benchmarks").glob("*.py"))}
LINE = re.compile(r"^\| \[(\w+)\]\(\1\.py\) \| (.+) \| (.+) \| (.+) \| (.+) \|$", re.MULTILINE)


def costs(text):
    """Return for each benchmark what all its runs take in minutes, or None, from the table of benchmarks/README.md."""
    cells = {name: minutes for name, _, _, minutes, _ in LINE.findall(text)}
    return {name: None if cell == "not measured" else float(cell) for name, cell in cells.items()}


def planned(script):
    """Return how a script calls `results.collect`, as (name, runs, measure, determined_by, …), without measuring."""
    from kernelbook import results

    with (
        mock.patch.object(results, "collect") as collect,
        mock.patch.object(sys, "argv", [str(script)]),
        mock.patch.object(sys, "path", [str(script.parent), *sys.path]),
    ):
        runpy.run_path(str(script), run_name="__main__")
    return collect.call_args.args if collect.called else None


def plan(script, minutes):
    """Return how many runs a script has and lacks, and how many seconds these will take; None if it cannot run here."""
    from kernelbook import results
    from kernelbook.results.progress import estimate, lacking
    from kernelbook.results.syntax import fingerprint

    if (call := planned(script)) is None:
        return None
    name, runs, _, determined_by, *_ = call
    stored = results.read(name) if name in results.names() else results.Results()
    if stored.provenance.get("fingerprint") != fingerprint(determined_by):
        stored = results.Results()
    left = lacking(runs, stored.rows)
    seconds = estimate(left, stored.provenance.get("seconds", {}))
    if seconds is None and minutes is not None:
        seconds = 60 * minutes * len(left) / len(runs)
    return len(runs), len(left), seconds


def plans(chosen):
    """Return the plan of each script, made in a process of its own: what it imported is gone before a clock runs."""
    minutes = costs((SCRIPTS["changes"].parent / "README.md").read_text(encoding="utf-8"))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return {name: pool.submit(plan, SCRIPTS[name], minutes.get(name)).result() for name in chosen}


def announcement(found):
    """Return in words what scripts lack and how long that takes, a line each and one for all."""
    from kernelbook.results.progress import in_words

    lines = [f"{name}: {left} of {runs} runs lacking, {in_words(s)}" for name, (runs, left, s) in found.items() if left]
    known = [s for _, left, s in found.values() if left and s is not None]
    if len(lines) > 1:
        others = f", and {len(lines) - len(known)} of unknown time" if len(known) < len(lines) else ""
        lines.append(f"in all: {in_words(sum(known))}{others}")
    return "\n".join(lines or ["nothing is lacking"])


def main(only):
    if only != "all" and only not in SCRIPTS:
        sys.exit(f"ONLY={only}: no such benchmark; there are {', '.join(SCRIPTS)}")
    found = plans(SCRIPTS if only == "all" else [only])
    found = {name: counts for name, counts in found.items() if counts}  # the others said why they cannot run here
    if found:
        print(announcement(found), flush=True)
    for name in (name for name, (_, left, _) in found.items() if left):
        # Relative, so that the command kept as provenance names no folder of this machine.
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
        # Some machines preset these two for a processor they do not have, which slows NumPy.
        for preset in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
            environment.pop(preset, None)
        try:
            subprocess.run([sys.executable, SCRIPTS[name]], check=True, env=environment)
        except KeyboardInterrupt:
            sys.exit(f"{name}: interrupted; the same command goes on where it was")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "all")
