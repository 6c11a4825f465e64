"""The look of every figure, and its colors by what they mean."""

from pathlib import Path

STYLE = Path(__file__).parents[1] / "kernelbook.mplstyle"

# The same color means the same thing through the book (Okabe and Ito's palette).
KERNEL = "#d55e00"
OUTPUT = "#0072b2"
RIGHT = TRUTH = "#009e73"
WRONG = FOUND = KERNEL
WRONG_TEXT = "#a34700"  # the same orange, dark enough to be read
REGION = "#56b4e9"  # outlines on a dark image, feature maps
QUIET = "#524d45"
INK = "#1f1d1a"

# From ink to paper: what stands behind the rest.
FAINT = "#8a8378"
OTHERS = "#b9b2a5"  # bars beside the one that counts
EDGE = "#ddd7ca"  # of images, and between cells
GRID = "#e8e2d6"
PAPER = "#faf8f3"
BLANK = "white"

# Colors that tell lines, methods or digits apart.
SERIES = (KERNEL, OUTPUT, RIGHT, "#a0568a")
METHODS = {
    "loops": QUIET,
    "taps": SERIES[0],
    "im2col": SERIES[1],
    "fft": SERIES[2],
    "TensorFlow": SERIES[3],
    "SciPy, direct": "#9a6a00",
    "SciPy, FFT": "#9a6a00",
}
# Paul Tol's "muted", and ink; the digit is written beside, so that none depends on its color.
DIGITS = ("#332288", "#88ccee", "#44aa99", "#117733", "#999933", "#ddcc77", "#cc6677", "#882255", "#aa4499", INK)

# Color maps.
LIGHT = "gray"  # large is light, as in a photograph
INKED = "gray_r"  # large is ink, as in MNIST
ACTIVATION = "Blues"
COUNTS = "Oranges"
SIGNED = "PuOr"  # around zero: kernels, errors


def show_image(axes, image, title="", **kwargs):
    """Draw one image without ticks, dark ink on light paper as MNIST's values mean it."""
    axes.imshow(image, **kwargs)
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(True)
    axes.spines[:].set_color(EDGE)
    axes.set_title(title)
