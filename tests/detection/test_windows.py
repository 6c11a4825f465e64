import numpy as np
import pytest

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
