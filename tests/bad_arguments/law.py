"""The law of a step's time."""

import numpy as np

from bad_arguments.spoiled import Call

LINK = {"size": 1e8, "bandwidth": 1e8, "latency": 1e-4}
LAW = {"computing": 8.0, **LINK}
WORKERS = np.array([1, 2, 4])
TAKEN = {
    "workers: one less": "any number of them",
    "workers: an axis more": "of any shape",
    "latency: percent": "any from 0",
}
CALLS = [
    Call("kernelbook.scale.all_reduce_time", {"workers": WORKERS, **LINK}, TAKEN),
    Call("kernelbook.scale.step_time", {"workers": WORKERS, **LAW}, TAKEN),
    Call("kernelbook.scale.speedup", {"workers": WORKERS, **LAW}, TAKEN),
    Call("kernelbook.scale.best_workers", LAW, {"latency: percent": "any above 0"}),
    Call("kernelbook.scale.energy", {"workers": WORKERS, "seconds": 60.0, "watts": 300.0}, TAKEN),
]
