"""More images than memory, more machines than one: shards, rings, several processes that train one network. Chapter 20.

A *worker* is a process with its own memory, here or on another machine. A *shard* is one of the files among which a
collection is split, so that each worker can read its own.
"""

from kernelbook.scale.addresses import Cluster, cluster, cluster_text, free_addresses
from kernelbook.scale.damage import find_damage, name_damage
from kernelbook.scale.doubles import exact_doubles, near_features, near_pairs
from kernelbook.scale.gains import best_workers, energy, speedup
from kernelbook.scale.hashes import difference_hash, hamming
from kernelbook.scale.law import all_reduce_time, step_time
from kernelbook.scale.manifest import check_shards, read_manifest
from kernelbook.scale.reading import parse, read_records, read_shards, shard_files
from kernelbook.scale.rings import all_reduce, bytes_sent
from kernelbook.scale.shards import write_shards
from kernelbook.scale.supervisor import WorkerError, supervise
from kernelbook.scale.together import train_together

__all__ = [
    "Cluster",
    "WorkerError",
    "all_reduce",
    "all_reduce_time",
    "best_workers",
    "bytes_sent",
    "check_shards",
    "cluster",
    "cluster_text",
    "difference_hash",
    "energy",
    "exact_doubles",
    "find_damage",
    "free_addresses",
    "hamming",
    "name_damage",
    "near_features",
    "near_pairs",
    "parse",
    "read_manifest",
    "read_records",
    "read_shards",
    "shard_files",
    "speedup",
    "step_time",
    "supervise",
    "train_together",
    "write_shards",
]
