"""How well does a network of 1.1 million parameters cut out things that it was never told to look for?

    TUXPAINT_STAMPS=… make bench ONLY=cutouts

U²-Net-P says what stands out in pictures of which the right answer is known: cut-out photographs of everyday things,
the stamps of Tux Paint, pasted on white, or on photographs of no thing in particular: treetops from above, with a road
through one place, a wall, grass, gravel. The things are small, medium or large, centered or aside. Of the 285 stamps
the 60 whose names have the smallest hashes are asked for, 20 other ones from each seed, which also draws backgrounds
and places, the same ones in all cases. A mask, cut at 0.5, is judged by the intersection with the stamp's own alpha,
cut likewise, over the union of both. Beside the network stand four that learned nothing: all of the picture; a disk in
its middle, as large as the things are in the mean; two that look for what differs in color from the picture's border. A
fifth is told where the thing is, and fills its box. Three cases take something away: color, where the picture is gray;
and the thing, where stuff lies in its shape, a piece of another photograph. Two have nothing on the background. The
stamps do not ship: the message of stamps.read_stamps says how to get them. Writes src/kernelbook/results/cutouts.json.
On one thread, with more to do on two cores than these could, it took 13 minutes.
"""

import hashlib
from functools import cache
from itertools import product

import numpy as np
import skimage.data
import stamps
from scipy import ndimage
from skimage.filters import threshold_otsu
from sklearn.mixture import GaussianMixture

from kernelbook import data, models, results, segmentation

SIDE = 320  # pixels of a picture, as the network sees it: nothing is resized after pasting
COUNT = 20  # stamps from each seed
SIZES = {"small": 64, "medium": 144, "large": 256}  # pixels of the longer side of a thing
CENTERED, ASIDE, WHITE, PHOTOGRAPHS = "centered", "aside", "white", "photographs"
LEAST, MOST = 0.5, 1  # of the way from the middle to where a thing touches the edge: so far aside it lies
SCENES = {
    f"{size}, {place}, on {ground}": (size, place, ground)
    for ground, place, size in product((WHITE, PHOTOGRAPHS), (CENTERED, ASIDE), SIZES)
    if (size, place) != ("large", ASIDE) and (size, place, ground) != ("small", ASIDE, WHITE)  # no room; no question
}
GRAY = f"in gray, medium, centered, on {PHOTOGRAPHS}"
SCENES[GRAY] = "medium", CENTERED, PHOTOGRAPHS
STUFF = {f"stuff, medium, centered, on {ground}": ("medium", CENTERED, ground) for ground in (WHITE, PHOTOGRAPHS)}
NOTHING = {f"nothing, on {ground}": ground for ground in (WHITE, PHOTOGRAPHS)}
BAND, STEP = 8, 4  # pixels: how wide the border is; of its pixels, every fourth is learned from
COLORS, UNLIKE = 3, 0.99  # Gaussians in the mixture; a thing is what is less likely than so much of the border
GOOD, NOTICED = 0.8, 0.01  # an IoU; a share of a picture
BYTES, FINE = 3, 1e-5  # of a number of pixels; to which the surest pixel is kept
TEXTURES = ("brick", "grass", "gravel")
SEEDS = range(3)
RUNS = [
    (f"nothing, on {WHITE}", 0),
    *((case, seed) for seed in SEEDS for case in (*SCENES, *STUFF, f"nothing, on {PHOTOGRAPHS}")),
]
DETERMINED_BY = [
    "benchmarks/cutouts.py",
    "benchmarks/stamps/reading.py",
    "kernelbook.data.load_trees",
    "kernelbook.models.cut_out",
    "kernelbook.models.standardized_pixels",
    "kernelbook.models.u2net_p",
    "kernelbook.segmentation.paste",
]


def order_of(names):
    """Return the places of names in the order of their hashes.

    Examples
    --------
    >>> order_of(["a", "b", "c"])  # their SHA-256 begin with ca, 3e, 2e
    [2, 1, 0]
    """
    return sorted(range(len(names)), key=lambda k: hashlib.sha256(names[k].encode()).digest())


def things(seed):
    """Return the stamps of a seed, each cut to where its alpha is above 0: list of (colors, alpha from 0 to 1)."""
    found = stamps.read_stamps()
    chosen = order_of([stamp.name for stamp in found])[seed * COUNT : (seed + 1) * COUNT]
    return [cut(found[k].pixels) for k in chosen]


def cut(pixels):
    """Cut pixels (h, w, 4) to where alpha is above 0: colors, and alpha from 0 to 1."""
    rows, columns = (np.flatnonzero((pixels[..., 3] > 0).any(axis=axis)) for axis in (1, 0))
    part = pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return np.ascontiguousarray(part[..., :3]), part[..., 3] / 255


@cache
def photographs():
    """Return photographs of no thing in particular: treetops of four places, and three textures in gray."""
    trees = [picture for picture, _ in data.load_trees().values()]
    return [*trees, *(np.dstack([getattr(skimage.data, name)()] * 3) for name in TEXTURES)]


def drawn(seed):
    """Draw for each stamp of a seed two photographs, another one second, where they are cut, and how far aside it lies.

    Returns
    -------
    numbers : ndarray of int, shape (20, 2)
    corners : ndarray, shape (20, 2, 2)
        From 0 to 1, of the room that there is.
    aside : ndarray, shape (20, 2)
        Down and to the right, from −1 to 1: at 1 a thing would touch the edge.
    """
    generator, n = np.random.default_rng(seed), len(photographs())
    behind, step = generator.integers(0, n, COUNT), generator.integers(1, n, COUNT)
    corners = generator.random((COUNT, 2, 2))
    aside = generator.choice((-1, 1), (COUNT, 2)) * generator.uniform(LEAST, MOST, (COUNT, 2))
    return np.stack([behind, (behind + step) % n], axis=1), corners, aside


def piece(number, corner):
    """Cut a square of 320 pixels out of a photograph."""
    whole = photographs()[number]
    i, j = (int(at * (length - SIDE + 1)) for at, length in zip(corner, whole.shape[:2], strict=True))
    return whole[i : i + SIDE, j : j + SIDE]


def laid(background, thing, longest, aside, stuff=None):
    """Paste a thing, or stuff in its shape, on a background; return the picture, and where the thing is."""
    colors, alpha = thing
    scale = longest / max(alpha.shape)
    room = [SIDE - max(1, round(scale * length)) for length in alpha.shape]
    place = tuple(round(r / 2 * (1 + float(far))) for r, far in zip(room, aside, strict=True))
    black = np.zeros_like(background)
    opaque = segmentation.paste(black, np.full_like(colors, 255), alpha, place, scale)[..., 0]
    if stuff is not None:
        return segmentation.paste(background, stuff, opaque / 255), opaque >= 128
    return segmentation.paste(background, colors, alpha, place, scale), opaque >= 128


def scenes(case, seed):
    """Return the pictures of a case, (20, 320, 320, 3), and where their things are, (20, 320, 320)."""
    size, place, ground = (SCENES | STUFF)[case]
    made = []
    for thing, (behind, other), corners, aside in zip(things(seed), *drawn(seed), strict=True):
        background = piece(behind, corners[0]) if ground == PHOTOGRAPHS else np.full((SIDE, SIDE, 3), 255, np.uint8)
        stuff = piece(other, corners[1]) if case in STUFF else None
        made.append(laid(background, thing, SIZES[size], aside if place == ASIDE else (0, 0), stuff))
    pictures, truths = map(np.stack, zip(*made, strict=True))
    return (in_gray(pictures) if case == GRAY else pictures), truths


def in_gray(pictures):
    """Give each pixel its mean over red, green and blue three times."""
    return np.repeat(np.round(pictures.mean(axis=3, keepdims=True)).astype(np.uint8), 3, axis=3)


def border():
    """Return where a picture's border is."""
    inside = np.zeros((SIDE, SIDE), bool)
    inside[BAND:-BAND, BAND:-BAND] = True
    return ~inside


def far_in_color(picture):
    """Find what is farther than Otsu's threshold from the mean color of the border, and fill its holes."""
    far = np.linalg.norm(picture - picture[border()].mean(axis=0), axis=2)
    return ndimage.binary_fill_holes(far > threshold_otsu(far))


def unlike_in_color(picture):
    """Find what a mixture of Gaussians, fitted to the border's colors, calls less likely than 99 % of the border."""
    colors = ndimage.gaussian_filter(picture.astype(float), (1, 1, 0))
    some = colors[border()][::STEP]
    noise = np.random.default_rng(0).normal(0, 2, some.shape)  # one color alone is no mixture
    mixture = GaussianMixture(COLORS, random_state=0).fit(some + noise)
    unlikely = -mixture.score_samples(colors.reshape(-1, 3)).reshape(SIDE, SIDE)
    found = unlikely > np.quantile(-mixture.score_samples(some + noise), UNLIKE)
    return ndimage.binary_fill_holes(ndimage.gaussian_filter(found.astype(float), 2) > 0.5)


@cache
def network():
    """Return U²-Net-P with its weights."""
    built = models.u2net_p()
    models.set_weights(built, models.load_weights("u2net_p"))
    return built


def stretched(masks):
    """Let each mask reach from 0 to 1, as `models.cut_out` does for pictures of the network's own size."""
    low, high = (of(masks, axis=(1, 2), keepdims=True) for of in (np.min, np.max))
    return (masks - low) / np.maximum(high - low, np.finfo(np.float32).tiny)


def disk(truths):
    """Return a disk in the middle that is as large as things are in the mean: (320, 320)."""
    i, j = np.indices((SIDE, SIDE)) - (SIDE - 1) / 2
    return np.pi * (i**2 + j**2) <= truths.sum(axis=(1, 2)).mean()


def box(truth):
    """Return the smallest box around a thing, filled."""
    rows, columns = (np.flatnonzero(truth.any(axis=axis)) for axis in (1, 0))
    filled = np.zeros_like(truth)
    filled[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] = True
    return filled


METHODS = {  # what finds things in pictures, by what the network said and where they are
    "network": lambda pictures, said, truths: stretched(said) >= 0.5,
    "network, not stretched": lambda pictures, said, truths: said >= 0.5,
    "all of it": lambda pictures, said, truths: np.ones_like(truths),
    "disk": lambda pictures, said, truths: np.stack([disk(truths)] * len(truths)),
    "far from the border's color": lambda pictures, said, truths: np.stack([*map(far_in_color, pictures)]),
    "unlike the border's colors": lambda pictures, said, truths: np.stack([*map(unlike_in_color, pictures)]),
    "box, told where": lambda pictures, said, truths: np.stack([*map(box, truths)]),
}
MASKS, BLIND = list(METHODS)[:2], list(METHODS)[2:4]


def to_bytes(numbers):
    """Write whole numbers, any shape, as three bytes each, the largest first: another axis at the end."""
    return np.stack([np.asarray(numbers) >> 8 * k & 255 for k in reversed(range(BYTES))], axis=-1)


def from_bytes(grid):
    """Return the numbers that `to_bytes` wrote.

    Examples
    --------
    >>> from_bytes(to_bytes([[7, 102_400]])).tolist()
    [[7, 102400]]
    """
    return np.asarray(grid).astype(int) @ 256 ** np.arange(BYTES)[::-1]


def counted(found, truths):
    """Count the pixels of each picture that were found, and those that are right as well: (2, n)."""
    return np.stack([found.sum(axis=(1, 2)), (found & truths).sum(axis=(1, 2))])


def judge(grid):
    """Return the figures of what was counted: pixels of the things, then what each method found and what is right."""
    area, *rest = from_bytes(grid)
    figures = {}
    for k, method in enumerate(METHODS):
        found, right = rest[2 * k : 2 * k + 2]
        iou = right / (area + found - right)
        figures[f"mean IoU, {method}"] = round(float(iou.mean()), 4), ""
        if method in MASKS:
            figures[f"median IoU, {method}"] = round(float(np.median(iou)), 4), ""
        if method not in BLIND:
            figures[f"IoU above {GOOD}, {method}"] = round(100 * float(np.mean(iou > GOOD)), 2), "%"
    return figures


def judge_nothing(grid):
    """Return how much was found where nothing is: pixels of stretched masks, of others, and the surest pixel there."""
    *found, surest = from_bytes(grid)
    figures = {"surest pixel, not stretched": (round(float(np.mean(surest * FINE)), 4), "")}
    for pixels, method in zip(found, MASKS, strict=True):
        share = pixels / SIDE**2
        figures[f"found, {method}"] = round(100 * float(share.mean()), 2), "%"
        figures[f"something found, {method}"] = round(100 * float(np.mean(share > NOTICED)), 2), "%"
    return figures


def grounds(case, seed):
    """Return backgrounds alone: white, or the photographs of a seed."""
    if NOTHING[case] == WHITE:
        return np.full((1, SIDE, SIDE, 3), 255, np.uint8)
    numbers, corners, _ = drawn(seed)
    return np.stack([piece(number, corner) for number, corner in zip(numbers[:, 0], corners[:, 0], strict=True)])


def measure(case, seed):
    """Ask for the masks of one case, and count."""
    if case in NOTHING:
        said = models.cut_out(network(), grounds(case, seed), stretched=False)
        found = [np.sum(METHODS[method](None, said, None), axis=(1, 2)) for method in MASKS]
        grid = to_bytes(np.stack([*found, np.rint(said.max(axis=(1, 2)) / FINE).astype(int)]))
        return judge_nothing(grid), grid
    pictures, truths = scenes(case, seed)
    said = models.cut_out(network(), pictures, stretched=False)
    told = [counted(find(pictures, said, truths), truths) for find in METHODS.values()]
    grid = to_bytes(np.concatenate([truths.sum(axis=(1, 2))[np.newaxis], *told]))
    return judge(grid), grid


if __name__ == "__main__":
    results.collect("cutouts", RUNS, measure, DETERMINED_BY)
