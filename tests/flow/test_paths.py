import keras
import numpy as np
import pytest
import tensorflow as tf

from kernelbook import flow

GENERATOR = np.random.default_rng(0)


def test_interpolate_leads_from_noise_to_data_at_a_velocity_that_stays():
    x0, x1 = GENERATOR.normal(size=(2, 3, 4, 5, 1))
    np.testing.assert_array_equal(flow.interpolate(x0, x1, 0)[0], x0)
    np.testing.assert_array_equal(flow.interpolate(x0, x1, 1)[0], x1)
    (early, v), (late, same) = flow.interpolate(x0, x1, 0.2), flow.interpolate(x0, x1, 0.7)
    np.testing.assert_allclose((late - early) / 0.5, v)
    np.testing.assert_array_equal(v, same)


def test_interpolate_gives_each_row_its_own_time():
    x0, x1 = GENERATOR.normal(size=(2, 3, 4, 5)).astype("float32")
    t = np.array([0.0, 0.25, 1.0])
    x_t, _ = flow.interpolate(x0, x1, t)
    assert x_t.dtype == np.float32
    for row, when in enumerate(t):
        np.testing.assert_allclose(x_t[row], (1 - when) * x0[row] + when * x1[row], atol=1e-6)


@pytest.mark.parametrize("compiled", [False, True])
def test_interpolate_and_the_loss_take_tensors_also_inside_a_graph(compiled):
    x0, x1 = GENERATOR.normal(size=(2, 3, 4)).astype("float32")
    t, v = np.array([0.0, 0.3, 1.0], "float32"), np.ones((3, 4), "float32")

    def both(x0, x1, t, v):
        return flow.interpolate(x0, x1, t)[0], flow.flow_loss(v, x0, x1)

    x_t, loss = (tf.function(both) if compiled else both)(*map(tf.constant, (x0, x1, t, v)))
    np.testing.assert_allclose(x_t, flow.interpolate(x0, x1, t)[0], atol=1e-6)
    assert float(loss) == pytest.approx(float(flow.flow_loss(v, x0, x1)), rel=1e-5)


def test_interpolate_takes_batches_whose_length_is_not_known_yet():
    @tf.function(input_signature=[tf.TensorSpec((None, 4)), tf.TensorSpec((None, 4)), tf.TensorSpec((None,))])
    def ahead(x0, x1, t):
        return flow.interpolate(x0, x1, t)[0], flow.flow_loss(x1, x0, x1)

    x_t, loss = ahead(tf.zeros((3, 4)), tf.ones((3, 4)), tf.constant([0.0, 0.5, 1.0]))
    assert x_t[:, 0].numpy().tolist() == [0, 0.5, 1]
    assert float(loss) == 0


def test_flow_loss_of_two_images_of_two_pixels_by_hand():
    x0, x1 = np.array([[0.0, 1.0], [2.0, 0.0]]), np.array([[1.0, 1.0], [0.0, 3.0]])  # velocities 1, 0 and -2, 3
    v = np.array([[1.0, 2.0], [0.0, 0.0]])  # beside them by 0, 2 and 2, -3
    assert float(flow.flow_loss(v, x0, x1)) == pytest.approx((0 + 4 + 4 + 9) / 4)
    assert float(flow.flow_loss(x1 - x0, x0, x1)) == 0


def test_the_slope_of_the_loss_is_that_of_finite_differences():
    v, x0, x1 = GENERATOR.normal(size=(3, 2, 3))
    with tf.GradientTape() as tape:
        answer = tf.Variable(v)
        loss = flow.flow_loss(answer, tf.constant(x0), tf.constant(x1))
    slope = tape.gradient(loss, answer).numpy()
    for place in np.ndindex(v.shape):
        moved = np.zeros_like(v)
        moved[place] = 1e-5
        ends = [float(flow.flow_loss(v + sign * moved, x0, x1)) for sign in (1, -1)]
        assert slope[place] == pytest.approx((ends[0] - ends[1]) / 2e-5, rel=1e-5)
    np.testing.assert_allclose(slope, 2 * (v - (x1 - x0)) / v.size)


def test_the_loss_is_least_for_the_mean_velocity_of_the_paths_that_cross():
    x0, x1 = GENERATOR.normal(size=(2, 50, 1))
    mean = np.full_like(x0, (x1 - x0).mean())
    assert all(float(flow.flow_loss(mean, x0, x1)) < float(flow.flow_loss(mean + d, x0, x1)) for d in (-0.1, 0.01, 0.2))


@pytest.mark.parametrize("t", [0.0, 0.3, 1.0, np.array([0.0, 0.4, 1.0])])
def test_a_velocity_tells_both_ends_of_its_path(t):
    x0, x1 = GENERATOR.normal(size=(2, 3, 2, 2, 1))
    x_t, v = flow.interpolate(x0, x1, t)
    np.testing.assert_allclose(flow.image_from_field(x_t, v, t), x1, atol=1e-12)
    np.testing.assert_allclose(flow.noise_from_field(x_t, v, t), x0, atol=1e-12)


@pytest.mark.parametrize("t", [0.0, 0.2, 0.7, 0.99])
@pytest.mark.parametrize(("mean", "std"), [(0.0, 1.0), (2.0, 0.5), (-1.0, 3.0)])
def test_the_score_of_normal_data_is_the_slope_of_the_log_density(t, mean, std):
    x = np.linspace(-3, 3, 7)
    score = flow.score_from_field(x, flow.gaussian_field(x, t, mean, std), t)
    variance = (1 - t) ** 2 + (t * std) ** 2
    np.testing.assert_allclose(score, -(x - t * mean) / variance, atol=1e-10)

    def log_density(x):
        return -((x - t * mean) ** 2) / (2 * variance)

    np.testing.assert_allclose(score, (log_density(x + 1e-5) - log_density(x - 1e-5)) / 2e-5, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("t", [0.1, 0.5, 0.9])
def test_the_score_of_a_collection_is_the_slope_of_its_log_density(t):
    """Of a mixture of normal bells, one around t times each point, summed without the library."""
    points, x = GENERATOR.normal(size=(4, 2)), GENERATOR.normal(size=(3, 2))

    def log_density(x):
        distances = ((x[:, None] - t * points) ** 2).sum(axis=-1)
        return np.log(np.exp(-distances / (2 * (1 - t) ** 2)).sum(axis=1))

    score = flow.score_from_field(x, flow.points_field(x, t, points), t)
    for pixel in range(2):
        moved = 1e-5 * np.eye(2)[pixel]
        np.testing.assert_allclose(score[:, pixel], (log_density(x + moved) - log_density(x - moved)) / 2e-5, rtol=1e-4)


def test_the_denoiser_of_chapter_15_says_the_same_in_other_letters():
    """There the image has the share 1 - s of the variance: scaled to a sum of 1, the roots are 1 - t and t."""
    points, s = GENERATOR.normal(size=(5, 6)), 0.4
    noisy = np.sqrt(1 - s) * points[0] + np.sqrt(s) * GENERATOR.normal(size=6)
    distances = ((noisy - np.sqrt(1 - s) * points) ** 2).sum(axis=1)
    A = np.exp((distances.min() - distances) / (2 * s))
    whole = np.sqrt(1 - s) + np.sqrt(s)
    x, t = noisy[np.newaxis] / whole, np.sqrt(1 - s) / whole
    guess = flow.image_from_field(x, flow.points_field(x, t, points), t)
    np.testing.assert_allclose(guess[0], A @ points / A.sum())


X = np.ones((3, 2))
REFUSED = {
    r"x0 has shape \(3, 2\) and x1 \(3, 1\): expected the same": lambda: flow.interpolate(X, X[:, :1], 0.5),
    "x0 holds NaN": lambda: flow.interpolate(X * np.nan, X, 0.5),
    "x1 has dtype int64: expected floating numbers": lambda: flow.interpolate(X, X.astype(int), 0.5),
    r"x0 has shape \(\): expected \(n, ...\)": lambda: flow.interpolate(np.array(1.0), X, 0.5),
    "t=50: expected a share from 0 to 1, such as 0.5 for 50%": lambda: flow.interpolate(X, X, 50),
    r"t has shape \(2,\): expected one number, or one for each of 3": lambda: flow.interpolate(X, X, np.ones(2)),
    r"t has values from 0 to 2: expected 0 to 1": lambda: flow.interpolate(X, X, np.arange(3.0)),
    r"t=\[0.5, 0.5, 0.5\]: expected a share": lambda: flow.interpolate(X, X, [0.5] * 3),
    r"v has shape \(3,\) and x0 \(3, 2\): expected the same": lambda: flow.flow_loss(np.ones(3), X, X),
    "v holds NaN": lambda: flow.image_from_field(X, X * np.inf, 0.5),
    r"x_t has shape \(3, 2\) and v \(3, 1\)": lambda: flow.noise_from_field(X, X[:, :1], 0.5),
    "t reaches 1: expected times below 1": lambda: flow.score_from_field(X, X, 1.0),
    "t reaches 1: ": lambda: flow.score_from_field(X, X, np.array([0, 0.5, 1])),
    "t=nan: expected a share": lambda: flow.interpolate(X, X, np.nan),
    "t holds NaN": lambda: flow.interpolate(X, X, np.array([0, np.nan, 1])),
}


@pytest.mark.parametrize("message", REFUSED)
def test_paths_refuse_what_lies_on_none(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()


def test_a_tensor_is_refused_as_an_array_is():
    with pytest.raises(ValueError, match="x1 holds NaN"):
        flow.interpolate(tf.zeros((2, 3)), keras.ops.full((2, 3), float("nan")), 0.5)
    with pytest.raises(ValueError, match="t has values from 0 to 2"):
        flow.interpolate(tf.zeros((2, 3)), tf.zeros((2, 3)), tf.constant([0.0, 2.0]))
