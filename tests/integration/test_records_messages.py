"""Received mail is stored once, byte for byte, and never lost on the way."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from support.records import NOW, Records, email

from assistant.errors import RecordsError, RecordsUnreachable
from assistant.records.raw import RawStore
from assistant.records.values import Cursor

pytest_plugins = ("support.records_fixtures",)

RAW = b"Subject: \xb0\xfc\xb9\xfc\r\n\r\nbody with \x00 and \xff\r\n"


def mail(number: int) -> bytes:
    return f"Subject: {number}\r\n\r\n{number}\r\n".encode()


def test_a_message_is_kept_byte_for_byte(records: Records) -> None:
    (message_id,) = records.messages.store("support", "INBOX", 7, [(1, RAW, NOW)])
    assert records.messages.raw(message_id) == RAW
    assert records.messages.message(message_id).received_at == NOW
    assert records.messages.to_work() == (message_id,)


def test_without_the_servers_date_a_message_counts_from_when_it_was_stored(records: Records) -> None:
    (message_id,) = records.messages.store("support", "INBOX", 7, [(1, RAW, None)])
    message = records.messages.message(message_id)
    assert message.internal_date is None
    assert message.received_at > NOW.replace(year=2020)


def test_the_cursor_moves_with_the_messages_and_never_back(records: Records) -> None:
    assert records.messages.cursor("support", "INBOX") is None
    records.messages.store("support", "INBOX", 7, [(3, mail(3), NOW), (5, mail(5), NOW)])
    records.messages.store("support", "INBOX", 7, [(4, mail(4), NOW)])
    assert records.messages.cursor("support", "INBOX") == Cursor(uidvalidity=7, uid=5)
    records.messages.store("support", "INBOX", 7, [], upto=9)
    assert records.messages.cursor("support", "INBOX") == Cursor(uidvalidity=7, uid=9)
    assert records.messages.cursor("support", "已发送") is None


def test_a_mailbox_made_anew_brings_in_only_what_is_new(records: Records) -> None:
    records.messages.store("support", "INBOX", 7, [(uid, mail(uid), NOW) for uid in (1, 2, 3)])
    again = [(1, mail(3), NOW), (2, mail(1), NOW), (3, mail(8), NOW), (4, mail(2), NOW), (5, mail(9), NOW)]
    new = records.messages.store("support", "INBOX", 8, again)
    assert [records.messages.raw(message_id) for message_id in new] == [mail(8), mail(9)]
    assert records.messages.cursor("support", "INBOX") == Cursor(uidvalidity=8, uid=5)
    assert len(records.messages.to_work()) == 5


def test_the_same_bytes_twice_are_one_message_and_other_bytes_are_another(records: Records) -> None:
    first = b"Message-ID: <same@x>\r\n\r\none\r\n"
    other = b"Message-ID: <same@x>\r\n\r\ntwo\r\n"
    stored = records.messages.store("support", "INBOX", 7, [(1, first, NOW), (2, first, NOW), (3, other, NOW)])
    assert [records.messages.raw(message_id) for message_id in stored] == [first, other]
    assert len(records.messages.store("sales", "INBOX", 7, [(1, first, NOW)])) == 1


def test_two_fetchers_at_once_store_each_mail_once(records: Records) -> None:
    batches = [[(uid, mail(uid), NOW) for uid in range(start, start + 20)] for start in range(1, 201, 20)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda batch: records.messages.store("support", "INBOX", 7, batch), batches * 2))
    ids = [message_id for batch in found for message_id in batch]
    assert len(ids) == len(set(ids)) == 200
    assert sorted(records.messages.raw(message_id) for message_id in ids) == sorted(mail(uid) for uid in range(1, 201))
    assert records.messages.cursor("support", "INBOX") == Cursor(uidvalidity=7, uid=200)


def test_a_full_disk_leaves_the_cursor_where_it_was_and_all_comes_in_once_there_is_room(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.messages.store("support", "INBOX", 7, [(1, mail(1), NOW)])
    batch = [(uid, mail(uid), NOW) for uid in range(2, 8)]
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", _fails_from_the(5))
        with pytest.raises(RecordsUnreachable, match="disk is full"):
            records.messages.store("support", "INBOX", 7, batch)
    assert records.messages.cursor("support", "INBOX") == Cursor(uidvalidity=7, uid=1)
    assert len(records.messages.to_work()) == 1
    assert not list(records.raw_store.directory.rglob(".new-*"))
    assert len(records.messages.store("support", "INBOX", 7, batch)) == 6


def _fails_from_the(call: int) -> Any:
    calls = iter(range(1, 1000))

    def fsync(descriptor: int) -> None:
        if next(calls) >= call:
            raise OSError(errno.ENOSPC, "No space left on device")

    return fsync


def test_three_failures_put_a_message_aside_and_not_the_others(records: Records) -> None:
    poison, good = records.receive(), records.receive()
    struck = [records.messages.strike(poison, "the parser ran for 60 s") for _ in range(3)]
    assert struck == [False, False, True]
    assert records.messages.to_work() == (good,)
    (aside,) = records.messages.in_state("quarantined")
    assert (aside.id, aside.error) == (poison, "the parser ran for 60 s")
    assert records.messages.raw(poison).startswith(b"Subject: 1")


def test_a_message_in_quarantine_is_tried_again_on_request(records: Records) -> None:
    message_id = records.receive()
    records.messages.quarantine(message_id, "nested 1,000 deep")
    records.messages.retry(message_id, user="anna")
    assert records.messages.to_work() == (message_id,)
    assert [records.messages.strike(message_id, "again") for _ in range(3)] == [False, False, True]


def test_a_message_that_was_worked_cannot_be_put_aside_by_a_late_failure(records: Records) -> None:
    saved = records.file()
    assert not records.messages.strike(saved.message_id, "too late")
    records.messages.quarantine(saved.message_id, "too late")
    assert records.messages.message(saved.message_id).state == "worked"
    with pytest.raises(RecordsError, match="quarantine"):
        records.messages.retry(saved.message_id)


def test_a_message_that_the_server_would_not_give_is_listed_with_the_reason(records: Records) -> None:
    for _ in range(2):
        records.messages.store("support", "INBOX", 7, [(1, RAW, NOW)], not_loaded=[(2, "larger than 50 MB")])
    (aside,) = records.messages.in_state("quarantined")
    assert aside.error == "larger than 50 MB"
    assert records.messages.cursor("support", "INBOX") == Cursor(uidvalidity=7, uid=2)
    with pytest.raises(RecordsError, match="did not give us"):
        records.messages.raw(aside.id)
    records.messages.retry(aside.id)
    assert [wanted.uid for wanted in records.messages.wanted("support")] == [2]
    assert records.messages.message(aside.id).state == "quarantined", "until the server gives it"


def test_screened_mail_is_listed_with_its_reason_and_makes_no_ticket(records: Records) -> None:
    saved = records.file(email("Out of office", kind="auto_reply"))
    assert (saved.ticket_id, saved.draft_id, saved.status) == (None, None, "no_reply")
    (screened,) = records.messages.screened()
    assert (screened.screening_kind, screened.text, screened.state) == ("auto_reply", "Out of office", "worked")
    assert records.tickets.queue(state=None) == []


def test_raw_mail_that_was_damaged_on_the_disk_is_not_taken_for_the_message(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    digest = store.put(RAW)
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    file.write_bytes(RAW[:-1])
    with pytest.raises(RecordsError, match="damaged"):
        store.get(digest)
    file.unlink()
    with pytest.raises(RecordsError, match="not in"):
        store.get(digest)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_only_a_hash_names_raw_mail(tmp_path: Path, name: str) -> None:
    with pytest.raises(RecordsError, match="no SHA-256"):
        RawStore(tmp_path).get(name)


def test_raw_mail_is_for_its_owner_only(tmp_path: Path) -> None:
    RawStore(tmp_path / "raw").put(RAW)
    modes = {path.stat().st_mode & 0o077 for path in (tmp_path / "raw").rglob("*")}
    assert modes == {0}
