"""An episode: one start, one driver at the wheel, until it leaves the road or the time is over."""

from dataclasses import dataclass

import numpy as np

from kernelbook import guards
from kernelbook.driving import expert
from kernelbook.driving.track import INTERVAL

STEPS = 200  # 40 seconds: about a lap of racetrack-v1
NEAR_EDGE = 1.0  # meters from the middle of the car to its side: closer to the edge, a side is on the line
CENTERED = (0.5, 0.1)  # meters from the middle of the lane, and radians from its direction
FADING = 0.7  # of a kick from one step to the next


@dataclass(frozen=True)
class Episode:
    """What happened in n steps.

    Attributes
    ----------
    frames : ndarray of float32, shape (n, 64, 64)
        What the driver saw at each step.
    labels : ndarray of float32, shape (n,)
        What the expert would have steered there.
    actions : ndarray of float32, shape (n,)
        What was steered: of the driver, with noise, or of the expert who helped.
    offsets : ndarray, shape (n,)
        Meters to the right of the middle of the lane, before the step.
    on_road : ndarray of bool, shape (n,)
        Whether the car was on the road after the step.
    distance : float
        In meters.
    interventions : int
        How often the expert had to take the wheel.
    finished : bool
        Whether all steps were driven on the road.
    """

    frames: np.ndarray
    labels: np.ndarray
    actions: np.ndarray
    offsets: np.ndarray
    on_road: np.ndarray
    distance: float
    interventions: int
    finished: bool


def drive(track, policy, seed, steps=STEPS, noise=0.0, camera=None, interventions=False):
    """Drive one episode.

    It ends when the car leaves the road, unless there are interventions. With them, the expert takes the wheel when
    one step straight ahead a side of the car would touch the edge, and gives it back in the middle of the lane.

    Parameters
    ----------
    track : Track
    policy : callable or None
        Takes a frame, shape (64, 64), and returns the steering, from -1 to 1; what is beyond is clipped. None is the
        expert.
    seed : int
        Of the start, and of what is drawn on the way.
    steps : int
        Of 0.2 s.
    noise : float
        Standard deviation of a kick that each step adds to the steering. A kick fades by 0.7 a step. Labels have none.
    camera : callable, optional
        Takes a frame and a generator and returns what the driver sees instead, such as a function of `camera.FAULTS`.
    interventions : bool

    Returns
    -------
    Episode

    Raises
    ------
    ValueError
        If an argument is of another kind or out of range, such as a network in place of its policy, or the policy
        returns something that is no steering.
    """
    guards.track("track", track)
    guards.policy("policy", policy)
    guards.whole("seed", seed, 0)
    guards.whole("steps", steps, 1)
    guards.number("noise", noise, 0)
    guards.optional("camera", camera, "a function of a frame and a generator")
    guards.flag("interventions", interventions)
    generator, kick, helping, helped, log = np.random.default_rng([seed, 1]), 0.0, False, 0, []
    frame = track.reset(seed)
    for _ in range(steps):
        if camera is not None:
            frame = camera(frame, generator)
        if interventions:
            helping, before = needs_help(track, helping), helping
            helped += int(helping and not before)
        label, offset = expert.steer(track), track.offset
        kick = FADING * kick + generator.normal() * noise if noise else 0.0
        action = label if policy is None or helping else answer(policy, frame)
        action = float(np.clip(action + kick, -1, 1))
        following = track.step(action)
        log.append((frame, label, action, offset, track.on_road))
        frame = following
        if not (track.on_road or interventions):
            break
    return as_episode(log, track.car.speed * INTERVAL * len(log), helped, steps)


def as_episode(log, distance, interventions, steps):
    """Put what was recorded step by step into arrays."""
    frames, labels, actions, offsets, on_road = (np.array(part) for part in zip(*log, strict=True))
    labels, actions = labels.astype(np.float32), actions.astype(np.float32)
    finished = len(log) == steps and bool(on_road.all())
    return Episode(frames, labels, actions, offsets, on_road, float(distance), interventions, finished)


def needs_help(track, helping):
    """Whether the expert has to take the wheel, or, when it has it, to keep it."""
    if helping:
        return abs(track.offset) > CENTERED[0] or abs(track.angle) > CENTERED[1]
    return track.margin(ahead=track.car.speed * INTERVAL) < NEAR_EDGE


def answer(policy, frame):
    """Ask a policy, and refuse what is no steering."""
    steering = np.asarray(policy(frame), np.float64)
    if steering.size != 1 or not np.isfinite(steering).all():
        raise ValueError(f"policy returned {steering.tolist()}: expected one finite number, the steering from -1 to 1")
    return steering.item()
