"""How far a training is."""

import os
import sys


class Bar:
    """A line that shows how far an epoch is; quiet in CI and where nobody watches."""

    WIDTH = 30

    def __init__(self, wanted, epoch, epochs):
        quiet = os.environ.get("CI") or not sys.stderr.isatty()
        self.shown = (not quiet) if wanted is None else wanted
        self.title, self.last = f"epoch {epoch}/{epochs}", -1

    def show(self, done, whole, loss):
        """Draw the bar anew when it has grown."""
        filled = self.WIDTH * done // whole
        if self.shown and filled > self.last:
            self.last = filled
            bar = "█" * filled + "·" * (self.WIDTH - filled)
            print(f"\r{self.title} {bar} loss {loss:.4f}", end="", file=sys.stderr, flush=True)

    def end(self):
        """Go to the next line."""
        if self.shown:
            print(file=sys.stderr)
