"""What is looked at in images that come in, and checks of many windows at once."""

from watching.checks import CHECKS, Kernels, Shares, Steps
from watching.views import VIEWS, Seen, see

__all__ = ["CHECKS", "VIEWS", "Kernels", "Seen", "Shares", "Steps", "see"]
