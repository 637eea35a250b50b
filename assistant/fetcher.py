"""Mail comes in: from a mailbox's folders into the records, batch by batch, and on to the case workers.

One fetcher a mailbox, in a thread of its own. What was stored is never fetched again, and the cursor only moves with
the messages; so a fetcher can be stopped at any point and started again.
"""

import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from assistant.errors import DraftdeskError, MailboxError
from assistant.mailbox.imap import Batch, Cursor, ImapMailbox
from assistant.records.messages import Messages
from assistant.settings import MailboxSettings

log = logging.getLogger(__name__)

FIRST_PAUSE = 5.0
LONGEST_PAUSE = 300.0
"""Seconds between tries while a mailbox cannot be reached; the pause doubles from the first to the longest."""


@dataclass
class Health:
    """How a mailbox is doing: when it last answered, and what is wrong, in plain words."""

    last_success: datetime | None = None
    checked_at: datetime | None = None
    problem: str = ""


@dataclass
class Fetcher:
    """`on_stored` is told of each new message's id, after it is safe. It may fail: a sweep finds the message too."""

    name: str
    settings: MailboxSettings
    mailbox: ImapMailbox
    messages: Messages
    on_stored: Callable[[int], None]
    health: Health = field(default_factory=Health)

    def fetch_once(self, stop: threading.Event | None = None) -> int:
        """Everything new in all folders, or what is stored when told to stop; how many messages were not known.

        Raises what is wrong.
        """
        stop = stop or threading.Event()
        return sum(self._fetch_folder(folder, stop) for folder in self.settings.folders)

    def run(self, stop: threading.Event) -> None:
        """Fetch until told to stop. Whatever goes wrong is said in `health` and tried again, with longer pauses."""
        failures = 0
        while not stop.is_set():
            problem = self._round(stop)
            if problem is None:
                failures = 0
                continue
            self._unwell(problem)
            stop.wait(self._pause(problem, failures))
            failures += 1
        self.mailbox.close()

    def _round(self, stop: threading.Event) -> DraftdeskError | None:
        """Fetch, then wait for news; what went wrong, in plain words."""
        try:
            self.fetch_once(stop)
            self._well()
            self._wait_for_news(stop)
        except DraftdeskError as error:
            return error
        except Exception as error:  # a thread that dies in silence would look like a mailbox without mail
            log.exception("Mailbox %s", self.name)
            return MailboxError(f"{type(error).__name__} while fetching.", "The log has more; it is tried again.")
        return None

    def _pause(self, problem: DraftdeskError, failures: int) -> float:
        """Seconds. A lost connection is tried again soon, a refused password not before the next poll.

        Not to the second, so that many mailboxes do not all come back at once.
        """
        poll = self.settings.poll_seconds
        first = min(FIRST_PAUSE, poll) if problem.retry else poll
        longest = max(LONGEST_PAUSE, poll)
        return min(first * 2.0 ** min(failures, 20), longest) * random.uniform(0.8, 1.0)

    def _fetch_folder(self, folder: str, stop: threading.Event) -> int:
        known = self.messages.cursor(self.name, folder)
        after = Cursor(uidvalidity=known.uidvalidity, uid=known.uid) if known is not None else None
        count = 0
        for batch in self.mailbox.fetch_new(folder, after, self.settings.start_date):
            stored = self._store(folder, batch)
            count += len(stored)
            for message_id in stored:
                self.on_stored(message_id)
            if stop.is_set():
                break
        return count

    def _store(self, folder: str, batch: Batch) -> tuple[int, ...]:
        return self.messages.store(
            self.name,
            folder,
            batch.cursor.uidvalidity,
            [(message.uid, message.raw, message.internal_date) for message in batch.messages],
            not_loaded=[(message.uid, message.reason) for message in batch.not_loaded],
            upto=batch.cursor.uid,
        )

    def _wait_for_news(self, stop: threading.Event) -> None:
        """In IDLE on the first folder where the server has it; the others, and servers without it, are polled."""
        self.mailbox.idle(self.settings.folders[0], self.settings.poll_seconds, stop.is_set)

    def _well(self) -> None:
        self.health.last_success = self.health.checked_at = datetime.now(UTC)
        self.health.problem = ""

    def _unwell(self, problem: DraftdeskError) -> None:
        self.health.checked_at = datetime.now(UTC)
        self.health.problem = str(problem)
        log.warning("Mailbox %s: %s", self.name, problem)
        self.mailbox.close()
