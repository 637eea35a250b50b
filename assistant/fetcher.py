"""Mail comes in: from a mailbox's folders into the records, batch by batch, and on to the case workers.

One fetcher a mailbox, in a thread of its own. What was stored is never fetched again, and the cursor only moves with
the messages; so a fetcher can be stopped at any point and started again.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from assistant.errors import DraftdeskError, MailboxError
from assistant.mailbox.imap import Cursor, ImapMailbox
from assistant.records.messages import Messages
from assistant.settings import MailboxSettings

log = logging.getLogger(__name__)

LONGEST_PAUSE = 300.0
"""Seconds between tries while a mailbox cannot be reached; the pause doubles up to here."""


@dataclass
class Health:
    """How a mailbox is doing: when it last answered, and what is wrong, in plain words."""

    last_success: datetime | None = None
    checked_at: datetime | None = None
    problem: str = ""


@dataclass
class Fetcher:
    """`on_stored` is told of each new message's id, after it is safe."""

    name: str
    settings: MailboxSettings
    mailbox: ImapMailbox
    messages: Messages
    on_stored: Callable[[int], None]
    health: Health = field(default_factory=Health)

    def fetch_once(self) -> int:
        """Everything new in all folders; how many messages that were not known. Raises what is wrong."""
        return sum(self._fetch_folder(folder) for folder in self.settings.folders)

    def run(self, stop: threading.Event) -> None:
        """Fetch until told to stop. A mailbox that is away is tried again, with longer pauses, for ever."""
        pause = self.settings.poll_seconds
        while not stop.is_set():
            try:
                self.fetch_once()
                self._well()
                pause = self.settings.poll_seconds
                self._wait_for_news(stop)
            except DraftdeskError as error:
                self._unwell(error)
                stop.wait(pause)
                pause = min(pause * 2, max(LONGEST_PAUSE, self.settings.poll_seconds))
        self.mailbox.close()

    def _fetch_folder(self, folder: str) -> int:
        known = self.messages.cursor(self.name, folder)
        after = Cursor(uidvalidity=known.uidvalidity, uid=known.uid) if known is not None else None
        count = 0
        for batch in self.mailbox.fetch_new(folder, after, self.settings.start_date):
            ids = self.messages.store(
                self.name,
                folder,
                batch.cursor.uidvalidity,
                [(message.uid, message.raw, message.internal_date) for message in batch.messages],
                not_loaded=[(message.uid, message.reason) for message in batch.not_loaded],
                upto=batch.cursor.uid,
            )
            for message_id in ids:
                self.on_stored(message_id)
            count += len(ids)
        return count

    def _wait_for_news(self, stop: threading.Event) -> None:
        """IDLE on the first folder where the server has it; the others, and servers without it, are polled."""
        if not self.mailbox.offers_idle():
            stop.wait(self.settings.poll_seconds)
            return
        end = self.settings.poll_seconds
        step = 1.0
        while end > 0 and not stop.is_set():
            if self.mailbox.idle(self.settings.folders[0], min(step, end)):
                return
            end -= step

    def _well(self) -> None:
        self.health.last_success = self.health.checked_at = datetime.now(UTC)
        self.health.problem = ""

    def _unwell(self, error: DraftdeskError) -> None:
        self.health.checked_at = datetime.now(UTC)
        self.health.problem = str(error)
        log.warning("Mailbox %s: %s", self.name, error)
        if isinstance(error, MailboxError):
            self.mailbox.close()
