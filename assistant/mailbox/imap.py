"""The door to a mailbox: the only user of imapclient.

Reading never changes anything in the mailbox (EXAMINE, BODY.PEEK[]): what has been read is our own ledger's business,
so it does not matter what a human marks as seen. Every library error leaves as one of the `MailboxError`s.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, NamedTuple

from imapclient import IMAPClient, SocketTimeout  # type: ignore[import-untyped]
from imapclient.exceptions import LoginError  # type: ignore[import-untyped]

from assistant import __version__
from assistant.errors import ConfigurationError, InputError, MailboxError, MailboxUnreachable
from assistant.mail_servers import place, require_protection, tls_context
from assistant.mailbox.fetching import (
    Batch,
    Cursor,
    Described,
    NotLoaded,
    RawMessage,
    groups_by_size,
    read_batch,
)
from assistant.mailbox.imap_errors import LIBRARY_ERRORS, keeps_in_step, login_refused, translated
from assistant.mailbox.servers import USUAL_SENT_NAMES
from assistant.settings import ServerSettings

LARGEST_MESSAGE = 50 * 1024 * 1024
"""Bytes; a larger message is reported, not loaded."""
BATCH_BYTES = 16 * 1024 * 1024
"""About as much as one batch holds in memory."""
SEARCH_WINDOW = 50_000
"""Messages asked for in one SEARCH: imaplib gives up on an answer of more than a million bytes."""
IDLE_ROUND = 25.0
"""Seconds in IDLE before the server has to show that it is still there; with the time-out it is under a minute."""

_TRY_LATER = "It is tried again."
_UNSELECTABLE = {rb"\noselect", rb"\nonexistent"}


__all__ = ["Batch", "Cursor", "ImapMailbox", "NotLoaded", "RawMessage"]


class _Folder(NamedTuple):
    name: str
    flags: frozenset[bytes]
    delimiter: str


class _Opened(NamedTuple):
    folder: str
    uidvalidity: int
    messages: int


class ImapMailbox:
    """One mailbox over one connection, made when first needed. Not for two threads at once.

    After a MailboxUnreachable the next call connects anew.
    """

    def __init__(
        self, server: ServerSettings, login: str, password: str | None, *, largest_message: int = LARGEST_MESSAGE
    ) -> None:
        self._server = server
        self._login = login
        self._password = password
        self._largest = largest_message
        self._client: Any = None
        self._opened: _Opened | None = None

    def __enter__(self) -> "ImapMailbox":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Log out. Never raises: a connection that is gone is closed too."""
        if self._client is not None:
            with suppress(*LIBRARY_ERRORS):
                self._client.logout()
            self._hang_up()

    # Folders

    def folders(self) -> tuple[str, ...]:
        """The names of all folders that can hold mail, decoded from modified UTF-7 (RFC 3501, 5.1.3)."""
        return tuple(folder.name for folder in self._listed())

    def sent_folder(self) -> str | None:
        """The folder marked \\Sent (RFC 6154), else one with a usual name, else None."""
        listed = self._listed()
        for folder in listed:
            if rb"\sent" in folder.flags:
                return folder.name
        by_last_part = {folder.name.rpartition(folder.delimiter)[2].lower(): folder.name for folder in listed}
        return next((by_last_part[name.lower()] for name in USUAL_SENT_NAMES if name.lower() in by_last_part), None)

    def check(self) -> str:
        """Connect, log in, list: what `doctor` says when all is well. Raises what is wrong."""
        count = len(self.folders())
        sent = self.sent_folder()
        return f"{count} folders, " + (f"sent mail is filed in {sent}" if sent else "none of them for sent mail")

    # Reading

    def fetch_new(
        self, folder: str, after: Cursor | None = None, since: datetime | None = None, batch: int = 20
    ) -> Iterator[Batch]:
        """Everything that arrived after the cursor, oldest first, in batches of at most `batch` messages.

        With another UIDVALIDITY than the cursor's it starts at the beginning; who has a message already knows it by its
        bytes. `since` leaves out what the server received before (an aware time). Messages that vanish meanwhile are
        passed over; those too large, or that the server will not give, are in `not_loaded`.
        """
        opened = self._open(folder)
        first = after.uid + 1 if after is not None and after.uidvalidity == opened.uidvalidity else 1
        uids = self._uids_from(opened, first, since)
        for start in range(0, len(uids), batch):
            self._reopen(opened)
            described = self._described(uids[start : start + batch], since)
            sizes = {uid: about.size for uid, about in described.items() if about.size <= self._largest}
            for group in groups_by_size(uids[start : start + batch], sizes, BATCH_BYTES):
                self._reopen(opened)
                cursor = Cursor(uidvalidity=opened.uidvalidity, uid=group[-1])
                wanted = {uid: described[uid] for uid in group if uid in described}
                yield read_batch(self, folder, cursor, wanted, self._largest)

    def find_by_message_id(self, folder: str, message_id: str) -> bool:
        _refuse_control_characters(message_id)
        self._open(folder)
        with self._door():
            return bool(self._client.search(["HEADER", "Message-ID", message_id]))

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

    def idle(self, folder: str, seconds: float) -> bool:
        """Wait until something arrives in the folder (True) or the time is over (False).

        A server without IDLE (RFC 2177) is not asked: the time passes and the caller polls. IDLE ends in rounds, so
        that a connection that has silently died is noticed within a round and a time-out.
        """
        self._open(folder)
        if not self._offers("IDLE"):
            time.sleep(seconds)
            return False
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._idle_round(min(left, IDLE_ROUND)):
                return True
        return False

    def offers_idle(self) -> bool:
        with self._door():
            self._connected()
        return self._offers("IDLE")

    def _idle_round(self, seconds: float) -> bool:
        """The answer to DONE counts too: what came together with IDLE's first answer is only found there."""
        try:
            with self._door():
                self._client.idle()
        except MailboxError as error:  # news may have come instead of the answer: nobody knows whether it idles
            self._hang_up()
            raise MailboxUnreachable(f"{place(self._server)} did not begin to wait for mail.", _TRY_LATER) from error
        with self._door():
            responses = self._client.idle_check(timeout=seconds)
            _, late = self._client.idle_done()
        return any(len(response) > 1 and response[1] == b"EXISTS" for response in (*responses, *late))

    # One batch

    def _uids_from(self, opened: _Opened, first: int, since: datetime | None) -> list[int]:
        """Searched in windows of sequence numbers from the newest down: an expunge only moves messages downwards."""
        # SINCE compares dates in the server's time zone: a day more, the exact time is compared later.
        since_day = ["SINCE", (since - timedelta(days=1)).date()] if since else []
        found: set[int] = set()
        for last in range(opened.messages, 0, -SEARCH_WINDOW):
            window = f"{max(1, last - SEARCH_WINDOW + 1)}:{last}"
            with self._door():
                found.update(self._client.search([window, "UID", f"{first}:*", *since_day]))
        return sorted(uid for uid in found if uid >= first)  # `n:*` always matches the last message

    def _described(self, uids: Sequence[int], since: datetime | None) -> dict[int, Described]:
        with self._door():
            answers = self._client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        described = {
            uid: Described(size=answer[b"RFC822.SIZE"], internal_date=_in_utc(answer.get(b"INTERNALDATE")))
            for uid, answer in answers.items()
            if isinstance(answer.get(b"RFC822.SIZE"), int)
        }
        return {uid: about for uid, about in described.items() if not about.arrived_before(since)}

    def bodies(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Of the open folder, without setting \\Seen. An unsolicited answer may lack the body, or the UID."""
        with self._door():
            answers = self._client.fetch(uids, ["BODY.PEEK[]"])
        return {uid: answer[b"BODY[]"] for uid, answer in answers.items() if isinstance(answer.get(b"BODY[]"), bytes)}

    def exists(self, uid: int) -> bool:
        with self._door():
            return uid in self._client.search(["UID", str(uid)])

    # Connection

    def _listed(self) -> list[_Folder]:
        with self._door():
            answers = self._connected().list_folders()
        folders = [
            _Folder(name, frozenset(flag.lower() for flag in flags), (delimiter or b"/").decode("ascii", "replace"))
            for flags, delimiter, name in answers
        ]
        return [folder for folder in folders if not folder.flags & _UNSELECTABLE]

    def _open(self, folder: str, writable: bool = False) -> _Opened:
        with self._door():
            answer = self._connected().select_folder(folder, readonly=not writable)
        if b"UIDVALIDITY" not in answer:
            raise MailboxError(f"{place(self._server)} gives no UIDVALIDITY for {folder}.", "Choose another folder.")
        self._opened = _Opened(folder, answer[b"UIDVALIDITY"], answer[b"EXISTS"])
        return self._opened

    def _reopen(self, opened: _Opened) -> None:
        """Between two batches the caller may have used the mailbox for something else."""
        if self._opened != opened and self._open(opened.folder).uidvalidity != opened.uidvalidity:
            raise MailboxUnreachable(
                f"The folder {opened.folder} was made anew while it was read.", "It is tried again."
            )

    def _offers(self, capability: str) -> bool:
        with self._door():
            return bool(self._connected().has_capability(capability))

    def _connected(self) -> Any:
        if self._client is None:
            self._client = self._connect()
        return self._client

    def _connect(self) -> Any:
        require_protection(self._server)
        if self._password is None:
            raise ConfigurationError(f"No password is set for {self._login}.", "Set password or password_file.")
        client = self._dial()
        try:
            self._log_in(client, self._password)
            if client.has_capability("ID"):  # 163.com and QQ refuse to open a folder for the nameless (RFC 2971)
                client.id_({"name": "Draftdesk", "version": __version__, "vendor": "Draftdesk"})
        except (*LIBRARY_ERRORS, MailboxError):
            _shut(client)
            raise
        return client

    def _dial(self) -> Any:
        server = self._server
        context = None if server.security == "none" else tls_context(server.ca_file)
        client = IMAPClient(
            server.host,
            server.port,
            ssl=server.security == "ssl",
            ssl_context=context,
            timeout=SocketTimeout(connect=server.timeout, read=server.timeout),
        )
        client._imap.debug = 0  # imapclient has imaplib format every message that it reads for the log
        client.normalise_times = False
        if server.security == "starttls":
            try:
                client.starttls(context)
            except LIBRARY_ERRORS:
                _shut(client)
                raise
        return client

    def _log_in(self, client: Any, password: str) -> None:
        """LOGIN carries plain ASCII only and quotes no user name; everything else goes as SASL PLAIN in UTF-8."""
        _refuse_control_characters(self._login + password)
        try:
            if (self._login + password).isascii() and not set(self._login) & set(' "\\(){%*'):
                client.login(self._login, password)
            else:
                client.plain_login(self._login, password)
        except LoginError as error:
            raise login_refused(error, self._server, self._login, self._password) from None

    def _hang_up(self) -> None:
        if self._client is not None:
            _shut(self._client)
        self._client = None
        self._opened = None

    @contextmanager
    def _door(self) -> Iterator[None]:
        """No library error leaves. Unless the server merely said no, the connection is not used again."""
        try:
            yield
        except LIBRARY_ERRORS as error:
            if not keeps_in_step(error):
                self._hang_up()
            raise translated(error, self._server, self._password) from None


def _shut(client: Any) -> None:
    with suppress(OSError):  # a failed TLS handshake has closed the socket already
        client.shutdown()


def _in_utc(moment: Any) -> datetime | None:
    return moment.astimezone(UTC) if isinstance(moment, datetime) and moment.tzinfo is not None else None


def _refuse_control_characters(text: str) -> None:
    if any(ord(character) < 32 or ord(character) == 127 for character in text):
        raise InputError("A name that is sent to the mail server has control characters in it.")
