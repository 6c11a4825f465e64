"""An answer for each pixel: what a network learns it from, how answers become regions, and what is measured."""

from kernelbook.segmentation.losses import dice_loss, weighted_cross_entropy
from kernelbook.segmentation.patches import draw_patches, segment
from kernelbook.segmentation.regions import measure_regions, split_touching

__all__ = [
    "dice_loss",
    "draw_patches",
    "measure_regions",
    "segment",
    "split_touching",
    "weighted_cross_entropy",
]
