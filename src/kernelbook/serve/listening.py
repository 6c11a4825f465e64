"""A server that listens on this machine alone unless it is told otherwise, and ends what it began before it goes."""

import ipaddress
import signal
import socket
import sys

from kernelbook import guards

__all__ = ["listen"]

DRAIN = 10  # seconds that requests in flight have when the server is to end
CONNECTIONS = 512  # at a time; who comes then gets a plain 503


def listen(app, host="127.0.0.1", port=0):
    """Serve an application until SIGTERM or Ctrl-C, and print its address as soon as it listens.

    At SIGTERM and at Ctrl-C it stops to listen, so who comes then is refused; requests in flight are answered, for at
    most ten seconds; then it returns.

    Parameters
    ----------
    app : callable
        An ASGI application, such as that of `build_app`.
    host : str
        An address of this machine. The default, loopback, cannot be reached from others.
    port : int
        0 lets the system choose.

    Returns
    -------
    int
        The number of the signal that ended it.

    Raises
    ------
    ValueError
        If an argument makes no sense, or the address is taken or none of this machine.

    Notes
    -----
    Who connects and then says nothing keeps one of 512 connections, and there is no password and no encryption: on an
    open network another server belongs in front, such as nginx.
    """
    import uvicorn

    guards.function("app", app, "an ASGI application")
    guards.text("host", host)
    guards.whole("port", port, 0, 65535)

    class Server(uvicorn.Server):
        async def startup(self, sockets=None):
            await super().startup(sockets)
            print(address_of(sockets[0]), flush=True)

    with bound(host, port) as listener:
        options = {"access_log": False, "server_header": False, "lifespan": "off", "log_level": "warning"}
        bounds = {"limit_concurrency": CONNECTIONS, "timeout_graceful_shutdown": DRAIN}
        return until_told(Server(uvicorn.Config(app, **options, **bounds)), listener)


def until_told(server, listener):
    """Run a server; return which signal ended it. Uvicorn raises the signal again when it has ended: it is noted."""
    told, signals = [], (signal.SIGTERM, signal.SIGINT)

    def note(number, _):
        told.append(number)
        server.should_exit = True

    before = [signal.signal(each, note) for each in signals]
    try:
        server.run(sockets=[listener])
    finally:
        for each, handler in zip(signals, before, strict=True):
            signal.signal(each, handler)
    return told[-1] if told else 0


def bound(host, port):
    """Return a socket at an address, or say in a sentence why there can be none."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio looks at the protocol before it sets TCP_NODELAY, without which every answer waits for 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise ValueError(f"host={host!r}, port={port}: cannot listen there: {error.strerror or error}") from None
    if not is_loopback(listener.getsockname()[0]):
        print(f"host={host!r}: whoever reaches this machine can ask. There is no password.", file=sys.stderr)
    return listener


def is_loopback(address):
    """Say whether an address can be reached from this machine alone.

    Examples
    --------
    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    return ipaddress.ip_address(address).is_loopback


def address_of(listener):
    """Return the address of a socket that listens, as a client needs it."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
