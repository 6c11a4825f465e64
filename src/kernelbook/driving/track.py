"""A race track of highway-env with one car on it, which keeps its speed and is steered five times a second."""

import numpy as np

from kernelbook import guards
from kernelbook.driving import camera

NAMES = ("racetrack-v1", "racetrack-large-v1", "racetrack-oval-v1")
INTERVAL = 0.2  # seconds from one decision to the next
SUBSTEPS = 3  # of the simulator's integration, in one interval
CONFIG = {
    "action": {"type": "ContinuousAction", "longitudinal": False, "lateral": True},
    "other_vehicles": 0,
    "offscreen_rendering": True,
}


class Track:
    """A track, its car, and the camera above the car.

    Attributes
    ----------
    name : str
        One of `NAMES`.
    simulator : highway_env.envs.RacetrackEnv
    segments : list of list of lanes
        The road, piece by piece; the lanes of a piece from the left to the right.
    """

    def __init__(self, name, simulator):
        self.name, self.simulator = name, simulator
        self.segments = [lanes for ends in simulator.road.network.graph.values() for lanes in ends.values()]
        self.picture, self.origin = camera.draw_map(simulator.road)

    @property
    def car(self):
        """The simulator's vehicle: position (m), heading (rad), speed (m/s), lane."""
        return self.simulator.vehicle

    @property
    def offset(self):
        """How far the car is to the right of the middle of its lane, in meters; to the left it is negative."""
        return self.car.lane.local_coordinates(self.car.position)[1]

    @property
    def angle(self):
        """How far the car heads to the right of its lane's direction, in radians."""
        return float(self.car.lane.local_angle(self.car.heading, self.car.lane.local_coordinates(self.car.position)[0]))

    @property
    def on_road(self):
        """Whether the car's middle is on the road, as the simulator says."""
        return bool(self.car.on_road)

    def margin(self, ahead=0.0):
        """Return how far the car's middle is from the nearer edge of the road, in meters; outside it is negative.

        Parameters
        ----------
        ahead : float
            Take the point that lies so many meters straight ahead of the car, as if the road did not turn until there.

        Raises
        ------
        ValueError
            If it is no finite number.
        """
        guards.number("ahead", ahead)
        start, end, lane = self.car.lane_index
        last = len(self.simulator.road.network.graph[start][end]) - 1
        width, offset = self.car.lane.width, self.offset + ahead * np.sin(self.angle)
        return float(min(width * (lane + 0.5) + offset, width * (last - lane + 0.5) - offset))

    def reset(self, seed):
        """Put the car on a drawn point of the road, and return the first frame.

        All points are equally likely; it stands up to 1 m beside the middle of its lane, heads up to 0.2 rad away from
        its direction, and drives 7 to 10 m/s.

        Parameters
        ----------
        seed : int
            The same seed gives the same start.

        Returns
        -------
        ndarray of float32, shape (64, 64)

        Raises
        ------
        ValueError
            If the seed is no whole number from 0.
        """
        guards.whole("seed", seed, 0)
        generator = np.random.default_rng(seed)
        lengths = np.array([lanes[0].length for lanes in self.segments])
        segment = int(generator.choice(len(lengths), p=lengths / lengths.sum()))
        lane = int(generator.integers(len(self.segments[segment])))
        along = generator.uniform(0, self.segments[segment][lane].length)
        offset, angle, speed = generator.uniform([-1, -0.2, 7], [1, 0.2, 10])
        return self.place(segment, lane, along, offset, angle, speed)

    def place(self, segment, lane, along, offset=0.0, angle=0.0, speed=8.0):
        """Put the car somewhere, and return what the camera sees there.

        Parameters
        ----------
        segment, lane : int
            Numbers in `segments`.
        along, offset : float
            From the lane's start, up to its length, and to the right of its middle, in meters.
        angle : float
            From the lane's direction to the right, in radians.
        speed : float
            In meters a second.

        Returns
        -------
        ndarray of float32, shape (64, 64)

        Raises
        ------
        ValueError
            If there is no such lane, no such place along it, or a number is not finite.
        """
        guards.whole("segment", segment)
        guards.whole("lane", lane)
        if not (0 <= segment < len(self.segments) and 0 <= lane < len(self.segments[segment])):
            counts = [len(lanes) for lanes in self.segments]
            raise ValueError(f"segment={segment}, lane={lane}: no such lane; the segments have {counts} lanes")
        guards.number("along", along, 0, self.segments[segment][lane].length)
        guards.number("offset", offset)
        guards.number("angle", angle)
        guards.number("speed", speed, 0)
        chosen, car = self.segments[segment][lane], self.car
        car.position = np.array(chosen.position(along, offset), np.float64)
        car.heading, car.speed = float(chosen.heading_at(along) + angle), float(speed)
        car.action = {"steering": 0.0, "acceleration": 0.0}
        car.on_state_update()
        return self.frame()

    def step(self, steering):
        """Steer for one interval of 0.2 s, and return the next frame.

        Parameters
        ----------
        steering : float
            From -1, wheels 45° to the left, to 1, as far to the right.

        Returns
        -------
        ndarray of float32, shape (64, 64)

        Raises
        ------
        ValueError
            If it lies outside this range.
        """
        if not guards.is_number(steering) or not -1 <= steering <= 1:
            raise ValueError(f"steering={steering!r}: expected a number from -1 (left) to 1 (right)")
        self.simulator.action_type.act(np.array([steering]))
        for _ in range(SUBSTEPS):
            self.simulator.road.act()
            self.simulator.road.step(INTERVAL / SUBSTEPS)
        return self.frame()

    def frame(self):
        """Return what the camera sees now: ndarray of float32, shape (64, 64), from 0 to 1."""
        return camera.look(self.picture, self.origin, self.car.position, self.car.heading)


def make_track(name="racetrack-v1"):
    """Make the simulator of a track, without a window.

    Parameters
    ----------
    name : str
        ``"racetrack-v1"``, ``"racetrack-large-v1"`` or ``"racetrack-oval-v1"``.

    Returns
    -------
    Track
        The car stands somewhere: `Track.reset` puts it where an episode starts.

    Raises
    ------
    ValueError
        If there is no such track.
    ModuleNotFoundError
        If the simulator is not installed.

    References
    ----------
    E. Leurent: An environment for autonomous driving decision-making. 2018. https://github.com/Farama-Foundation/HighwayEnv
    """
    if not isinstance(name, str) or name not in NAMES:
        raise ValueError(f"name={name!r}: no such track; there are {list(NAMES)}")
    try:
        import highway_env  # noqa: F401  importing it registers its tracks
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "the driving simulator is not installed: pip install highway-env==1.12.1", name=error.name
        ) from error
    import gymnasium

    return Track(name, gymnasium.make(name, config=CONFIG, disable_env_checker=True).unwrapped)
