import numpy as np
import pytest

from kernelbook.convolution import conv2d

IMAGES, KERNELS = np.ones((1, 5, 5, 2)), np.ones((3, 3, 2, 4))


@pytest.mark.parametrize("name", ["images", "kernels"])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_fft_refuses_what_it_would_spread(name, value):
    arguments = {"images": IMAGES.copy(), "kernels": KERNELS.copy()}
    arguments[name][0, 0, 0, 0] = value
    with pytest.raises(ValueError, match=f'{name} hold NaN or infinity.*method="im2col"'):
        conv2d(**arguments, method="fft")
