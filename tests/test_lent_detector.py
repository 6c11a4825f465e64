"""The lent detector of chapter 17, run as the chapter writes it: KerasHub's RetinaNet, small and without its weights.

The chapter fetches 34 million weights, so its block is not executed there. Here the real library loads a preset of the
same form from a folder: the encoder is random, the heads are such that its boxes can be computed by hand.
"""

import inspect
import re

import numpy as np
import pytest

from chapters import ROOT, cells

CHAPTER = ROOT / "chapters" / "17_find_trees.ipynb"
CODE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
SIDE, CUP, SCORE = 96, 47, 2.0  # of the resized picture; the class that is always found, and its logit
MEAN, STD = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])  # of ImageNet, as the preset has them


@pytest.fixture(scope="module")
def hub():
    reason = "KerasHub is not installed: pip install -r requirements-peers.txt"
    return pytest.importorskip("keras_hub", reason=reason)


def block():
    """Return the one block of the chapter that names the library."""
    blocks = [code for cell in cells(CHAPTER, "markdown") for code in CODE.findall(cell.source)]
    (code,) = [code for code in blocks if "import keras_hub" in code]
    return code


def small_detector(hub):
    """Return a RetinaNet with random weights: the blocks of a ResNet, three levels, a picture of SIDE pixels."""
    encoder = hub.models.ResNetBackbone(
        input_conv_filters=[64],
        input_conv_kernel_sizes=[7],
        stackwise_num_filters=[64, 64, 64, 64],
        stackwise_num_blocks=[1, 1, 1, 1],
        stackwise_num_strides=[1, 2, 2, 2],
        block_type="basic_block",
        image_shape=(None, None, 3),
    )
    backbone = hub.models.RetinaNetBackbone(image_encoder=encoder, min_level=3, max_level=5, use_p5=False)
    converter = hub.layers.RetinaNetImageConverter(
        image_size=(SIDE, SIDE),
        pad_to_aspect_ratio=True,
        crop_to_aspect_ratio=False,
        scale=list(1 / 255 / STD),
        offset=list(-MEAN / STD),
    )
    return hub.models.RetinaNetObjectDetector(
        backbone=backbone,
        num_classes=91,
        pre_logits_num_conv_layers=1,
        preprocessor=hub.models.RetinaNetObjectDetectorPreprocessor(image_converter=converter),
    )


def find_cups_everywhere(detector):
    """Let each square anchor of the smallest scale be a cup, in a box twice as wide as high."""
    heads = [detector.box_head.prediction_layer, detector.classification_head.prediction_layer]
    logits = np.full((9, 91), -9.0)
    logits[3, CUP] = SCORE  # the fourth of three ratios times three scales: ratio 1, scale 1
    for head, bias in zip(heads, [np.tile([0, 0, np.log(2), 0], 9), logits.ravel()], strict=True):
        head.kernel.assign(np.zeros(head.kernel.shape))
        head.bias.assign(bias)


@pytest.fixture(scope="module")
def lend(hub, tmp_path_factory):
    """Return the library's from_preset, which reads a folder of ours instead of the preset that it is asked for."""
    folder = tmp_path_factory.mktemp("preset")
    detector = small_detector(hub)
    find_cups_everywhere(detector)
    detector.save_to_preset(str(folder))
    from_preset = hub.models.ObjectDetector.from_preset
    known = inspect.signature(hub.models.RetinaNetObjectDetector).parameters

    def lend(name, **options):
        assert name in hub.models.RetinaNetObjectDetector.presets
        assert options.keys() <= known.keys(), "the library takes any other word, too, and forgets it"
        return from_preset(str(folder), **options)

    return lend


@pytest.fixture(scope="module")
def names(hub, lend):
    """Return what the chapter's block computes."""
    names = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hub.models.ObjectDetector, "from_preset", staticmethod(lend))
        exec(block(), names)
    return names


@pytest.mark.slow
def test_what_is_found_is_told_in_a_hundred_lines_of_which_some_hold(names):
    found = names["found"]
    (count,) = found["num_detections"]
    assert found["boxes"].shape == (1, 100, 4)
    assert found["confidence"].shape == found["labels"].shape == (1, 100)
    assert 0 < count < 100
    assert (np.flatnonzero(names["sure"]) == np.arange(count)).all()
    np.testing.assert_allclose(found["confidence"][0, :count], 1 / (1 + np.exp(-SCORE)), rtol=1e-6)
    assert (found["labels"][0, :count] == CUP).all()
    for what in ("boxes", "confidence", "labels"):
        assert (found[what][0, count:] == -1).all(), f"the rest of {what} is filled with -1"


@pytest.mark.slow
def test_boxes_are_in_our_order_and_in_pixels_of_the_picture(names):
    rows, columns = names["boxes"].reshape(-1, 2, 2).transpose(2, 0, 1)
    heights, widths = np.diff(rows, axis=1), np.diff(columns, axis=1)
    np.testing.assert_allclose(widths, 2 * heights, rtol=1e-5)
    # Anchors of 32, 64 and 128 pixels stand on a grid of 8, 16 and 32, in a picture a quarter as large.
    assert set(heights.ravel().round(3)) == {128.0, 256.0, 512.0}
    for middles in (rows.mean(axis=1), columns.mean(axis=1)):
        assert 0 <= middles.min() < 0.25 * 384
        assert 0.75 * 384 < middles.max() < 384


@pytest.mark.slow
def test_from_preset_hands_the_format_on(names, lend):
    other = lend("retinanet_resnet50_fpn_coco", bounding_box_format="xyxy")
    found = other.predict(np.zeros((1, 384, 384, 3), np.uint8), verbose=0)
    (count,) = found["num_detections"]
    np.testing.assert_allclose(found["boxes"][0, :count, [1, 0, 3, 2]].T, names["found"]["boxes"][0, :count], rtol=1e-5)


@pytest.mark.slow
def test_pictures_come_as_bytes_and_are_made_square_by_bars_on_both_sides(names):
    resized = np.asarray(names["lent"].preprocessor(np.full((1, 192, 384, 3), 255.0, np.float32)))[0]
    assert resized.shape == (SIDE, SIDE, 3)
    dark, bright = -MEAN / STD, (1 - MEAN) / STD
    for part, color in zip(np.split(resized, 4), [dark, bright, bright, dark], strict=True):
        np.testing.assert_allclose(part, np.broadcast_to(color, part.shape), rtol=1e-4)
