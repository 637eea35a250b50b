"""One mail in several mailboxes: whoever takes it first has the case, on both databases, however many try at once."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from support.records import NOW, Records, case_file, email

pytest_plugins = ("support.records_fixtures",)

MAIL = email(message_id="<1@mail.example>")
KEY = "e" * 64


def arrived(records: Records, *mailboxes: str) -> list[int]:
    return [
        records.messages.store(mailbox, "INBOX", 1, [(1, f"X: {mailbox}\r\n\r\nhello".encode(), NOW)])[0]
        for mailbox in mailboxes
    ]


def test_of_many_that_ask_at_once_one_has_the_case(records: Records) -> None:
    for round_ in range(5):
        ids = arrived(records, *(f"box {round_}-{number}" for number in range(8)))
        key = f"{round_:064d}"
        with ThreadPoolExecutor(8) as threads:
            is_copy = list(threads.map(partial(records.tickets.file_copy, email=MAIL, delivery_key=key), ids))
        assert is_copy.count(False) == 1
        leading = ids[is_copy.index(False)]
        assert {records.messages.message(one).copy_of for one in ids} == {None, leading}
        assert records.messages.message(leading).state == "stored"
        assert [records.tickets.file_copy(one, MAIL, key) for one in ids] == is_copy, "and asked again"


def test_the_ticket_names_the_other_mailboxes_and_the_copies_have_no_ticket(records: Records) -> None:
    first, *copies = arrived(records, "support", "sales", "info")
    for one in (first, *copies):
        records.tickets.file_copy(one, MAIL, KEY)
    saved = records.tickets.save_case(first, MAIL, case_file(MAIL))
    (message,) = records.tickets.ticket(saved.ticket_id or 0).messages
    assert message.also_in == ("sales", "info")
    assert [records.messages.message(copy).ticket_id for copy in copies] == [None, None]
    assert records.messages.to_work() == ()


def test_what_is_worked_already_is_nobodys_copy(records: Records) -> None:
    first, second = arrived(records, "support", "sales")
    records.tickets.save_case(second, MAIL, case_file(MAIL))
    records.tickets.file_copy(first, MAIL, KEY)
    assert not records.tickets.file_copy(second, MAIL, KEY)
