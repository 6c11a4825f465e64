"""Captions of scenes: what they say, and whether it is true."""

from dataclasses import dataclass

import numpy as np

from kernelbook import guards
from kernelbook.scenes import Scene

CLEAR = 4  # pixels that one center must be left of, or above, another for a caption to say so
LARGE = 14  # pixels of the longer side of a digit's ink from which on it is large
RELATIONS = {"left of": (1, 1), "right of": (1, -1), "above": (0, 1), "below": (0, -1)}  # axis, and direction on it


@dataclass(frozen=True)
class Group:
    """Digits that a caption counts together: how many, of which label, and "small" or "large", or None if unsaid."""

    count: int
    label: int
    size: str | None = None


@dataclass(frozen=True)
class Caption:
    """What a caption says of a scene.

    Attributes
    ----------
    groups : tuple of Group
        One to three.
    relation : str or None
        Of two groups of one digit each: the first is "left of", "right of", "above" or "below" the second.
    absent : int or None
        A label that the scene does not have.
    """

    groups: tuple
    relation: str | None = None
    absent: int | None = None

    def __post_init__(self):
        if not isinstance(self.groups, tuple) or not all(isinstance(group, Group) for group in self.groups):
            raise ValueError(f"groups={guards.shown(self.groups)}: expected a tuple of Group")
        if not 1 <= len(self.groups) <= 3:
            raise ValueError(f"groups has {len(self.groups)}: expected one to three")
        labels = [group.label for group in self.groups]
        if self.absent in labels:
            raise ValueError(
                f"the caption contradicts itself: it tells of a digit {self.absent}, and that there is none"
            )
        keys = [(group.label, group.size) for group in self.groups]
        if self.relation is None and len(set(keys)) < len(keys):
            raise ValueError(f"groups={self.groups}: expected each digit once, with its count")


def centers(scene):
    """Return the row and the column of the middle of each digit's box: ndarray, shape (m, 2)."""
    return (scene.boxes[:, :2] + scene.boxes[:, 2:]) / 2


def sizes(scene):
    """Return "small" or "large" for each digit, by the longer side of its box."""
    sides = (scene.boxes[:, 2:] - scene.boxes[:, :2]).max(axis=1, initial=0)
    return ["large" if side >= LARGE else "small" for side in sides]


def relation_of(scene, first, second):
    """Return how two digits of a scene lie, along the axis on which they are farther apart, or None if unclear."""
    rows, columns = centers(scene)[second] - centers(scene)[first]
    if max(abs(rows), abs(columns)) < CLEAR:
        return None
    if abs(columns) >= abs(rows):
        return "left of" if columns > 0 else "right of"
    return "above" if rows > 0 else "below"


def describe(scene, generator=None, brief=0.15, absent=0.15):
    """Tell what a scene shows.

    Parameters
    ----------
    scene : Scene
        One to three digits.
    generator : numpy.random.Generator or None
        None: everything that the grammar can tell. Otherwise the order is drawn, and details are left out.
    brief : float
        How probable it is that the relation is left out, and the same for the sizes.
    absent : float
        How probable it is that a digit that is not there is named, too.

    Returns
    -------
    Caption

    Raises
    ------
    ValueError
        If the scene has no digit or more than three, or a probability is none.
    """
    check(scene)
    guards.share("brief", brief)
    guards.share("absent", absent)
    order, leave_out = np.arange(len(scene.labels)), np.zeros(2, bool)
    if generator is not None:
        guards.generator("generator", generator)
        order, leave_out = generator.permutation(order), generator.random(2) < brief
    named = [(int(scene.labels[k]), None if leave_out[0] else sizes(scene)[k]) for k in order]
    kinds = list(dict.fromkeys(named))
    relation = None
    if len(named) == 2 and not leave_out[1] and (len(kinds) == 2 or generator is not None):
        relation = relation_of(scene, *order)
    kinds = named if relation else kinds
    groups = tuple(Group(1 if relation else named.count(kind), *kind) for kind in kinds)
    missing = None
    if generator is not None and generator.random() < absent:
        missing = int(generator.choice(np.setdiff1d(np.arange(10), scene.labels)))
    return Caption(groups, relation, missing)


def holds(caption, scene):
    """Return whether a caption is true of a scene.

    A group is true if exactly as many digits of that label, and size if it is said, are there; others may be there too.

    Parameters
    ----------
    caption : Caption
    scene : Scene

    Returns
    -------
    bool

    Raises
    ------
    ValueError
        If there is no caption, or no scene of one to three digits.
    """
    told("caption", caption)
    check(scene)
    labels, large = scene.labels, sizes(scene)
    fits = [
        [k for k in range(len(labels)) if labels[k] == group.label and group.size in (None, large[k])]
        for group in caption.groups
    ]
    if caption.absent is not None and caption.absent in labels:
        return False
    if caption.relation is None:
        return all(len(found) == group.count for found, group in zip(fits, caption.groups, strict=True))
    place = centers(scene)
    axis, sign = RELATIONS[caption.relation]
    return any(sign * (place[b] - place[a])[axis] >= CLEAR for a in fits[0] for b in fits[1] if a != b)


def told(name, value):
    """Refuse what is no Caption, such as one in words."""
    if not isinstance(value, Caption):
        raise ValueError(f"{name}={guards.shown(value)}: expected a Caption; of words, words.parse makes one")


def check(scene):
    """Refuse what no caption can tell of."""
    if not isinstance(scene, Scene) or not 1 <= len(scene.labels) <= 3:
        raise ValueError(f"scene={guards.shown(scene)}: expected a Scene with one to three digits")
