"""Results of long computations: one JSON file a question, written by the scripts under benchmarks/."""

from kernelbook.results.files import FOLDER, names, origins, read, seal, write
from kernelbook.results.rows import Results
from kernelbook.results.runs import collect, provenance
from kernelbook.results.table import Table

__all__ = ["FOLDER", "Results", "Table", "collect", "names", "origins", "provenance", "read", "seal", "write"]
