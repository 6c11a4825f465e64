"""Two more engines than Chromium, in their own words: Firefox by WebDriver BiDi, WebKit by WebDriver.

Both do what tests of the site ask of every engine: open a page, evaluate an expression there, tell what went wrong.
"""

import shutil

from engines.firefox import Firefox
from engines.webkit import WebKit, mini_browser

ENGINES = {"firefox": Firefox, "webkit": WebKit}


def missing(name):
    """Return the first program that an engine lacks here, or None."""
    needs = {"firefox": ("firefox-esr",), "webkit": ("WebKitWebDriver", "Xvfb")}[name]
    lacking = next((program for program in needs if not shutil.which(program)), None)
    return lacking or (None if name == "firefox" or mini_browser() else "MiniBrowser")
