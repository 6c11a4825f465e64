import json

import numpy as np

import film_of_driving
from kernelbook import driving, models


def test_the_film_shows_what_the_networks_drive(home):
    """The first seconds, before rounding on another processor can lead two drives apart."""
    text = film_of_driving.TARGET.read_text(encoding="utf-8")
    shown = json.loads(text.removeprefix("window.filmOfDriving = ").removesuffix(";\n"))
    assert shown["road"] == film_of_driving.road_edges(home)
    assert len(shown["drives"]["naive"]) < len(shown["drives"]["dagger"]) == film_of_driving.STEPS
    for name, weights in film_of_driving.DRIVERS.items():
        network = driving.driver()
        models.set_weights(network, models.load_weights(weights))
        poses = film_of_driving.drive(home, driving.as_policy(network))
        np.testing.assert_allclose(poses[:20], shown["drives"][name][:20], atol=0.05)
