"""Replies in the mailbox's own Drafts folder are tended: put there, looked for in Sent, taken out when they went stale.

Each round compares what should lie in Drafts with what does; it may be cut off at any point and run again. Nothing here
speaks SMTP: what an agent sends from Drafts, they send. Two rounds of one mailbox never run at once.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from assistant.case.email import Email
from assistant.composer import Composer
from assistant.errors import DraftdeskError
from assistant.mailbox.imap import ImapMailbox
from assistant.outbox.drafts_folder import (
    Folder,
    Heading,
    Trace,
    answers_the_same,
    drafts_folder,
    is_same,
    sent_folder,
)
from assistant.records.deliveries import Deliveries
from assistant.records.drafts_wanted import Wanted
from assistant.records.placed_drafts import CHANGED_HERE, PlacedDrafts, SentMail
from assistant.records.tickets import Tickets
from assistant.records.values import PlacedDraft
from assistant.settings import MailboxSettings

log = logging.getLogger(__name__)

MISSING_FOR = timedelta(minutes=15)
"""A draft that is in neither folder may be on its way: programs take it out of Drafts before it lies in Sent."""

ORDER_MOVED = "the order has moved on"


@dataclass
class _Memory:
    """What was read of a mailbox's folders before, so that a round asks for new messages only."""

    drafts: Folder
    sent: Folder


@dataclass
class DraftsKeeper:
    """`read_sent` parses a message of our own; `order_version` is the present one by number; `clock` is aware."""

    placed: PlacedDrafts
    deliveries: Deliveries
    tickets: Tickets
    composer: Composer
    connect: Callable[[str], ImapMailbox]
    read_sent: Callable[[bytes], Email]
    order_version: Callable[[str | None], str | None]
    clock: Callable[[], datetime]
    _memories: dict[str, _Memory] = field(default_factory=dict)
    _tended: dict[str, datetime] = field(default_factory=dict)

    def due(self) -> tuple[str, ...]:
        """Mailboxes that were not tended within their poll time and have something to be tended."""
        now = self.clock()
        return tuple(
            name
            for name, settings in self.composer.mailboxes.items()
            if now - self._tended.get(name, datetime.min.replace(tzinfo=now.tzinfo)) >= _pause(settings)
            and (self._wanted(name) or self.placed.watched(name, now))
        )

    def mailbox_of(self, delivery_id: int) -> str | None:
        """The delivery's mailbox where that wants its replies in Drafts, else None."""
        name = self.deliveries.mailbox(delivery_id)
        settings = self.composer.mailboxes.get(name)
        return name if settings is not None and settings.delivery != "send" else None

    def tend(self, name: str) -> None:
        """One round, unless another keeper is at one. What cannot be placed says so on its ticket and is tried again.

        Raises what is wrong.
        """
        self._tended[name] = self.clock()
        try:
            with self.placed.alone(name) as alone:
                if alone:
                    self._tend(name)
        except DraftdeskError as error:
            for one in self._wanted(name):
                if one.delivery_id is not None:
                    self.deliveries.put_off(one.delivery_id, "postponed", str(error), self.clock())
            raise

    def _tend(self, name: str) -> None:
        wanted = {(one.draft_id, one.version): self._judged(one) for one in self._wanted(name)}
        watched = self.placed.watched(name, self.clock())
        if not wanted and not watched:
            return
        with self.connect(name) as mailbox:
            round_ = _Round(self, mailbox, self.composer.settings(name), self._memory(name, mailbox), watched)
            round_.settle(wanted)
            round_.place(wanted)

    def _wanted(self, name: str) -> tuple[Wanted, ...]:
        """In a mailbox that sends by itself again only what lies in Drafts already, until it is sent from there."""
        settings = self.composer.settings(name)
        found = self.placed.wanted(name, proposals=settings.delivery == "proposed")
        return found if settings.delivery != "send" else tuple(one for one in found if one.lies_there)

    def _judged(self, one: Wanted) -> Wanted:
        """With what speaks against it now."""
        if one.stale is None and self.order_version(one.order_number) != one.order_version:
            return one.model_copy(update={"stale": ORDER_MOVED})
        return one

    def _memory(self, name: str, mailbox: ImapMailbox) -> _Memory:
        settings = self.composer.settings(name)
        if name not in self._memories:
            drafts = drafts_folder(mailbox, settings.drafts_folder)
            self._memories[name] = _Memory(Folder(drafts), Folder(sent_folder(mailbox, settings.sent_folder)))
        return self._memories[name]


class _Round:
    """One look at a mailbox's two folders, and what follows from it."""

    def __init__(
        self,
        keeper: DraftsKeeper,
        mailbox: ImapMailbox,
        settings: MailboxSettings,
        memory: _Memory,
        watched: tuple[PlacedDraft, ...],
    ) -> None:
        self._keeper, self._mailbox, self._settings, self._memory = keeper, mailbox, settings, memory
        self._records, self._now = keeper.placed, keeper.clock()
        self._watched = watched
        self._traces = {one.id: self._trace(one) for one in watched}
        self._drafts = memory.drafts.read(mailbox)
        since = min((one.created_at for one in watched), default=None)
        self._sent = self._foreign(memory.sent.read(mailbox, since)) if since else {}

    def settle(self, wanted: Mapping[tuple[int, int], Wanted]) -> None:
        """What has become of each draft that was placed before. Sent comes first: what was sent is not withdrawn."""
        for one in reversed(self._watched):  # the newest first: it is the likelier origin of a mail without our ids
            uid = self._find(self._sent, one)
            if uid is not None:
                self._take_note(one, uid)
            elif one.state in ("placing", "placed"):
                self._look_after(one, wanted.get((one.draft_id, one.version)))

    def place(self, wanted: Mapping[tuple[int, int], Wanted]) -> None:
        lying = {(one.draft_id, one.version) for one in self._watched if one.state in ("placing", "placed")}
        for key, one in wanted.items():
            if key in lying:
                continue
            if one.stale is not None:
                self._give_up(one)
                continue
            message_id, raw = self._keeper.composer.compose(one, self._now, draft=True)
            self._put(self._records.prepare(one, message_id, raw, self._now))

    def _look_after(self, placed: PlacedDraft, wanted: Wanted | None) -> None:
        uid = self._find(self._drafts, placed)
        if wanted is None or wanted.stale is not None:
            if wanted is not None:
                self._give_up(wanted)
            self._withdraw(placed, uid, wanted.stale if wanted else None)
        elif uid is not None:
            self._records.placed(placed.id, self._now)
        elif placed.state == "placing":
            self._put(placed)
        else:
            self._records.missing(placed.id, self._now, given_up=self._missing_too_long(placed))

    def _put(self, placed: PlacedDraft) -> None:
        flags = (r"\Draft", r"\Seen")
        self._mailbox.append(self._memory.drafts.name, self._records.raw(placed), flags, self._now)
        self._records.placed(placed.id, self._now)

    def _withdraw(self, placed: PlacedDraft, uid: int | None, reason: str | None) -> None:
        """What only answers the same mail may be the agent's own words: it stays where it is."""
        heading = self._drafts.get(uid) if uid is not None else None
        if uid is None or heading is None:
            if placed.state == "placing" or self._missing_too_long(placed):
                self._records.withdrawn(placed.id, reason, self._now)
            else:
                self._records.missing(placed.id, self._now)
            return
        if not is_same(heading, self._traces[placed.id]):
            self._records.withdrawn(placed.id, reason, self._now)
            return
        edited = self._edited(placed, uid)
        if self._mailbox.remove(self._memory.drafts.name, self._memory.drafts.uidvalidity, uid):
            self._records.withdrawn(placed.id, reason, self._now, edited=edited)

    def _give_up(self, wanted: Wanted) -> None:
        """Stale: an approved reply comes back to the desk, a proposal is marked."""
        reason = wanted.stale or CHANGED_HERE
        if wanted.delivery_id is not None:
            state: Literal["stale", "superseded"] = "stale" if reason == ORDER_MOVED else "superseded"
            self._records.not_wanted(wanted.delivery_id, reason, state, self._now)
        else:
            self._keeper.tickets.mark_stale(wanted.draft_id, reason, self._now)

    def _take_note(self, placed: PlacedDraft, uid: int) -> None:
        raw = self._mailbox.message(self._memory.sent.name, uid)
        if raw is None:
            return
        heading = self._sent.pop(uid)
        email = self._keeper.read_sent(raw)
        found = SentMail(
            message_id=heading.message_id,
            raw=raw,
            text=self._words(placed, email),
            recipients=tuple(sorted(heading.recipients)),
            at=min(email.date, self._now),
        )
        self._records.sent(placed.id, found, self._now)
        self._mark_answered(placed)
        leftover = self._find(self._drafts, placed)
        if leftover is not None and is_same(self._drafts[leftover], self._traces[placed.id]):
            self._mailbox.remove(self._memory.drafts.name, self._memory.drafts.uidvalidity, leftover)

    def _mark_answered(self, placed: PlacedDraft) -> None:
        """Most mail programs do it themselves."""
        answered = self._records.answered(placed.id).answers
        self._mailbox.mark_answered(answered.folder, answered.uidvalidity, answered.uid)

    def _edited(self, placed: PlacedDraft, uid: int) -> str | None:
        """What an agent has made of the draft in their mail program; None when it is as we put it there."""
        raw = self._mailbox.message(self._memory.drafts.name, uid)
        if raw is None or raw == self._records.raw(placed):
            return None
        words = self._words(placed, self._keeper.read_sent(raw))
        return words if words != placed.text else None

    def _words(self, placed: PlacedDraft, email: Email) -> str:
        """The new words of a message that began as ours: exactly ours when only their form differs."""
        ours = self._keeper.read_sent(self._records.raw(placed))
        if _bare(email.text) == _bare(ours.text):
            return placed.text
        signature = placed.text.rpartition("\n-- \n")[2] if "\n-- \n" in placed.text else ""
        kept = signature and _bare(signature) in _bare(email.full_text)
        return f"{email.text}\n\n-- \n{signature}" if kept else email.text

    def _find(self, headings: Mapping[int, Heading], placed: PlacedDraft) -> int | None:
        trace = self._traces[placed.id]
        same = [uid for uid, one in headings.items() if is_same(one, trace)]
        alike = [
            uid
            for uid, one in headings.items()
            if answers_the_same(one, trace) and not any(is_same(one, other) for other in self._traces.values())
        ]
        return max(same or alike, default=None)

    def _foreign(self, headings: Mapping[int, Heading]) -> dict[int, Heading]:
        """Without the replies that we sent ourselves and those that are accounted for."""
        ids = [one.message_id for one in headings.values() if one.message_id]
        ours = self._records.ours(ids)
        return {uid: one for uid, one in headings.items() if one.message_id not in ours}

    def _trace(self, placed: PlacedDraft) -> Trace:
        reply = self._records.answered(placed.id)
        return Trace(placed.message_id, reply.answers.message_id, reply.recipients)

    def _missing_too_long(self, placed: PlacedDraft) -> bool:
        return placed.missing_since is not None and self._now - placed.missing_since >= MISSING_FOR


def _pause(settings: MailboxSettings) -> timedelta:
    return timedelta(seconds=settings.poll_seconds)


def _bare(text: str) -> str:
    return "".join(text.split())
