"""The letters of docstrings for chapter 19: fields, paths from noise to images, and the network that learns them."""

import keras
import numpy as np
from scipy.stats import norm

from formulas.binding import bound
from kernelbook import evaluation, flow, models
from kernelbook.attention import attention
from kernelbook.flow import learning, steps

NORMAL = {"mu": 1.3, "sigma": 0.6}
FIELD = "flow.fields.gaussian_field"


def normal_field(x, t):
    return flow.gaussian_field(x, t, *NORMAL.values())


@bound(f"{FIELD}: u(x,t)")
def field_of_normal_data(draw):
    return {**NORMAL, "x": draw(4), "t": 0.3, "u": normal_field}


def followed(draw):
    """Small steps, with which Heun's error is below a millionth: noise, and all points of the way."""
    x0 = draw(3)
    return x0, flow.sample(normal_field, x0, 2000, "heun", path=True)


@bound(f"{FIELD} inline: after x0 leads to")
def way_of_normal_data(draw):
    x0, way = followed(draw)
    return {**NORMAL, "x_0": x0, "t": 0.3, "value": way[600]}


@bound(f"{FIELD} inline: after at the end")
def end_of_normal_data(draw):
    x0, way = followed(draw)
    return {**NORMAL, "x_0": x0, "value": way[-1]}


def points(draw):
    return {"X": draw(4, 4), "x": draw(4), "t": 0.4}


def velocity_to_points(x, t, X):
    return flow.points_field(x[np.newaxis], t, X)[0]


@bound("flow.fields.points_field: A_k")
def likely_points(draw):
    """As many points as numbers in each: so their shares can be told from where the field leads."""
    X, x, t = (letters := points(draw)).values()
    A = np.linalg.solve(X.T, flow.image_from_field(x, velocity_to_points(x, t, X), t))
    return {**letters, "A": A, "softmax": lambda z: evaluation.softmax(z[np.newaxis])[0]}


@bound("flow.fields.points_field: u(x,t)")
def field_of_points(draw):
    """The shares are those of attention, as in chapter 15: one more number of a key is what depends on it alone."""
    X, x, t = (letters := points(draw)).values()
    keys = np.column_stack([X, -t * (X**2).sum(axis=1) / 2])
    query = np.append(x, 1.0) * t / (1 - t) ** 2 * np.sqrt(keys.shape[1])
    A = attention(query[np.newaxis], keys, X)[1][0]
    return {**letters, "A": A, "u": lambda x, t: velocity_to_points(x, t, X)}


@bound("flow.guidance.guided: u")
def louder(draw):
    none, asked, x = draw(5), draw(5), draw(5)

    def field(x, t, labels):
        return np.where(labels == flow.NONE, none, asked)

    found = {w: flow.guided(field, np.full(5, 4), w)(x, 0.5) for w in (0.0, 0.7, 1.0, 2.5)}
    return [{"u_none": none, "u_class": asked, "w": w, "u": u} for w, u in found.items()]


def recorded(draw, average):
    """Return before, weights and after of each of four steps: the means before, the weights, and the means after."""
    keras.utils.set_random_seed(0)
    inputs = [keras.layers.Input((4,)), keras.layers.Input(()), keras.layers.Input(())]
    network = keras.Model(inputs, keras.layers.Dense(4)(inputs[0]))
    learn, means = learning.learner(network, keras.optimizers.SGD(1.5), average)
    found, flat = [], lambda weights: np.concatenate([np.ravel(weight) for weight in weights])
    for _ in range(4):
        before = flat(means)
        learn(*draw(2, 8, 4).astype("float32"), draw(8, positive=True).astype("float32") / 2, np.zeros(8, "int32"))
        found.append((before, flat(network.trainable_variables), flat(means)))
    return found


@bound(r"flow.learning.train: \bar w")
def mean_weights(draw):
    """At the last step the share is no longer that of a short training, but the one that was asked for."""
    before, w, after = recorded(draw, 0.3)[3]
    return {"a": 0.3, "bar w": before, "w": w, "new bar w": after}


@bound("flow.learning.train: a")
def share_of_the_mean(draw):
    """How far the means stayed behind, of the way to the weights; the last share is A, the others are below it."""
    shares = [
        1 - (after - before) @ (w - before) / np.sum((w - before) ** 2) for before, w, after in recorded(draw, 0.3)
    ]
    return [{"A": 0.3, "k": k, "a": a} for k, a in enumerate(shares)]


@bound("flow.paths.interpolate: x_t", "flow.paths.interpolate: v")
def path(draw):
    x0, x1, t = draw(1, 4), draw(1, 4), 0.3
    x_t, v = flow.interpolate(x0, x1, t)
    return {"x_0": x0[0], "x_1": x1[0], "t": t, "x_t": x_t[0], "v": v[0]}


@bound("flow.paths.flow_loss: L")
def loss(draw):
    v, x0, x1 = draw(3, 2, 4)
    return {"v": v, "x_0": x0, "x_1": x1, "mean": np.mean, "L": float(flow.flow_loss(v, x0, x1))}


@bound(r"flow.paths.image_from_field: \hat x_1", r"flow.paths.noise_from_field: \hat x_0")
def ends(draw):
    x_t, v, t = draw(4), draw(4), 0.3
    guesses = {"hat x_1": flow.image_from_field(x_t, v, t), "hat x_0": flow.noise_from_field(x_t, v, t)}
    return {"x_t": x_t, "v": v, "t": t, **guesses}


def log_density(bells):
    return lambda x_t: np.log(np.mean(bells.pdf(x_t)))


@bound("flow.paths.score_from_field: s")
def score(draw):
    """Of normal data, and of points, around each of which its paths lie in a bell."""
    t, X, found = 0.4, draw(5), []
    bells = norm(t * NORMAL["mu"], np.hypot(1 - t, t * NORMAL["sigma"])), norm(t * X, 1 - t)
    fields = normal_field, lambda x, t: flow.points_field(x[:, np.newaxis], t, X[:, np.newaxis])[:, 0]
    for bell, field in zip(bells, fields, strict=True):
        x = draw(1)
        v = field(x, t)
        s, noise = (function(x, v, t).item() for function in (flow.score_from_field, flow.noise_from_field))
        letters = {"x_t": x.item(), "v": v.item(), "t": t, "s": s, "hat x_0": noise}
        found.append({**letters, "l": log_density(bell)})
    return found


@bound("flow.paths.score_from_field inline: after data it is")
def score_of_normal_data(draw):
    x, t = draw(4), 0.3
    return {**NORMAL, "x_t": x, "t": t, "value": flow.score_from_field(x, normal_field(x, t), t)}


@bound("flow.steps.sample: x_{t+h}")
def euler(draw):
    way = flow.sample(normal_field, draw(4), 5, path=True)
    return [{"x_t": way[k], "x_t+h": way[k + 1], "t": k / 5, "h": 1 / 5, "u": normal_field} for k in (1, 3)]


@bound("flow.steps.inpaint: x_t")
def known_pixels(draw):
    """What the field was shown at each step, and where the step before had ended, pixel by pixel."""
    x0, known, mask, shown = draw(1, 4), draw(1, 4), np.array([True, False, False, True]), []

    def field(x, t):
        shown.append(x)
        return normal_field(x, t)

    flow.inpaint(field, x0, known, mask, 5)
    return [
        {"m": int(m), "t": k / 5, "x_0": x0[0, i], "k": known[0, i], "x_t": before[0, i], "new x_t": shown[k][0, i]}
        for k in (1, 2, 4)
        for before in [steps.step(normal_field, shown[k - 1], k - 1, 5, "euler")]
        for i, m in enumerate(mask)
    ]


@bound("models.flows.flow_unet: h")
def scaled_and_shifted(draw):
    """Maps of the first block at one pixel, before and after; scale and shift are what its dense layer gives."""
    keras.utils.set_random_seed(0)
    network = models.flow_unet((8, 8, 8), 6)
    normal, film, conv2 = (network.get_layer(f"down1_{name}") for name in ("normal", "film", "conv2"))
    silu = next(layer for layer in network.layers if layer.output is conv2.input)
    inner = keras.Model(network.inputs, [normal.output, silu.input, film.output])
    image, found = draw(1, 28, 28, 1).astype("float32"), []

    def look(t, label):
        h, new, told = (np.asarray(part)[0] for part in inner([image, np.float32([t]), np.int32([label])]))
        return h[3, 5], new[3, 5], told

    for t, label, channel in ((0.3, 4, 1), (0.8, 10, 6)):
        h, new, _ = look(t, label)
        a, b = (lambda t, label, place=place: look(t, label)[2][place] for place in (channel, 8 + channel))
        found.append({"t": t, "class": label, "h": h[channel], "new h": new[channel], "a": a, "b": b})
    return found


@bound("19_draw_digits: x_t", "19_draw_digits: v")
def way_of_a_traveler(draw):
    return path(draw)


@bound("19_draw_digits: A_k", "19_draw_digits: u(x,t) #2")
def numbers_for_points(draw):
    """Each point gets coordinates of its own besides, as far from the place for all: there the shares come back."""
    X, x, t = draw(3), draw(1).item(), 0.4
    place, named = np.array([x, 0, 0, 0]), np.column_stack([X, np.eye(3)])
    A = flow.image_from_field(place, velocity_to_points(place, t, named), t)[1:]
    return {"X": X, "x": x, "t": t, "A": A, "u": lambda x, t: velocity_to_points(np.array([x]), t, X[:, None]).item()}


@bound("19_draw_digits: x_{t+h}")
def step_of_a_follower(draw):
    return euler(draw)


@bound(r"19_draw_digits: \hat x_1", r"19_draw_digits: \hat x_0", "19_draw_digits: s")
def guesses(draw):
    letters = ends(draw)
    v = letters.pop("v")
    return {**letters, "u": v, "s": flow.score_from_field(letters["x_t"], v, letters["t"])}


@bound("19_draw_digits: L")
def loss_of_a_path(draw):
    return loss(draw)


@bound("19_draw_digits: h")
def turned_up(draw):
    """The maps of a block, with what its dense layer answers as numbers."""
    return [
        {**letters, **{name: letters[name](letters["t"], letters["class"]) for name in "ab"}}
        for letters in scaled_and_shifted(draw)
    ]


@bound("19_draw_digits: u")
def asked_louder(draw):
    return louder(draw)


@bound("19_draw_digits: d")
def between_clouds(draw):
    """Of numbers; the spreads are those of samples."""
    clouds = draw(6, 1), draw(8, 1) * 2
    letters = {
        f"{name}{mark}": value
        for mark, cloud in zip(("", "'"), clouds, strict=True)
        for name, value in (("mu", cloud.mean()), ("sigma", cloud.std(ddof=1)))
    }
    return {**letters, "d": evaluation.frechet_distance(*clouds)}


@bound("19_draw_digits inline: after take to exactly")
def end_of_a_way(draw):
    """Small steps; the field of the chapter's cell."""
    x0 = draw(3)
    way = flow.sample(lambda x, t: flow.gaussian_field(x, t, mean=3.0, std=0.5), x0, 2000, "heun")
    return {"x_0": x0, "value": way}


@bound("19_draw_digits inline: after own straight way")
def way_of_known_pixels(draw):
    """What a field is shown where pixels are known."""
    x0, known, shown = draw(1, 4), draw(1, 4), []

    def field(x, t):
        shown.append(x)
        return normal_field(x, t)

    flow.inpaint(field, x0, known, np.ones(4, bool), 5)
    return {"x_0": x0[0], "k": known[0], "t": 0.4, "value": shown[2][0]}


@bound("19_draw_digits inline: after to began at")
def beginning_of_a_way(draw):
    """Of a collection of one point, whose noise is known from the field."""
    X, x, t = draw(1), draw(1), 0.4
    x0 = flow.noise_from_field(x, velocity_to_points(x, t, X[np.newaxis]), t)
    return {"x": x.item(), "t": t, "X": X, "value": x0}
