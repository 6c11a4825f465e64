"""How well does a network steer a car when it has learned from an expert, and what does its error on frames tell?

    make bench ONLY=driving

Three clones of the expert learn from 4 000 frames of racetrack-v1 each: frames where the expert drives; where it
drives and is kicked; and frames where the clone drives and the expert says what it would have done (DAgger). Each is
judged at the wheel, on 100 starts that no training used, 200 steps of 0.2 s each, about a lap, and on 30 starts of
two other tracks; DAgger also with four faults of the camera, on the hundred starts. Writes
src/kernelbook/results/driving.json. It takes about 35 minutes on two cores.

The predictions of a case are three digits an episode: after how many steps the car was on the road.
"""

import functools

import numpy as np

from kernelbook import driving, models, results

FRAMES, STEPS = 4000, 200
SEEDS = range(3)
HOME, *ELSEWHERE = driving.NAMES
TEST = range(100)  # seeds of starts; elsewhere, and for interventions, the first 30
FEWER = range(30)
HELD_OUT = range(1000, 1010)
FIRST = 10_000  # the starts of training begin here, and at its multiples
NAIVE, KICKED, DAGGER, EXPERT = "expert's frames", "expert's frames, kicked", "DAgger", "the expert itself"
CLONES = (NAIVE, KICKED, DAGGER)
SHIPPED = {NAIVE: "driver_naive", DAGGER: "driver_dagger"}
PLACES = ("", *(f", {name}" for name in ELSEWHERE))
FAULTS = tuple(f", {fault}" for fault in driving.FAULTS)
RUNS = [(EXPERT + place, 0) for place in PLACES]
RUNS += [(clone + place, seed) for seed in SEEDS for clone in CLONES for place in PLACES]
RUNS += [(DAGGER + fault, seed) for seed in SEEDS for fault in FAULTS]
DETERMINED_BY = [
    "benchmarks/driving.py",
    "src/kernelbook/driving/camera.py",
    "src/kernelbook/driving/episode.py",
    "src/kernelbook/driving/expert.py",
    "src/kernelbook/driving/learning.py",
    "src/kernelbook/driving/network.py",
    "src/kernelbook/driving/track.py",
    "kernelbook.corruptions.add_noise",
    "kernelbook.corruptions.blur",
]


@functools.cache
def track(name):
    """Make each simulator once."""
    return driving.make_track(name)


@functools.cache
def trained(clone, seed):
    """Train one clone, once for all its cases; two of seed 0 ship with the package."""
    origin, first = results.provenance(DETERMINED_BY), FIRST * (1 + seed)
    if clone == DAGGER:
        data = driving.aggregate(track(HOME), FRAMES, first, seed)
    else:
        data = driving.collect(track(HOME), FRAMES, first, noise=driving.learning.NOISE if clone == KICKED else 0)
    network = driving.train(*data, seed)
    if seed == 0 and clone in SHIPPED:
        models.save_weights(SHIPPED[clone], models.get_weights(network), origin)
    return network


@functools.cache
def held_out():
    """Return frames of the expert's drives on starts that are kept for this, and what it steered."""
    episodes = [driving.drive(track(HOME), None, start, STEPS) for start in HELD_OUT]
    return tuple(np.concatenate([getattr(e, part) for e in episodes]) for part in ("frames", "labels"))


def split(case):
    """Return who drives, on which track, and with which fault of the camera."""
    clone = next(clone for clone in (EXPERT, KICKED, DAGGER, NAIVE) if case.startswith(clone))
    rest = case.removeprefix(clone).removeprefix(", ")
    return clone, rest if rest in ELSEWHERE else HOME, driving.FAULTS.get(rest)


def measure(case, seed):
    """Let one driver drive all episodes of a case."""
    clone, place, fault = split(case)
    policy = None if clone == EXPERT else driving.as_policy(trained(clone, seed))
    starts = TEST if place == HOME else FEWER
    episodes = [driving.drive(track(place), policy, start, STEPS, camera=fault) for start in starts]
    kept = [int(episode.on_road.sum()) for episode in episodes]
    figures = judge(kept) | describe(episodes)
    if fault is None:
        helped = [driving.drive(track(place), policy, start, STEPS, interventions=True) for start in FEWER]
        rate = sum(e.interventions for e in helped) / (sum(e.distance for e in helped) / 1000)
        figures["interventions"] = (round(rate, 3), "1/km")
    if clone != EXPERT and place == HOME and fault is None:
        frames, labels = held_out()
        answers = trained(clone, seed).predict(frames[..., np.newaxis], batch_size=500, verbose=0)[:, 0]
        figures["error on the expert's frames"] = (round(float(np.abs(answers - labels).mean()), 5), "")
    return figures, [int(digit) for steps in kept for digit in f"{steps:03d}"]


def judge(kept):
    """Compute shares from the number of steps that each episode stayed on the road."""
    kept = np.asarray(kept)
    return {
        "episodes on the road to the end": (round(100 * float((kept == STEPS).mean()), 2), "%"),
        "time on the road": (round(100 * float(kept.mean()) / STEPS, 2), "%"),
    }


def describe(episodes):
    """Compute means over all steps that were driven."""
    offsets = np.concatenate([e.offsets for e in episodes])
    errors = np.concatenate([e.actions - e.labels for e in episodes])
    return {
        "distance from the middle of the lane": (round(float(np.abs(offsets).mean()), 3), "m"),
        "error on the frames it drove to": (round(float(np.abs(errors).mean()), 5), ""),
    }


if __name__ == "__main__":
    results.collect("driving", RUNS, measure, DETERMINED_BY)
