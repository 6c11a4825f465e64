"""The course's networks, and their trained weights."""

from kernelbook.models.aerial import detector_head, tree_detector
from kernelbook.models.digits import FEATURES, dense_network, digit_network, small_network, transfer_network
from kernelbook.models.faces import face_classifier, face_embedding
from kernelbook.models.families import convolutional_network, residual_network, vision_transformer
from kernelbook.models.flows import flow_unet
from kernelbook.models.pairs import caption_encoder, picture_encoder
from kernelbook.models.photographs import (
    MAPS,
    class_names,
    efficient_lite,
    features,
    scaled_pixels,
    small_photograph_network,
)
from kernelbook.models.pixels import detector, unet
from kernelbook.models.records import accurate_network, fast_network, tiny_network
from kernelbook.models.weights import WEIGHTS, get_weights, load_weights, save_weights, set_weights

__all__ = [
    "FEATURES",
    "MAPS",
    "WEIGHTS",
    "accurate_network",
    "caption_encoder",
    "class_names",
    "convolutional_network",
    "dense_network",
    "detector",
    "detector_head",
    "digit_network",
    "efficient_lite",
    "face_classifier",
    "face_embedding",
    "fast_network",
    "features",
    "flow_unet",
    "get_weights",
    "load_weights",
    "picture_encoder",
    "residual_network",
    "save_weights",
    "scaled_pixels",
    "set_weights",
    "small_network",
    "small_photograph_network",
    "tiny_network",
    "transfer_network",
    "tree_detector",
    "unet",
    "vision_transformer",
]
