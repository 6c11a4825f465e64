"""A network behind an address: images in, digits out, and a sentence for what is no image. Chapter 21.

The addresses here are our own. The *Open Inference Protocol* (https://github.com/kserve/open-inference-protocol) is
what Triton, KServe and MLServer speak, so that a client need not know which of them it talks to: ``POST
/v2/models/NAME/infer`` with named tensors, their shapes and types, ``GET /v2/health/ready``, ``GET /v2/models/NAME``.
"""

from kernelbook.serve.app import build_app
from kernelbook.serve.batching import Batcher, Failed, Full, Late
from kernelbook.serve.client import ask, fetch, running
from kernelbook.serve.decoding import KINDS, LIMITS, BadImage, decode
from kernelbook.serve.fuzzing import damaged_bodies
from kernelbook.serve.listening import listen
from kernelbook.serve.traffic import Traffic, press

__all__ = [
    "KINDS",
    "LIMITS",
    "BadImage",
    "Batcher",
    "Failed",
    "Full",
    "Late",
    "Traffic",
    "ask",
    "build_app",
    "damaged_bodies",
    "decode",
    "fetch",
    "listen",
    "press",
    "running",
]
