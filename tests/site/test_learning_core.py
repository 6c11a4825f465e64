"""What the lab "Watch it learn" computes is the library's: random numbers, losses and weights, the cell to copy."""

import itertools
import json
from functools import cache

import numpy as np
import pytest

from kernelbook import data
from kernelbook.layers import Conv2D, Dense, Flatten, Layer, MaxPool2D, ReLU
from kernelbook.network import SGD, Adam, Sequential
from pages import exhibits

USUAL = {
    **{"convolutions": 1, "kernels": 8, "size": 5, "activation": "relu", "weights": "glorot", "optimizer": "plain"},
    **{"rate": 0.1, "batch": 32, "seed": 0, "shuffled": "no", "wrong": 0, "shifts": "none"},
}
VALUES = {
    "convolutions": (1, 2),
    "kernels": (1, 3, 8),
    "size": (3, 5),
    "activation": ("relu", "tanh", "none"),
    "weights": ("glorot", "he", "zeros"),
    "optimizer": ("plain", "momentum", "adam"),
    "rate": (0.01, 0.05),
    "batch": (1, 16, 40),
}
STEPS, COUNT = 50, 100

pytestmark = pytest.mark.site


def pairs(case):
    return set(itertools.combinations(sorted(case.items()), 2))


def all_pairs(values):
    named = [[(name, value) for value in values[name]] for name in sorted(values)]
    return {pair for one, other in itertools.combinations(named, 2) for pair in itertools.product(one, other)}


def covering(values):
    """Return cases in which each value of a setting meets each of another, each the best of some drawn."""
    rng = np.random.default_rng(28)
    missing = all_pairs(values)
    cases = []
    while missing:
        drawn = [{name: some[rng.integers(len(some))] for name, some in values.items()} for _ in range(60)]
        cases.append(max(drawn, key=lambda case: len(pairs(case) & missing)))
        missing -= pairs(cases[-1])
    return cases


CASES = covering(VALUES)


class Tanh(Layer):
    def forward(self, x, training=False):
        self.y = np.tanh(x)
        return self.y

    def backward(self, errors, input_needed=True):
        return errors * (1 - self.y**2)


def library(settings):
    """Return the same network and rule of descent, made of the library's layers."""
    begin, layers = {"initializer": settings["weights"]}, []
    for k in range(1, settings["convolutions"] + 1):
        activation = {"relu": [ReLU()], "tanh": [Tanh()], "none": []}[settings["activation"]]
        layers += [Conv2D(k * settings["kernels"], settings["size"], **begin), *activation, MaxPool2D(2)]
    layers += [Flatten(), Dense(10, **begin)]
    rate = settings["rate"]
    rules = {"plain": lambda: SGD(rate), "momentum": lambda: SGD(rate, momentum=0.9), "adam": lambda: Adam(rate)}
    network = Sequential(layers, (28, 28, 1), seed=settings["seed"], dtype="float64")
    return network, rules[settings["optimizer"]]()


@pytest.fixture(scope="module")
def page(everywhere):
    """Return the page of the lab in an engine, with its digits."""
    page = everywhere("chapters/labs/learning.html")
    page.evaluate("packed => { kernelLab.learningDigits = packed; }", exhibits.learning_digits())
    page.evaluate("kernelLab.unpackDigits().then(sets => { window.sets = sets; })")
    return page


RUN = """([settings, count, steps]) => {
  const cut = ({ pixels, labels }) => ({ pixels: pixels.slice(0, 784 * count), labels: labels.slice(0, count) });
  const given = { training: count ? cut(sets.training) : sets.training, held: sets.held };
  const training = kernelLab.learning.parts.training.create(settings, given);
  const losses = [], first = Array.from(training.network.parameters);
  for (let k = 0; k < steps; k++) losses.push(training.step().loss);
  return { losses, first, parameters: Array.from(training.network.parameters) };
}"""


def test_the_digits_are_those_of_the_collection_and_none_is_a_test_digit(page):
    shown = page.evaluate("""() => [sets.training, sets.held].map(({ pixels, labels }) => [
        pixels.length / 784, pixels.subarray(784 * 7, 784 * 8).join(), labels.join('')])""")
    (images, labels), _ = data.load_mnist()
    for (count, eighth, said), rows in zip(shown, (slice(0, 4000), slice(55_000, 56_000)), strict=True):
        assert count == len(images[rows])
        assert eighth == ",".join(map(str, images[rows][7].ravel()))
        assert said == "".join(map(str, labels[rows]))


@pytest.mark.parametrize("seed", [0, 1, 9999])
def test_random_numbers_are_those_of_numpy(page, seed):
    shown = page.evaluate(
        """seed => { const g = kernelLab.learning.parts.random.generator(seed);
           return [g.random(), Array.from(g.permutation(33)), g.random(), Array.from(g.permutation(4000))]; }""",
        seed,
    )
    rng = np.random.default_rng(seed)
    expected = [rng.random(), rng.permutation(33).tolist(), rng.random(), rng.permutation(4000).tolist()]
    assert shown == expected


def test_each_value_of_a_setting_meets_each_of_another():
    assert set().union(*map(pairs, CASES)) == all_pairs(VALUES)


@cache
def trained(number):
    """Return first weights, losses and last weights of a case, trained by the library."""
    settings = USUAL | CASES[number]
    network, optimizer = library(settings)
    first = network.parameters.copy()
    (images, labels), _ = data.load_mnist()
    x, y, losses = images[:COUNT, ..., np.newaxis] / 255, labels[:COUNT], []
    while len(losses) < STEPS:
        order = network.generator.permutation(COUNT)
        for start in range(0, COUNT, settings["batch"])[: STEPS - len(losses)]:
            rows = order[start : start + settings["batch"]]
            losses.append(network.step(x[rows], y[rows], optimizer)[0])
    return first, losses, network.parameters


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda k: "-".join(map(str, CASES[k].values())))
def test_losses_and_weights_are_the_librarys_over_50_steps(page, number):
    shown = page.evaluate(RUN, [USUAL | CASES[number], COUNT, STEPS])
    first, losses, parameters = trained(number)
    np.testing.assert_allclose(shown["first"], first, atol=1e-12, err_msg="first weights")
    np.testing.assert_allclose(shown["losses"], losses, atol=1e-4)
    np.testing.assert_allclose(shown["parameters"], parameters, atol=1e-4)


SIZES = """(settings) => {
  const { training } = kernelLab.learning.parts;
  const { maps, sizes } = training.create(settings, { training: sets.training, held: sets.held }).report(0);
  const size = (data) => Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length);
  return [maps.map(({ name, data }) => [name, size(data)]), sizes];
}"""


@pytest.mark.parametrize("activation", ["relu", "tanh", "none"])
def test_the_table_tells_what_a_layer_gives_after_its_activation(page, activation):
    maps, sizes = page.evaluate(SIZES, USUAL | {"activation": activation, "convolutions": 2})
    maps = dict(maps)
    shown = {row["layer"]: row["activation"] for row in sizes}
    after = {"none": "conv"}.get(activation, activation)
    expected = {"conv1": maps[f"{after}1"], "conv2": maps[f"{after}2"], "logits": maps["logits"]}
    assert shown == pytest.approx(expected)


CELLS = [
    {"optimizer": "momentum", "shifts": "all", "wrong": 30},
    {"activation": "tanh", "convolutions": 2, "kernels": 2, "optimizer": "adam", "rate": 0.01, "shuffled": "yes"},
    {"activation": "none", "shifts": "held", "wrong": 100, "shuffled": "yes", "seed": 5, "batch": 100, "weights": "he"},
]


@pytest.mark.parametrize("change", CELLS, ids=lambda change: "-".join(map(str, change.values())))
def test_the_cell_for_python_gives_the_same_numbers(page, change):
    settings, steps = USUAL | change, 6
    shown = page.evaluate(RUN, [settings, 0, steps])
    held = page.evaluate(
        """([settings, steps]) => { const t = kernelLab.learning.parts.training.create(settings, sets);
           for (let k = 0; k < steps; k++) t.step();
           const { loss, accuracy } = t.judge(); return [loss, accuracy]; }""",
        [settings, steps],
    )
    lines = page.evaluate("([settings, steps]) => kernelLab.learningPython(settings, steps)", [settings, steps])
    names = {}
    exec(lines, names)
    np.testing.assert_allclose(shown["losses"], names["losses"], atol=1e-4)
    np.testing.assert_allclose(held, names["network"].evaluate(names["x_held"], names["y_held"]), atol=1e-4)


# What cannot be used is told.


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("rate", 1e9, "The rate: 1000000000. Expected a number from 0.000001 to 1000."),
        ("rate", None, "The rate: null."),
        ("batch", 5000, "The batch: 5000. Expected a whole number from 1 to 4000. There are 4,000 training digits."),
        ("kernels", 0, "Kernels: 0. Expected a whole number from 1 to 32. Without kernels"),
        ("kernels", 1.5, "Kernels: 1.5. Expected a whole"),
        ("seed", -1, "The seed: -1."),
        ("activation", "swish", "activation: swish. Expected relu, tanh, none."),
    ],
)
def test_a_setting_out_of_its_range_is_refused_in_words(page, name, value, message):
    assert message in page.evaluate("([name, value]) => kernelLab.learningSettings.faultOf(name, value)", [name, value])


@pytest.mark.parametrize(
    "query", ["?rate=abc", "?__proto__=1", "?constructor=2", "?toString=3", "?batch=1e9", "?weights=ones", "?seed=%00"]
)
def test_a_broken_address_is_told_and_the_rest_stands(page, query):
    read = page.evaluate("query => kernelLab.learningSettings.read(query)", query + "&kernels=3")
    assert [fault.split("=")[0] for fault in read["faults"]] == [query[1:].split("=")[0]]
    assert read["settings"] == USUAL | {"kernels": 3}


def test_settings_come_back_from_their_address(page):
    settings = USUAL | VALUES | {name: some[-1] for name, some in VALUES.items()}
    settings |= {"seed": 77, "shuffled": "yes", "wrong": 60, "shifts": "all", "rate": 0.0005}
    query = page.evaluate("settings => kernelLab.learningSettings.write(settings)", settings)
    assert page.evaluate("query => kernelLab.learningSettings.read(query)", query.removesuffix("#lab")) == {
        "settings": settings,
        "faults": [],
    }
    assert page.evaluate("settings => kernelLab.learningSettings.write(settings)", json.loads(json.dumps(USUAL))) == ""
