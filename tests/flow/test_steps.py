import numpy as np
import pytest

from kernelbook import flow

MEAN, STD = 0.7, 0.3


def gaussian(x, t):
    return flow.gaussian_field(x, t, MEAN, STD)


def noise(seed=0, shape=(200,)):
    return np.random.default_rng(seed).standard_normal(shape)


def error(steps, method):
    """Return how far drawings end from where the closed form leads: mean + std x0."""
    x0 = noise()
    return np.abs(flow.sample(gaussian, x0, steps, method) - (MEAN + STD * x0)).max()


@pytest.mark.parametrize("steps", [20, 40, 80])
@pytest.mark.parametrize(("method", "order"), [("euler", 1), ("heun", 2)])
def test_twice_the_steps_leave_half_of_eulers_error_and_a_quarter_of_heuns(steps, method, order):
    assert error(steps, method) / error(2 * steps, method) == pytest.approx(2**order, rel=0.15)


def test_heun_errs_less_than_euler_for_as_many_questions():
    assert error(20, "heun") < 0.3 * error(40, "euler")


@pytest.mark.parametrize("method", flow.METHODS)
def test_the_whole_way_is_that_of_the_closed_form(method):
    x0, steps = noise(), 400
    way = flow.sample(gaussian, x0, steps, method, path=True)
    t = np.arange(steps + 1)[:, np.newaxis] / steps
    expected = t * MEAN + np.sqrt((1 - t) ** 2 + (t * STD) ** 2) * x0
    np.testing.assert_allclose(way, expected, atol=0.02 if method == "euler" else 1e-4)
    np.testing.assert_array_equal(way[0], x0)
    np.testing.assert_array_equal(way[-1], flow.sample(gaussian, x0, steps, method))


def test_drawings_have_the_mean_and_deviation_of_the_data():
    ends = flow.sample(gaussian, noise(1, (50_000,)), 50, "heun")
    assert abs(ends.mean() - MEAN) < 4 * STD / np.sqrt(50_000)
    assert ends.std() == pytest.approx(STD, rel=0.02)


def test_two_steps_of_euler_and_of_heun_by_hand():
    """Of the field x, from 1: Euler 1.5 and 2.25; Heun 1 + (1 + 1.5) / 4 = 1.625, then a step of Euler's."""
    x0 = np.array([1.0])
    assert flow.sample(lambda x, t: x, x0, 2, path=True).ravel().tolist() == [1, 1.5, 2.25]
    assert flow.sample(lambda x, t: x, x0, 2, "heun", path=True).ravel().tolist() == [1, 1.625, 2.4375]


@pytest.mark.parametrize(("method", "times"), [("euler", [0, 0.25, 0.5, 0.75]), ("heun", [0, 0.25, 0.5, 0.75])])
def test_no_field_is_asked_at_the_end(method, times):
    asked = []
    flow.sample(lambda x, t: asked.append(t) or x, np.ones(1), 4, method)
    assert sorted(set(asked)) == times


def test_the_same_noise_is_drawn_to_the_same_images_and_other_noise_to_others():
    same = [flow.sample(gaussian, noise(seed), 5) for seed in (3, 3, 4)]
    np.testing.assert_array_equal(same[0], same[1])
    assert (same[0] != same[2]).all()


def test_sampling_leaves_the_noise_and_its_dtype_as_they_are():
    x0 = noise().astype("float32")
    before = x0.copy()
    for end in (flow.sample(gaussian, x0, 3), flow.sample(lambda x, t: np.ones(x.shape), x0, 3, "heun")):
        assert end.dtype == np.float32
    np.testing.assert_array_equal(x0, before)


POINTS = np.array([[-1.0, -1.0, 1.0], [1.0, 1.0, -1.0], [1.0, 1.0, 1.0]])


@pytest.mark.parametrize("method", flow.METHODS)
def test_inpaint_keeps_known_pixels_exactly_and_draws_what_fits_them_more_often_but_not_always(method):
    """One pixel is known to be -1: of three images, one has it. Its two others are drawn, if it was decided in time."""
    known, mask = np.tile([-1.0, 7.0, 7.0], (400, 1)), np.array([True, False, False])
    x0 = noise(shape=(400, 3))
    ends = flow.inpaint(lambda x, t: flow.points_field(x, t, POINTS), x0, known, mask, 50, method)
    np.testing.assert_array_equal(ends[:, 0], known[:, 0])
    free = flow.sample(lambda x, t: flow.points_field(x, t, POINTS), x0, 50, method)
    fit, by_chance = ((np.abs(each - POINTS[0]) < 1e-3).all(axis=1).mean() for each in (ends, free))
    assert 0.25 < by_chance < 0.42, "a third"
    assert by_chance + 0.2 < fit < 0.95


def test_inpaint_with_all_pixels_known_returns_them_and_with_none_it_samples():
    x0, known = noise(shape=(4, 3)), noise(1, (4, 3))
    np.testing.assert_array_equal(flow.inpaint(gaussian, x0, known, np.ones(3, bool), 5), known)
    nothing = flow.inpaint(gaussian, x0, known, np.zeros((4, 3), bool), 5)
    np.testing.assert_array_equal(nothing, flow.sample(gaussian, x0, 5))


def test_inpaint_shows_the_field_known_pixels_on_their_path():
    seen, x0, known = [], noise(shape=(2, 3)), noise(1, (2, 3))
    mask = np.array([[True, False, False], [False, True, False]])
    flow.inpaint(lambda x, t: seen.append((t, x[mask])) or 5 * x, x0, known, mask, 4)
    for t, pixels in seen:
        np.testing.assert_allclose(pixels, ((1 - t) * x0 + t * known)[mask])


X = np.ones((3, 2))
REFUSED = {
    "steps=0: expected a whole number from 1": lambda: flow.sample(gaussian, X, 0),
    "method='midpoint': expected one of 'euler', 'heun'": lambda: flow.sample(gaussian, X, 3, "midpoint"),
    "x0 holds NaN": lambda: flow.sample(gaussian, X * np.nan, 3),
    "x0 has dtype int64: expected floating numbers": lambda: flow.sample(gaussian, X.astype(int), 3),
    "path=1: expected True or False": lambda: flow.sample(gaussian, X, 3, path=1),
    r"field=3: expected a function field\(x, t\)": lambda: flow.sample(3, X, 3),
    r"field gives shape \(3,\) for x of shape \(3, 2\)": lambda: flow.sample(lambda x, t: x[:, 0], X, 3),
    "the answer of field holds NaN": lambda: flow.sample(lambda x, t: x * np.inf, X, 3),
    r"mask has shape \(3,\): expected \(3, 2\) or \(2,\), as x0": lambda: flow.inpaint(
        gaussian, X, X, np.ones(3, bool), 3
    ),
    "mask has dtype float64: expected booleans": lambda: flow.inpaint(gaussian, X, X, X, 3),
    r"known has shape \(3, 1\) and x0 \(3, 2\)": lambda: flow.inpaint(gaussian, X, X[:, :1], np.ones(2, bool), 3),
    "known holds NaN": lambda: flow.inpaint(gaussian, X, X * np.nan, np.ones(2, bool), 3),
}


@pytest.mark.parametrize("message", REFUSED)
def test_steps_refuse_what_leads_nowhere(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()
