"""The program that serves the digit network: ``python -m kernelbook.serve.program``, or ``make serve-model``."""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from kernelbook import archive
from kernelbook.serve.app import build_app
from kernelbook.serve.batching import Batcher
from kernelbook.serve.listening import listen

PACKAGE = Path(__file__).parents[1]
NAME = "digit_network"
EXPORT = """
import sys
import numpy as np
from kernelbook import compression, models
network = models.digit_network()
models.set_weights(network, models.load_weights("digit_network"))
network(np.zeros((1, 28, 28, 1), "float32"))  # Keras exports what was called once
compression.to_onnx(network, sys.argv[1])
"""


def weights_version():
    """Return the SHA-256 of the weights that ship."""
    return json.loads((PACKAGE / "weights" / f"{NAME}.json").read_text(encoding="utf-8"))["sha256"]


def default_model():
    """Return where the exported network is, or will be: below ``_build`` in the book, else among temporary files.

    Its name holds the version of the weights, so that new ones are exported anew.
    """
    book = PACKAGE.parents[1]
    folder = book / "_build" if (book / "_toc.yml").is_file() else Path(tempfile.gettempdir()) / "kernelbook"
    return folder / f"{NAME}-{weights_version()[:12]}.onnx"


def export(path):
    """Write the network that ships as an ONNX file. Another process does it, so TensorFlow never comes into this one.

    Raises
    ------
    ValueError
        If it fails, with the last line of what it says.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run([sys.executable, "-c", EXPORT, str(path)], capture_output=True, text=True, check=False)
    if done.returncode or not path.is_file():
        said = (done.stderr.strip() or "nothing").splitlines()[-1]
        raise ValueError(f"{path} cannot be written: {said}")


def read_card(model):
    """Return the card of an exported network: its name, its version, what the weights' card says.

    The version is the SHA-256 of the file that answers: another form of the same weights answers otherwise.
    """
    card = {"name": model.stem, "version": archive.sha256(model)}
    if model == default_model():
        text = PACKAGE / "weights" / f"{NAME}.md"
        card |= {"name": NAME, "weights": weights_version()}
        card |= {"text": text.read_text(encoding="utf-8")} if text.is_file() else {}
    return card


def arguments(words=None):
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description="Serve a network that reads digits, on this machine alone.")
    parser.add_argument("--model", type=Path, help="an ONNX or LiteRT file; without it, the network that ships")
    parser.add_argument("--host", default="127.0.0.1", help="another address than loopback: others can reach it")
    parser.add_argument("--port", type=int, default=0, help="0: the system chooses")
    parser.add_argument("--size", type=int, default=32, help="images of a batch, at most; 1 is no batching")
    parser.add_argument("--wait", type=float, default=0.002, help="seconds that a batch waits to fill")
    parser.add_argument("--waiting", type=int, default=256, help="images that wait, at most")
    parser.add_argument("--patience", type=float, default=1.0, help="seconds until who waits is told so")
    parser.add_argument("--log", type=Path, help="a file to which a line for each image is added; never the image")
    parser.add_argument("--leash", action="store_true", help="end when standard input does, so with whoever started it")
    return parser.parse_args(words)


def hold_leash():
    """End this process as SIGTERM does when standard input ends: its other end closes also with who is killed."""

    def wait():
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


def serve(asked):
    """Serve until a signal comes; return its number."""
    from kernelbook import compression

    if asked.leash:
        hold_leash()
    model = asked.model or default_model()
    if asked.model is None and not model.is_file():
        export(model)
    if not model.is_file():
        raise FileNotFoundError(f"--model {model}: there is no such file")
    answer = compression.open_file(model)
    batcher = Batcher(answer, asked.size, asked.wait, asked.waiting, asked.patience)
    if asked.log is None:
        return listen(build_app(answer, read_card(model), batcher), asked.host, asked.port)
    with open(asked.log, "a", encoding="utf-8", buffering=1) as file:
        app = build_app(answer, read_card(model), batcher, lambda line: file.write(line + "\n"))
        return listen(app, asked.host, asked.port)


def main(words=None):
    """Be the program: a sentence and code 2 for what it refuses, 0 after SIGTERM, 130 after Ctrl-C."""
    asked = arguments(words)
    try:
        ended = serve(asked)
    except (ValueError, OSError, ImportError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        ended = signal.SIGINT
    if ended == signal.SIGINT:
        print("stopped; requests in flight were answered", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
