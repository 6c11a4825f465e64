"""Pictures of digits as readers take them, with what does not belong to the digit, for the library and for its lab."""

import numpy as np


def seven(height=400, width=300, top=110, left=90, size=150, pen=14):
    """Return a sheet, 1 where it is white, with a seven of two strokes in black."""
    sheet = np.ones((height, width))
    sheet[top : top + pen, left : left + 2 * size // 3] = 0
    sheet[top : top + size, left + 2 * size // 3 - pen : left + 2 * size // 3] = 0
    return sheet


def with_area(sheet, rows, columns, gray=0.1):
    """Return a sheet with a rectangle of one gray on it."""
    sheet = sheet.copy()
    sheet[rows, columns] = np.minimum(sheet[rows, columns], gray)
    return sheet


ALL = slice(None)
CLEAN = seven()
PENCIL = 1 - 0.25 * (1 - CLEAN)
PHOTOGRAPHED = {
    "table at the left": with_area(CLEAN, ALL, slice(0, 25)),
    "table along two sides": with_area(with_area(CLEAN, ALL, slice(0, 10)), slice(0, 12), ALL),
    "table, slanted": np.where(np.indices((400, 300))[1] < 10 + 0.08 * np.indices((400, 300))[0], 0.2, CLEAN),
    "table beside a pencil": with_area(PENCIL, ALL, slice(-20, None)),
    "speck of dust": with_area(CLEAN, slice(350, 356), slice(250, 256)),
    "dust beside a pencil": with_area(PENCIL, slice(30, 36), slice(30, 36)),
    "stamp": with_area(CLEAN, slice(340, 370), slice(10, 40)),
    "salt": np.where(np.random.default_rng(0).random((400, 300)) < 0.003, 0, CLEAN),
}
SMALL = {
    "thin": (seven(1000, 750, 100, 100, 80, 3), (slice(60, 220), slice(60, 200))),
    "small": (seven(3000, 4000, 1200, 2000, 300, 16), (slice(1100, 1600), slice(1900, 2300))),
    "small, and lines": (with_area(seven(1000, 750, 110, 100, 80, 3), slice(50, 1000, 50), ALL, 0.8), None),
}
HALF = np.repeat([[0.0] * 20 + [1.0] * 20], 40, axis=0)
REFUSALS = [
    ("half black", HALF, "no one brightness", "no one paper"),
    ("checkerboard", np.indices((40, 40)).sum(axis=0) % 2.0, "no one brightness", "no one paper"),
    ("two digits", np.minimum(seven(left=20), seven(left=160)), "several digits", "Several digits"),
    ("three digits", np.concatenate([CLEAN[:, 70:210]] * 3, axis=1), "several digits", "Several digits"),
    ("one above the other", np.concatenate([CLEAN[80:280]] * 2), "several digits", "Several digits"),
    ("sheet on a table", np.pad(CLEAN, 60, constant_values=0.1), "an area", "an area"),
    ("table at the digit", with_area(CLEAN, ALL, slice(0, 85)), "reaches from the border", "reaches from the border"),
    ("frame", np.pad(np.ones((200, 200)), 40, constant_values=0.0), "an area", "an area"),
    ("shadow alone", with_area(np.ones((300, 200)), ALL, slice(0, 70)), "no digit stands free", "no digit stands free"),
]
