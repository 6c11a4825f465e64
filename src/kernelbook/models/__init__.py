"""The course's networks, and their trained weights."""

from kernelbook.models.digits import FEATURES, dense_network, digit_network, small_network, transfer_network
from kernelbook.models.faces import face_classifier, face_embedding
from kernelbook.models.pixels import detector, unet
from kernelbook.models.weights import WEIGHTS, get_weights, load_weights, save_weights, set_weights

__all__ = [
    "FEATURES",
    "WEIGHTS",
    "dense_network",
    "detector",
    "digit_network",
    "face_classifier",
    "face_embedding",
    "get_weights",
    "load_weights",
    "save_weights",
    "set_weights",
    "small_network",
    "transfer_network",
    "unet",
]
