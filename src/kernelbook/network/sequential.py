"""A network of layers, one after the other: training, judging, storing."""

import zipfile

import numpy as np

from kernelbook import archive, guards
from kernelbook.layers import Layer, fuse, softmax_cross_entropy
from kernelbook.network.optimizers import Adam
from kernelbook.network.progress import Bar
from kernelbook.workers import one_thread


class Sequential:
    """Layers, each working on the output of the one before; the last gives logits.

    Parameters
    ----------
    layers : sequence of Layer
        Those without a name get one of their kind and number, such as ``"conv2d_1"``.
    input_shape : tuple of int
        Of one input: (h, w, c).
    seed : int
        Of the first weights, of dropout and of the order of the images.
    dtype : "float32" or "float64"
    fused : bool
        Whether to compute convolution, activation and pooling in one step where they follow each other; the results are
        the same up to rounding.

    Attributes
    ----------
    layers : list of Layer
    shapes : list of tuple
        Of one output of each layer.
    history : dict of str to list of float
        Of the last training, as `fit` returns it; it stands here too if training was interrupted.

    Raises
    ------
    ValueError
        If a layer cannot work on the output of the one before, two have one name, one has weights in another network,
        or a setting is out of its range.

    Examples
    --------
    >>> from kernelbook.layers import Dense, Flatten
    >>> network = Sequential([Flatten(), Dense(10)], (28, 28, 1))
    >>> network.parameters.size
    7850
    """

    def __init__(self, layers, input_shape, *, seed=0, dtype="float32", fused=True):
        if dtype not in ("float32", "float64"):
            raise ValueError(f'dtype={dtype!r}: expected "float32" or "float64"')
        if not isinstance(layers, list | tuple) or not all(isinstance(layer, Layer) for layer in layers) or not layers:
            raise ValueError(f"layers={guards.shown(layers)}: expected a list of layers, one at least")
        if any(layer.parameters for layer in layers):
            raise ValueError("layers belong to another network, which would lose its weights: expected new ones")
        guards.shape_of_one("input_shape", input_shape)
        guards.whole("seed", seed, 0)
        guards.one_of("fused", fused, (True, False))
        self.layers, self.input_shape, self.dtype = list(layers), tuple(input_shape), np.dtype(dtype)
        self.generator = np.random.default_rng(seed)
        self.shapes, self.history = [], {}
        shape, counts = self.input_shape, {}
        for layer in self.layers:
            kind = type(layer).__name__.lower()
            counts[kind] = counts.get(kind, 0) + 1
            layer.name = layer.name or f"{kind}_{counts[kind]}"
            shape = layer.build(shape, self.generator, dtype)
            self.shapes.append(shape)
        names = [layer.name for layer in self.layers]
        if len(set(names)) < len(names):
            raise ValueError(f"layers are named {names}: expected a name for each")
        self.parameters, self.gradients = self._flatten("parameters"), self._flatten("gradients")
        self.stages = fuse(self.layers) if fused else self.layers

    def _flatten(self, kind):
        """Move all parameters, or gradients, into one long row, and leave views of it in the layers."""
        slots = [(getattr(layer, kind), name) for layer in self.layers for name in layer.parameters]
        flat = np.concatenate([slot[name].ravel() for slot, name in slots] or [np.zeros(0, self.dtype)])
        start = 0
        for slot, name in slots:
            stop = start + slot[name].size
            slot[name] = flat[start:stop].reshape(slot[name].shape)
            start = stop
        return flat

    def forward(self, x, training=False):
        """Return the logits of a batch of floating numbers, shape (n, classes).

        Layers may keep `x` itself for `backward`, so change the array only afterwards; the answer of a network of
        nothing but `Flatten` is a view of it.
        """
        guards.flag("training", training)
        guards.batch("x", x, self.input_shape)
        guards.some_images("x", x)
        for stage in self.stages:
            x = stage.forward(x, training)
        return x

    def backward(self, errors):
        """Write the gradients of all parameters, from the errors of the logits; the images need none.

        Raises
        ------
        ValueError
            If the last way forward was no training, such as that of `predict`, or `errors` has not the logits' shape.
        """
        if not all(stage.learned for stage in self.stages):
            raise ValueError("the network keeps nothing of an answer: call forward(x, training=True) before")
        first = next((k for k, stage in enumerate(self.stages) if stage.parameters), 0)
        for k in range(len(self.stages) - 1, first - 1, -1):
            errors = self.stages[k].backward(errors, input_needed=k > first)

    def fit(self, x, y, *, batch_size=32, epochs=1, optimizer=None, validation_data=None, progress=None):
        """Train on images and labels.

        Parameters
        ----------
        x : ndarray, shape (n, h, w, c)
        y : ndarray of int, shape (n,)
        batch_size, epochs : int
        optimizer : SGD or Adam, optional
            By default `Adam` with its usual settings; one optimizer for one network.
        validation_data : (ndarray, ndarray), optional
            Judged after each epoch.
        progress : bool, optional
            Whether to show a bar; by default only in a terminal, and never in CI.

        Returns
        -------
        dict of str to list of float
            ``"loss"`` and ``"accuracy"``, means over each epoch's batches as they were met, and with validation data
            ``"val_loss"`` and ``"val_accuracy"``; one value an epoch.

        Raises
        ------
        ValueError
            If shapes or labels do not fit the network, images hold NaN, or another argument is out of its range.
        FloatingPointError
            If the loss is no longer a number; the message says at which step.
        KeyboardInterrupt
            Training stops where it is; network and `history`, with the epochs that were finished, remain usable.
        """
        guards.some_images("x", x)
        guards.array("y", y, empty=True)
        if validation_data is not None and (not isinstance(validation_data, tuple | list) or len(validation_data) != 2):
            raise ValueError(f"validation_data={guards.shown(validation_data)}: expected images and labels, (x, y)")
        if validation_data is not None and validation_data[1] is None:
            raise ValueError("validation_data has None for labels: expected images and labels, (x, y)")
        if optimizer is not None and not (hasattr(optimizer, "update") and hasattr(optimizer, "learning_rate")):
            raise ValueError(f"optimizer={guards.shown(optimizer)}: expected SGD(…) or Adam(…), or None for Adam()")
        guards.one_of("progress", progress, (True, False, None))
        x, y = self._check(x, y)
        for name, value in (("batch_size", batch_size), ("epochs", epochs)):
            if not guards.is_whole(value) or value < 1:
                raise ValueError(f"{name}={value!r}: expected a whole number from 1")
            guards.wide(name, value)
        optimizer = optimizer or Adam()
        validation = self._check(*validation_data) if validation_data is not None else None
        self.history = {"loss": [], "accuracy": []}
        for epoch in range(epochs):
            figures = self._epoch(x, y, batch_size, optimizer, Bar(progress, epoch + 1, epochs))
            if validation is not None:
                figures |= dict(zip(("val_loss", "val_accuracy"), self.evaluate(*validation), strict=True))
            for name, value in figures.items():
                self.history.setdefault(name, []).append(value)
        return self.history

    def _epoch(self, x, y, batch_size, optimizer, bar):
        """Go once through the images in a new order."""
        order = self.generator.permutation(len(x))
        total, right = 0.0, 0
        for step, start in enumerate(range(0, len(x), batch_size), start=1):
            rows = order[start : start + batch_size]
            loss, hits = self.step(x[rows], y[rows], optimizer)
            if not np.isfinite(loss):
                raise FloatingPointError(
                    f"the loss is {loss} at step {step}: try a smaller learning rate than "
                    f"{optimizer.learning_rate}, and see whether the images hold NaN or values far from 0 to 1"
                )
            total, right = total + loss * len(rows), right + hits
            bar.show(start + len(rows), len(x), total / (start + len(rows)))
        bar.end()
        return {"loss": total / len(x), "accuracy": right / len(x)}

    def step(self, x, y, optimizer):
        """Learn from one batch; return its loss and how many answers were right before it was learned from."""
        with one_thread():
            logits = self.forward(x, training=True)
            loss, errors = softmax_cross_entropy(logits, y)
            if np.isfinite(loss):
                self.backward(errors)
                optimizer.update(self.parameters, self.gradients)
        return loss, int((logits.argmax(axis=1) == y).sum())

    def predict(self, x, *, batch_size=500):
        """Return the logits of any number of images, shape (n, classes)."""
        guards.whole("batch_size", batch_size, 1)
        x = self._check(x)
        with one_thread():
            batches = [self.forward(x[start : start + batch_size]) for start in range(0, len(x), batch_size)]
        return np.concatenate(batches) if batches else np.zeros((0, *self.shapes[-1]), self.dtype)

    def evaluate(self, x, y, *, batch_size=500):
        """Return the loss, in nats, and the share of right answers."""
        guards.some_images("x", x)
        guards.array("y", y, empty=True)
        x, y = self._check(x, y)
        logits = self.predict(x, batch_size=batch_size)
        return softmax_cross_entropy(logits, y)[0], float(np.mean(logits.argmax(axis=1) == y))

    def _check(self, x, y=None):
        """Return images, or images and labels, as the network takes them, or say what is wrong."""
        x = np.asarray(x)
        if x.shape[1:] != self.input_shape:
            expected = ", ".join(map(str, self.input_shape))
            hint = ": add the axis of channels, x[..., np.newaxis]" if x.shape[1:] == self.input_shape[:-1] else ""
            raise ValueError(f"x has shape {x.shape}, but layer {self.layers[0].name!r} expects (n, {expected}){hint}")
        if x.dtype.kind != "f":
            raise ValueError(f'x has dtype {x.dtype}: expected floating numbers, such as x.astype("float32") / 255')
        guards.batch("x", x, self.input_shape)  # NaN is left to find
        x = x.astype(self.dtype, copy=False)
        if y is None:
            return x
        y, classes = np.asarray(y), self.shapes[-1][-1]
        if y.shape != (len(x),) or len(x) == 0:
            raise ValueError(f"y has shape {y.shape}: expected a label for each of the {len(x)} images, one at least")
        if y.dtype.kind not in "iu" or y.min() < 0 or y.max() >= classes:
            raise ValueError(f"y holds {y.dtype} from {y.min()} to {y.max()}: expected labels from 0 to {classes - 1}")
        return x, y

    def get_weights(self):
        """Return copies of all weights, by names such as ``"conv1/kernel"``, as `models.get_weights` does for Keras."""
        return {name: values.copy() for name, values in self._slots().items()}

    def set_weights(self, weights):
        """Give the network the weights of a dict as `get_weights` returns it.

        Raises
        ------
        ValueError
            If a name is missing or unknown, or a shape differs. The network is then unchanged.
        """
        guards.named_arrays("weights", weights)
        slots = self._slots()
        if slots.keys() != weights.keys():
            differ = sorted(slots.keys() ^ weights.keys())
            raise ValueError(f"weights do not fit this network: {differ} stand on one side only")
        for name, slot in slots.items():
            if slot.shape != np.shape(weights[name]):
                raise ValueError(
                    f"weights[{name!r}] has shape {np.shape(weights[name])}, the network expects {slot.shape}"
                )
        for name, slot in slots.items():
            slot[...] = weights[name]

    def _slots(self):
        """Return the arrays themselves, by name."""
        return {
            f"{layer.name}/{name}": values
            for layer in self.layers
            for name, values in (layer.parameters | layer.state).items()
        }

    def save(self, path):
        """Write all weights to an ``.npz`` file, all or nothing."""
        archive.write_npz(path, self._slots())

    def load(self, path):
        """Read weights that `save` wrote.

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        ValueError
            If the file is damaged or of another architecture. The network is then unchanged.
        """
        guards.weights_file(path)
        try:
            with open(path, "rb") as file, np.load(file, allow_pickle=False) as arrays:
                weights = {name: arrays[name] for name in arrays.files}
        except FileNotFoundError:
            raise
        except (OSError, ValueError, EOFError, AttributeError, zipfile.BadZipFile) as error:
            raise ValueError(f"{path} is no file of weights, or a damaged one: {error}") from None
        self.set_weights(weights)

    def summary(self):
        """Return a table of the layers: the shape of one output, and the parameters."""
        from kernelbook.results.table import Table

        rows = {
            layer.name: {"output": str(shape), "parameters": f"{sum(p.size for p in layer.parameters.values()):,}"}
            for layer, shape in zip(self.layers, self.shapes, strict=True)
        }
        rows["all"] = {"output": str(self.shapes[-1]), "parameters": f"{self.parameters.size:,}"}
        return Table("layer", rows)
