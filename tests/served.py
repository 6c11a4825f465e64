"""A server on this machine that gives one file as others do: whole, in parts, damaged, cut short, or not at all."""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    """Answers each request for the file of its server, in the server's manner."""

    def do_GET(self):
        """Give the file."""
        server, content, start = self.server, self.server.content, 0
        asked = self.headers.get("Range")
        server.asked.append(asked)
        if self.path != "/archive.zip":
            self.send_error(404)
            return
        if asked and server.resumes:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
        if start and start >= len(content):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        if server.tells_length:
            self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        self.wfile.write(content[start : server.cut_at])

    def log_message(self, *words):
        """Keep quiet."""


@contextlib.contextmanager
def served(content, resumes=True, cut_at=None, tells_length=True):
    """Serve some bytes as ``url``/archive.zip; the server notes in ``asked`` which range each request wanted."""
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.content, server.resumes, server.cut_at, server.tells_length = content, resumes, cut_at, tells_length
    server.asked, server.url = [], f"http://127.0.0.1:{server.server_port}/archive.zip"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
