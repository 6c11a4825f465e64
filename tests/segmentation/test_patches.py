import numpy as np
import pytest

from kernelbook import models, segmentation

# Images of any size.


@pytest.mark.parametrize("shape", [(64, 48), (61, 50), (4, 4), (1, 1), (3, 97)], ids=str)
def test_segment_takes_images_of_any_size(shape):
    network = models.unet()
    images = np.random.default_rng(0).random((2, *shape, 1), dtype=np.float32)
    logits = segmentation.segment(network, images, 4)
    assert logits.shape == images.shape
    assert np.isfinite(logits).all()


def test_segment_passes_what_fits_as_it_is_and_mirrors_what_does_not():
    def network(images):
        assert images.shape[1] % 4 == images.shape[2] % 4 == 0
        return np.concatenate([images, images], axis=3) + images[:, -1:, -1:]

    images = np.arange(1.0, 7.0).reshape(1, 2, 3, 1)
    answers = segmentation.segment(network, images, 4)
    # Rows 1 2 2 1 and columns 1 2 3 3: the last pixel of the continued image is the first row's last.
    np.testing.assert_array_equal(answers[..., :1], images + 3)
    np.testing.assert_array_equal(answers[..., 1:], images + 3)
    whole = np.arange(16.0).reshape(1, 4, 4, 1)
    np.testing.assert_array_equal(segmentation.segment(network, whole, 4)[..., :1], whole + 15)


@pytest.mark.parametrize("shape", [(5, 5), (1, 5, 5), (1, 0, 5, 1), (0, 5, 5, 1)], ids=str)
def test_segment_refuses_images_of_another_rank_or_without_pixels(shape):
    with pytest.raises(ValueError, match="images has shape"):
        segmentation.segment(models.unet(), np.zeros(shape, np.float32), 4)


@pytest.mark.parametrize("multiple", [0, 2.0, -4])
def test_segment_refuses_a_multiple_that_is_none(multiple):
    with pytest.raises(ValueError, match="multiple="):
        segmentation.segment(models.unet(), np.zeros((1, 4, 4, 1), np.float32), multiple)


@pytest.mark.parametrize("multiple", [1, 2, 3, 6])
def test_segment_refuses_a_multiple_that_the_network_cannot_take(multiple):
    with pytest.raises(ValueError, match=f"multiple={multiple}: continued to .* expected 2 to the power"):
        segmentation.segment(models.unet(), np.zeros((1, 5, 7, 1), np.float32), multiple)


def test_segment_refuses_other_channels_nan_and_what_is_no_network():
    with pytest.raises(ValueError, match="images has 3 channels: expected 1"):
        segmentation.segment(models.unet(), np.zeros((1, 8, 8, 3), np.float32), 4)
    with pytest.raises(ValueError, match="images holds NaN"):
        segmentation.segment(models.unet(), np.full((1, 8, 8, 1), np.nan), 4)
    with pytest.raises(ValueError, match="network='unet'"):
        segmentation.segment("unet", np.zeros((1, 8, 8, 1), np.float32), 4)


# Patches.


def test_sample_patches_gives_parts_of_the_image_with_their_masks():
    h, w, side = 12, 10, 5
    image = 1.0 + np.arange(h * w).reshape(h, w)
    mask = image % 7 < 3
    patches, answers = segmentation.sample_patches(image, mask, 200, side, np.random.default_rng(0))
    assert patches.shape == answers.shape == (200, side, side, 1)
    seen, factors = set(), []
    for patch, answer in zip(patches[..., 0], answers[..., 0], strict=True):
        # The four corners of a patch tell how it lies; their differences tell the factor.
        factor = (patch.max() - patch.min()) / ((side - 1) * (w + 1))
        numbers = np.round(patch / factor)
        np.testing.assert_array_equal(answer, numbers % 7 < 3)
        i, j = divmod(int(numbers.min()) - 1, w)
        part = image[i : i + side, j : j + side]
        turned = [np.rot90(flipped, k) for flipped in (part, part[:, ::-1]) for k in range(4)]
        (found,) = [k for k, way in enumerate(turned) if np.array_equal(way, numbers)]
        seen.add(found)
        factors.append(factor)
    assert seen == set(range(8))
    assert 1 / 1.4 <= min(factors) < 0.75
    assert 1.3 < max(factors) <= 1.4 * (1 + 1e-6)
    assert 0.4 < np.mean(np.array(factors) < 1) < 0.6


def test_sample_patches_draws_from_everywhere_and_the_same_from_the_same_seed():
    image = np.arange(1.0, 37.0).reshape(6, 6)
    first, again, other = (
        segmentation.sample_patches(image, image > 5, 300, 4, np.random.default_rng(seed))[0] for seed in (0, 0, 1)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    factor = np.ptp(first, axis=(1, 2, 3)) / (3 * 6 + 3)
    assert set(np.round(first.min(axis=(1, 2, 3)) / factor).astype(int)) == {1, 2, 3, 7, 8, 9, 13, 14, 15}


@pytest.mark.parametrize(
    ("shape", "side", "message"),
    [((6, 6), 7, "side=7: expected 1 to 6"), ((6, 6), 0, "side=0"), ((6, 5), 3, r"image has shape \(6, 5\) and mask")],
)
def test_sample_patches_refuses_what_does_not_fit(shape, side, message):
    with pytest.raises(ValueError, match=message):
        segmentation.sample_patches(np.zeros(shape), np.zeros((6, 6), bool), 2, side, np.random.default_rng(0))


GENERATOR, IMAGE = np.random.default_rng(0), np.zeros((6, 6))
REFUSED = {
    "mask has dtype float64: expected booleans": lambda: segmentation.sample_patches(IMAGE, IMAGE, 2, 3, GENERATOR),
    "image is a list": lambda: segmentation.sample_patches(IMAGE.tolist(), IMAGE > 0, 2, 3, GENERATOR),
    "image holds NaN": lambda: segmentation.sample_patches(IMAGE + np.nan, IMAGE > 0, 2, 3, GENERATOR),
    "n=2.5": lambda: segmentation.sample_patches(IMAGE, IMAGE > 0, 2.5, 3, GENERATOR),
    "side=3.0": lambda: segmentation.sample_patches(IMAGE, IMAGE > 0, 2, 3.0, GENERATOR),
    "generator=0": lambda: segmentation.sample_patches(IMAGE, IMAGE > 0, 2, 3, 0),
    "brightest=0.5": lambda: segmentation.sample_patches(IMAGE, IMAGE > 0, 2, 3, GENERATOR, brightest=0.5),
}


@pytest.mark.parametrize("message", REFUSED)
def test_sample_patches_refuses_bad_input_by_its_name(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()
