"""Reading a batch from a server that takes messages away, refuses one, or fails."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone

import pytest

from assistant.errors import MailboxError, MailboxUnreachable
from assistant.mailbox.fetching import Batch, Cursor, Described, describe, groups_by_size, read_batch

RECEIVED = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)


class Folder:
    """Answers NO to a whole FETCH with a refused or expunged message in it, as some servers do (RFC 2180)."""

    def __init__(self, held: dict[int, bytes], refused: frozenset[int] = frozenset()) -> None:
        self.held, self.refused = held, refused

    def bodies(self, uids: Sequence[int]) -> dict[int, bytes]:
        if any(uid not in self.held or uid in self.refused for uid in uids):
            raise MailboxError("The server refused: no.")
        return {uid: self.held[uid] for uid in uids}

    def exists(self, uid: int) -> bool:
        return uid in self.held


class Unreachable(Folder):
    def bodies(self, uids: Sequence[int]) -> dict[int, bytes]:
        raise MailboxUnreachable("gone")


def batch_of(folder: Folder, *uids: int, sizes: dict[int, int] | None = None) -> Batch:
    described = {uid: Described(size=(sizes or {}).get(uid, 10), internal_date=RECEIVED) for uid in uids}
    return read_batch(folder, "INBOX", Cursor(uidvalidity=1, uid=max(uids)), described, 100)


def test_an_expunged_message_does_not_take_the_others_with_it() -> None:
    batch = batch_of(Folder({1: b"one", 3: b"three"}), 1, 2, 3)
    assert [message.raw for message in batch.messages] == [b"one", b"three"]
    assert batch.not_loaded == ()


def test_a_message_that_the_server_refuses_is_named_with_its_reason() -> None:
    batch = batch_of(Folder({1: b"one", 2: b"two", 3: b"three"}, refused=frozenset({2})), 1, 2, 3)
    assert [message.uid for message in batch.messages] == [1, 3]
    assert [(left.uid, left.reason) for left in batch.not_loaded] == [(2, "The server refused: no.")]


def test_a_message_that_comes_without_its_content_is_named_and_not_passed_over() -> None:
    class Silent(Folder):
        def bodies(self, uids: Sequence[int]) -> dict[int, bytes]:
            return {uid: self.held[uid] for uid in uids if uid != 2}

    batch = batch_of(Silent({1: b"one", 2: b"two"}), 1, 2)
    assert [message.uid for message in batch.messages] == [1]
    assert [left.uid for left in batch.not_loaded] == [2]


def test_a_message_over_the_limit_is_never_asked_for() -> None:
    batch = batch_of(Folder({1: b"one"}), 1, 2, sizes={2: 101})
    assert [(left.uid, left.size) for left in batch.not_loaded] == [(2, 101)]
    assert [message.uid for message in batch.messages] == [1]


def test_a_lost_connection_is_not_taken_for_a_lost_message() -> None:
    with pytest.raises(MailboxUnreachable):
        batch_of(Unreachable({1: b"one"}), 1)


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ({1: 5, 2: 5, 3: 5}, [(1, 2), (3,)]),
        ({1: 50, 2: 1, 3: 1}, [(1,), (2, 3)]),
        ({1: 1, 2: 50, 3: 1}, [(1,), (2,), (3,)]),
        ({}, [(1, 2, 3)]),
    ],
)
def test_neighbours_are_read_together_up_to_a_size(sizes: dict[int, int], groups: list[tuple[int, ...]]) -> None:
    assert list(groups_by_size([1, 2, 3], sizes, 10)) == groups


def test_the_servers_time_becomes_utc_and_an_unreadable_one_null() -> None:
    shanghai = datetime(2026, 11, 9, 16, 0, tzinfo=timezone(timedelta(hours=8)))
    described = describe(
        {
            1: {b"RFC822.SIZE": 3, b"INTERNALDATE": shanghai},
            2: {b"RFC822.SIZE": 3, b"INTERNALDATE": None},
            3: {b"FLAGS": (rb"\Seen",)},  # unsolicited
        }
    )
    assert described == {
        1: Described(size=3, internal_date=RECEIVED),
        2: Described(size=3, internal_date=None),
    }
    assert described[1].internal_date is not None
    assert described[1].internal_date.tzinfo is UTC


@pytest.mark.parametrize(
    ("received", "within"),
    [
        (None, True),  # never left out
        (RECEIVED, True),
        (RECEIVED - timedelta(seconds=1), False),
        (RECEIVED + timedelta(hours=1), False),
    ],
)
def test_a_period_holds_its_first_moment_and_not_its_last(received: datetime | None, within: bool) -> None:
    described = Described(size=1, internal_date=received)
    assert described.arrived_within(RECEIVED, RECEIVED + timedelta(hours=1)) is within
    assert described.arrived_within(None, None)
