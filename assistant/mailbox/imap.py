"""A mailbox: what can be read from it, filed into it, and waited for.

Reading never changes anything in the mailbox (EXAMINE, BODY.PEEK[]): what has been read is our own ledger's business,
so it does not matter what a human marks as seen.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from assistant.errors import InputError, MailboxError, MailboxUnreachable
from assistant.mailbox.fetching import (
    Batch,
    Cursor,
    Described,
    NotLoaded,
    RawMessage,
    describe,
    describe_one_by_one,
    groups_by_size,
    read_batch,
)
from assistant.mailbox.imap_connection import Opened
from assistant.mailbox.imap_drafts import ImapDrafts
from assistant.mailbox.imap_watch import IDLE_SECONDS, IDLE_STEP, ImapWatch, Newest
from assistant.mailbox.servers import Folder, drafts_folder_among, sent_folder_among, usable_folders
from assistant.oauth import AccessTokens
from assistant.settings import ServerSettings

log = logging.getLogger(__name__)

LARGEST_MESSAGE = 50 * 1024 * 1024
"""Bytes; a larger message is reported, not loaded."""
LARGEST_ON_DEMAND = 100 * 1024 * 1024
"""The same for one message that somebody asked for: what can be read of a mail at all."""
BATCH = 200
"""Messages in a batch, each of which is stored in one go."""
BATCH_BYTES = 16 * 1024 * 1024
"""About as much as one batch holds in memory."""
SEARCH_WINDOW = 50_000
"""Messages asked for in one SEARCH: imaplib gives up on an answer of more than a million bytes."""
_TRY_LATER = "It is tried again."

__all__ = ["Batch", "Cursor", "ImapMailbox", "NotLoaded", "RawMessage"]


class _Reader(NamedTuple):
    """A folder as it was opened, for reading; it is opened again where the mailbox was used for something else."""

    mailbox: "ImapMailbox"
    opened: Opened

    def bodies(self, uids: Sequence[int]) -> dict[int, bytes]:
        return self.mailbox._bodies(self.opened, uids)

    def exists(self, uid: int) -> bool:
        return self.mailbox._exists(self.opened, uid)


@contextmanager
def _named(opened: Opened, uids: Sequence[int]) -> Iterator[None]:
    """A connection that is lost while these are read may be lost because of one of them."""
    try:
        yield
    except MailboxUnreachable as error:
        error.reading, error.uidvalidity = tuple(uids), opened.uidvalidity
        raise


class ImapMailbox(ImapDrafts):
    """One mailbox over one connection, made when first needed, and one for IDLE. Not for two threads at once.

    All methods raise MailboxUnreachable (the next call connects anew), MailboxLoginRefused, MailboxError, and
    ConfigurationError for settings that must not be used.
    """

    def __init__(
        self,
        server: ServerSettings,
        login: str,
        password: str | AccessTokens | None,
        *,
        largest_message: int = LARGEST_MESSAGE,
    ) -> None:
        super().__init__(server, login, password)
        self._largest = largest_message
        self._fetched: dict[str, Newest] = {}
        self._watch = ImapWatch(server, login, password)
        self._watched_from = 0.0

    # Folders

    def folders(self) -> tuple[str, ...]:
        """The names of all folders that can hold mail, decoded from modified UTF-7 (RFC 3501, 5.1.3)."""
        return tuple(folder.name for folder in self._listed())

    def sent_folder(self) -> str | None:
        """The folder marked \\Sent (RFC 6154), else one with a usual name, else None."""
        return sent_folder_among(self._listed())

    def drafts_folder(self) -> str | None:
        """The folder marked \\Drafts (RFC 6154), else one with a usual name, else None."""
        return drafts_folder_among(self._listed())

    def check(self) -> str:
        """Connect, log in, list: what `doctor` says when all is well. Raises what is wrong."""
        listed = self._listed()
        sent = sent_folder_among(listed)
        news = "new mail is told at once" if self.offers_idle() else "new mail is polled, for the server has no IDLE"
        filed = f"sent mail is filed in {sent}" if sent else "none of them for sent mail"
        return f"{len(listed)} folders, {filed}; {news}"

    def _listed(self) -> list[Folder]:
        with self._door():
            return usable_folders(self._connected().list_folders())

    # Reading

    def fetch_new(
        self,
        folder: str,
        after: Cursor | None = None,
        since: datetime | None = None,
        batch: int = BATCH,
        until: datetime | None = None,
    ) -> Iterator[Batch]:
        """Everything that arrived after the cursor, oldest first, in batches of at most `batch` messages.

        With another UIDVALIDITY than the cursor's it starts at the beginning; who has a message already knows it by its
        bytes. `since` leaves out what the server received before, `until` what it received from then on (aware times).
        Messages that vanish meanwhile are passed over; those too large, or that the server will not give, are in
        `not_loaded`. A MailboxUnreachable names in `reading` what was being read.
        """
        opened = self._open(folder)
        if until is None:
            self._fetched[folder] = opened.newest
        first = after.uid + 1 if after is not None and after.uidvalidity == opened.uidvalidity else 1
        uids = self._uids_from(opened, first, since)
        for start in range(0, len(uids), batch):
            chosen = uids[start : start + batch]
            yield from self._batches(opened, chosen, since, until, len(uids) - start - len(chosen))

    def fetch_one(self, folder: str, cursor: Cursor) -> RawMessage | NotLoaded | None:
        """The message with the cursor's UID, whatever its size; None when it is gone or its UID means another."""
        opened = self._open(folder)
        if opened.uidvalidity != cursor.uidvalidity or not self._exists(opened, cursor.uid):
            return None
        described = self._described(opened, [cursor.uid])
        batch = read_batch(_Reader(self, opened), folder, cursor, described, LARGEST_ON_DEMAND)
        return batch.messages[0] if batch.messages else next(iter(batch.not_loaded), None)

    def _batches(
        self, opened: Opened, uids: Sequence[int], since: datetime | None, until: datetime | None, left: int
    ) -> Iterator[Batch]:
        with _named(opened, uids):
            described = self._described(opened, uids)
        sizes = {uid: about.size for uid, about in described.items() if about.size <= self._largest}
        done = 0
        for group in groups_by_size(uids, sizes, BATCH_BYTES):
            done += len(group)
            cursor = Cursor(uidvalidity=opened.uidvalidity, uid=group[-1])
            of_group = {uid: described[uid] for uid in group if uid in described}
            wanted = {uid: about for uid, about in of_group.items() if about.arrived_within(since, until)}
            with _named(opened, list(wanted)):
                reader = _Reader(self, opened)
                found = read_batch(reader, opened.folder, cursor, wanted, self._largest, left + len(uids) - done)
            yield found

    def find_by_message_id(self, folder: str, message_id: str) -> bool:
        if not message_id.isprintable():  # a line end would begin another IMAP command
            raise InputError("The message id has control characters in it.")
        self._open(folder)
        with self._door():
            return bool(self._client.search(["HEADER", "Message-ID", message_id]))

    def _bodies(self, opened: Opened, uids: Sequence[int]) -> dict[int, bytes]:
        """Without setting \\Seen. An unsolicited answer may lack the body, or the UID."""
        self._reopen(opened)
        with self._door():
            answers = self._client.fetch(uids, ["BODY.PEEK[]"])
        return {uid: answer[b"BODY[]"] for uid, answer in answers.items() if isinstance(answer.get(b"BODY[]"), bytes)}

    def _exists(self, opened: Opened, uid: int) -> bool:
        self._reopen(opened)
        with self._door():
            return uid in self._client.search(["UID", str(uid)])

    def _uids_from(self, opened: Opened, first: int, since: datetime | None) -> list[int]:
        """Searched in windows of sequence numbers from the newest down: an expunge only moves messages downwards."""
        # SINCE compares dates in the server's time zone: a day more, the exact time is compared later.
        since_day = ["SINCE", (since - timedelta(days=1)).date()] if since else []
        found: set[int] = set()
        for last in range(opened.messages, 0, -SEARCH_WINDOW):
            window = f"{max(1, last - SEARCH_WINDOW + 1)}:{last}"
            with self._door():
                found.update(self._client.search([window, "UID", f"{first}:*", *since_day]))
        return sorted(uid for uid in found if uid >= first)  # `n:*` always matches the last message

    def _described(self, opened: Opened, uids: Sequence[int]) -> dict[int, Described]:
        """What is there of these; one that was expunged meanwhile is not in it."""

        def ask(asked: Sequence[int], items: Sequence[str]) -> Any:
            self._reopen(opened)
            with self._door():
                return self._client.fetch(asked, items)

        try:
            described = describe(ask(uids, ["RFC822.SIZE", "INTERNALDATE"]))
            unknown = [uid for uid in uids if uid not in described and self._exists(opened, uid)]
        except MailboxError as error:
            if error.retry:
                raise
            described, unknown = {}, [uid for uid in uids if self._exists(opened, uid)]
        return described | describe_one_by_one(unknown, lambda uid, items: ask([uid], items))

    def _reopen(self, opened: Opened) -> None:
        """Between two batches the caller may have used the mailbox for something else."""
        now = self._opened
        if now is None or now.folder != opened.folder:
            now = self._open(opened.folder)
        if now.uidvalidity != opened.uidvalidity:
            raise MailboxUnreachable(f"The folder {opened.folder} was made anew while it was read.", _TRY_LATER)

    # Writing

    def append(self, folder: str, raw: bytes, flags: Sequence[str], when: datetime) -> None:
        """Store a message in a folder, with IMAP flags such as `\\Seen`; `when` (aware) becomes its INTERNALDATE."""
        with self._door():
            self._connected().append(folder, raw, tuple(flags), when)

    def mark_answered(self, folder: str, uidvalidity: int, uid: int) -> bool:
        """Set \\Answered. False, and nothing changed, when the folder's UIDs mean other messages by now."""
        if self._open(folder, writable=True).uidvalidity != uidvalidity:
            return False
        with self._door():
            self._client.add_flags([uid], [rb"\Answered"], silent=True)
        return True

    # Waiting

    def offers_idle(self) -> bool:
        return self._offers("IDLE")

    def idle(
        self,
        folder: str,
        seconds: float,
        stopped: Callable[[], bool] = lambda: False,
        renewed_after: float = IDLE_SECONDS,
    ) -> bool:
        """Wait until the folder should be looked at (True), or the time is over or `stopped()` (False).

        A server that offers no IDLE, or no second line for it, lets the time pass: the caller looks at the folders
        after it all the same. A line that has died is noticed by the system (`KEEPALIVE_SECONDS`); one on which
        something in between has fallen silent when the wait is over, by SOON_SECONDS.
        """
        if self.offers_idle() and time.monotonic() >= self._watched_from:
            news = self._watched(folder, seconds, stopped, renewed_after)
        else:
            news = self._pass_time(seconds, stopped)
        if not stopped():
            self._require_answer()
        return news

    def _watched(self, folder: str, seconds: float, stopped: Callable[[], bool], renewed_after: float) -> bool:
        """Where the watch fails, the folders are looked at once and then polled for a while: no storm of logins."""
        try:
            return self._watch.news(folder, self._fetched.get(folder), seconds, stopped, renewed_after)
        except MailboxError as error:
            log.warning("Waiting for news, which are polled meanwhile: %s", error)
            self._watch.drop()
            self._watched_from = time.monotonic() + (seconds if error.retry else max(seconds, renewed_after))
            return True

    def _require_answer(self) -> None:
        with self._door():
            self._connected()
            with self._soon_answered():
                self._client.noop()

    def _pass_time(self, seconds: float, stopped: Callable[[], bool]) -> bool:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not stopped():
            time.sleep(min(left, IDLE_STEP))
        return False

    def close(self) -> None:
        self._watch.close()
        self._watched_from = 0.0
        super().close()

    def drop(self) -> None:
        self._watch.drop()
        self._watched_from = 0.0
        super().drop()

    def interrupt(self) -> None:
        self._watch.interrupt()
        super().interrupt()
