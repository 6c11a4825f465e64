"""Networks of these tests have numbers of 32 bits, whatever an earlier test of the same process has asked of Keras."""

from compressed import numbers_of_32_bits

__all__ = ["numbers_of_32_bits"]
