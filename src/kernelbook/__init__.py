"""The tested library behind the course *Kernel by Kernel*.

Import the modules you need, for example ``from kernelbook import data, models``. Importing the package
itself loads nothing and changes nothing.
"""
