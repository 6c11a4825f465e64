import keras
import numpy as np
import pytest

from kernelbook import models, words


def captions(**settings):
    keras.utils.set_random_seed(0)
    return models.caption_encoder(len(words.TOKENS), **settings)


def difference(encoder, one, two):
    first, second = encoder.predict(words.encode([one, two]), verbose=0)
    return np.abs(first - second).max() / np.abs(first).max()


def test_both_give_vectors_of_one_length():
    pictures = models.picture_encoder()
    assert pictures.output_shape == captions().output_shape == (None, 64)
    assert pictures.count_params() == 217_616
    assert models.picture_encoder(size=96, width=8).output_shape == (None, 8)


def test_the_order_of_words_counts_only_with_places():
    assert difference(captions(), "two threes", "three twos") > 0.01
    assert difference(captions(places=False), "two threes", "three twos") < 1e-5


def test_what_stands_behind_the_end_is_not_looked_at():
    encoder, short = captions(), words.encode(["a three"])
    longer = captions(length=20)
    longer.get_layer("words").set_weights(encoder.get_layer("words").get_weights())
    for places in (True, False):
        encoder = captions(places=places)
        alone = encoder.predict(short, verbose=0)
        beside = encoder.predict(words.encode(["a three", "two small sixes, a large one and an eight"]), verbose=0)[:1]
        np.testing.assert_allclose(alone, beside, atol=1e-5)
    bag = captions(places=False, length=9)
    long_bag = captions(places=False, length=16)
    long_bag.set_weights(bag.get_weights())
    np.testing.assert_allclose(
        bag.predict(words.encode(["a three"], 9), verbose=0), long_bag.predict(short, verbose=0), atol=1e-5
    )


def test_the_place_of_a_digit_in_a_picture_counts():
    keras.utils.set_random_seed(0)
    encoder = models.picture_encoder()
    picture = np.zeros((2, 48, 48, 1), np.float32)
    picture[0, 8:24, 8:24] = picture[1, 24:40, 24:40] = 1
    left, right = encoder.predict(picture, verbose=0)
    assert np.abs(left - right).max() > 0.01 * np.abs(left).max()


def test_every_weight_learns():
    import tensorflow as tf

    for encoder, taken in (
        (models.picture_encoder(), np.random.default_rng(0).random((4, 48, 48, 1), np.float32)),
        (captions(), words.encode(["two threes", "a one but no two", "a six above a nine", "a large eight"])),
    ):
        with tf.GradientTape() as tape:
            lost = tf.reduce_sum(encoder(taken, training=True)[:, :3] ** 2)
        gradients = tape.gradient(lost, encoder.trainable_variables)
        assert all(gradient is not None for gradient in gradients)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: models.picture_encoder(size=50), "size=50: expected a multiple of 8"),
        (lambda: models.picture_encoder(channels=(16, 32)), r"channels=\(16, 32\): expected three numbers"),
        (lambda: models.caption_encoder(26, d=30), "heads=4: expected a divisor of 30"),
    ],
)
def test_settings_that_fit_nothing_are_refused(build, message):
    with pytest.raises(ValueError, match=message):
        build()
