"""What other libraries answer, and how near our answers must come to theirs."""

import numpy as np
import pytest
import tensorflow as tf

# Sums of at most 5·5·4 products of numbers near 1 in another order: rounding stays far below these bounds, relative to
# the largest result. The FFT rounds relative to the largest spectrum, hence the same bound on the same measure.
TOLERANCE = {np.dtype("float32"): 1e-5, np.dtype("float64"): 1e-13}


def assert_close(found, expected):
    """Compare shape, type and, by the largest number, values: max |a − b| ≤ tolerance · max |b|."""
    assert found.shape == expected.shape
    assert found.dtype == expected.dtype
    if expected.size:
        scale = max(np.abs(expected).max(), 1.0)
        assert np.abs(found - expected).max() <= TOLERANCE[expected.dtype] * scale


def assert_relative(found, expected):
    """Compare by the largest number: max |a − b| ≤ 1e-5 max |b|."""
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= 1e-5 * np.abs(expected).max()


def tensorflow_padding(padding):
    """Return our padding as TensorFlow's functions want it."""
    return padding.upper() if isinstance(padding, str) else [[0, 0], *map(list, padding), [0, 0]]


def tensorflow_conv2d(images, kernels, *, strides, padding, dilation, groups):
    """Compute the same layer with TensorFlow on the CPU; it reads the groups off the kernels' shape."""
    with tf.device("CPU"):
        return tf.nn.conv2d(images, kernels, strides, tensorflow_padding(padding), dilations=dilation).numpy()


def tensorflow_leaves_memory_unwritten(kernels, strides, output):
    """Say whether TensorFlow 2.21 with oneDNN is no oracle: one channel, unequal strides, a single column or row.

    It then returns numbers that it never wrote (1e17, another at each run); with TF_ENABLE_ONEDNN_OPTS=0 it is right.
    """
    return kernels.shape[2] == 1 and strides[0] != strides[1] and 1 in output[1:3]


def tensorflow_depthwise_conv2d(images, kernels, *, strides, padding, dilation):
    """Compute the same depthwise layer; TensorFlow asks for equal strides, and for no dilation with a stride."""
    around = tensorflow_padding(padding)
    with tf.device("CPU"):
        return tf.nn.depthwise_conv2d(images, kernels, (1, *strides, 1), around, dilations=dilation).numpy()


def tensorflow_conv2d_gradients(images, kernels, errors, *, strides, padding, dilation, groups):
    """Return the gradients by images and kernels, under XLA, which differentiates every stride, padding and dilation.

    It reads the groups off the kernels' shape.
    """
    around = tensorflow_padding(padding)

    @tf.function(jit_compile=True)
    def gradients(x, kernel):
        with tf.GradientTape() as tape:
            tape.watch([x, kernel])
            loss = tf.reduce_sum(tf.nn.conv2d(x, kernel, strides, around, dilations=dilation) * errors)
        return tape.gradient(loss, [x, kernel])

    with tf.device("CPU"):
        return [gradient.numpy() for gradient in gradients(tf.constant(images), tf.constant(kernels))]


def coco_mean_average_precision(found, truth, thresholds):
    """Judge detections of three classes by the tools of COCO, which print; skip the test where they are missing."""
    coco = pytest.importorskip("pycocotools.coco", reason="pycocotools is not installed (requirements-peers.txt)")
    from pycocotools.cocoeval import COCOeval

    def as_coco(box):
        top, left, bottom, right = map(float, box)
        return [left, top, right - left, bottom - top]

    reference = coco.COCO()
    annotations = [
        {"image_id": k, "category_id": int(label), "bbox": as_coco(box), "area": as_coco(box)[2] * as_coco(box)[3]}
        for k, image in enumerate(truth)
        for box, label in zip(image.boxes, image.labels, strict=True)
    ]
    reference.dataset = {
        "images": [{"id": k} for k in range(len(truth))],
        "categories": [{"id": c} for c in range(3)],
        "annotations": [{"id": k + 1, "iscrowd": 0, **a} for k, a in enumerate(annotations)],
    }
    reference.createIndex()
    answers = [
        {"image_id": k, "category_id": int(label), "bbox": as_coco(box), "score": float(score)}
        for k, image in enumerate(found)
        for box, label, score in zip(image.boxes, image.labels, image.scores, strict=True)
    ]
    evaluation = COCOeval(reference, reference.loadRes(answers), "bbox")
    evaluation.params.iouThrs = np.asarray(thresholds)
    evaluation.evaluate()
    evaluation.accumulate()
    precision = evaluation.eval["precision"][:, :, :, 0, -1]
    return precision[precision > -1].mean()
