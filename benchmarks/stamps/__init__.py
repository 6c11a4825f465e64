"""Photographs of things cut out of their backgrounds, with captions: the stamps of Tux Paint, which do not ship."""

from stamps.reading import CONTENT, HOW, Stamp, folder, missing, read_stamps

__all__ = ["CONTENT", "HOW", "Stamp", "folder", "missing", "read_stamps"]
