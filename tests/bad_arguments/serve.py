"""A network behind an address."""

import tempfile
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import numpy as np

from bad_arguments.spoiled import Call, Made
from kernelbook import serve
from serving import picture

FILE = Path(tempfile.mkdtemp()) / "network.onnx"
FILE.write_bytes(b"")


class Handler(BaseHTTPRequestHandler):
    """Answers one request, whatever it is."""

    def do_GET(self):
        """Say something."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b"{}")

    do_POST = do_GET  # noqa: N815 - the name that the library asks for

    def log_message(self, *words):
        """Keep quiet."""


def once():
    """Return the address of a server that answers one request, or is forgotten after three seconds."""
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.timeout = 3

    def answer():
        server.handle_request()
        server.server_close()

    threading.Thread(target=answer, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def answer(images):
    """Return logits that say nothing."""
    return np.zeros((len(images), 10))


async def application(scope, receive, send):
    """Answer nothing."""


BATCHER = {"answer": answer, "size": 4, "wait": 0.002, "waiting": 8, "patience": 1.0}
KIND = {"kind: another text": "an unknown kind is a BadImage that says which there are"}
SENT = {"address": Made(once), "body": b"[]", "kind": "application/json"}
CALLS = [
    Call("kernelbook.serve.decode", {"body": picture(np.zeros((28, 28), np.uint8)), "kind": "image/png"}, KIND),
    Call("kernelbook.serve.Batcher", BATCHER, {"wait: percent": "seconds have no upper end"}),
    Call(
        "kernelbook.serve.build_app",
        {"answer": answer, "card": {"version": "1"}, "batcher": serve.Batcher(answer), "log": print},
        {"batcher: none": "None makes one", "log: none": "None writes nothing"},
    ),
    Call("kernelbook.serve.ask", SENT, {"kind: another text": "the server refuses what it does not know"}),
    Call(
        "kernelbook.serve.damaged_bodies",
        {"images": np.zeros((3, 28, 28), np.uint8), "count": 2, "seed": 1},
        {"images: one less": "fewer images are damaged more often"},
    ),
    Call(
        "kernelbook.serve.press",
        {"address": Made(once), "bodies": [b"[]"], "kind": "image/png", "clients": 1, "seconds": 0.2, "count": 1},
        {"kind: another text": "the server refuses what it does not know", "seconds: percent": "longer is longer"},
    ),
    Call("kernelbook.serve.fetch", {"address": Made(once), "path": "/health"}),
    Call(
        "kernelbook.serve.running",
        {"model": str(FILE), "options": ["--size", "1"], "patience": 5.0},
        {
            "model: another text": "a missing file is a FileNotFoundError",
            "model: none": "None is the network that ships",
            "options: empty": "no options",
        },
    ),
]
EXEMPT = {
    "kernelbook.serve.listen": "it serves until a signal comes: tests/serve/test_listening.py looks at its arguments"
}
