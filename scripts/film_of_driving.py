"""Write assets/labs/driving/drives.js: the naive clone and the one of DAgger on the same road, from the same start."""

import json
from pathlib import Path

import numpy as np

import made_assets
from kernelbook import driving, models
from kernelbook.results import syntax

START, STEPS = 3001, 150
DRIVERS = {"naive": "driver_naive", "dagger": "driver_dagger"}
TARGET = Path("assets/labs/driving/drives.js")
DETERMINED_BY = [
    "scripts/film_of_driving.py",
    "src/kernelbook/driving/camera.py",
    "src/kernelbook/driving/network.py",
    "src/kernelbook/driving/track.py",
]


def road_edges(track, spacing=2.0):
    """Return the middle line and both edges of the road, piece by piece, as lists of points in meters."""
    pieces = []
    for lanes in track.segments:
        along = np.linspace(0, lanes[0].length, max(2, round(lanes[0].length / spacing)))
        half = lanes[0].width / 2
        lines = (lanes[0], -half), (lanes[0], half), (lanes[-1], half)
        pieces.append(
            [
                [rounded(lane.position(s * lane.length / lanes[0].length, offset)) for s in along]
                for lane, offset in lines
            ]
        )
    return pieces


def rounded(point):
    return [round(float(x), 2) for x in point]


def drive(track, policy):
    """Return x, y (m) and heading (rad) before each step, until the car leaves the road or the time is over."""
    frame, poses = track.reset(START), []
    for _ in range(STEPS):
        poses.append([*rounded(track.car.position), round(float(track.car.heading), 3)])
        if not track.on_road:
            break
        frame = track.step(float(np.clip(policy(frame), -1, 1)))
    return poses


def film():
    track = driving.make_track()
    drives = {}
    for name, weights in DRIVERS.items():
        network = driving.driver()
        models.set_weights(network, models.load_weights(weights))
        drives[name] = drive(track, driving.as_policy(network))
    return {"seconds": 0.2, "road": road_edges(track), "drives": drives}


def in_words(film):
    """Return what is seen in the film: the road's pieces, and where each car is every 20 steps."""
    lines = [f"film of {len(film['drives'])} drives, a step every {film['seconds']} s"]
    points = [sum(map(len, piece)) for piece in film["road"]]
    lines += [f"road of {len(points)} pieces, three lines each, {sum(points)} points"]
    for name, poses in film["drives"].items():
        lines += [f"{name}: {len(poses)} steps; x, y (m) and heading (rad) every 20 steps:"]
        lines += [f"  {', '.join(str(part) for part in pose)}" for pose in poses[::20]]
    return "\n".join(lines)


def made_from():
    """Return the fingerprints of the code that drives, and of the networks' weights."""
    code = {name: syntax.fingerprint([name])[:8] for name in DETERMINED_BY}
    return code | {part: digits for name in DRIVERS.values() for part, digits in made_assets.weights(name).items()}


def main():
    shown = film()
    TARGET.write_text(f"window.filmOfDriving = {json.dumps(shown, separators=(',', ':'))};\n", encoding="utf-8")
    made_assets.record("labs/driving/drives.js", in_words(shown), made_from())
    print(f"{TARGET}: {TARGET.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
