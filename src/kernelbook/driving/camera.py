"""A camera above the car that turns with it, and what can be wrong with a camera.

A frame has 64 × 64 pixels of half a meter: 24 m ahead of the car, 8 m behind, 16 m to each side. The car heads up.
"""

import numpy as np

from kernelbook import corruptions, guards

SIZE = 64
SCALE = 2.0  # pixels a meter
MARGIN = 50.0  # meters of map around the road
GRAY = (0.299, 0.587, 0.114)  # how bright red, green and blue look, Rec. ITU-R BT.601
AHEAD = (0.75 * SIZE - 0.5 - np.arange(SIZE)[:, np.newaxis]) / SCALE  # of the car, in meters, by rows
RIGHT = (np.arange(SIZE)[np.newaxis] - (SIZE - 1) / 2) / SCALE  # of the car, in meters, by columns
CAR = (np.abs(AHEAD) < 2.5) & (np.abs(RIGHT) < 1)  # 5 m long and 2 m wide


def draw_map(road):
    """Let the simulator draw its whole road, once.

    Parameters
    ----------
    road : highway_env.road.road.Road

    Returns
    -------
    picture : ndarray of float32, shape (h, w)
        From 0 to 1; `SCALE` pixels a meter.
    origin : ndarray, shape (2,)
        Where on the ground its first pixel lies: x to the right and y downward, in meters.

    Raises
    ------
    ValueError
        If `road` is none.
    """
    import pygame
    from highway_env.road.graphics import RoadGraphics, WorldSurface

    if not hasattr(road, "network"):
        raise ValueError(f"road={guards.shown(road)}: expected the road of a simulator, track.simulator.road")
    lanes = [lane for ends in road.network.graph.values() for both in ends.values() for lane in both]
    points = np.array([lane.position(s, 0) for lane in lanes for s in np.linspace(0, lane.length, 20)])
    origin = points.min(axis=0) - MARGIN
    size = np.ceil((points.max(axis=0) + MARGIN - origin) * SCALE).astype(int).tolist()
    surface = WorldSurface(size, 0, pygame.Surface(size))
    surface.scaling, surface.origin = SCALE, origin
    RoadGraphics.display(road, surface)
    picture = pygame.surfarray.array3d(surface) @ np.array(GRAY) / 255  # columns first
    return picture.T.astype(np.float32), origin


def look(picture, origin, position, heading):
    r"""Return what the camera sees: the map around the car, turned so that the car heads up.

    The pixel that lies u meters ahead of the car and r meters to its right shows the point

    .. math:: x + u \cos\varphi - r \sin\varphi, \qquad y + u \sin\varphi + r \cos\varphi

    of the map, between pixels linearly.

    Parameters
    ----------
    picture, origin
        As `draw_map` returns them.
    position : array_like, shape (2,)
        Of the car's middle: x and y, in meters.
    heading : float
        The angle φ from the x axis toward the y axis, in radians.

    Returns
    -------
    ndarray of float32, shape (64, 64)
        From 0 to 1; the car itself is white.

    Raises
    ------
    ValueError
        If `picture` is no map of floating numbers, `origin` or `position` are not two numbers, `heading` is none. The
        pixels of the map are not looked at, since this is done at each step.

    References
    ----------
    Derived in chapter 13.
    """
    from scipy.ndimage import map_coordinates

    guards.rank("picture", picture, "(h, w)")
    if picture.dtype.kind != "f" or not picture.size:
        raise ValueError(f"picture has shape {picture.shape}, dtype {picture.dtype}: expected floating numbers, (h, w)")
    guards.point("origin", origin)
    guards.point("position", position)
    guards.number("heading", heading)
    x = position[0] + AHEAD * np.cos(heading) - RIGHT * np.sin(heading)
    y = position[1] + AHEAD * np.sin(heading) + RIGHT * np.cos(heading)
    where = [(y - origin[1]) * SCALE, (x - origin[0]) * SCALE]
    frame = map_coordinates(picture, where, order=1, mode="nearest")
    frame[CAR] = 1
    return frame


def darken(frame, generator=None, factor=0.5):
    """Multiply a frame's brightness by `factor`.

    Examples
    --------
    >>> darken(np.ones((1, 2))).tolist()
    [[0.5, 0.5]]
    """
    guards.share("factor", factor)
    return factor * as_frame(frame)[0]


def add_noise(frame, generator, deviation=0.1):
    """Add to each pixel a normal random number of this standard deviation, and clip to 0 and 1."""
    guards.generator("generator", generator)
    guards.number("deviation", deviation, 0)
    return corruptions.add_noise(as_frame(frame), deviation, int(generator.integers(2**31)))[0]


def blur(frame, generator=None, deviation=1.5):
    """Blur a frame by a Gaussian of this standard deviation, in pixels."""
    guards.number("deviation", deviation, 0)
    return corruptions.blur(as_frame(frame), deviation)[0]


def cover(frame, generator=None, size=16):
    """Cover a square of `size` pixels in the middle of the upper half with black: dirt on the lens.

    Examples
    --------
    >>> int((cover(np.ones((64, 64))) == 0).sum())
    256
    """
    guards.whole("size", size, 1)
    frame = as_frame(frame)[0].copy()
    top, left = frame.shape[0] // 4 - size // 2, frame.shape[1] // 2 - size // 2
    frame[max(top, 0) : top + size, max(left, 0) : left + size] = 0
    return frame


FAULTS = {"darker": darken, "noisy": add_noise, "blurred": blur, "covered": cover}


def as_frame(frame):
    """Return a frame as float32 of shape (1, h, w), or refuse it."""
    frame = np.asarray(frame)
    if frame.ndim != 2:
        raise ValueError(f"frame has shape {frame.shape}: expected one frame, (h, w)")
    guards.pixels("frame", frame, "(h, w)")
    return corruptions.as_images(frame[np.newaxis])
