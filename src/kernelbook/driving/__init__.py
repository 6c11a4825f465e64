"""Steering a car by what a camera sees: a track, an expert, a network that learns from it, and how well it drives."""

from kernelbook.driving.camera import FAULTS, add_noise, blur, cover, darken, draw_map, look
from kernelbook.driving.episode import Episode, drive
from kernelbook.driving.expert import pursue, steer
from kernelbook.driving.learning import aggregate, collect, train
from kernelbook.driving.network import as_policy, driver
from kernelbook.driving.track import NAMES, Track, make_track

__all__ = [
    "FAULTS",
    "NAMES",
    "Episode",
    "Track",
    "add_noise",
    "aggregate",
    "as_policy",
    "blur",
    "collect",
    "cover",
    "darken",
    "draw_map",
    "drive",
    "driver",
    "look",
    "make_track",
    "pursue",
    "steer",
    "train",
]
