"""Write assets/labs/driving/drives.js: the naive clone and the one of DAgger on the same road, from the same start."""

import json
from pathlib import Path

import numpy as np

from kernelbook import driving, models

START, STEPS = 3001, 150
DRIVERS = {"naive": "driver_naive", "dagger": "driver_dagger"}
TARGET = Path("assets/labs/driving/drives.js")


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


if __name__ == "__main__":
    TARGET.write_text(f"window.filmOfDriving = {json.dumps(film(), separators=(',', ':'))};\n", encoding="utf-8")
    print(f"{TARGET}: {TARGET.stat().st_size / 1000:.0f} kB")
