"""Scenes of one to three digits, small or large, for captions that can be checked."""

import numpy as np

from kernelbook import data, guards
from kernelbook.scenes import Scene, box_of, check, crop, find_room, lay

SIZE = 48  # pixels, height and width
SIDES = {"small": (9, 12), "large": (17, 22)}  # pixels of the longer side of a digit's ink
NUMBERS = (0.15, 0.6, 0.25)  # how often one, two and three digits
AGAIN = 0.3  # how often another digit has the first one's label
UNSEEN = ((0, 1), (2, 3), (4, 5), (6, 7), (8, 9))  # labels that no scene to learn from shows together


def arrange(digits, sides, generator, *, size=SIZE, noise=0.05):
    """Put given digits, each with its longer side as asked, at random places where their boxes do not overlap.

    Parameters
    ----------
    digits : list of ndarray, shape (28, 28), uint8
    sides : list of int
        In pixels.
    generator : numpy.random.Generator
    size : int
        Height and width of the scene, in pixels, 48 at least.
    noise : float
        Standard deviation of what is added to every pixel.

    Returns
    -------
    image : ndarray, shape (size, size), float32
    boxes : ndarray, shape (m, 4), float64
        As a `Scene` has them.

    Raises
    ------
    ValueError
        If there are not as many sides as digits, or not one to three digits of 28 × 28 whole numbers; if a side is not
        from 4 to 22, or the size below 48: for three squares of 22 pixels there would be no room; or if `generator` is
        none.
    """
    guards.generator("generator", generator)
    guards.number("noise", noise, 0)
    guards.whole("size", size, SIZE)
    check_digits(digits, sides)
    placed = None
    while placed is None:
        placed = place_all(digits, sides, generator, size)
    ink, boxes = placed
    image = ink + noise * generator.standard_normal((size, size), np.float32)
    return image.clip(0, 1).astype(np.float32), boxes


def place_all(digits, sides, generator, size):
    """Put digits one after the other where there is room; return ink and boxes, or None if there is none for one."""
    boxes, ink = np.zeros((0, 4)), np.zeros((size, size), np.float32)
    for image, side in zip(digits, sides, strict=True):
        digit = data.fit_into_box(crop(image), side) * generator.uniform(0.6, 1)
        corner = find_room(digit, boxes, size, 0.0, generator, tries=200)
        if corner is None:
            return None
        boxes = np.concatenate([boxes, [box_of(digit, corner)]])
        lay(ink, digit, *corner)
    return ink, boxes


def check_digits(digits, sides):
    """Refuse what cannot be arranged."""
    if not isinstance(digits, list | tuple) or not 1 <= len(digits) <= 3:
        raise ValueError(f"digits={guards.shown(digits)}: expected a list of one to three images")
    if not isinstance(sides, list | tuple) or len(sides) != len(digits):
        raise ValueError(f"sides={guards.shown(sides)}: expected a list of {len(digits)}, one for each digit")
    for k, (digit, side) in enumerate(zip(digits, sides, strict=True)):
        guards.array(f"digits[{k}]", digit, "(h, w)", kinds="iu")
        if np.min(digit) < 0 or np.max(digit) > 255:
            raise ValueError(f"digits[{k}] has values from {np.min(digit)} to {np.max(digit)}: expected 0 to 255")
        guards.whole(f"sides[{k}]", side, 4, SIDES["large"][1])


def album(images, labels, n, seed, *, unseen=False, numbers=NUMBERS, size=SIZE):
    """Compose scenes of one to three digits for captions.

    Parameters
    ----------
    images : ndarray, shape (m, 28, 28), uint8
        The digits to choose from, as `data.load_mnist` gives them, some of each label.
    labels : ndarray of int, shape (m,)
    n : int
        How many scenes.
    seed : int
        The same seed gives the same scenes.
    unseen : bool
        Whether each scene shows two labels of `UNSEEN` together; otherwise none does.
    numbers : (float, float, float)
        How often one, two and three digits are shown; they add up to 1. With `unseen` the first does not count.
    size : int
        Height and width of a scene, in pixels, 48 at least.

    Returns
    -------
    list of Scene
        Without the labels of pixels: they are 0.

    Raises
    ------
    ValueError
        If there are no digits of a label, or a number is out of its range.
    """
    check(images, labels, size, (1, 3), SIDES["large"])
    guards.flag("unseen", unseen)
    check_numbers(numbers)
    guards.whole("n", n, 0)
    guards.whole("seed", seed, 0)
    guards.whole("size", size, SIZE)
    members = [np.flatnonzero(np.asarray(labels) == label) for label in range(10)]
    if min(map(len, members)) == 0:
        raise ValueError(f"labels has no {min(range(10), key=lambda k: len(members[k]))}: expected each of 0 to 9")
    generator, scenes = np.random.default_rng(seed), []
    for _ in range(n):
        shown = draw_labels(generator, unseen, numbers)
        digits = [images[generator.choice(members[label])] for label in shown]
        sides = [int(generator.integers(*SIDES[generator.choice(list(SIDES))], endpoint=True)) for _ in shown]
        image, boxes = arrange(digits, sides, generator, size=size)
        scenes.append(Scene(image, boxes, np.array(shown, np.int64), np.zeros((size, size), np.uint8)))
    return scenes


def check_numbers(numbers):
    """Refuse what are no three probabilities."""
    if not isinstance(numbers, tuple | list) or len(numbers) != 3:
        raise ValueError(f"numbers={guards.shown(numbers)}: expected three probabilities, such as {NUMBERS}")
    for k, each in enumerate(numbers):
        guards.share(f"numbers[{k}]", each)
    if abs(sum(numbers) - 1) > 1e-9:
        raise ValueError(f"numbers={numbers}: expected probabilities that add up to 1, not to {sum(numbers):g}")


def draw_labels(generator, unseen, numbers):
    """Draw the labels of one scene: with `unseen` two that no other scene shows together, and at most one more."""
    count = int(generator.choice(3, p=numbers)) + 1
    if unseen:
        shown = [int(label) for label in generator.permutation(UNSEEN[generator.integers(len(UNSEEN))])]
        count = max(count, 2)
    else:
        shown = [int(generator.integers(10))]
    while len(shown) < count:
        label = shown[0] if generator.random() < AGAIN else int(generator.integers(10))
        if unseen or not any(set(pair) <= {*shown, label} for pair in UNSEEN):
            shown.append(label)
    return shown
