from types import SimpleNamespace

import pytest
from sphinx.events import EventManager

from pages import built


@pytest.mark.parametrize(
    ("written", "error", "done"),
    [("html", None, ["first", "second"]), ("html", ValueError(), []), ("gettext", None, [])],
)
def test_work_on_the_built_site_is_done_in_order_and_only_if_there_is_one(written, error, done):
    found = []
    app = SimpleNamespace(builder=SimpleNamespace(format=written), pdb=False)
    app.events = EventManager(app)
    app.connect = app.events.connect
    for name in ("first", "second"):
        built.when_built(app, lambda app, name=name: found.append(name))
    app.events.emit("build-finished", error)
    assert found == done
