"""Draw the sample picture src/kernelbook/datasets/drawn_digit.npz: a five in blue ink, unevenly lit.

The stroke is a program's, so the picture belongs to nobody else. The light falls off to one side and the
camera adds noise, as a photograph's would.
"""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from kernelbook import archive, data

HEIGHT, WIDTH = 240, 200
# Points of the pen, in pixels (x, y): the top bar, the back, the belly.
STROKES = [
    [(138, 52), (120, 54), (98, 53), (80, 56)],
    [(80, 56), (77, 78), (73, 104)],
    [(73, 104), (92, 98), (112, 101), (128, 114), (134, 134), (129, 157), (113, 174), (92, 180), (70, 174)],
]


def smooth(points, steps=40):
    """Return a Catmull-Rom curve through the points."""
    p = np.array([points[0], *points, points[-1]], float)
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    pieces = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False)
    ]
    return np.concatenate([*pieces, p[-1:]])


def main():
    generator = np.random.default_rng(5)
    mask = Image.new("L", (WIDTH, HEIGHT), 0)
    pen = ImageDraw.Draw(mask)
    for stroke in STROKES:
        for n, (x, y) in enumerate(smooth(stroke)):
            radius = 5.0 + 0.8 * np.sin(n / 17)
            pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=255)
    ink = np.asarray(mask.filter(ImageFilter.GaussianBlur(1.2)), float)[..., None] / 255
    paper, blue = np.array([242, 238, 226.0]), np.array([38, 58, 128.0])
    light = np.linspace(1.0, 0.72, WIDTH)[None, :, None] * np.linspace(1.0, 0.92, HEIGHT)[:, None, None]
    picture = (paper * (1 - ink) + blue * ink) * light + generator.normal(0, 2.5, (HEIGHT, WIDTH, 1))
    picture = np.clip(picture, 0, 255).astype(np.uint8)
    print("SHA-256", archive.write_npz(data.DRAWN_PATH, {"picture": picture}))


if __name__ == "__main__":
    main()
