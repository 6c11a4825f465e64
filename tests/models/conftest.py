import pytest

from kernelbook import models


@pytest.fixture
def network():
    return models.digit_network()
