"""An answer for each pixel: what a network learns it from, how answers become regions, and what is measured."""

from kernelbook.renamed import old_names
from kernelbook.segmentation.crowns import GREENNESS, find_crowns
from kernelbook.segmentation.cutouts import paste
from kernelbook.segmentation.losses import dice_loss, weighted_cross_entropy
from kernelbook.segmentation.patches import sample_patches, segment
from kernelbook.segmentation.regions import measure_regions, split_touching

__all__ = [
    "GREENNESS",
    "dice_loss",
    "find_crowns",
    "measure_regions",
    "paste",
    "sample_patches",
    "segment",
    "split_touching",
    "weighted_cross_entropy",
]
__getattr__ = old_names(__name__, {"draw_patches": "sample_patches"})
