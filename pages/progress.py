"""What assets/progress.js works with: a box beside each exercise, and a line of the front page on where to go on.

Both have their place before the script comes, so nothing moves; what readers tick stays in their browser.
"""

import re

EXERCISE = re.compile(r"<h3>(\d\d-[a-z0-9-]+):.*?</h3>", re.DOTALL)
BOX = """
<p class="exercise-done pst-js-only"><label><input type="checkbox" data-exercise="{name}"> I have done {name}</label>
<span role="status"></span></p>"""
BEFORE = "<p>Move a finger"  # the paragraph of the front page that the line stands before
LINE = """<p class="continue pst-js-only">Read on another day? This page will know where you \
were: it stays in this browser, and goes nowhere.</p>
"""


def with_boxes(body):
    """Return the HTML of a chapter with a box after the heading of each exercise."""
    return EXERCISE.sub(lambda heading: heading[0] + BOX.format(name=heading[1]), body)


def with_line(body):
    """Return the HTML of the front page with the line; the page must have its paragraph."""
    if body.count(BEFORE) != 1:
        raise ValueError(f"index: expected one paragraph that begins with {BEFORE!r}, found {body.count(BEFORE)}")
    return body.replace(BEFORE, LINE + BEFORE)


def add_progress(app, pagename, templatename, context, doctree):
    chapter = re.fullmatch(r"chapters/(deeper/)?\d\d_\w+", pagename)
    if app.builder.name != "html" or not (chapter or pagename == "index"):
        return
    context["body"] = with_boxes(context["body"]) if chapter else with_line(context["body"])
    app.add_js_file("progress.js", loading_method="defer")


def setup(app):
    app.connect("html-page-context", add_progress, priority=390)  # before the labs, which follow a paragraph
