import numpy as np
import pytest
from keras import Sequential, layers

from kernelbook import detection, models


@pytest.mark.parametrize("size", [(28, 28), (40, 52), (33, 29)])
def test_fully_convolutional_is_the_classifier_at_every_fourth_pixel(size):
    network = models.digit_network()
    models.set_weights(network, models.load_weights("digit_network"))
    image = np.random.default_rng(0).random(size, dtype=np.float32)
    windows = detection.read_windows(network, image, 4)
    everywhere = np.asarray(detection.fully_convolutional(network)(image[np.newaxis, ..., np.newaxis]))[0]
    assert everywhere.shape[:2] == ((size[0] - 28) // 4 + 1, (size[1] - 28) // 4 + 1) == windows.shape[:2]
    np.testing.assert_allclose(everywhere[0, 0], windows[0, 0], atol=1e-3)


def test_read_windows_refuses_a_small_image_and_fully_convolutional_a_model_without_flatten():
    with pytest.raises(ValueError, match="one window of 28x28 at least"):
        detection.read_windows(models.digit_network(), np.zeros((20, 40)), 4)
    with pytest.raises(ValueError, match="expected a Flatten"):
        detection.fully_convolutional(models.unet())


def classifier(*first, bias=True):
    return Sequential([layers.Input((8, 8, 1)), *first, layers.Flatten(), layers.Dense(3, use_bias=bias)])


IMAGE = np.zeros((9, 9), np.float32)
REFUSED = {
    "model has a Dense layer without a bias": lambda: detection.fully_convolutional(classifier(bias=False)),
    "model has a layer that pads its input": lambda: detection.fully_convolutional(
        classifier(layers.Conv2D(2, 3, padding="same"))
    ),
    "model has layers .*expected convolutions": lambda: detection.fully_convolutional(
        classifier(layers.LayerNormalization())
    ),
    "model is a NoneType": lambda: detection.fully_convolutional(None),
    "model is a Sequential: .* knows its input": lambda: detection.fully_convolutional(Sequential([layers.Dense(2)])),
    "stride=0: expected a whole number from 1": lambda: detection.read_windows(classifier(), IMAGE, 0),
    "image has dtype uint8": lambda: detection.read_windows(classifier(), IMAGE.astype(np.uint8), 4),
    "image holds NaN": lambda: detection.read_windows(classifier(), IMAGE + np.nan, 4),
    r"image has shape \(9, 9, 1\)": lambda: detection.read_windows(classifier(), IMAGE[..., np.newaxis], 4),
    r"model has the input shape \(None, None, None, 1\)": lambda: detection.read_windows(models.unet(), IMAGE, 4),
}


@pytest.mark.parametrize("message", REFUSED)
def test_windows_refuse_images_strides_and_models_that_do_not_slide(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()
