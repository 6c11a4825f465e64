import numpy as np

from kernelbook import models
from kernelbook.network import digit_network, from_keras


def test_digit_network_is_the_one_of_keras():
    theirs = from_keras(models.digit_network())
    ours = digit_network(initializer="zeros")
    assert [type(layer) for layer in ours.layers] == [type(layer) for layer in theirs.layers]
    assert ours.shapes == theirs.shapes
    assert not ours.parameters.any()
    ours.set_weights(theirs.get_weights())  # names and shapes are the same
    x = np.random.default_rng(0).random((3, 28, 28, 1), dtype=np.float32)
    np.testing.assert_array_equal(ours.predict(x), theirs.predict(x))
