import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kernelbook import segmentation

BACKGROUND = np.random.default_rng(0).integers(0, 256, (7, 9, 3), dtype=np.uint8)
PHOTOGRAPH = np.random.default_rng(1).integers(0, 256, (4, 5, 3), dtype=np.uint8)
MASK = np.random.default_rng(2).random((4, 5))


def by_loops(background, photograph, mask, place):
    """Paste pixel by pixel."""
    pasted = background.copy()
    for i, j in np.ndindex(mask.shape):
        a, b = i + place[0], j + place[1]
        if 0 <= a < len(pasted) and 0 <= b < pasted.shape[1]:
            pasted[a, b] = np.round(mask[i, j] * photograph[i, j] + (1 - mask[i, j]) * pasted[a, b])
    return pasted


@given(st.integers(-3, 6), st.integers(-4, 8))
def test_paste_lays_each_pixel_over_the_one_below(top, left):
    found = segmentation.paste(BACKGROUND, PHOTOGRAPH, MASK, (top, left))
    expected = by_loops(BACKGROUND, PHOTOGRAPH, MASK, (top, left))
    assert np.abs(found.astype(int) - expected).max() <= 1  # where a half is rounded the other way


def test_paste_is_what_pillow_pastes():
    whole = np.round(255 * MASK).astype(np.uint8)
    canvas = Image.fromarray(BACKGROUND)
    canvas.paste(Image.fromarray(PHOTOGRAPH), (3, 2), Image.fromarray(whole))
    found = segmentation.paste(BACKGROUND, PHOTOGRAPH, whole / 255, (2, 3))
    assert np.abs(found.astype(int) - np.asarray(canvas)).max() <= 1


def test_paste_of_an_empty_mask_is_the_background_and_of_a_full_one_the_photograph():
    before = BACKGROUND.copy()
    for nothing in (np.zeros((4, 5)), np.zeros((4, 5), bool)):
        np.testing.assert_array_equal(segmentation.paste(BACKGROUND, PHOTOGRAPH, nothing), BACKGROUND)
    full = segmentation.paste(BACKGROUND, PHOTOGRAPH, np.ones((4, 5), bool))
    np.testing.assert_array_equal(full[:4, :5], PHOTOGRAPH)
    np.testing.assert_array_equal(full[4:], BACKGROUND[4:])
    np.testing.assert_array_equal(BACKGROUND, before)


def test_paste_at_a_scale_brings_no_color_from_behind_the_object():
    """A white square in front of red, on black: all that is pasted stays gray."""
    photograph = np.full((20, 20, 3), (255, 0, 0), np.uint8)
    photograph[5:15, 5:15] = 255
    mask = photograph[..., 1] == 255
    for scale, side in ((0.5, 10), (2, 40)):
        pasted = segmentation.paste(np.zeros((40, 40, 3), np.uint8), photograph, mask, scale=scale)
        assert (pasted.min(axis=2) == pasted.max(axis=2)).all()
        assert pasted[side // 2, side // 2].tolist() == [255, 255, 255]
        assert (pasted[side:] == 0).all()
        assert (pasted > 127).mean() == pytest.approx((side / 80) ** 2, abs=0.006)  # half a pixel around


def test_paste_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match=r"mask has shape \(5, 4\): expected 4 × 5, one for each pixel"):
        segmentation.paste(BACKGROUND, PHOTOGRAPH, MASK.T)
    with pytest.raises(ValueError, match="mask has values from 0 to 255: expected 0 to 1, so divide by 255"):
        segmentation.paste(BACKGROUND, PHOTOGRAPH, np.eye(4, 5) * 255)
    for place in ((7, 0), (0, 9), (-4, 0), (0, -5)):
        with pytest.raises(ValueError, match="lies outside of a background of 7 × 9"):
            segmentation.paste(BACKGROUND, PHOTOGRAPH, MASK, place)
    for place in ((0,), 3, (0.5, 1), None):
        with pytest.raises(ValueError, match="place="):
            segmentation.paste(BACKGROUND, PHOTOGRAPH, MASK, place)
    with pytest.raises(ValueError, match=r"photograph has shape .* dtype uint16: expected"):
        segmentation.paste(BACKGROUND, PHOTOGRAPH.astype(np.uint16), MASK)
    for scale in (0, -1, np.nan, "2", 4001):
        with pytest.raises(ValueError, match="scale="):
            segmentation.paste(BACKGROUND, PHOTOGRAPH, MASK, scale=scale)
