"""What holds for the package as a whole."""

import ast
from pathlib import Path

import numpy as np
import pytest

from kernelbook import convolution
from kernelbook.convolution import conv2d_transpose, correlate2d, depthwise_conv2d, output_size, receptive_field

IMAGES, KERNELS = np.ones((1, 5, 5, 2)), np.ones((3, 3, 2, 4))


def test_functions_beside_conv2d_refuse_bad_input_too():
    with pytest.raises(ValueError, match=r"image has shape \(3,\)"):
        correlate2d([1, 2, 3], [[1]])
    with pytest.raises(ValueError, match="mode='wide'"):
        correlate2d([[1]], [[1]], mode="wide")
    with pytest.raises(ValueError, match="a kernel of 2 pixels is larger than the image of 1"):
        correlate2d([[1]], [[1], [1]])
    with pytest.raises(ValueError, match="image has dtype complex128"):
        correlate2d([[1j]], [[1]])
    with pytest.raises(ValueError, match=r"errors has shape \(1, 2, 3, 4\): an input of .* leads to \(1, 3, 3, 4\)"):
        conv2d_transpose(np.ones((1, 2, 3, 4)), KERNELS, input_shape=IMAGES.shape)
    with pytest.raises(ValueError, match=r"images has shape \(1, 5, 5, 2\) and kernels \(3, 3, 1, 1\)"):
        depthwise_conv2d(IMAGES, np.ones((3, 3, 1, 1)))
    with pytest.raises(ValueError, match=r"layer 2 is \(3, 0, 1\)"):
        receptive_field([(3, 1, 1), (3, 0, 1)])
    with pytest.raises(ValueError, match=r"n=0: expected a whole number from 1"):
        output_size(0, 1)


def test_all_that_is_exported_is_tested():
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in Path(__file__).parent.glob("test_*.py")]
    imports = [node for tree in trees for node in tree.body if isinstance(node, ast.ImportFrom)]
    tested = {each.name for node in imports if node.module == "kernelbook.convolution" for each in node.names}
    assert set(convolution.__all__) <= tested
