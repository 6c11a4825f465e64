"""Pictures of faces and of other things. None is in this package: they come with scikit-image and scikit-learn."""

from pathlib import Path

import numpy as np

from kernelbook import archive, guards
from kernelbook.data import fit_into_box

# Top, left, bottom, right: drawn by hand.
PORTRAIT_BOX = (70, 177, 186, 270)
FACELESS = ("brick", "coffee", "coins", "grass", "gravel", "page", "rocket", "text", "temple", "flower")
FACELESS_HELD_OUT = ("chelsea", "clock", "hubble_deep_field", "moon", "motorcycle", "retina")
OLIVETTI_FILE = "olivetti_py3.pkz"  # as scikit-learn names its copy
OLIVETTI_SHA256 = "47398b319d88c78459514b30b87c562313aad345b5c6a387b678d7f8177be4ba"
PEOPLE, PICTURES = 40, 10
# Pictures that show glasses, of each person that has some: marked by eye.
WITH_GLASSES = dict.fromkeys((1, 5, 13, 26, 27, 30, 33, 36), range(10)) | {
    3: (0, 1, 2, 7, 8),
    6: (3, 4, 9),
    12: (0, 1, 4, 5, 6, 7, 8, 9),
    16: (0, 1, 4, 5, 6, 7, 8, 9),
    18: (0, 1, 2, 5, 9),
    19: (0, 1, 2, 4, 6, 7, 8, 9),
    35: (8, 9),
}
GLASSES = np.array([k in WITH_GLASSES.get(person, ()) for person in range(PEOPLE) for k in range(PICTURES)])


def load_patches():
    """Load the small patches of scikit-image's `lfw_subset`, which checks its files itself.

    Returns
    -------
    faces, others : ndarray, shape (100, 25, 25), float32
        From 0 (black) to 1 (white): 100 faces of people in the news, and 100 other pieces of the same photographs.

    References
    ----------
    G. B. Huang, M. Ramesh, T. Berg, E. Learned-Miller: Labeled Faces in the Wild: a database for studying face
    recognition in unconstrained environments. University of Massachusetts, Amherst, technical report 07-49, 2007.

    Examples
    --------
    >>> faces, others = load_patches()
    >>> faces.shape, others.shape
    ((100, 25, 25), (100, 25, 25))
    """
    from skimage.data import lfw_subset

    patches = lfw_subset().astype(np.float32)
    return patches[:100], patches[100:]


def load_portrait():
    """Load scikit-image's photograph of the astronaut Eileen Collins (NASA, public domain), in gray.

    Returns
    -------
    image : ndarray, shape (512, 512), float32
        From 0 to 1.
    box : ndarray, shape (1, 4)
        Top, left, bottom and right edge of the face, from hairline to chin and from cheek to cheek, in pixels; drawn
        by hand for this book.
    """
    from skimage import color, data

    return color.rgb2gray(data.astronaut()).astype(np.float32), np.array([PORTRAIT_BOX], np.float64)


def portrait_versions():
    """Load the portrait, and change it in ways that leave the face a face: its light, its place, its size.

    Returns
    -------
    dict of str to (image, box)
        Both as `load_portrait` returns them. The box moves with the face.
    """
    from scipy.ndimage import gaussian_filter

    image, box = load_portrait()
    height, width = image.shape
    small = 410
    return {
        "as it is": (image, box),
        "half the light": (0.5 * image, box),
        "brighter shadows": (image**0.6, box),
        "softer": (gaussian_filter(image, 1, mode="nearest"), box),
        "mirrored": (image[:, ::-1], np.array([[0, width, 0, width]]) + box[:, [0, 3, 2, 1]] * [1, -1, 1, -1]),
        "two pixels lower": (np.pad(image, ((2, 0), (0, 0)), mode="edge")[:height], box + np.array([2, 0, 2, 0])),
        "two pixels to the right": (
            np.pad(image, ((0, 0), (2, 0)), mode="edge")[:, :width],
            box + np.array([0, 2, 0, 2]),
        ),
        "smaller by a fifth": (fit_into_box(image, small), box * small / height),
    }


def load_faceless(held_out=False):
    """Load photographs of scikit-image and scikit-learn on which nobody stands before the camera, in gray.

    The coins of the first ten carry heads in relief, and the cat of the other six looks into the camera.

    Parameters
    ----------
    held_out : bool
        Not those to learn from, but those that are kept for choosing and judging.

    Returns
    -------
    dict of str to ndarray, shape (h, w), float32
        From 0 to 1; a longer side of 512 pixels at most.

    Raises
    ------
    ValueError
        If `held_out` is neither True nor False.
    """
    from skimage import color, data, util

    guards.flag("held_out", held_out)
    images = {}
    for name in FACELESS_HELD_OUT if held_out else FACELESS:
        image = util.img_as_float32(OTHER_SOURCES[name]() if name in OTHER_SOURCES else getattr(data, name)())
        image = color.rgb2gray(image).astype(np.float32) if image.ndim == 3 else image
        images[name] = fit_into_box(image, 512) if max(image.shape) > 512 else image
    return images


def load_motorcycle():
    """Return the left picture of scikit-image's pair of a motorcycle."""
    from skimage.data import stereo_motorcycle

    return stereo_motorcycle()[0]


def load_sample(name):
    """Return one of the two photographs of scikit-learn."""
    from sklearn.datasets import load_sample_image

    return load_sample_image(name)


OTHER_SOURCES = {
    "motorcycle": load_motorcycle,
    "temple": lambda: load_sample("china.jpg"),
    "flower": lambda: load_sample("flower.jpg"),
}


def load_olivetti(download=False, folder=None):
    """Load the Olivetti faces: 40 people, 10 pictures each, taken at AT&T Laboratories Cambridge.

    They are not part of this package. scikit-learn keeps a copy in its folder, ``~/scikit_learn_data`` or what the
    environment's SCIKIT_LEARN_DATA names. That copy is a pickle, which can run code when it is read. So its SHA-256
    is compared first.

    Parameters
    ----------
    download : bool
        Whether scikit-learn may fetch the faces (1.4 MB) if its copy is missing. It checks what it fetched.
    folder : str or Path, optional
        Where the copy lies, if not in scikit-learn's folder.

    Returns
    -------
    images : ndarray, shape (400, 64, 64), float32
        From 0 to 1.
    people : ndarray of int, shape (400,)
        From 0 to 39.

    Raises
    ------
    FileNotFoundError
        If there is no copy, and `download` is False.
    ValueError
        If the copy is not the expected file, or an argument makes no sense.

    References
    ----------
    F. S. Samaria, A. C. Harter: Parameterisation of a stochastic model for human face identification. Second IEEE
    Workshop on Applications of Computer Vision, 1994. doi:10.1109/ACV.1994.341300
    """
    from sklearn.datasets import fetch_olivetti_faces, get_data_home

    guards.flag("download", download)
    if folder is not None and not isinstance(folder, str | Path):
        raise ValueError(f"folder={guards.shown(folder)}: expected a path")
    path = Path(get_data_home(folder)) / OLIVETTI_FILE
    fresh = not path.is_file()
    if fresh and not download:
        raise FileNotFoundError(
            f"{path} is missing: the Olivetti faces are not part of this book. With load_olivetti(download=True) "
            "scikit-learn fetches them once (1.4 MB); or set SCIKIT_LEARN_DATA to a folder that has this file."
        )
    if not fresh and (found := archive.sha256(path)) != OLIVETTI_SHA256:
        raise ValueError(
            f"{path} is not the expected file: expected SHA-256 {OLIVETTI_SHA256}, found {found}. It is a pickle and "
            "was not read. Remove it, and call load_olivetti(download=True)."
        )
    faces = fetch_olivetti_faces(data_home=folder, download_if_missing=download)
    return faces.images, faces.target
