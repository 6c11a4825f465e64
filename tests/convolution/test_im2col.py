import numpy as np
import pytest

from kernelbook.convolution import conv2d


@pytest.mark.parametrize("c", [1, 4, 5])
def test_im2col_never_holds_more_than_a_block_of_its_matrix(monkeypatch, c):
    """A large image would need 9 copies of itself at once; a block is enough."""
    images, kernels = np.ones((2, 500, 500, c), "float32"), np.ones((3, 3, c, 2), "float32")
    sizes = []
    original = np.copyto
    monkeypatch.setattr(np, "copyto", lambda target, source: (sizes.append(source.nbytes), original(target, source)))
    conv2d(images, kernels, method="im2col")
    assert sum(sizes) == 2 * 498 * 498 * 9 * c * 4
    assert max(sizes) <= 2**22
