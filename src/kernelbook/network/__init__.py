"""A network of layers that trains, in NumPy."""

from kernelbook.network.digits import digit_network
from kernelbook.network.exchange import from_keras, to_keras
from kernelbook.network.optimizers import SGD, Adam
from kernelbook.network.sequential import Sequential
from kernelbook.network.traces import trace

__all__ = ["SGD", "Adam", "Sequential", "digit_network", "from_keras", "to_keras", "trace"]
