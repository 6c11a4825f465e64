"""A trained model is judged whatever it is made of and in whatever shape it takes images; what cannot be is told so."""

import keras
import numpy as np
import pytest
from keras import layers

from kernelbook import models
from kernelbook.exercises import trained

IMAGES = 200
LARGEST, LEAST = 100_000, 190

pytestmark = pytest.mark.slow  # asks networks for 5,000 answers each


@pytest.fixture(autouse=True)
def few_images(monkeypatch):
    x, y = trained.validation_digits()
    monkeypatch.setattr(trained, "validation_digits", lambda: (x[:IMAGES], y[:IMAGES]))


@pytest.fixture(scope="module")
def reader():
    network = models.digit_network()
    models.set_weights(network, models.load_weights("digit_network"))
    return network


class Subclass(keras.Model):
    """A model that has no shape before it is called."""

    def __init__(self, reader):
        super().__init__()
        self.parts = reader.layers

    def call(self, x):
        for part in self.parts:
            x = part(x)
        return x


class Outputs(Subclass):
    """A model whose outputs come in a dict."""

    def call(self, x):
        return {"logits": super().call(x)}


class Broken(Subclass):
    """A model that cannot be asked."""

    def call(self, x):
        raise KeyError("conv9")


def functional(reader, take=(28, 28, 1), before=lambda x: x, after=lambda z: z):
    inputs = layers.Input(take)
    return keras.Model(inputs, after(reader(before(inputs))))


def two_outputs(reader):
    return functional(reader, after=lambda z: [z, layers.Softmax()(z)])


def not_a_number(reader):
    network = keras.models.clone_model(reader)
    network.layers[-1].set_weights([np.full((64, 10), np.nan), np.zeros(10)])
    return network


def compiled(model, **options):
    model.compile("adam", **options)
    return model


def disturbed(reader):
    """Return a model that reads about three digits in four."""
    network = keras.models.clone_model(reader)
    network.set_weights([w + 0.12 * np.sin(np.arange(w.size)).reshape(w.shape) for w in reader.get_weights()])
    return network


FORMS = {
    "as it is": lambda reader: reader,
    "with softmax": lambda reader: keras.Sequential([reader, layers.Softmax()]),
    "functional": functional,
    "subclassed": Subclass,
    "rows and columns": lambda reader: functional(reader, (28, 28), layers.Reshape((28, 28, 1))),
    "a row of pixels": lambda reader: functional(reader, (784,), layers.Reshape((28, 28, 1))),
    "not built": lambda reader: keras.Sequential([layers.Rescaling(1.0), reader]),
    "one output in a dict": Outputs,
    "maps of one pixel": lambda reader: functional(reader, after=layers.Reshape((1, 1, 10))),
    "a batch of 32": lambda reader: keras.Sequential([layers.Input(batch_shape=(32, 28, 28, 1)), reader]),
    "in 16 bits": lambda reader: functional(reader, after=layers.Activation("linear", dtype="float16")),
}


@pytest.mark.parametrize("make", FORMS.values(), ids=FORMS)
def test_a_reader_is_judged_in_every_form(reader, make):
    model = make(reader)
    assert trained.judge_reader(model, LARGEST, LEAST) is None


def test_parameters_are_counted_whatever_the_model_is_made_of(reader):
    assert trained.judge_reader(Subclass(reader), 93_321, LEAST).startswith(
        "it has 93,322 parameters, more than 93,321"
    )


REFUSED = {
    "expected a trained Keras model, got 'model'.": lambda reader: "model",
    "got what fit returns, the history": lambda reader: keras.callbacks.History(),
    "got its class: make one, and train it": lambda reader: Subclass,
    "expected a trained Keras model, got <function": lambda reader: functional,
    "got one without weights: has it been trained?": lambda reader: keras.Sequential(
        [layers.Flatten(), layers.Dense(10)]
    ),
    "it has 2 outputs; expected one": two_outputs,
    "it maps (28, 28, 1) to (4,); the digits need (28, 28, 1) to (10,)": lambda reader: functional(
        reader, after=layers.Dense(4)
    ),
    "asked for images of shape (28, 28, 1), it raised KeyError: conv9": Broken,
    "asked for images of shape (28, 28, 1), it raised ValueError": lambda reader: functional(
        reader, (32, 32, 1), layers.Cropping2D(2)
    ),
    "if pixels go from 0 to 255: were they divided by 255?": lambda reader: functional(
        reader, before=layers.Rescaling(1 / 255)
    ),
    "its outputs are not all numbers": not_a_number,
    "is what guessing gives: has it been trained?": lambda reader: models.digit_network(),
    "the loss took them for probabilities: write from_logits=True": lambda reader: compiled(
        models.digit_network(), loss="sparse_categorical_crossentropy"
    ),
    "from_logits=True applies softmax a second time": lambda reader: compiled(
        keras.Sequential([models.digit_network(), layers.Softmax()]),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    ),
    "right on the validation images; 190 are needed": disturbed,
}


@pytest.mark.parametrize(("message", "make"), REFUSED.items(), ids=REFUSED)
def test_what_is_refused_is_told_by_what_is_wrong(reader, message, make):
    assert message in trained.judge_reader(make(reader), LARGEST, LEAST)


def test_images_are_counted_so_that_one_too_few_does_not_look_like_enough(reader):
    x, y = trained.validation_digits()
    right = trained.read_rightly(reader(x[..., np.newaxis]).numpy(), y)
    assert trained.judge_reader(reader, LARGEST, right) is None
    assert f"{right} of 200 right on the validation images; {right + 1} are needed" in trained.judge_reader(
        reader, LARGEST, right + 1
    )
