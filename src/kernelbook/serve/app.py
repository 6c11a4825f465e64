"""The addresses behind which a network answers, and what it says to what it cannot answer."""

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import numpy as np

from kernelbook import guards
from kernelbook.serve.batching import Batcher, Failed, Full, Late
from kernelbook.serve.decoding import LIMITS, BadImage, decode, is_ready, open_body, pixels_of, too_long

__all__ = ["build_app"]

QUICK = 20_000  # bytes: who reads so few holds nobody up
PREPARED = 4  # pictures that may be prepared, or wait for that, at a time
BODY_WITHIN = 5.0  # seconds within which a body must have come
LEAVE = {"connection": "close"}  # what is left of a body is not waited for
STATUS = {Failed: 500, Full: 503, Late: 504}


def build_app(answer, card, batcher=None, log=None):
    """Put a network behind addresses: a FastAPI application.

    ``POST /digits`` takes an image, as `decode` does, and gives ``{"class", "confidence", "logits", "version"}``.
    What it cannot answer gets ``{"error": a sentence}``: 422 if the body is no image of a digit, 413 if it is too
    long, 415 if it is of another kind or packed, 408 if it does not come, 503 with ``Retry-After`` if too many wait,
    504 after the deadline, 500 if the network itself fails. ``GET /health`` says that it lives, how many wait, and how
    large batches were; ``/version`` and ``/card`` give what `card` holds. Nothing is unpickled, nothing written.

    Parameters
    ----------
    answer : callable
        ``answer(X)`` takes images, shape (n, 28, 28, 1), float32, and returns logits, shape (n, 10).
    card : dict
        The model card, which JSON can hold; ``card["version"]`` is a text that changes whenever answers may.
    batcher : Batcher, optional
        Who collects images; without one, ``Batcher(answer)``.
    log : callable, optional
        ``log(line)`` gets one line of JSON for each image that was sent: time, version, status, milliseconds, and, if
        it was answered, class, confidence and ink, the mean of its pixels. Never the image.

    Returns
    -------
    fastapi.FastAPI

    Raises
    ------
    ValueError
        If an argument makes no sense.
    """
    guards.function("answer", answer, "a function of images")
    if not isinstance(card, dict) or not isinstance(card.get("version"), str):
        raise ValueError(f"card={guards.shown(card)}: expected a dict with a text as its 'version'")
    if batcher is not None and not isinstance(batcher, Batcher):
        raise ValueError(f"batcher={guards.shown(batcher)}: expected a Batcher, or None")
    if log is not None:
        guards.function("log", log, "a function of a line, or None")
    return with_addresses(Desk(batcher or Batcher(answer), card, log))


def with_addresses(desk):
    """Return the application of a desk."""
    from fastapi import FastAPI, Request
    from fastapi.responses import JSONResponse
    from starlette.requests import ClientDisconnect

    # The pages that FastAPI makes of itself would fetch scripts from elsewhere.
    app = FastAPI(title="Digits", docs_url=None, redoc_url=None)

    @app.post("/digits")
    async def digits(request: Request):
        try:
            status, told, headers = await desk.serve(request)
        except ClientDisconnect:
            status, told, headers = 400, {"error": "the body ended before its length"}, None  # nobody reads it
        return JSONResponse(told, status, headers)

    @app.get("/health")
    async def health():
        return desk.health()

    @app.get("/version")
    async def version():
        return {"version": desk.card["version"]}

    @app.get("/card")
    async def card():
        return desk.card

    return app


class Desk:
    """Answers requests: reads, decodes, asks, notes."""

    def __init__(self, batcher, card, log):
        self.batcher, self.card, self.log = batcher, card, log
        self.thread, self.preparing = ThreadPoolExecutor(1, "pictures"), 0

    def health(self):
        """Return how it is."""
        sizes = {str(size): count for size, count in sorted(self.batcher.sizes.items())}
        return {"status": "ok", "waiting": len(self.batcher.queue), "batches": sizes}

    async def serve(self, request):
        """Return status, content and headers of the answer to one image."""
        began, headers, found = time.perf_counter(), None, {}
        try:
            image = await self.image_of(request)
            status, told, found = 200, *self.told(image, await self.batcher.ask(image))
        except BadImage as error:
            status, told, headers = error.status, {"error": str(error)}, LEAVE if error.status != 422 else None
        except (Failed, Full, Late) as error:
            status, told = STATUS[type(error)], {"error": str(error)}
            headers = {"retry-after": "1"} if status == 503 else None
        except TimeoutError:
            status, told = 408, {"error": f"the body did not come within {BODY_WITHIN:g} s"}
            headers = LEAVE
        self.note(status, began, found)
        return status, told, headers

    async def image_of(self, request):
        """Return the image that a request brings."""
        if (packed := request.headers.get("content-encoding", "identity")) != "identity":
            raise BadImage(f"Content-Encoding: {guards.shown(packed)}: expected a body that is not packed", 415)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = await read(request)
        if len(body) > QUICK:
            return await self.prepare(decode, body, kind)
        opened = open_body(body, kind)
        if isinstance(opened, np.ndarray):
            return opened
        return pixels_of(opened) if is_ready(opened) else await self.prepare(pixels_of, opened)

    async def prepare(self, function, *arguments):
        """Return what a function makes of a large picture. It may take half a second, in which others are answered."""
        if self.preparing >= PREPARED:
            raise Full(f"{self.preparing} pictures are being prepared already: ask again in a moment")
        self.preparing += 1
        work = asyncio.get_running_loop().run_in_executor(self.thread, function, *arguments)
        work.add_done_callback(self.prepared)
        try:
            async with asyncio.timeout(self.batcher.patience):
                return await asyncio.shield(work)
        except TimeoutError:
            raise Late(f"the picture was not prepared within {self.batcher.patience:g} s: make it smaller") from None

    def prepared(self, work):
        """Count one picture less, also where nobody waits for it any more."""
        self.preparing -= 1
        work.cancelled() or work.exception()

    def told(self, image, logits):
        """Return what the answer says, and what is noted of it."""
        odds = np.exp(logits - np.max(logits))
        found = {"class": int(np.argmax(logits)), "confidence": round(float(odds.max() / odds.sum()), 6)}
        rows = [float(f"{logit:.7g}") for logit in logits]
        return found | {"logits": rows, "version": self.card["version"]}, found | {"ink": round(float(image.mean()), 6)}

    def note(self, status, began, found):
        """Write down one request, without its image."""
        if self.log is not None:
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            spent = round(1000 * (time.perf_counter() - began), 3)
            line = {"time": now, "version": self.card["version"], "status": status, "milliseconds": spent}
            self.log(json.dumps(line | found))


async def read(request):
    """Return the body of a request, and stop reading where it is too long.

    Raises
    ------
    BadImage
        If more bytes are told, or have come, than a body may have.
    TimeoutError
        If it does not come.
    """
    told = request.headers.get("content-length", "0")
    if len(told) > len(str(LIMITS["bytes"])) or int(told) > LIMITS["bytes"]:
        raise BadImage(f"the body has {told[:20]} bytes: expected {LIMITS['bytes']:,} at most", 413)
    parts, size = [], 0
    async with asyncio.timeout(BODY_WITHIN):
        async for part in request.stream():
            size += len(part)
            if size > LIMITS["bytes"]:
                raise too_long(size)
            parts.append(part)
    return b"".join(parts)
