"""A TCP proxy before a real server that can fall silent, cut the line, or answer in the server's place."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


class Proxy:
    """`answer` sees what the client sends: bytes that it returns go back instead of the server's, None passes it on.

    `rewrite` may change what the server says. `heard` is all that clients have sent.
    """

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self._target = port
        self.answer: Callable[[bytes], bytes | None] = lambda sent: None
        self.rewrite: Callable[[bytes], bytes] = lambda said: said
        self.heard = b""
        self._silent = threading.Event()
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server((host, 0))
        self.port: int = self._listener.getsockname()[1]
        self._run(self._accept)

    def fall_silent(self) -> None:
        """Nothing comes through any more, and nobody is told: a half-open connection."""
        self._silent.set()

    def cut(self) -> None:
        """Every connection is closed from both ends."""
        for side in self._sockets:
            with suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)
        self._silent.clear()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        for thread in self._threads:
            thread.join(5)
        for side in self._sockets:
            side.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
                self._sockets += [client, server]
                self._run(self._upwards, client, server)
                self._run(self._downwards, client, server)

    def _upwards(self, client: socket.socket, server: socket.socket) -> None:
        for sent in self._received(client, server):
            self.heard += sent
            instead = self.answer(sent)
            (server if instead is None else client).sendall(sent if instead is None else instead)

    def _downwards(self, client: socket.socket, server: socket.socket) -> None:
        for sent in self._received(server, client):
            client.sendall(self.rewrite(sent))

    def _received(self, source: socket.socket, other: socket.socket) -> Iterator[bytes]:
        with suppress(OSError):
            while data := source.recv(65536):
                if not self._silent.is_set():
                    yield data
        with suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)

    def _run(self, work: Callable[..., None], *arguments: socket.socket) -> None:
        def quietly() -> None:
            with suppress(OSError):
                work(*arguments)

        thread = threading.Thread(target=quietly, daemon=True)
        self._threads.append(thread)
        thread.start()


@contextmanager
def proxy_before(port: int, host: str = "127.0.0.1") -> Iterator[Proxy]:
    proxy = Proxy(port, host)
    try:
        yield proxy
    finally:
        proxy.close()
