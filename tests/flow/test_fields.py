import numpy as np
import pytest

from kernelbook import flow

GENERATOR = np.random.default_rng(0)


@pytest.mark.parametrize("t", [0.0, 0.3, 0.5, 0.9, 1.0])
@pytest.mark.parametrize(("mean", "std"), [(0.0, 1.0), (2.0, 0.5)])
def test_the_gaussian_field_is_the_mean_velocity_of_the_paths_that_pass(t, mean, std):
    """Of 400,000 paths, those that pass near a place: their mean velocity, within four standard errors.

    The window is small, so what its width adds is below the error; its own middle is what the field is asked for.
    """
    generator = np.random.default_rng(1)
    x_t, v = flow.interpolate(generator.normal(size=400_000), mean + std * generator.normal(size=400_000), t)
    spread = np.sqrt((1 - t) ** 2 + (t * std) ** 2)
    for place in t * mean + spread * np.array([-1.5, 0, 1]):
        near = np.abs(x_t - place) < 0.02 * spread
        error = v[near].std() / np.sqrt(near.sum())
        expected = flow.gaussian_field(x_t[near], t, mean, std).mean()
        assert near.sum() > 1000
        assert abs(v[near].mean() - expected) < 4 * error + 1e-9


def test_the_gaussian_field_by_hand():
    """At t = 1/2, x = 2, data around 1 with variance 4: covariance 1.5, variance 1.25, 1.5 beside the mean."""
    assert flow.gaussian_field(np.array([2.0]), 0.5, 1.0, 2.0).item() == pytest.approx(1 + 1.5 / 1.25 * 1.5)


def test_the_gaussian_field_leads_to_the_data_mean_at_the_start_and_is_the_point_at_the_end():
    x = np.linspace(-2, 2, 5)
    np.testing.assert_allclose(flow.gaussian_field(x, 0, 3.0, 0.1), 3 - x)  # no noise is likelier for any image
    np.testing.assert_allclose(flow.gaussian_field(x, 1, 3.0, 0.1), x)  # the noise has mean 0, whatever the image


def test_the_gaussian_field_works_on_each_number_with_its_own_mean_and_time():
    x, mean, std = GENERATOR.normal(size=(3, 2, 2)), GENERATOR.normal(size=(2, 2)), np.array([0.5, 2.0])
    t = np.array([0.0, 0.4, 1.0])
    found = flow.gaussian_field(x, t, mean, std)
    for n, i, j in np.ndindex(x.shape):
        one = flow.gaussian_field(x[n : n + 1, i, j], t[n], mean[i, j], std[j])
        assert found[n, i, j] == pytest.approx(one.item(), rel=1e-12)


@pytest.mark.parametrize("std", [1e-8, 1e-3, 1e6])
def test_the_gaussian_field_stays_finite_for_narrow_and_wide_data(std):
    x = np.array([-5.0, 0.0, 5.0])
    for t in (0.0, 1e-12, 0.5, 1 - 1e-12, 1.0):
        assert np.isfinite(flow.gaussian_field(x, t, 1.0, std)).all()


def by_brute_force(x, t, points):
    """Return the mean velocity to each point, weighted by the density of the noise that it would take."""
    answers = []
    for row in x:
        noises = [(row - t * point) / (1 - t) for point in points]
        logs = np.array([-(noise**2).sum() / 2 for noise in noises])
        shares = np.exp(logs - np.logaddexp.reduce(logs))
        answers.append(sum(s * (point - noise) for s, point, noise in zip(shares, points, noises, strict=True)))
    return np.array(answers)


@pytest.mark.parametrize("t", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_the_field_of_points_is_that_of_brute_force(t):
    points = GENERATOR.normal(size=(7, 2, 3))
    x, _ = flow.interpolate(GENERATOR.normal(size=(5, 2, 3)), points[:5], t)
    np.testing.assert_allclose(flow.points_field(x, t, points), by_brute_force(x, t, points), rtol=1e-8, atol=1e-8)


def test_the_field_of_points_takes_a_time_for_each_row():
    points, x, t = GENERATOR.normal(size=(4, 2, 2, 1)), GENERATOR.normal(size=(3, 2, 2, 1)), np.array([0.0, 0.5, 0.9])
    found = flow.points_field(x, t, points)
    for row in range(3):
        one = slice(row, row + 1)
        np.testing.assert_allclose(found[one], flow.points_field(x[one], t[row], points))


def test_the_field_of_many_normal_points_is_nearly_that_of_normal_data():
    points = np.random.default_rng(0).normal(1.0, 0.5, size=(20_000, 1))
    x = np.linspace(-0.5, 1.5, 5)[:, np.newaxis]
    np.testing.assert_allclose(flow.points_field(x, 0.5, points), flow.gaussian_field(x, 0.5, 1.0, 0.5), atol=0.03)


def test_whoever_follows_the_field_of_points_ends_on_one_of_them():
    points = GENERATOR.normal(size=(20, 4, 4, 1)).astype("float32")
    x0 = GENERATOR.standard_normal((30, 4, 4, 1)).astype("float32")
    ends = flow.sample(lambda x, t: flow.points_field(x, t, points), x0, 50)
    apart = np.abs(ends[:, None] - points).max(axis=(2, 3, 4))
    assert ends.dtype == np.float32
    assert apart.min(axis=1).max() < 1e-3
    assert len(set(apart.argmin(axis=1))) > 5, "many of them are reached"


def test_the_field_of_points_holds_near_both_ends_and_far_away():
    points = np.array([[-1.0, 1.0], [1.0, 1.0]])
    with np.errstate(all="raise", under="ignore"):
        np.testing.assert_allclose(flow.points_field(np.array([[300.0, 5]]), 0.0, points), [[-300, -4]])
        far = flow.points_field(np.array([[300.0, 5]]), 0.999, points)
    np.testing.assert_allclose(far, [[-299_000, -4000]], rtol=1e-9)
    near = flow.points_field(np.array([[1.0, 1.0]]) * (1 - 1e-9), 1 - 1e-9, points)
    np.testing.assert_allclose(near, [[1, 1]], atol=1e-6)


X = np.ones((3, 2))
REFUSED = {
    "std=0: expected numbers above 0": lambda: flow.gaussian_field(X, 0.5, 0.0, 0),
    r"mean has shape \(3,\): expected a number, or an array that fits x, \(3, 2\)": lambda: flow.gaussian_field(
        X, 0.5, np.ones(3), 1.0
    ),
    r"std has shape \(1, 3, 2\)": lambda: flow.gaussian_field(X, 0.5, 0.0, np.ones((1, 3, 2))),
    "x holds NaN": lambda: flow.gaussian_field(X * np.nan, 0.5, 0.0, 1.0),
    "t=-0.1: expected a share": lambda: flow.gaussian_field(X, -0.1, 0.0, 1.0),
    r"points has shape \(3,\): expected \(m, 2\), as x": lambda: flow.points_field(X, 0.5, np.ones(3)),
    "t reaches 1: expected times below 1": lambda: flow.points_field(X, 1.0, X),
    "points holds NaN": lambda: flow.points_field(X, 0.5, X * np.nan),
}


@pytest.mark.parametrize("message", REFUSED)
def test_fields_refuse_what_has_none(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()
