"""The desk's place on the network: taken first, so that a taken port is told before any work, and served at the end."""

import socket
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from assistant.errors import ConfigurationError
from assistant.settings import DeskSettings
from assistant.terminal import note

if TYPE_CHECKING:
    from assistant.house import House


def listen(desk: DeskSettings, port: int | None) -> socket.socket:
    """The desk's socket, bound but not yet answering; `port` instead of the settings' one, 0 for any free one.

    Raises ConfigurationError for a port that is taken or a host that is not this machine's.
    """
    wanted = desk.port if port is None else port
    listener = socket.socket(socket.AF_INET6 if ":" in desk.host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((desk.host, wanted))
        listener.listen()  # two processes may bind a port while nobody listens on it
    except OSError as error:
        listener.close()
        raise ConfigurationError(
            f"The desk cannot listen on {desk.host}:{wanted}: {error.strerror}.",
            "Choose another port with --port (0 takes a free one), or another desk.host.",
        ) from None
    return listener


def serve(house: "House", listener: socket.socket, on_ready: Callable[[str], None] | None = None) -> None:
    """The desk until it is interrupted; `on_ready` is told its address."""
    import uvicorn

    from assistant.desk.app import create_app

    config = uvicorn.Config(create_app(house.desk_services()), log_level="warning", access_log=False)
    (on_ready or _say_where)(_address(listener))
    with suppress(KeyboardInterrupt):  # uvicorn ends in order, then passes the signal on
        uvicorn.Server(config).run(sockets=[listener])


def _say_where(address: str) -> None:
    note(f"The desk is at {address}  (Ctrl+C ends it)")


def _address(listener: socket.socket) -> str:
    """Where a browser on this machine finds it: a desk that listens on every address is here, too."""
    host, port = listener.getsockname()[:2]
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - shown, not bound
    return f"http://[{here}]:{port}/" if ":" in here else f"http://{here}:{port}/"
