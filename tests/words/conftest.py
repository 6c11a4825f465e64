import pytest

from kernelbook import data, words


@pytest.fixture(scope="session")
def digits():
    _, (images, labels) = data.load_mnist()
    return images, labels


@pytest.fixture(scope="session")
def scenes(digits):
    return words.album(*digits, 300, seed=3)
