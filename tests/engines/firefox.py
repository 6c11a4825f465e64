"""Firefox, spoken to by WebDriver BiDi."""

import asyncio
import json
import threading

from built_site import SITE
from engines.programs import CALLED, PATIENCE, Process


class Firefox:
    """Firefox without a window, which opens files from disk, spoken to through a socket of its own."""

    narrow = 390

    def __init__(self):
        self.loop = asyncio.new_event_loop()  # in a thread: Playwright leaves another one running in this one
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        options = ["--headless", "--no-remote", "--profile", "FOLDER", "--remote-debugging-port", "0"]
        self.program = Process(["firefox-esr", *options])
        self.address = self.program.said(r"WebDriver BiDi listening on (ws://\S+)")
        self.count, self.faults = 0, []
        self.wait(self.connect())
        self.send("session.new", capabilities={})
        self.context = self.send("browsingContext.getTree")["contexts"][0]["context"]
        self.send("session.subscribe", events=["log.entryAdded"])

    async def connect(self):
        from tornado.websocket import websocket_connect

        self.socket = await websocket_connect(self.address + "/session", max_message_size=2**27)

    async def leave(self):
        self.socket.close()
        while await self.socket.read_message() is not None:  # until it says that it is closed
            continue

    def wait(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE)

    def send(self, method, **params):
        """Ask for something, and return what comes back; note what the page says meanwhile."""
        return self.wait(self.ask(method, params))

    async def ask(self, method, params):
        self.count += 1
        await self.socket.write_message(json.dumps({"id": self.count, "method": method, "params": params}))
        while True:
            said = json.loads(await self.socket.read_message())
            if said.get("method") == "log.entryAdded" and said["params"]["level"] in ("error", "warn"):
                self.faults.append(said["params"]["text"])
            if said.get("id") == self.count:
                if said["type"] == "error":
                    raise RuntimeError(f"{method}: {said['message']}")
                return said["result"]

    def open(self, page, width=1280, height=800):
        """Open a page of the site in a window of a size."""
        self.faults.clear()
        size = {"width": width, "height": height}
        self.send("browsingContext.setViewport", context=self.context, viewport=size)
        self.send("browsingContext.navigate", context=self.context, url=(SITE / page).as_uri(), wait="complete")

    def evaluate(self, expression, *values):
        """Return what an expression is in the page, or what it makes of values if it is a function."""
        code = f"{CALLED.replace('EXPRESSION', expression)}({json.dumps(values)})"
        answer = self.send("script.evaluate", expression=code, target={"context": self.context}, awaitPromise=True)
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def close(self):
        self.wait(self.leave())
        self.program.close()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(PATIENCE)
        self.loop.close()
