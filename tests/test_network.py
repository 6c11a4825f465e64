"""The NumPy network: the same steps as Keras, the same answers, and nothing lost when something goes wrong."""

import _thread
import signal
import threading

import keras
import numpy as np
import pytest

from kernelbook import data, layers, models
from kernelbook.network import SGD, Adam, Sequential, digit_network, from_keras, to_keras, trace


def small(**arguments):
    """Build a network that has one of every layer that learns."""
    return Sequential(
        [
            layers.Conv2D(4, 3, name="conv"),
            layers.BatchNorm(name="norm"),
            layers.ReLU(),
            layers.MaxPool2D(2),
            layers.Flatten(),
            layers.Dense(3, name="logits"),
        ],
        (8, 8, 1),
        **arguments,
    )


def task(n=60, seed=0):
    """Draw images of three classes: a bright bar at the top, in the middle or at the bottom."""
    generator = np.random.default_rng(seed)
    x, y = generator.random((n, 8, 8, 1), dtype=np.float32) * 0.5, generator.integers(0, 3, n)
    x[np.arange(n), 3 * y] += 1
    return x, y


@pytest.fixture(scope="module")
def digits():
    (_, _), (images, labels) = data.load_mnist()
    return images[..., np.newaxis].astype("float32") / 255, labels


@pytest.fixture(scope="module")
def trained():
    model = models.digit_network()
    models.set_weights(model, models.load_weights("digit_network"))
    return model


# The same as Keras. It rounds the settings of its optimizers to float32, even for weights in float64; sums of few
# powers of two, such as these near the usual settings, are the same in both.

ADAM = (2**-10, 0.875, 1 - 2**-10, 2**-23)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda: Adam(*ADAM), lambda: keras.optimizers.Adam(*ADAM)),
        (lambda: Adam(2**-9, 0.5, 0.75, 2**-10), lambda: keras.optimizers.Adam(2**-9, 0.5, 0.75, 2**-10)),
        (lambda: SGD(0.125), lambda: keras.optimizers.SGD(0.125)),
        (lambda: SGD(0.125, momentum=0.875), lambda: keras.optimizers.SGD(0.125, momentum=0.875)),
    ],
    ids=["adam", "adam, other settings", "sgd", "sgd, momentum"],
)
def test_ten_steps_are_those_of_keras(ours, theirs):
    generator = np.random.default_rng(0)
    w, gradients = generator.normal(size=50), generator.normal(size=(10, 50))
    variable = keras.Variable(w, dtype="float64")
    our_rule, their_rule = ours(), theirs()
    for gradient in gradients:
        before = gradient.copy()
        our_rule.update(w, gradient)
        np.testing.assert_array_equal(gradient, before)
        their_rule.apply([keras.ops.convert_to_tensor(gradient, "float64")], [variable])
    assert np.abs(w - variable.numpy()).max() <= 1e-8


def test_ten_steps_of_the_whole_network_are_those_of_keras():
    """In float64, same weights, same batches."""
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("float64")
    try:
        model = models.digit_network()
    finally:
        keras.config.set_dtype_policy(policy)
    network = from_keras(model, dtype="float64")
    (images, labels), _ = data.load_mnist()
    x = images[:160, ..., np.newaxis] / 256  # Keras rounds inputs to float32: these are the same in both
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, dtype="float64")
    model.compile(optimizer=keras.optimizers.Adam(*ADAM), loss=loss)
    optimizer = Adam(*ADAM)
    for start in range(0, 160, 16):
        rows = slice(start, start + 16)
        model.train_on_batch(x[rows], labels[rows].astype(int))
        network.step(x[rows], labels[rows], optimizer)
    for name, values in models.get_weights(model).items():
        assert np.abs(network.get_weights()[name] - values).max() <= 1e-10, name


def test_the_same_weights_give_the_same_logits_and_answers(trained, digits):
    network = from_keras(trained)
    x, y = digits
    ours, theirs = network.predict(x), trained.predict(x, batch_size=500, verbose=0)
    assert np.abs(ours - theirs).max() <= 1e-4
    np.testing.assert_array_equal(ours.argmax(axis=1), theirs.argmax(axis=1))
    loss, accuracy = network.evaluate(x, y)
    assert accuracy == np.mean(theirs.argmax(axis=1) == y)
    assert loss == pytest.approx(layers.softmax_cross_entropy(theirs, y)[0], abs=1e-5)


def everything():
    return keras.Sequential(
        [
            keras.layers.Input((13, 12, 2)),
            keras.layers.Conv2D(4, (3, 2), strides=(1, 2), padding="same", activation="relu", name="a"),
            keras.layers.BatchNormalization(momentum=0.9, epsilon=0.01, name="b"),
            keras.layers.Conv2D(6, 3, dilation_rate=2, groups=2, name="c"),
            keras.layers.ReLU(name="d"),
            keras.layers.AveragePooling2D((2, 1), name="e"),
            keras.layers.MaxPooling2D((2, 1), name="f"),
            keras.layers.Flatten(name="g"),
            keras.layers.Dropout(0.3, name="h"),
            keras.layers.Dense(5, activation="relu", name="i"),
            keras.layers.Dense(3, name="j"),
        ]
    )


def test_the_course_network_is_the_one_of_keras():
    theirs = from_keras(models.digit_network())
    ours = digit_network(initializer="zeros")
    assert [type(layer) for layer in ours.layers] == [type(layer) for layer in theirs.layers]
    assert ours.shapes == theirs.shapes
    assert not ours.parameters.any()
    ours.set_weights(theirs.get_weights())  # names and shapes are the same
    x = np.random.default_rng(0).random((3, 28, 28, 1), dtype=np.float32)
    np.testing.assert_array_equal(ours.predict(x), theirs.predict(x))


def test_networks_go_to_keras_and_come_back():
    model = everything()
    generator = np.random.default_rng(0)
    for variable in model.variables:
        if "seed" not in variable.name:
            variable.assign(np.abs(generator.normal(size=variable.shape)) * 0.3)
    network = from_keras(model)
    x = generator.random((4, 13, 12, 2), dtype=np.float32)
    expected = model(x, training=False).numpy()
    np.testing.assert_allclose(network.predict(x), expected, atol=1e-5)
    again = to_keras(network)
    np.testing.assert_allclose(again(x, training=False).numpy(), expected, atol=1e-5)
    assert again.count_params() == model.count_params()


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (lambda: keras.layers.Conv2D(2, 3, activation="tanh", name="a"), "'a': expected a bias, and the activation"),
        (lambda: keras.layers.Conv2D(2, 3, use_bias=False, name="a"), "'a': expected a bias"),
        (lambda: keras.layers.MaxPooling2D(3, strides=2, name="a"), "blocks that do not overlap"),
        (lambda: keras.layers.MaxPooling2D(2, padding="same", name="a"), "and no padding"),
        (lambda: keras.layers.DepthwiseConv2D(3, name="a"), "'a' is a DepthwiseConv2D: it has no counterpart"),
    ],
)
def test_keras_layers_without_counterpart_are_named(layer, message):
    model = keras.Sequential([keras.layers.Input((9, 9, 2)), layer()])
    with pytest.raises(ValueError, match=message):
        from_keras(model)


def test_padding_by_numbers_does_not_go_to_keras():
    network = Sequential([layers.Conv2D(2, 3, padding=((1, 0), (1, 0)), name="a")], (9, 9, 1))
    with pytest.raises(ValueError, match="'a' has padding"):
        to_keras(network)


# Training.


def test_it_learns_a_small_task_and_says_how():
    x, y = task()
    network = small(seed=1)
    history = network.fit(x, y, batch_size=16, epochs=15, optimizer=Adam(0.01), validation_data=task(30, 1))
    assert history is network.history
    assert {name: len(values) for name, values in history.items()} == dict.fromkeys(
        ("loss", "accuracy", "val_loss", "val_accuracy"), 15
    )
    assert history["accuracy"][-1] == 1
    assert history["loss"][-1] < 0.2 < history["loss"][0]
    assert network.evaluate(*task(100, 2))[1] > 0.95
    assert (history["val_loss"][-1], history["val_accuracy"][-1]) == network.evaluate(*task(30, 1))


def test_all_images_are_met_once_an_epoch_in_an_order_by_seed():
    x, y = task(50)
    seen = []

    class Spy(Sequential):
        def step(self, x, y, optimizer):
            seen.append(x[:, 7, 7, 0])
            return super().step(x, y, optimizer)

    def order(seed):
        seen.clear()
        Spy([layers.Flatten(), layers.Dense(3)], (8, 8, 1), seed=seed).fit(x, y, batch_size=16, epochs=2)
        return np.concatenate(seen)

    first = order(0)
    assert [len(batch) for batch in seen] == [16, 16, 16, 2] * 2
    for epoch in (first[:50], first[50:]):
        np.testing.assert_array_equal(np.sort(epoch), np.sort(x[:, 7, 7, 0]))
    assert not np.array_equal(first[:50], first[50:])
    np.testing.assert_array_equal(order(0), first)
    assert not np.array_equal(order(1), first)


def test_the_same_seed_gives_the_same_network():
    x, y = task()
    weights = []
    for seed in (3, 3, 4):
        network = small(seed=seed)
        network.fit(x, y, epochs=2)
        weights.append(network.parameters.copy())
    np.testing.assert_array_equal(weights[0], weights[1])
    assert not np.array_equal(weights[0], weights[2])


def test_all_parameters_lie_in_one_row():
    network = small()
    network.parameters[:] = 7
    network.gradients[:] = 9
    for layer in network.layers:
        assert all((values == 7).all() for values in layer.parameters.values())
        assert all((values == 9).all() for values in layer.gradients.values())
    assert network.parameters.size == sum(p.size for layer in network.layers for p in layer.parameters.values())


def test_the_gradient_of_the_whole_network_is_a_central_difference():
    x, y = task(12)
    network = small(dtype="float64")
    _, errors = layers.softmax_cross_entropy(network.forward(x.astype("float64"), training=True), y)
    network.backward(errors)
    gradient, h = network.gradients.copy(), 1e-6
    direction = np.random.default_rng(0).normal(size=gradient.shape)
    values = []
    for step in (h, -2 * h):
        network.parameters += step * direction
        values.append(layers.softmax_cross_entropy(network.forward(x.astype("float64"), training=True), y)[0])
    assert gradient @ direction == pytest.approx((values[0] - values[1]) / (2 * h), rel=1e-5)


def test_a_trace_keeps_what_passes_forward_and_what_comes_back():
    x, y = task(12)
    network = small(dtype="float64", fused=False)
    maps, errors = trace(network, x, y)
    assert list(maps) == ["the image", *(layer.name for layer in network.layers)]
    assert {name: map.shape for name, map in maps.items()} == {name: error.shape for name, error in errors.items()}
    np.testing.assert_array_equal(maps["logits"], network.forward(x.astype("float64"), training=True))
    direction, h, losses = np.random.default_rng(0).normal(size=x.shape), 1e-6, []
    for step in (h, -h):
        losses.append(layers.softmax_cross_entropy(network.forward(x + step * direction, training=True), y)[0])
    assert np.vdot(errors["the image"], direction) == pytest.approx((losses[0] - losses[1]) / (2 * h), rel=1e-5)


def test_the_summary_counts_what_keras_counts():
    network = from_keras(models.digit_network())
    text = repr(network.summary())
    assert "93,322" in text
    assert "(13, 13, 32)" in text


@pytest.mark.parametrize("wanted", [None, True, False])
def test_the_bar_is_quiet_where_nobody_watches(capsys, wanted):
    x, y = task(20)
    small().fit(x, y, epochs=2, progress=wanted)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert ("epoch 2/2" in shown.err) is (wanted is True)


# What can go wrong.


X, Y = task(8)


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (X[..., 0], Y, r"x has shape \(8, 8, 8\), but layer 'conv' expects \(n, 8, 8, 1\): add the axis"),
        (X[:, :7], Y, r"x has shape \(8, 7, 8, 1\), but layer 'conv' expects \(n, 8, 8, 1\)$"),
        ((255 * X).astype("uint8"), Y, "x has dtype uint8"),
        (X, Y[:5], r"y has shape \(5,\): expected a label for each of the 8 images"),
        (X, Y + 1, "y holds int64 from 1 to 3: expected labels from 0 to 2"),
        (X, Y - 1, "expected labels from 0 to 2"),
        (X, np.eye(3)[Y], r"y has shape \(8, 3\)"),
        (X, Y.astype(float), "y holds float64"),
        (X[:0], Y[:0], "one at least"),
    ],
)
def test_images_and_labels_that_do_not_fit_are_refused(x, y, message):
    for method in ("fit", "evaluate"):
        with pytest.raises(ValueError, match=message):
            getattr(small(), method)(x, y)
    with pytest.raises(ValueError, match=message):
        small().fit(X, Y, validation_data=(x, y))


def test_no_image_gives_no_answer():
    assert small().predict(X[:0]).shape == (0, 3)


@pytest.mark.parametrize("argument", [{"batch_size": 0}, {"epochs": 0}, {"batch_size": 2.5}])
def test_sizes_that_are_none_are_refused(argument):
    with pytest.raises(ValueError, match=f"{next(iter(argument))}="):
        small().fit(X, Y, **argument)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Adam(0), "learning_rate=0: expected a number above 0"),
        (lambda: Adam(beta_1=1.0), r"beta_1=1\.0: expected a number above 0, below 1"),
        (lambda: SGD(float("nan")), "learning_rate=nan"),
        (lambda: SGD(0.1, momentum=-1), "momentum=-1"),
        (lambda: small(dtype="float16"), "dtype='float16'"),
        (lambda: Sequential([layers.ReLU(name="a"), layers.ReLU(name="a")], (3,)), "expected a name for each"),
    ],
)
def test_settings_out_of_range_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_loss_that_is_no_number_stops_at_its_step():
    x, y = task(40)
    x[:] = np.where(np.arange(40)[:, None, None, None] == 17, np.nan, x)
    network = small()
    with pytest.raises(FloatingPointError, match=r"the loss is nan at step \d+: try a smaller learning rate"):
        network.fit(x, y, batch_size=4, epochs=3)
    assert np.isfinite(network.parameters).all()
    assert network.history == {"loss": [], "accuracy": []}


@pytest.fixture
def interruptible():
    """Let an interrupt raise, even where the tests run in the background of a shell, which has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupted_training_leaves_network_and_history():
    x, y = task(600)
    network, steps = small(), []

    class Interrupting(Adam):
        def update(self, w, gradient):
            super().update(w, gradient)
            steps.append(len(steps))
            if len(steps) == 50:  # in the third epoch of 19 steps
                threading.Thread(target=_thread.interrupt_main).start()

    with pytest.raises(KeyboardInterrupt):
        network.fit(x, y, epochs=1000, optimizer=Interrupting())
    assert 2 <= len(network.history["loss"]) < 1000
    assert len(network.history["loss"]) == len(network.history["accuracy"])
    assert np.isfinite(network.evaluate(x, y)[0])
    network.fit(x, y)


def test_weights_are_saved_and_loaded(tmp_path):
    x, y = task()
    network, other = small(seed=0), small(seed=1)
    network.fit(x, y)
    network.save(tmp_path / "small.npz")
    assert [path.name for path in tmp_path.iterdir()] == ["small.npz"]
    other.load(tmp_path / "small.npz")
    np.testing.assert_array_equal(other.predict(x), network.predict(x))


@pytest.mark.parametrize("fault", ["truncated", "no archive", "another network", "another shape", "objects", "flipped"])
def test_files_that_do_not_fit_leave_the_network_unchanged(tmp_path, fault):
    path, network = tmp_path / "weights.npz", small()
    network.save(path)
    content = path.read_bytes()
    if fault == "truncated":
        path.write_bytes(content[: len(content) // 2])
    elif fault == "flipped":
        flipped = bytearray(content)
        flipped[len(content) // 3] ^= 0xFF
        path.write_bytes(flipped)
    elif fault == "no archive":
        path.write_bytes(b"weights")
    elif fault == "objects":
        np.savez(path, **{"conv/kernel": np.array([None], dtype=object)})
    elif fault == "another network":
        Sequential([layers.Flatten(), layers.Dense(3)], (8, 8, 1)).save(path)
    else:
        weights = network.get_weights()
        np.savez(path, **(weights | {"logits/bias": np.zeros(4)}))
    other = small(seed=5)
    before = other.parameters.copy()
    with pytest.raises(ValueError, match=r"weights"):
        other.load(path)
    np.testing.assert_array_equal(other.parameters, before)


def test_a_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.npz"):
        small().load(tmp_path / "none.npz")


# The fast path.


STACKS = {
    "conv, relu, pool": lambda: [layers.Conv2D(5, 3), layers.ReLU(), layers.MaxPool2D(2)],
    "conv, pool, relu": lambda: [layers.Conv2D(5, 3), layers.MaxPool2D((2, 3)), layers.ReLU()],
    "conv, relu": lambda: [layers.Conv2D(5, (2, 3)), layers.ReLU()],
    "conv": lambda: [layers.Conv2D(5, 1)],
    "conv, pool, pool": lambda: [layers.Conv2D(5, 3), layers.MaxPool2D(2), layers.MaxPool2D(2)],
    "two of them": lambda: [
        *(layers.Conv2D(4, 3), layers.ReLU(), layers.MaxPool2D(3)),
        *(layers.Conv2D(6, 2), layers.MaxPool2D(2), layers.ReLU()),
    ],
    "not fused": lambda: [layers.Conv2D(4, 3, padding="same"), layers.ReLU(), layers.Conv2D(4, 3, strides=2)],
    "average": lambda: [layers.Conv2D(4, 3), layers.ReLU(), layers.AveragePool2D(2)],
}


@pytest.mark.parametrize("levels", [None, 3])
@pytest.mark.parametrize("stack", STACKS)
def test_the_fused_layers_give_what_the_layers_give_one_by_one(stack, levels):
    """Also where many pixels are equal, and for batches of several sizes in turn."""
    generator = np.random.default_rng(0)
    networks = [
        Sequential([*STACKS[stack](), layers.Flatten(), layers.Dense(3)], (14, 15, 2), dtype="float64", fused=fused)
        for fused in (True, False)
    ]
    networks[1].set_weights(networks[0].get_weights())
    for n in (4, 1, 4, 7):
        x = generator.normal(size=(n, 14, 15, 2))
        x = x if levels is None else generator.integers(0, levels, x.shape).astype("float64")
        y = generator.integers(0, 3, n)
        results = []
        for network in networks:
            loss, errors = layers.softmax_cross_entropy(network.forward(x, training=True), y)
            network.backward(errors)
            results.append((loss, network.gradients.copy(), network.predict(x, batch_size=3)))
        for fast, plain in zip(*results, strict=True):
            np.testing.assert_allclose(fast, plain, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_the_fused_layers_know_the_first_of_equals(seed):
    """Small whole numbers, so that no rounding hides a tie: of equal scores, both send the error to the first."""
    generator = np.random.default_rng(seed)
    x, y = generator.integers(0, 2, (5, 9, 9, 1)).astype("float64"), generator.integers(0, 3, 5)
    results = []
    for fused in (True, False):
        conv = layers.Conv2D(4, 2, name="conv")
        stack = [conv, layers.ReLU(), layers.MaxPool2D(2), layers.Flatten(), layers.Dense(3)]
        network = Sequential(stack, (9, 9, 1), dtype="float64", fused=fused)
        conv.parameters["kernel"][...] = np.random.default_rng(seed).integers(-2, 3, (2, 2, 1, 4))
        network.backward(layers.softmax_cross_entropy(network.forward(x, training=True), y)[1])
        results.append(network.gradients.copy())
    np.testing.assert_allclose(*results, atol=1e-12)


def test_what_can_be_fused_is_fused():
    network = from_keras(models.digit_network())
    assert [type(step).__name__ for step in network.steps] == [
        *["FusedConvolution"] * 3,
        *("Flatten", "Dense", "ReLU", "Dense"),
    ]
    assert [step.pool for step in network.steps[:3]] == [(2, 2), (2, 2), (1, 1)]
    plain = Sequential(STACKS["not fused"](), (14, 15, 2))
    assert plain.steps == plain.layers


def test_answers_for_images_are_not_overwritten_by_the_next_batch():
    network = Sequential([layers.Conv2D(3, 8)], (8, 8, 1))
    x, _ = task(9)
    found = network.predict(x, batch_size=2).reshape(9, 3)
    one_by_one = [network.predict(x[k : k + 1]).reshape(3) for k in range(9)]
    np.testing.assert_allclose(found, one_by_one, atol=1e-6)
