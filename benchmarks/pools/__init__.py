"""Files of images, workers that answer them with a trained network, and who hands the files to the workers."""

from pools.files import read_file, write_files
from pools.ways import alone, dask, process_pool, timed
from pools.workers import answer, digits, ready

__all__ = ["alone", "answer", "dask", "digits", "process_pool", "read_file", "ready", "timed", "write_files"]
