import pytest

from kernelbook import data


@pytest.fixture(scope="module")
def mnist():
    return data.load_mnist()
