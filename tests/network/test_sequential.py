"""A network trains, answers and keeps its weights, and nothing is lost when something goes wrong."""

import _thread
import signal
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
    ],
)
def test_sequential_refuses_settings_out_of_range(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_fit_stops_at_the_step_whose_loss_is_no_number():
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
