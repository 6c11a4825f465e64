"""Results of long computations: one JSON file a question, written by the scripts under benchmarks/."""

from kernelbook.results.files import FOLDER, load, names, origins, read, save, seal, write
from kernelbook.results.rows import Results
from kernelbook.results.runs import collect, provenance
from kernelbook.results.table import Table

__all__ = [
    "FOLDER",
    "Results",
    "Table",
    "collect",
    "load",
    "names",
    "origins",
    "provenance",
    "read",
    "save",
    "seal",
    "write",
]
