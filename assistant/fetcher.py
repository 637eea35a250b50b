"""Mail comes in: from a mailbox's folders into the records, batch by batch, and on to the case workers.

One fetcher a mailbox, in a thread of its own. What was stored is never fetched again, and the cursor only moves with
the messages; so a fetcher can be stopped at any point and started again.
"""

import logging
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from assistant.errors import DraftdeskError, MailboxError, MailboxUnreachable
from assistant.mailbox.imap import BATCH, Batch, Cursor, ImapMailbox, RawMessage
from assistant.records.health import Health
from assistant.records.messages import STRIKES, Messages
from assistant.settings import MailboxSettings

log = logging.getLogger(__name__)

FIRST_PAUSE = 5.0
LONGEST_PAUSE = 300.0
"""Seconds between tries while a mailbox cannot be reached; the pause doubles from the first to the longest."""
ALLOWANCE = timedelta(minutes=3)
"""How much later than it said a fetcher may be heard of again; one batch of large mails may take long."""


@dataclass
class Fetcher:
    """`on_stored` is told of each new message's id, after it is safe. It may fail: a sweep finds the message too.

    `report` is told how the mailbox does whenever that was looked at.
    """

    name: str
    settings: MailboxSettings
    mailbox: ImapMailbox
    messages: Messages
    on_stored: Callable[[int], None]
    report: Callable[[str, Health], None] = lambda _name, _health: None
    health: Health = field(default_factory=Health)
    _strikes: Counter[tuple[str, int, bool]] = field(default_factory=Counter)

    def fetch_once(self, stop: threading.Event | None = None) -> int:
        """Everything new in all folders, or what is stored when told to stop; how many messages were not known.

        Raises what is wrong.
        """
        stop = stop or threading.Event()
        asked_for = self._fetch_wanted()
        return asked_for + sum(self._fetch_folder(folder, stop) for folder in self.settings.folders)

    def import_history(self, since: datetime, until: datetime, stop: threading.Event | None = None) -> int:
        """What arrived in between, as history: filed, never drafted. Goes on where it was broken off."""
        stop = stop or threading.Event()
        return sum(self._import_folder(folder, since, until, stop) for folder in self.settings.folders)

    def run(self, stop: threading.Event) -> None:
        """Fetch until told to stop. Whatever goes wrong is said in `health` and tried again, with longer pauses."""
        failures = 0
        while not stop.is_set():
            problem = self._round(stop)
            if problem is None or stop.is_set():  # told to stop, a line that breaks off is no problem
                failures = 0
                continue
            pause = self._pause(problem, failures)
            self._unwell(problem, pause)
            stop.wait(pause)
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
        try:
            batches = self.mailbox.fetch_new(folder, after, self.settings.start_date, self._batch_size(folder))
            count = self._keep(folder, batches, stop)
        except MailboxUnreachable as error:
            self._strike(folder, error)
            raise
        self._strikes = Counter({broke: n for broke, n in self._strikes.items() if broke[0] != folder})
        return count

    def _import_folder(self, folder: str, since: datetime, until: datetime, stop: threading.Event) -> int:
        known = self.messages.history_cursor(self.name, folder, since)
        after = Cursor(uidvalidity=known.uidvalidity, uid=known.uid) if known is not None else None
        return self._keep(folder, self.mailbox.fetch_new(folder, after, since, until=until), stop, since)

    def _keep(
        self, folder: str, batches: Iterable[Batch], stop: threading.Event, history_since: datetime | None = None
    ) -> int:
        """Store each batch while the next one is fetched, and tell of what is new once it is safe."""
        count = 0
        before: Future[tuple[int, ...]] | None = None
        with ThreadPoolExecutor(1, thread_name_prefix="store") as keeper:
            try:
                for batch in batches:
                    if before is not None:
                        count += self._told(before.result())
                    before = keeper.submit(self._store, folder, batch, history_since)
                    self._behind(batch)
                    if stop.is_set():
                        break
            finally:
                if before is not None:
                    count += self._told(before.result())
        return count

    def _store(self, folder: str, batch: Batch, history_since: datetime | None) -> tuple[int, ...]:
        return self.messages.store(
            self.name,
            folder,
            batch.cursor.uidvalidity,
            [(message.uid, message.raw, message.internal_date) for message in batch.messages],
            not_loaded=[(message.uid, message.reason) for message in batch.not_loaded],
            upto=batch.cursor.uid,
            history_since=history_since,
        )

    def _told(self, stored: tuple[int, ...]) -> int:
        for message_id in stored:
            self.on_stored(message_id)
        return len(stored)

    # A message that takes the connection with it

    def _batch_size(self, folder: str) -> int:
        """One by one where reading several together has failed again and again: the others must not wait for it."""
        together = any(where == folder and not alone and n >= STRIKES for (where, _, alone), n in self._strikes.items())
        return 1 if together else BATCH

    def _strike(self, folder: str, error: MailboxUnreachable) -> None:
        """Whoever breaks the connection alone, three times, is put aside: a person can have it tried again."""
        if not error.reading:
            return
        uid, alone = error.reading[0], len(error.reading) == 1
        self._strikes[folder, uid, alone] += 1
        if alone and self._strikes[folder, uid, alone] >= STRIKES:
            reason = f"The connection broke {STRIKES} times while it was read. {error.message}"
            self.messages.store(self.name, folder, error.uidvalidity, [], not_loaded=[(uid, reason)], upto=uid)
            del self._strikes[folder, uid, alone]

    def _fetch_wanted(self) -> int:
        """What could not be loaded, and somebody asked for again."""
        given = 0
        for wanted in self.messages.wanted(self.name):
            cursor = Cursor(uidvalidity=wanted.uidvalidity, uid=wanted.uid)
            found = self.mailbox.fetch_one(wanted.folder, cursor)
            if isinstance(found, RawMessage):
                arrived = self.messages.give(wanted.message_id, found.raw, found.internal_date, "")
            else:
                reason = found.reason if found is not None else "It is not on the mail server any more."
                arrived = self.messages.give(wanted.message_id, None, None, reason)
            given += self._told((wanted.message_id,)) if arrived else 0
        return given

    # Waiting, and how it goes

    def _wait_for_news(self, stop: threading.Event) -> None:
        """All folders are looked at again after `poll_seconds`: where the server has IDLE, the first one before.

        IDLE goes on meanwhile. So whatever it does not tell is found, and a line on which nothing comes back.
        """
        settings = self.settings
        self.mailbox.idle(settings.folders[0], settings.poll_seconds, stop.is_set, settings.idle_seconds)

    def _well(self) -> None:
        now = datetime.now(UTC)
        self.health.last_success = now
        self.health.problem, self.health.behind_since = "", None
        self._say(now, self.settings.poll_seconds)

    def _behind(self, batch: Batch) -> None:
        """While more is to come, what is not stored yet is as old as the newest of what is, or older."""
        now = datetime.now(UTC)
        dates = [message.internal_date for message in batch.messages if message.internal_date is not None]
        self.health.behind_since = max(dates, default=self.health.behind_since or now) if batch.left else None
        self._say(now, 0)

    def _unwell(self, problem: DraftdeskError, pause: float) -> None:
        now = datetime.now(UTC)
        self.health.problem = str(problem)
        self.health.behind_since = self.health.behind_since or self.health.last_success
        self._say(now, pause)
        log.warning("Mailbox %s: %s", self.name, problem)
        self.mailbox.drop()

    def _say(self, now: datetime, next_in: float) -> None:
        """Told, too, when it will be heard of again: who has fallen silent cannot say so itself."""
        self.health.checked_at = now
        self.health.expected_by = now + timedelta(seconds=next_in) + ALLOWANCE
        try:
            self.report(self.name, self.health)
        except DraftdeskError as error:
            log.warning("Mailbox %s: %s", self.name, error)
