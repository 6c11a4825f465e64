"""Run one benchmark by its name, or all of them: each measures what its results file lacks."""

import os
import subprocess
import sys
from pathlib import Path

SCRIPTS = {path.stem: path for path in sorted(Path("benchmarks").glob("*.py"))}


def main(only):
    if only != "all" and only not in SCRIPTS:
        sys.exit(f"ONLY={only}: no such benchmark; there are {', '.join(SCRIPTS)}")
    for name in SCRIPTS if only == "all" else [only]:
        # Relative, so that the command kept as provenance names no folder of this machine.
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
        # Some machines preset these two for a processor they do not have, which slows NumPy.
        for preset in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
            environment.pop(preset, None)
        subprocess.run([sys.executable, SCRIPTS[name]], check=True, env=environment)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "all")
