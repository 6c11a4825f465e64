"""Good arguments of `kernelbook.convolution`."""

import numpy as np

from bad_arguments.spoiled import Call

NORMAL = np.random.default_rng(0).normal
IMAGES, KERNELS, ERRORS = NORMAL(size=(2, 6, 7, 2)), NORMAL(size=(3, 2, 2, 4)), NORMAL(size=(2, 4, 6, 4))
IMAGE, KERNEL = NORMAL(size=(5, 6)), NORMAL(size=(3, 2))
STEPS = {"strides": 1, "padding": "valid", "dilation": 1, "groups": 1}
NAN = "what a window with NaN sees is NaN, as in NumPy: no other result is"
BATCH = "fewer images are a smaller batch"
NO_BATCH = "a batch without images has a result without images"
ROWS = "fewer rows are another kernel"

PLAIN = {
    "image: nan": NAN,
    "kernel: nan": NAN,
    "image: one less": "fewer rows are another image",
    "kernel: one less": ROWS,
}
LAYER = {
    "images: nan": NAN,
    "kernels: nan": NAN,
    "images: one less": BATCH,
    "images: empty": NO_BATCH,
    "kernels: one less": ROWS,
}

CALLS = [
    Call("kernelbook.convolution.correlate2d", {"image": IMAGE, "kernel": KERNEL, "mode": "valid"}, PLAIN),
    Call("kernelbook.convolution.convolve2d", {"image": IMAGE, "kernel": KERNEL, "mode": "same"}, PLAIN),
    Call(
        "kernelbook.convolution.output_size",
        {"n": 28, "k": 5, "strides": 2, "padding": (1, 2), "dilation": 1},
    ),
    Call(
        "kernelbook.convolution.receptive_field",
        {"layers": [(3, 1, 1), (2, 2, 1)]},
        {"layers: empty": "no layer: itself"},
    ),
    Call("kernelbook.convolution.conv2d", {"images": IMAGES, "kernels": KERNELS, **STEPS, "method": "auto"}, LAYER),
    Call(
        "kernelbook.convolution.depthwise_conv2d",
        {"images": IMAGES, "kernels": KERNELS, "strides": 1, "padding": "same", "dilation": 1, "method": "im2col"},
        LAYER,
    ),
    Call(
        "kernelbook.convolution.conv2d_kernel_gradient",
        {"images": IMAGES, "errors": ERRORS, "kernel_shape": (3, 2, 2, 4), **STEPS},
        {"images: nan": NAN, "errors: nan": NAN},
    ),
    Call(
        "kernelbook.convolution.conv2d_input_gradient",
        {"errors": ERRORS, "kernels": KERNELS, "input_shape": (2, 6, 7, 2), **STEPS},
        {"errors: nan": NAN, "kernels: nan": NAN, "kernels: one less": "errors are then said not to fit"},
    ),
    Call(
        "kernelbook.convolution.conv2d_transpose",
        {"errors": ERRORS, "kernels": KERNELS, "input_shape": (2, 6, 7, 2), **STEPS},
        {"errors: nan": NAN, "kernels: nan": NAN, "kernels: one less": "errors are then said not to fit"},
    ),
    Call(
        "kernelbook.convolution.conv_matrix",
        {"kernels": KERNELS, "input_shape": (6, 7, 2), **STEPS},
        {"kernels: nan": NAN, "kernels: one less": ROWS},
    ),
]
EXEMPT = {
    "kernelbook.renamed.old_argument": "serves the library itself",
    "kernelbook.renamed.old_names": "serves the library itself",
    "kernelbook.workers.one_thread": "takes no arguments",
    "kernelbook.workers.share": "hands on what the function that it is given raises: tests/test_workers.py",
}
