import numpy as np
import pytest

from kernelbook.results import grids


@pytest.mark.parametrize("shape", [(3,), (2, 5), (2, 3, 4)])
def test_pack_and_unpack_bring_a_grid_into_a_text_and_back(shape):
    grid = np.random.default_rng(0).integers(0, 256, shape)
    np.testing.assert_array_equal(grids.unpack(grids.pack(grid)), grid)


@pytest.mark.parametrize("grid", [[0.5], [256], [-1], []])
def test_pack_refuses_what_is_no_grid(grid):
    with pytest.raises(ValueError, match="whole numbers from 0 to 255"):
        grids.pack(np.array(grid))


@pytest.mark.parametrize(
    "text", ["", "3x3", "2x2:", "2x2:!", "1x1:€", "3x3:" + grids.pack(np.zeros((2, 2), int)).split(":")[1]]
)
def test_unpack_refuses_a_grid_that_was_not_packed(text):
    with pytest.raises(ValueError, match="no grid that was packed"):
        grids.unpack(text)
