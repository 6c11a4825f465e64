"""A driver that knows the road: it steers toward a point of its lane a few meters ahead."""

import numpy as np

from kernelbook import guards

LOOKAHEAD = 6.0  # meters along the lane
LENGTH = 5.0  # of the car, in meters
LARGEST = np.pi / 4  # angle of the front wheels at steering 1, in radians


def pursue(position, heading, target):
    r"""Return the steering that leads in a circle through a target: pure pursuit.

    The circle that touches the car's direction and passes the target, d meters away at an angle α, has the curvature
    2 sin α / d. The simulator's car of length L turns with the curvature 2 sin β / L, where tan β = ½ tan δ and δ is
    the angle of the front wheels. Hence

    .. math:: \sin\beta = \frac{L \sin\alpha}{d}, \qquad \delta = \arctan(2 \tan\beta)

    Parameters
    ----------
    position, target : array_like, shape (2,)
        Of the car's middle and of the target: x to the right and y downward, in meters.
    heading : float
        From the x axis toward the y axis, in radians.

    Returns
    -------
    float
        δ by its largest value, 45°: from -1, left, to 1, right.

    Raises
    ------
    ValueError
        If the target is where the car is, or an argument holds no finite numbers.

    References
    ----------
    R. C. Coulter: Implementation of the pure pursuit path tracking algorithm. CMU-RI-TR-92-01, Carnegie Mellon
    University, 1992.

    Examples
    --------
    Straight ahead there is nothing to steer; a target on the right, where y grows, needs the wheels to the right.

    >>> pursue([0, 0], 0.0, [6, 0]), pursue([0, 0], 0.0, [0, 10]), pursue([0, 0], 0.0, [6, -1]) < 0
    (0.0, 1.0, True)
    """
    guards.point("position", position)
    guards.point("target", target)
    guards.number("heading", heading)
    across = np.subtract(target, position)
    d = np.hypot(*across)
    if not d > 0:
        raise ValueError(f"target {np.asarray(target).tolist()} is where the car is: expected a point ahead of it")
    alpha = np.arctan2(across[1], across[0]) - heading
    beta = np.arcsin(np.clip(LENGTH * np.sin(alpha) / d, -0.99, 0.99))
    return float(np.clip(np.arctan(2 * np.tan(beta)) / LARGEST, -1, 1))


def steer(track, lookahead=LOOKAHEAD):
    """Return the steering that keeps the car in the lane where it is.

    Parameters
    ----------
    track : Track
    lookahead : float
        How far along the lane the target lies, in meters, above 0.

    Returns
    -------
    float
        From -1, left, to 1, right.

    Raises
    ------
    ValueError
        If `track` is none, or `lookahead` is not above 0.
    """
    guards.track("track", track)
    if not guards.is_number(lookahead) or not lookahead > 0:
        raise ValueError(f"lookahead={lookahead!r}: expected meters above 0")
    car, network = track.car, track.simulator.road.network
    index, lane = car.lane_index, car.lane
    along = lane.local_coordinates(car.position)[0] + lookahead
    while along > lane.length:
        along -= lane.length
        index = network.next_lane(index, position=lane.position(lane.length, 0))
        lane = network.get_lane(index)
    return pursue(car.position, car.heading, lane.position(along, 0))
