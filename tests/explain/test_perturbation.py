import numpy as np

from kernelbook import explain


def test_covering_takes_away_what_lies_under_the_square(linear, X):
    model, weights = linear
    drops = explain.occlusion(model, X, 1, size=2, fill=0.25)
    expected = [[((X - 0.25) * weights[..., 1])[i : i + 2, j : j + 2].sum() for j in range(4)] for i in range(3)]
    np.testing.assert_allclose(drops, expected, atol=1e-5)


def test_a_square_covers_all_channels_of_a_color_image(color, photo):
    model, weights = color
    drops = explain.occlusion(model, photo, 1, size=3, fill=0.25)
    expected = [[((photo - 0.25) * weights[..., 1])[i : i + 3, j : j + 3].sum() for j in range(3)] for i in range(4)]
    np.testing.assert_allclose(drops, expected, atol=1e-5)
