"""The line on which a mail server tells of news by itself (IDLE, RFC 2177), beside the one that reads and polls."""

import time
from collections.abc import Callable
from contextlib import suppress

from assistant.errors import MailboxError, MailboxUnreachable
from assistant.mail_servers import place
from assistant.mailbox.imap_connection import ImapConnection

IDLE_SECONDS = 600.0
"""How long one IDLE lasts before it is begun anew: servers log out who is silent for 30 minutes."""
IDLE_STEP = 1.0
"""Seconds until a waiting fetcher notices that it should stop."""

Newest = tuple[int, int]


class ImapWatch(ImapConnection):
    """Stays in IDLE from one call to the next: nothing is missed in between. All methods raise as `ImapMailbox` does.

    A line of its own, because nothing but DONE may be said on it: that another one is used all the while is how a line
    on which something has fallen silent is noticed long before IDLE ends.
    """

    _folder = ""
    _ends = 0.0
    _seen: Newest | None = None
    _told = False

    def news(
        self, folder: str, seen: Newest | None, seconds: float, stopped: Callable[[], bool], renewed_after: float
    ) -> bool:
        """Wait until the folder should be looked at (True), or the time is over or `stopped()` (False).

        It should be when something arrived, and once each time after IDLE was begun: what came just before was not
        told. `seen` is the newest that the caller has found there. When it found what was not told, the line may be
        deaf: IDLE is ended, which the server has to answer, and begun anew; as it is `renewed_after` seconds.
        """
        deaf = seen != self._seen and not self._told
        self._seen = seen
        self._told = self._begun_anew(folder, deaf, renewed_after) or self._heard(seconds, stopped)
        return self._told

    def close(self) -> None:
        with suppress(MailboxError):
            self._end_idle()
        super().close()

    def _begun_anew(self, folder: str, deaf: bool, renewed_after: float) -> bool:
        if self._idles and self._folder == folder and not deaf and time.monotonic() < self._ends:
            return False
        self._end_idle()
        self._open(folder)
        self._begin_idle()
        self._folder, self._ends = folder, time.monotonic() + renewed_after
        return True

    @property
    def _idles(self) -> bool:
        return self._client is not None and self._ends > 0

    def _heard(self, seconds: float, stopped: Callable[[], bool]) -> bool:
        end = time.monotonic() + seconds
        while (left := min(end, self._ends) - time.monotonic()) > 0 and not stopped():
            step, began = min(left, IDLE_STEP), time.monotonic()
            with self._door():
                heard = self._client.idle_check(timeout=step)
            if any(len(response) > 1 and response[1] == b"EXISTS" for response in heard):
                return True
            if not heard and time.monotonic() - began < step / 2:
                self._end_idle()  # silence before the time is how imapclient shows a closed line: DONE will tell
                return True
        return False

    def _begin_idle(self) -> None:
        try:
            with self._door():
                self._client.idle()
        except MailboxError:  # news may have come instead of the answer: nobody knows whether it idles
            self._hang_up()
            raise MailboxUnreachable(f"{place(self._server)} did not begin to wait.", "It is tried again.") from None

    def _end_idle(self) -> None:
        if self._idles:
            self._ends = 0.0
            with self._door(), self._soon_answered():
                self._client.idle_done()
