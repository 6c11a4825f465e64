import numpy as np
import pytest

from kernelbook.results import masks


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (512, 256)], ids=str)
def test_pack_and_unpack_bring_a_mask_into_a_text_and_back(shape):
    mask = np.random.default_rng(0).random(shape) < 0.3
    np.testing.assert_array_equal(masks.unpack(masks.pack(mask)), mask)


@pytest.mark.parametrize("text", ["", "0101", "2x2:!!", "9x9:eNpjAAAAAQAB", "2x2:€", "x2:!"])
def test_unpack_refuses_what_is_no_mask(text):
    with pytest.raises(ValueError, match="no mask that was packed"):
        masks.unpack(text)
