"""A network trains, answers and keeps its weights, and nothing is lost when something goes wrong."""

import _thread
import threading

import numpy as np
import pytest

from kernelbook import layers, models
from kernelbook.network import Adam, Sequential, from_keras
from toys import small, task


def test_fit_learns_a_small_task_and_says_how():
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


def test_fit_meets_all_images_once_an_epoch_in_an_order_by_seed():
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


def test_fit_from_the_same_seed_gives_the_same_network():
    x, y = task()
    weights = []
    for seed in (3, 3, 4):
        network = small(seed=seed)
        network.fit(x, y, epochs=2)
        weights.append(network.parameters.copy())
    np.testing.assert_array_equal(weights[0], weights[1])
    assert not np.array_equal(weights[0], weights[2])


def test_parameters_of_all_layers_lie_in_one_row():
    network = small()
    network.parameters[:] = 7
    network.gradients[:] = 9
    for layer in network.layers:
        assert all((values == 7).all() for values in layer.parameters.values())
        assert all((values == 9).all() for values in layer.gradients.values())
    assert network.parameters.size == sum(p.size for layer in network.layers for p in layer.parameters.values())


def test_backward_of_a_whole_network_gives_a_central_difference():
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


def test_summary_counts_what_keras_counts():
    network = from_keras(models.digit_network())
    text = repr(network.summary())
    assert "93,322" in text
    assert "(13, 13, 32)" in text


def test_predict_does_not_overwrite_answers_by_the_next_batch():
    network = Sequential([layers.Conv2D(3, 8)], (8, 8, 1))
    x, _ = task(9)
    found = network.predict(x, batch_size=2).reshape(9, 3)
    one_by_one = [network.predict(x[k : k + 1]).reshape(3) for k in range(9)]
    np.testing.assert_allclose(found, one_by_one, atol=1e-6)


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
def test_fit_and_evaluate_refuse_images_and_labels_that_do_not_fit(x, y, message):
    for method in ("fit", "evaluate"):
        with pytest.raises(ValueError, match=message):
            getattr(small(), method)(x, y)
    with pytest.raises(ValueError, match=message):
        small().fit(X, Y, validation_data=(x, y))


def test_predict_gives_no_answer_for_no_image():
    assert small().predict(X[:0]).shape == (0, 3)


@pytest.mark.parametrize("argument", [{"batch_size": 0}, {"epochs": 0}, {"batch_size": 2.5}])
def test_fit_refuses_sizes_that_are_broken_or_below_one(argument):
    with pytest.raises(ValueError, match=f"{next(iter(argument))}="):
        small().fit(X, Y, **argument)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: small(dtype="float16"), "dtype='float16'"),
        (lambda: Sequential([layers.ReLU(name="a"), layers.ReLU(name="a")], (3,)), "expected a name for each"),
        (lambda: Sequential([layers.Dense(2)], 784), "input_shape=784: expected the shape of one input"),
        (lambda: Sequential([layers.Conv2D(2, 3)], (None, None, 1)), r"input_shape=\(None, None, 1\): expected"),
        (lambda: Sequential([layers.Dense(2)], ()), r"input_shape=\(\): expected"),
        (lambda: Sequential([], (3,)), r"layers=\[\]: expected a list of layers"),
        (lambda: Sequential([layers.Dense], (3,)), r"layers=\[<class .*: expected a list of layers"),
        (lambda: Sequential(layers.Dense(2), (3,)), "layers=<.*: expected a list of layers"),
        (lambda: Sequential(small().layers, (8, 8, 1)), "layers belong to another network"),
        (lambda: small(seed="3"), "seed='3': expected a whole number from 0"),
        (lambda: small(fused="yes"), "fused='yes': expected one of True, False"),
    ],
)
def test_sequential_refuses_settings_out_of_range(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_fit_stops_at_the_step_whose_loss_is_no_number():
    class Breaking(Adam):
        def update(self, w, gradient):
            super().update(w, gradient)
            w[-1] = np.nan if self.t == 13 else w[-1]

    network, optimizer = small(), Breaking()
    with pytest.raises(FloatingPointError, match=r"the loss is nan at step 4: try a smaller learning rate than 0\.001"):
        network.fit(*task(40), batch_size=4, epochs=3, optimizer=optimizer)
    assert optimizer.t == 13, "nothing is learned from such a loss"
    assert np.isfinite(network.parameters[:-1]).all()
    assert len(network.history["loss"]) == len(network.history["accuracy"]) == 1


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_nothing_is_asked_of_images_that_hold_no_number(value):
    x, y = task(8)
    x[3, 2, 1] = value
    network = small()
    for call in (lambda: network.fit(x, y), lambda: network.evaluate(x, y), lambda: network.predict(x)):
        with pytest.raises(ValueError, match="x holds NaN or infinity"):
            call()
    with pytest.raises(ValueError, match="x holds NaN or infinity"):
        network.forward(x)
    with pytest.raises(ValueError, match="x holds NaN or infinity"):
        network.fit(X, Y, validation_data=(x, y))


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (
            (255 * X).astype("uint8"),
            r'x has dtype uint8: expected floating numbers, such as x\.astype\("float32"\) / 255',
        ),
        (X[:, :7], r"x has shape \(8, 7, 8, 1\): expected \(n, 8, 8, 1\)$"),
        (X[..., 0], r"x has shape \(8, 8, 8\): expected \(n, 8, 8, 1\), so add the axis of channels"),
    ],
)
def test_forward_refuses_images_that_do_not_fit(x, message):
    for fused in (True, False):
        with pytest.raises(ValueError, match=message):
            small(fused=fused).forward(x)


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ({"optimizer": "adam"}, r"optimizer='adam': expected SGD\(…\) or Adam\(…\)"),
        ({"optimizer": {}}, r"optimizer=\{\}: expected SGD"),
        ({"validation_data": (X,)}, "validation_data=.*: expected images and labels"),
        ({"validation_data": (X, None)}, "validation_data has None for labels"),
        ({"progress": "yes"}, "progress='yes': expected one of True, False, None"),
        ({"batch_size": True}, "batch_size=True: expected a whole number from 1"),
        ({"y": None}, "y has dtype object"),
        ({"y": Y.astype(str)}, "y has dtype <U21"),
    ],
)
def test_fit_refuses_what_is_no_optimizer_and_no_pair_and_no_label(argument, message):
    with pytest.raises(ValueError, match=message):
        small().fit(**({"x": X, "y": Y} | argument))


def test_fit_refuses_the_optimizer_of_a_network_of_another_size():
    optimizer, other = Adam(), Sequential([layers.Flatten(), layers.Dense(3)], (8, 8, 1))
    small().fit(X, Y, optimizer=optimizer)
    with pytest.raises(ValueError, match=r"w has shape \(195,\), before it had \(159,\): .* make a new optimizer"):
        other.fit(X, Y, optimizer=optimizer)


def test_predict_refuses_batches_of_none():
    for batch_size in (0, -1, 2.5, "3"):
        with pytest.raises(ValueError, match="batch_size="):
            small().predict(X, batch_size=batch_size)


@pytest.mark.usefixtures("interruptible")
def test_fit_that_is_interrupted_leaves_network_and_history():
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


def test_load_reads_the_weights_that_save_wrote(tmp_path):
    x, y = task()
    network, other = small(seed=0), small(seed=1)
    network.fit(x, y)
    network.save(tmp_path / "small.npz")
    assert [path.name for path in tmp_path.iterdir()] == ["small.npz"]
    other.load(tmp_path / "small.npz")
    np.testing.assert_array_equal(other.predict(x), network.predict(x))


def test_load_says_one_thing_of_every_damaged_file_and_leaves_the_network_unchanged(tmp_path):
    path, network = tmp_path / "weights.npz", Sequential([layers.Dense(1, name="a")], (2,))
    network.save(path)
    content, other, refused = path.read_bytes(), Sequential([layers.Dense(1, name="a")], (2,), seed=1), 0
    before, right = other.parameters.copy(), network.parameters.copy()
    for position in range(len(content)):
        for damaged in (
            content[:position],
            bytes([*content[:position], content[position] ^ 0xFF]) + content[position + 1 :],
        ):
            path.write_bytes(damaged)
            try:
                other.load(path)
            except ValueError as error:
                refused += str(error).startswith(f"{path} is no file of weights, or a damaged one")
                np.testing.assert_array_equal(other.parameters, before)
            else:  # a byte that says nothing of the numbers, such as one of the date
                np.testing.assert_array_equal(other.parameters, right)
                other.parameters[:] = before
    assert refused > 1.5 * len(content)


def test_set_weights_takes_lists_and_refuses_what_is_no_number():
    network = Sequential([layers.Dense(1, name="a")], (2,))
    network.set_weights({"a/kernel": [[1.0], [2.0]], "a/bias": [3]})
    assert network.parameters.tolist() == [1, 2, 3]
    for bad in ([[1.0], [np.nan]], [["a"], ["b"]], [[None], [None]]):
        with pytest.raises(ValueError, match=r"weights\['a/kernel'\]"):
            network.set_weights({"a/bias": [7.0], "a/kernel": bad})
    with pytest.raises(ValueError, match=r"weights=.*: expected a dict"):
        network.set_weights([[[1.0], [2.0]], [3.0]])
    assert network.parameters.tolist() == [1, 2, 3]


@pytest.mark.parametrize("fault", ["truncated", "no archive", "another network", "another shape", "objects", "flipped"])
def test_load_of_a_file_that_does_not_fit_leaves_the_network_unchanged(tmp_path, fault):
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


def test_load_names_a_file_that_is_missing(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.npz"):
        small().load(tmp_path / "none.npz")


# The way back.


@pytest.mark.parametrize("fused", [True, False])
def test_backward_refuses_to_go_back_from_an_answer_or_from_nothing(fused):
    network = small(fused=fused)
    with pytest.raises(ValueError, match=r"call forward\(x, training=True\) before"):
        network.backward(np.ones((8, 3), "float32"))
    network.forward(X, training=True)
    network.predict(X)
    with pytest.raises(ValueError, match=r"call forward\(x, training=True\) before"):
        network.backward(np.ones((8, 3), "float32"))


@pytest.mark.parametrize("errors", [np.ones((7, 3)), np.ones((8, 4)), np.ones((1, 3)), 1.0, [[1.0] * 3] * 8])
def test_backward_refuses_errors_that_do_not_fit(errors):
    network = small()
    network.forward(X, training=True)
    with pytest.raises(ValueError, match=r"^errors(=| has shape .*that of the layer's output, \(8, 3\))"):
        network.backward(errors)


@pytest.mark.parametrize("argument", ["batch_size", "epochs"])
def test_fit_refuses_sizes_that_would_wrap_around(argument):
    with pytest.raises(ValueError, match=rf"{argument}=np.uint8\(100\): expected a number of 64 bits"):
        small().fit(X, Y, **{argument: np.uint8(100)})


def test_forward_predict_and_the_shape_of_one_are_refused_by_their_names():
    for call, message in (
        (lambda: small().predict(X, batch_size=np.uint8(4)), "batch_size=.*64 bits"),
        (lambda: small().forward(X, training="no"), "training='no': expected True or False"),
        (lambda: small().forward(X[:0]), "x has no images"),
        (lambda: Sequential([layers.Flatten()], (np.uint8(28), 28, 1)), r"input_shape\[0\]=.*64 bits"),
    ):
        with pytest.raises(ValueError, match=message):
            call()
