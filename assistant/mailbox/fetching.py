"""What a fetch from a mailbox gives: raw messages in small batches, each with the cursor to go on from."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from assistant.case.base import Time, Value
from assistant.errors import MailboxError


class Cursor(Value):
    """The last message taken from a folder. UIDs mean nothing under another `uidvalidity` (RFC 3501, 2.3.1.1)."""

    uidvalidity: int
    uid: int


class RawMessage(Value):
    """A message byte for byte. `internal_date` is when the server received it (UTC), null where it gave none."""

    folder: str
    uid: int
    raw: bytes
    internal_date: Time | None


class NotLoaded(Value):
    """A message that is there but was not read, with the reason in words. `size` in bytes, as the server says."""

    folder: str
    uid: int
    size: int
    reason: str


class Batch(Value):
    """Messages oldest first. Once all are kept, `cursor` may be stored: nothing up to it is missing."""

    cursor: Cursor
    messages: tuple[RawMessage, ...] = ()
    not_loaded: tuple[NotLoaded, ...] = ()
    left: int = 0
    """How many messages are still to be fetched after these."""


class Described(Value):
    """What is known of a message before its bytes are asked for."""

    size: int
    internal_date: datetime | None

    def arrived_within(self, since: datetime | None, until: datetime | None) -> bool:
        """A message whose time the server does not say is never left out."""
        if self.internal_date is None:
            return True
        return (since is None or since <= self.internal_date) and (until is None or self.internal_date < until)


def describe(answers: Mapping[int, Mapping[bytes, Any]]) -> dict[int, Described]:
    """From FETCH answers by UID. An unsolicited one (new flags of some message) says nothing of the size."""
    return {
        uid: Described(size=answer[b"RFC822.SIZE"], internal_date=_in_utc(answer.get(b"INTERNALDATE")))
        for uid, answer in answers.items()
        if isinstance(answer.get(b"RFC822.SIZE"), int)
    }


def describe_one_by_one(
    uids: Sequence[int], ask: Callable[[int, Sequence[str]], Mapping[int, Mapping[bytes, Any]]]
) -> dict[int, Described]:
    """For an answer that makes no sense because of one message: each alone, and then with less asked about it.

    One that the server tells nothing sensible of is tried all the same: its bytes may be well.
    """
    described: dict[int, Described] = {}
    for uid in uids:
        described[uid] = Described(size=0, internal_date=None)
        for items in (["RFC822.SIZE", "INTERNALDATE"], ["RFC822.SIZE"]):
            try:
                described |= describe(ask(uid, items))
                break
            except MailboxError as error:
                if error.retry:
                    raise
    return described


def _in_utc(moment: object) -> datetime | None:
    return moment.astimezone(UTC) if isinstance(moment, datetime) and moment.tzinfo is not None else None


class OpenFolder(Protocol):
    """The folder that is open on a server. Both raise MailboxError; with `retry` when the connection is at fault."""

    def bodies(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Those of the messages that are still there."""

    def exists(self, uid: int) -> bool: ...


def groups_by_size(uids: Sequence[int], sizes: Mapping[int, int], most_bytes: int) -> Iterator[tuple[int, ...]]:
    """Neighbouring UIDs in groups of at most `most_bytes`; a larger one stands alone. One without a size counts 0."""
    group: list[int] = []
    held = 0
    for uid in uids:
        size = sizes.get(uid, 0)
        if group and held + size > most_bytes:
            yield tuple(group)
            group, held = [], 0
        group.append(uid)
        held += size
    if group:
        yield tuple(group)


def read_batch(
    source: OpenFolder, folder: str, cursor: Cursor, described: Mapping[int, Described], largest: int, left: int = 0
) -> Batch:
    """The described messages, each loaded or with the reason why not; one that has vanished meanwhile is in neither."""
    too_large = {uid: f"larger than {largest / 1024**2:g} MB" for uid in described if described[uid].size > largest}
    bodies, refused = load(source, [uid for uid in described if uid not in too_large])
    return Batch(
        cursor=cursor,
        left=left,
        messages=tuple(
            RawMessage(folder=folder, uid=uid, raw=raw, internal_date=described[uid].internal_date)
            for uid, raw in sorted(bodies.items())
        ),
        not_loaded=tuple(
            NotLoaded(folder=folder, uid=uid, size=described[uid].size, reason=reason)
            for uid, reason in sorted((too_large | refused).items())
        ),
    )


def load(source: OpenFolder, uids: Sequence[int]) -> tuple[dict[int, bytes], dict[int, str]]:
    """The bytes of each message, and why not for those that the server refuses. Vanished ones are in neither.

    A server may answer NO to a whole FETCH because one message was expunged (RFC 2180, 4.1.3), or nonsense because of
    one that it cannot read itself: then one by one.
    """
    try:
        bodies = source.bodies(uids)
        silent = [uid for uid in uids if uid not in bodies and source.exists(uid)]
        return bodies, dict.fromkeys(silent, "The mail server gave no content for it.")
    except MailboxError as error:
        if error.retry:
            raise
        if len(uids) == 1:
            return {}, {uids[0]: error.message} if source.exists(uids[0]) else {}
    return _load_one_by_one(source, uids)


def _load_one_by_one(source: OpenFolder, uids: Sequence[int]) -> tuple[dict[int, bytes], dict[int, str]]:
    bodies: dict[int, bytes] = {}
    refused: dict[int, str] = {}
    for uid in uids:
        body, reason = load(source, [uid])
        bodies |= body
        refused |= reason
    return bodies, refused
