"""A TCP proxy before a real server that can fall silent, cut the line, dawdle, talk nonsense or answer itself."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Literal

Side = Literal["client", "server"]
Fault = Literal["cut", "black hole", "garbage"]
GARBAGE = b"\x00\xff\xfe 999 what\r\n" * 3


class Proxy:
    """`answer` sees what the client sends: bytes that it returns go back instead of the server's, None passes it on.

    `rewrite` may change what the server says. `heard` is all that clients have sent.
    """

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self._target = port
        self.answer: Callable[[bytes], bytes | None] = lambda sent: None
        self.rewrite: Callable[[bytes], bytes] = lambda said: said
        self.heard = b""
        self.said = 0
        """Bytes that the server has sent."""
        self.pause = 0.0
        """Seconds before each small piece is passed on."""
        self._fault: tuple[Side, int, Fault] | None = None
        self._silent = threading.Event()
        self._swallowed: set[socket.socket] = set()
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server((host, 0))
        self.port: int = self._listener.getsockname()[1]
        self._run(self._accept)

    def fall_silent(self) -> None:
        """Nothing comes through any more, and nobody is told: a half-open connection."""
        self._silent.set()

    def fail_after(self, side: Side, count: int, fault: Fault) -> None:
        """Once, when so many bytes of that side have come through: everything works again for the next connection."""
        self._fault = (side, count, fault)

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
            passed = self._until_fault("client", len(self.heard), sent)
            self.heard += passed
            instead = self.answer(passed)
            self._pass_on(server if instead is None else client, passed if instead is None else instead)
            self._fail_now("client", client, server, len(self.heard))

    def _downwards(self, client: socket.socket, server: socket.socket) -> None:
        for sent in self._received(server, client):
            passed = self._until_fault("server", self.said, sent)
            self.said += len(passed)
            self._pass_on(client, self.rewrite(passed))
            self._fail_now("server", server, client, self.said)

    def _pass_on(self, receiver: socket.socket, data: bytes) -> None:
        pieces = [data] if not self.pause else [data[at : at + 40] for at in range(0, len(data), 40)]
        for piece in pieces:
            time.sleep(self.pause)
            receiver.sendall(piece)

    def _until_fault(self, side: Side, before: int, data: bytes) -> bytes:
        due = self._fault is not None and self._fault[0] == side
        return data[: max(0, self._fault[1] - before)] if self._fault is not None and due else data

    def _fail_now(self, side: Side, source: socket.socket, receiver: socket.socket, count: int) -> None:
        if self._fault is None or self._fault[0] != side or count < self._fault[1]:
            return
        fault, self._fault = self._fault[2], None
        if fault == "black hole":
            self._swallowed |= {source, receiver}
            return
        if fault == "garbage":
            with suppress(OSError):
                receiver.sendall(GARBAGE)
        for end in (source, receiver):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _received(self, source: socket.socket, other: socket.socket) -> Iterator[bytes]:
        with suppress(OSError):
            while data := source.recv(65536):
                if not self._silent.is_set() and source not in self._swallowed:
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
