"""WebKit, spoken to by WebDriver."""

import json
import threading
import time
import urllib.error
import urllib.request
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from built_site import SITE
from engines.programs import CALLED, PATIENCE, Process, free_port

QUIET = {  # pages of the book alone are opened, so no sandbox is needed, nor a graphics card
    **{"GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1", "LIBGL_ALWAYS_SOFTWARE": "1"},
    "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
}
MINI_BROWSER = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"
NOTED = b"""<script>
  window.noted = [];
  const gone = ({ src, href }) => `not there: ${src ?? href}`;
  addEventListener("error", ({ message, target }) => noted.push(message ?? gone(target)), true);
  addEventListener("unhandledrejection", ({ reason }) => noted.push(String(reason)));
  for (const kind of ["error", "warn"]) console[kind] = (...said) => noted.push(said.join(" "));
</script>"""


def mini_browser():
    """Return WebKit's own browser, or None."""
    return next((str(path) for path in sorted(Path("/").glob(MINI_BROWSER[1:]))), None)


class Handler(SimpleHTTPRequestHandler):
    """Hand out the site, and let each page note what goes wrong in it, which WebKit tells nobody."""

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if path.suffix != ".html" or not path.is_file():
            return super().do_GET()
        page = path.read_bytes().replace(b"<head>", b"<head>" + NOTED, 1)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *args):
        """Keep quiet."""


class WebKit:
    """WebKit's MiniBrowser on a screen that nobody sees, which opens pages from a server."""

    narrow = 447  # its window gets no narrower

    def __init__(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=SITE))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.screen = Process(["Xvfb", "-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"])
        display, port = ":" + self.screen.said(r"(\d+)\n"), free_port()
        driver = ["WebKitWebDriver", f"--port={port}"]
        self.driver = Process(driver, DISPLAY=display, **QUIET)
        self.address = f"http://127.0.0.1:{port}/session"
        options = {"binary": mini_browser(), "args": ["--automation"]}
        made = self.send("", capabilities={"alwaysMatch": {"webkitgtk:browserOptions": options}})
        self.address += "/" + made["sessionId"]
        self.send("/timeouts", script=1000 * PATIENCE, pageLoad=1000 * PATIENCE)

    def send(self, place, **body):
        """Ask the driver for something, and return what comes back."""
        kind = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.address + place, json.dumps(body).encode(), kind)
        end = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                    return json.load(answer)["value"]
            except urllib.error.HTTPError as error:
                raise RuntimeError(error.read().decode()) from None
            except urllib.error.URLError:  # it does not listen yet
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def open(self, page, width=1280, height=800):
        """Open a page of the site in a window of a size."""
        self.send("/window/rect", width=width, height=height)
        self.send("/url", url=f"http://127.0.0.1:{self.server.server_port}/{page}")

    @property
    def faults(self):
        return self.evaluate("noted")

    def evaluate(self, expression, *values):
        """Return what an expression is in the page, or what it makes of values if it is a function."""
        script = f"""const done = arguments[1];
            {CALLED.replace("EXPRESSION", expression)}(arguments[0]).then(
                (text) => done({{ text }}), (error) => done({{ error: String(error) }}));"""
        answer = self.send("/execute/async", script=script, args=[list(values)])
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return json.loads(answer["text"])

    def close(self):
        self.driver.close()
        self.screen.close()
        self.server.shutdown()
        self.server.server_close()
