"""An approved reply goes out exactly as approved, at most once; what stands in its way is said on the ticket."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import text
from support.dovecot import Dovecot
from support.house import NOWHERE, Workshop, eventually, mail, mailbox_settings, workshop
from support.smtp import SmtpServer

from assistant.case.diagnosis import Role
from assistant.errors import Conflict
from assistant.outbox import compose
from assistant.records.values import Approval, Delivery, Draft
from assistant.settings import MailboxSettings
from assistant.wiring import now_utc

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

QUESTION = mail(
    "Where is my desk lamp?",
    Message_ID="<second@mail.example>",
    In_Reply_To="<first@shop.example>",
    References="<begin@mail.example> <first@shop.example>",
)


@pytest.fixture
def shop(tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer) -> Iterator[Workshop]:
    with workshop(tmp_path, mailbox_settings(dovecot.settings(), smtp.settings())) as made:
        yield made


def worked(shop: Workshop, raw: bytes = QUESTION) -> Draft:
    (message_id,) = shop.receive(raw)
    return shop.worked(message_id)


def approved(shop: Workshop, raw: bytes = QUESTION) -> Approval:
    """Nobody is told of the delivery yet."""
    return shop.approve(worked(shop, raw))


def deliver(shop: Workshop, approval: Approval) -> Delivery:
    """As the job does, in this thread; what has become of it."""
    dispatcher, delivery_id = shop.office.dispatcher, approval.delivery_id
    if dispatcher.prepare(delivery_id) and dispatcher.attempt(delivery_id) == "sent":
        dispatcher.file_copy(delivery_id)
    return delivery(shop, approval)


def delivery(shop: Workshop, approval: Approval) -> Delivery:
    return shop.records.deliveries.delivery(approval.delivery_id)


def shown(shop: Workshop, approval: Approval) -> Delivery:
    """As the ticket has it, which is in the queue again for somebody to look at."""
    (row,) = [row for row in shop.records.tickets.queue() if row.draft_id == approval.draft_id]
    return shop.records.tickets.ticket(row.ticket_id).deliveries[-1]


def kept(server: SmtpServer) -> EmailMessage:
    (envelope,) = server.kept
    message = message_from_bytes(envelope.content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def words(message: EmailMessage) -> str:
    plain = message.get_body(("plain",))
    assert plain is not None
    return str(plain.get_content()).replace("\r\n", "\n")


def with_mailbox(shop: Workshop, mailbox: MailboxSettings | None) -> None:
    mailboxes = {"support": mailbox} if mailbox else {}
    shop.settings = shop.settings.model_copy(update={"mailboxes": mailboxes})


def test_the_reply_is_the_approved_text_in_the_customers_thread(shop: Workshop, smtp: SmtpServer) -> None:
    approval = approved(shop)
    with shop.working():
        eventually(lambda: delivery(shop, approval).sent_copy == "stored")
    assert smtp.kept[0].recipients == list(approval.recipients) == ["emma.clarke@mail.example"]
    reply = kept(smtp)
    assert words(reply) == approval.text
    assert reply["In-Reply-To"] == "<second@mail.example>"
    assert reply["References"].split() == ["<begin@mail.example>", "<first@shop.example>", "<second@mail.example>"]
    assert reply["Message-ID"] == delivery(shop, approval).message_id
    assert reply["Auto-Submitted"] is None


@pytest.mark.parametrize(
    "approved_text",
    [
        "您好！\n\n您的订单今天送达。\n\n.\n..两点\nFrom here on\n\n暖阳生活",
        "Dear Emma,\n\n  indented, trailing spaces   \n\ttab\nlong " + "word " * 400 + "\n\nJane",
        "-- \nnot a signature\n> not a quote\n=?utf-8?b?eA==?=\nIt costs 5€ = £4\u2028one",
    ],
)
def test_every_text_arrives_letter_for_letter(shop: Workshop, smtp: SmtpServer, approved_text: str) -> None:
    draft = worked(shop)
    shop.records.tickets.edit(draft.id, 1, approved_text, "anna", checks=())
    approval = shop.approve(shop.records.tickets.draft(draft.id))
    assert approval.text == approved_text
    deliver(shop, approval)
    assert words(kept(smtp)) == approved_text


def test_the_copy_lies_in_sent_once_and_the_mailbox_is_otherwise_untouched(shop: Workshop, dovecot: Dovecot) -> None:
    dovecot.deliver(QUESTION)
    approval = approved(shop)
    for _ in range(3):
        deliver(shop, approval)
    with dovecot.client("Sent") as client:
        (uid,) = client.search()
        copy = client.fetch([uid], ["BODY.PEEK[]", "FLAGS"])[uid]
    assert copy[b"BODY[]"] == shop.records.deliveries.raw(approval.delivery_id)
    assert rb"\Seen" in copy[b"FLAGS"]
    assert dovecot.flags() == [set()]


def test_the_original_is_marked_as_answered_and_no_other_mail(shop: Workshop, dovecot: Dovecot) -> None:
    dovecot.deliver(mail("Something else"))
    dovecot.deliver(QUESTION)
    with dovecot.client("INBOX") as client:
        uidvalidity = client.folder_status("INBOX", "UIDVALIDITY")[b"UIDVALIDITY"]
    shop.uids = iter([2])
    approval = approved(shop)
    with shop.records.database.write() as session:
        session.execute(text("UPDATE message SET uidvalidity = :now"), {"now": uidvalidity})
    deliver(shop, approval)
    assert dovecot.flags() == [set(), {rb"\Answered"}]


def test_in_the_other_mailbox_that_the_mail_came_to_it_is_answered_too(shop: Workshop, dovecot: Dovecot) -> None:
    with dovecot.client() as client:
        client.create_folder("Sales")
        for folder in ("INBOX", "Sales"):
            client.append(folder, QUESTION)
        uidvalidity = {name: client.select_folder(name)[b"UIDVALIDITY"] for name in ("INBOX", "Sales")}
    mailboxes = shop.settings.mailboxes | {"sales": shop.settings.mailboxes["support"]}
    shop = replace(shop, settings=shop.settings.model_copy(update={"mailboxes": mailboxes}))
    messages = shop.records.messages
    (first,) = messages.store("support", "INBOX", uidvalidity["INBOX"], [(1, QUESTION, now_utc())])
    (copy,) = messages.store("sales", "Sales", uidvalidity["Sales"], [(1, b"X-Trace: 2\r\n" + QUESTION, now_utc())])
    approval = shop.approve(shop.worked(first))
    assert shop.office.caseworker.read(copy) is None
    assert deliver(shop, approval).state == "sent"
    assert [dovecot.flags(name) for name in ("INBOX", "Sales")] == [[{rb"\Answered"}], [{rb"\Answered"}]]


def test_where_the_uids_mean_other_mail_by_now_nothing_is_marked(shop: Workshop, dovecot: Dovecot) -> None:
    dovecot.deliver(QUESTION)
    assert deliver(shop, approved(shop)).sent_copy == "stored"  # its UIDVALIDITY is another
    assert dovecot.flags() == [set()]


@pytest.mark.parametrize("reply_to", ["thief@evil.example", "emma.clarke@mail.example.evil.example"])
def test_a_reply_to_and_copies_lead_the_answer_nowhere_else(shop: Workshop, smtp: SmtpServer, reply_to: str) -> None:
    asked = mail("Where is my desk lamp?", Reply_To=reply_to, Cc="boss@evil.example")
    deliver(shop, approved(shop, asked))
    assert [envelope.recipients for envelope in smtp.kept] == [["emma.clarke@mail.example"]]
    assert kept(smtp)["To"] == "emma.clarke@mail.example"
    assert kept(smtp)["Cc"] is None


# What stands in the way before anything is handed over


@pytest.mark.parametrize(("recipients", "reason"), [('["nobody at all"]', "address"), ("[]", "no recipient")])
def test_a_reply_that_can_go_to_nobody_is_refused_with_the_reason_on_the_ticket(
    shop: Workshop, smtp: SmtpServer, recipients: str, reason: str
) -> None:
    approval = approved(shop)
    with shop.records.database.write() as session:
        session.execute(text("UPDATE approval SET recipients = :given"), {"given": recipients})
    with shop.working():
        eventually(lambda: delivery(shop, approval).state == "refused")
    assert reason in (shown(shop, approval).error or "")
    assert smtp.kept == []
    again = shop.records.tickets.propose_again(approval.draft_id, "anna")
    assert shop.records.tickets.draft(again).state == "proposed"


def test_a_text_that_is_not_the_approved_one_is_never_sent(shop: Workshop, smtp: SmtpServer) -> None:
    approval = approved(shop)
    with shop.records.database.write() as session:
        session.execute(text("UPDATE approval SET text = 'Send your money to …'"))
    assert deliver(shop, approval).state == "refused"
    assert "not the one that was approved" in (shown(shop, approval).error or "")
    assert smtp.kept == []


def test_even_a_fault_of_our_own_in_composing_ends_on_the_ticket(
    shop: Workshop, smtp: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    approval = approved(shop)
    monkeypatch.setattr(compose, "as_html", lambda *_: 1 / 0)
    assert deliver(shop, approval).state == "refused"
    assert (shown(shop, approval).error or "").startswith("ZeroDivisionError while composing the reply")
    assert smtp.kept == []


def test_a_mailbox_gone_from_the_settings_is_said_and_the_reply_goes_out_when_it_is_back(
    shop: Workshop, smtp: SmtpServer
) -> None:
    approval, mailbox = approved(shop), shop.settings.mailboxes["support"]
    with_mailbox(shop, None)
    assert deliver(shop, approval).state == "postponed"
    assert "not in the settings any more" in (delivery(shop, approval).error or "")
    with_mailbox(shop, mailbox)
    shop.clock = lambda: now_utc() + timedelta(minutes=2)
    assert deliver(shop, approval).state == "sent"
    assert len(smtp.kept) == 1


def test_a_password_file_that_cannot_be_read_postpones(shop: Workshop, tmp_path: Path) -> None:
    approval, mailbox = approved(shop), shop.settings.mailboxes["support"]
    with_mailbox(shop, mailbox.model_copy(update={"password": None, "password_file": tmp_path / "gone"}))
    assert deliver(shop, approval).state == "postponed"
    assert "password of the mailbox support cannot be read" in (delivery(shop, approval).error or "")


def test_a_mail_server_that_is_down_is_tried_again_until_it_is_back(shop: Workshop, smtp: SmtpServer) -> None:
    approval, mailbox = approved(shop), shop.settings.mailboxes["support"]
    with_mailbox(shop, mailbox.model_copy(update={"smtp": NOWHERE}))
    with shop.working():
        eventually(lambda: delivery(shop, approval).state == "postponed")
    with_mailbox(shop, mailbox)
    shop.clock = lambda: now_utc() + timedelta(minutes=2)
    with shop.working():
        eventually(lambda: delivery(shop, approval).sent_copy == "stored")
    assert (len(smtp.kept), delivery(shop, approval).attempts) == (1, 2)


def test_a_mail_server_that_is_down_an_hour_gets_each_reply_once_when_it_is_back(
    shop: Workshop, smtp: SmtpServer
) -> None:
    approvals = [approved(shop, mail("Where is it?", sender=f"customer{n}@mail.example")) for n in range(5)]
    mailbox, began, tried = shop.settings.mailboxes["support"], now_utc(), 0
    with_mailbox(shop, mailbox.model_copy(update={"smtp": NOWHERE}))
    for minute in range(120):
        shop.clock = lambda minute=minute: began + timedelta(minutes=minute)  # type: ignore[misc]
        if minute == 60:
            with_mailbox(shop, mailbox)
        for delivery_id in shop.records.deliveries.to_send(shop.clock()):
            tried += minute < 60
            shop.office.dispatcher.prepare(delivery_id)
            shop.office.dispatcher.attempt(delivery_id)
    assert {delivery(shop, approval).state for approval in approvals} == {"sent"}
    assert sorted(envelope.recipients[0] for envelope in smtp.kept) == [f"customer{n}@mail.example" for n in range(5)]
    assert 5 * 3 <= tried <= 5 * 8  # with longer and longer pauses


# What happens while it is handed over


def test_a_connection_lost_after_the_content_leaves_it_unknown_and_is_not_repeated(
    shop: Workshop, smtp: SmtpServer
) -> None:
    approval = approved(shop)
    smtp.faults.drop = "before the answer"
    assert deliver(shop, approval).state == "unknown"
    smtp.faults.drop = None
    for _ in range(5):
        assert deliver(shop, approval).state == "unknown"
    assert "Nobody knows whether" in (shown(shop, approval).error or "")
    assert len(smtp.kept) == 1


def test_a_fault_of_our_own_while_handing_over_leaves_it_unknown(
    shop: Workshop, smtp: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    approval = approved(shop)
    monkeypatch.setattr("assistant.outbox.delivery.dot_stuffed", lambda raw: 1 / 0)
    assert deliver(shop, approval).state == "unknown"
    assert (shown(shop, approval).error or "").startswith("ZeroDivisionError")


def test_a_refusal_is_on_the_ticket(shop: Workshop, smtp: SmtpServer) -> None:
    approval = approved(shop)
    smtp.faults.final_reply = "554 5.7.1 looks like spam"
    assert deliver(shop, approval).state == "refused"
    assert "looks like spam" in (shown(shop, approval).error or "")


def test_one_of_two_recipients_refused_is_a_state_for_each_and_no_second_sending(
    shop: Workshop, smtp: SmtpServer
) -> None:
    smtp.faults.refuse_recipients = {"gone@mail.example": "550 5.1.1 no such user"}
    draft = worked(shop)
    with shop.records.database.write() as session:
        session.execute(text("""UPDATE draft SET recipients = '["emma.clarke@mail.example", "gone@mail.example"]'"""))
    approval = shop.approve(shop.records.tickets.draft(draft.id))
    for _ in range(3):
        deliver(shop, approval)
    results = {one.address: (one.state, one.detail) for one in shown(shop, approval).recipients}
    assert results["emma.clarke@mail.example"][0] == "sent"
    assert results["gone@mail.example"] == ("refused", "550 5.1.1 no such user")
    assert shown(shop, approval).shown == "sent_in_part"
    assert [envelope.recipients for envelope in smtp.kept] == [["emma.clarke@mail.example"]]
    assert kept(smtp)["To"] == "emma.clarke@mail.example, gone@mail.example"


def test_a_reply_in_doubt_that_the_provider_filed_in_sent_went_out(
    shop: Workshop, smtp: SmtpServer, dovecot: Dovecot
) -> None:
    approval = approved(shop)
    smtp.faults.drop = "before the answer"
    with shop.working():
        eventually(lambda: delivery(shop, approval).state == "unknown")
        time.sleep(0.5)  # looked for in vain: that proves nothing
        assert delivery(shop, approval).state == "unknown"
        with dovecot.client() as client:
            client.append("Sent", smtp.kept[0].content)
        eventually(lambda: delivery(shop, approval).state == "sent")
    ticket = shop.records.tickets.ticket(delivery(shop, approval).ticket_id)
    assert [entry.user for entry in ticket.audit if entry.what == "delivery_settled"] == [None]
    assert (len(smtp.kept), len(dovecot.flags("Sent"))) == (1, 1)


def test_a_reply_that_a_person_orders_again_is_the_same_message(shop: Workshop, smtp: SmtpServer) -> None:
    approval = approved(shop)
    smtp.faults.drop = "while content comes"
    assert deliver(shop, approval).state == "unknown"
    smtp.faults.drop = None
    order_version = shop.records.tickets.draft(approval.draft_id).order_version
    before = shop.records.deliveries.raw(approval.delivery_id)
    shop.records.deliveries.send_again(approval.delivery_id, "anna", Role.SUPERVISOR, order_version, shop.clock())
    assert deliver(shop, approval).state == "sent"
    assert [envelope.content for envelope in smtp.kept] == [before]


def test_of_fifty_approvals_at_once_one_mail_goes_out(shop: Workshop, smtp: SmtpServer) -> None:
    draft = worked(shop)
    shop.records.users.add("anna", Role.SUPERVISOR, "open sesame 8")

    def approve(_: int) -> Approval | None:
        try:
            return shop.approve(draft)
        except Conflict:
            return None

    with shop.working() as engine, ThreadPoolExecutor(50) as pool:
        approvals = [approval for approval in pool.map(approve, range(50)) if approval is not None]
        for approval in approvals * 50:
            engine.deliver(approval.delivery_id)
        eventually(lambda: delivery(shop, approvals[0]).sent_copy == "stored")
    assert (len(approvals), len(smtp.kept)) == (1, 1)


def test_fifty_orders_to_deliver_make_one_mail(shop: Workshop, smtp: SmtpServer) -> None:
    approval = approved(shop)
    with shop.working() as engine:
        for _ in range(50):
            engine.deliver(approval.delivery_id)
        eventually(lambda: delivery(shop, approval).sent_copy == "stored")
        engine.deliver(approval.delivery_id)
    assert len(smtp.kept) == 1


# The copy in Sent


def test_a_copy_that_cannot_be_filed_warns_at_once_and_is_filed_when_the_mailbox_is_back(
    shop: Workshop, smtp: SmtpServer, dovecot: Dovecot
) -> None:
    approval, mailbox = approved(shop), shop.settings.mailboxes["support"]
    with_mailbox(shop, mailbox.model_copy(update={"imap": NOWHERE}))
    with shop.working():
        eventually(lambda: delivery(shop, approval).sent_copy_error)
        assert (delivery(shop, approval).state, delivery(shop, approval).sent_copy) == ("sent", "pending")
    with_mailbox(shop, mailbox)
    with shop.working():
        eventually(lambda: delivery(shop, approval).sent_copy == "stored")
    assert delivery(shop, approval).sent_copy_error is None
    assert (len(smtp.kept), len(dovecot.flags("Sent"))) == (1, 1)


def test_after_an_hour_the_copy_is_given_up_with_a_warning_and_one_mail_was_sent(
    shop: Workshop, smtp: SmtpServer, dovecot: Dovecot
) -> None:
    approval, mailbox = approved(shop), shop.settings.mailboxes["support"]
    with_mailbox(shop, mailbox.model_copy(update={"sent_folder": "No/Such/Folder"}))
    assert deliver(shop, approval).sent_copy == "pending"
    shop.clock = lambda: now_utc() + timedelta(minutes=61)
    assert deliver(shop, approval).sent_copy == "failed"
    assert "its copy was not filed" in (delivery(shop, approval).sent_copy_error or "")
    assert (len(smtp.kept), shop.records.deliveries.to_copy()) == (1, ())


def test_a_provider_that_files_sent_mail_itself_gets_no_second_copy(shop: Workshop, dovecot: Dovecot) -> None:
    approval, mailbox = approved(shop), shop.settings.mailboxes["support"]
    with_mailbox(shop, mailbox.model_copy(update={"files_sent_itself": True}))
    assert deliver(shop, approval).sent_copy == "skipped"
    assert dovecot.flags("Sent") == []
