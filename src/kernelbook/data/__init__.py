"""The course's images, and the preparation that makes your own look like them."""

from kernelbook.data.annotations import read_boxes
from kernelbook.data.arrays import select_classes, shift
from kernelbook.data.collections import COLLECTIONS, Collection
from kernelbook.data.digits import (
    DRAWN_PATH,
    DRAWN_SHA256,
    MNIST_PATH,
    MNIST_SHA256,
    load_drawn_digit,
    load_mnist,
    load_small_digits,
)
from kernelbook.data.folders import read_photographs
from kernelbook.data.garments import (
    GARMENTS,
    GARMENTS_PATH,
    GARMENTS_SHA256,
    NEW_GARMENTS,
    OLD_GARMENTS,
    load_garments,
)
from kernelbook.data.hands import (
    HAND_FEATURES_PATH,
    HAND_FEATURES_SHA256,
    HANDS_FILE,
    HANDS_SHA256,
    OTHER_CAMERA,
    load_hand_features,
    load_hands,
    pupils,
)
from kernelbook.data.medical import NUCLEI_PATH, NUCLEI_SHA256, TUMOR_MEASURES, load_nuclei, load_tumors
from kernelbook.data.photograph import PHOTOGRAPH_PATH, PHOTOGRAPH_SHA256, load_photograph
from kernelbook.data.pictures import as_gray
from kernelbook.data.preparation import (
    DIGIT_BOX,
    DIGIT_SIDE,
    center_by_mass,
    fit_into_box,
    light_of_paper,
    prepare_digit,
    separate_ink,
)
from kernelbook.data.trees import TREE_PLACES, TREES_PATH, TREES_SHA256, load_trees

__all__ = [
    "COLLECTIONS",
    "DIGIT_BOX",
    "DIGIT_SIDE",
    "DRAWN_PATH",
    "DRAWN_SHA256",
    "GARMENTS",
    "GARMENTS_PATH",
    "GARMENTS_SHA256",
    "HANDS_FILE",
    "HANDS_SHA256",
    "HAND_FEATURES_PATH",
    "HAND_FEATURES_SHA256",
    "MNIST_PATH",
    "MNIST_SHA256",
    "NEW_GARMENTS",
    "NUCLEI_PATH",
    "NUCLEI_SHA256",
    "OLD_GARMENTS",
    "OTHER_CAMERA",
    "PHOTOGRAPH_PATH",
    "PHOTOGRAPH_SHA256",
    "TREES_PATH",
    "TREES_SHA256",
    "TREE_PLACES",
    "TUMOR_MEASURES",
    "Collection",
    "as_gray",
    "center_by_mass",
    "fit_into_box",
    "light_of_paper",
    "load_drawn_digit",
    "load_garments",
    "load_hand_features",
    "load_hands",
    "load_mnist",
    "load_nuclei",
    "load_photograph",
    "load_small_digits",
    "load_trees",
    "load_tumors",
    "prepare_digit",
    "pupils",
    "read_boxes",
    "read_photographs",
    "select_classes",
    "separate_ink",
    "shift",
]
