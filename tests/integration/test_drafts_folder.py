"""The other way of approving: a reply lies in the mailbox's Drafts folder and an agent sends it from there.

Draftdesk itself sends nothing: in every test here the mail server that would take it stays empty.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from support.dovecot import Dovecot
from support.drafts import QUESTION, approved, delivery, mode, placed, tend, ticket, worked
from support.house import NOWHERE, Workshop, eventually, mail, mailbox_settings, workshop
from support.mail_program import KINDS, Kind, lying, send_draft
from support.smtp import SmtpServer

from assistant.desk.difference import difference
from assistant.errors import MailboxError
from assistant.mailbox.imap import ImapMailbox
from assistant.wiring import now_utc

pytestmark = [pytest.mark.dovecot, pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")]


@pytest.fixture
def shop(tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer) -> Iterator[Workshop]:
    with workshop(tmp_path, mailbox_settings(dovecot.settings(), smtp.settings(), delivery="drafts")) as made:
        yield made
    assert smtp.connections == 0


# It is put there


def test_an_approved_reply_lies_in_drafts_in_the_customers_thread(shop: Workshop, dovecot: Dovecot) -> None:
    approval = approved(shop)
    with shop.working():
        eventually(lambda: delivery(shop, approval).state == "in_drafts")
    (draft,) = lying(dovecot)
    assert draft.flags == {rb"\Draft", rb"\Seen"}
    assert draft.words == approval.text
    assert draft.message["To"] == "emma.clarke@mail.example"
    assert draft.message["In-Reply-To"] == "<second@mail.example>"
    assert draft.message["References"].split() == ["<begin@mail.example>", "<second@mail.example>"]
    assert ticket(shop, approval).state == "open"
    assert lying(dovecot, "Sent") == []


def test_however_often_it_is_tended_it_lies_there_once(shop: Workshop, dovecot: Dovecot) -> None:
    approved(shop)
    keeper = shop.office.keeper
    for _ in range(3):
        tend(shop, keeper)
        tend(shop)  # by another process, that remembers nothing
    assert len(lying(dovecot)) == 1


def test_two_keepers_of_one_mailbox_at_once_put_it_there_once(
    shop: Workshop, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that comes second while the first looks into the folder would not see what that one puts there."""
    approved(shop)
    keepers = [shop.office.keeper for _ in range(3)]
    known, together = ImapMailbox.append, threading.Barrier(len(keepers))

    def when_all_have_looked(*arguments: Any) -> None:
        with suppress(threading.BrokenBarrierError):
            together.wait(1)
        known(*arguments)

    monkeypatch.setattr(ImapMailbox, "append", when_all_have_looked)
    with ThreadPoolExecutor(len(keepers)) as threads:
        list(threads.map(lambda keeper: tend(shop, keeper), keepers))
    assert len(lying(dovecot)) == 1
    tend(shop)
    assert len(lying(dovecot)) == 1


def test_a_proposal_stays_on_the_desk_unless_the_mailbox_wants_proposals(shop: Workshop, dovecot: Dovecot) -> None:
    draft = worked(shop)
    tend(shop)
    assert lying(dovecot) == []
    mode(shop, "proposed")
    tend(shop)
    assert [one.words for one in lying(dovecot)] == [draft.text]
    assert ticket(shop, draft).approvals == ()


@pytest.mark.parametrize(
    "forbidden",
    [
        """UPDATE draft SET checks = '[{"name": "scope", "passed": false, "detail": ""}]'""",
        "UPDATE draft SET status = 'escalated'",
        "UPDATE draft SET status = 'needs_attention'",
        """UPDATE draft SET case_file = json_set(case_file, '$.actions[0].role', 'supervisor')""",
        "UPDATE draft SET recipients = '[]'",
        "UPDATE draft SET text = ' '",
    ],
)
def test_a_proposal_that_not_every_agent_may_send_is_not_put_where_every_agent_can(
    shop: Workshop, dovecot: Dovecot, forbidden: str
) -> None:
    mode(shop, "proposed")
    worked(shop)
    with shop.records.database.write() as session:
        session.execute(text(forbidden))
    tend(shop)
    assert lying(dovecot) == []


def test_the_desks_new_text_takes_the_place_of_the_old_one(shop: Workshop, dovecot: Dovecot) -> None:
    mode(shop, "proposed")
    draft = worked(shop)
    tend(shop)
    shop.records.tickets.edit(draft.id, 1, "Dear Emma,\n\nit comes tomorrow.", "anna", checks=())
    tend(shop)
    assert [one.words for one in lying(dovecot)] == ["Dear Emma,\n\nit comes tomorrow."]


def test_a_proposal_that_lies_there_and_is_approved_stays_where_it_is(shop: Workshop, dovecot: Dovecot) -> None:
    mode(shop, "proposed")
    draft = worked(shop)
    tend(shop)
    (before,) = lying(dovecot)
    approval = shop.approve(draft)
    tend(shop)
    assert [one.uid for one in lying(dovecot)] == [before.uid]
    assert delivery(shop, approval).state == "in_drafts"


def test_what_cannot_be_put_there_now_says_so_on_the_ticket_and_is_tried_again(
    shop: Workshop, dovecot: Dovecot
) -> None:
    approval, settings = approved(shop), shop.settings
    gone = settings.mailboxes["support"].model_copy(update={"imap": NOWHERE})
    shop.settings = settings.model_copy(update={"mailboxes": {"support": gone}})
    with pytest.raises(MailboxError):
        tend(shop)
    assert delivery(shop, approval).state == "postponed"
    assert "Nothing answers" in (delivery(shop, approval).error or "")
    shop.settings = settings
    with shop.working():
        eventually(lambda: delivery(shop, approval).state == "in_drafts")
    assert len(lying(dovecot)) == 1


# The agent sends it


@pytest.mark.parametrize("kind", KINDS)
def test_sent_as_it_was_it_closes_the_ticket_whatever_the_mail_program_does_to_its_ids(
    shop: Workshop, dovecot: Dovecot, kind: Kind
) -> None:
    approval = approved(shop)
    tend(shop)
    send_draft(dovecot, kind)
    tend(shop)
    assert (delivery(shop, approval).state, ticket(shop, approval).state) == ("sent", "closed")
    assert placed(shop, approval).sent_text == approval.text
    assert [one.state for one in delivery(shop, approval).recipients] == ["sent"]
    assert len(lying(dovecot, "Sent")) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_agent_changed_before_sending_is_recorded(shop: Workshop, dovecot: Dovecot, kind: Kind) -> None:
    approval = approved(shop)
    tend(shop)
    send_draft(dovecot, kind, words=f"{approval.text}\n\nP.S. Sorry again!")
    tend(shop)
    sent = placed(shop, approval).sent_text or ""
    assert sent == f"{approval.text}\n\nP.S. Sorry again!"
    changed = [piece for piece in difference(approval.text, sent) if piece.kind != "same"]
    assert "".join(piece.text for piece in changed).strip() == "P.S. Sorry again!"
    assert ticket(shop, approval).state == "closed"


@pytest.mark.parametrize("kind", KINDS)
def test_a_proposal_sent_from_there_is_the_agents_decision_and_no_approval(
    shop: Workshop, dovecot: Dovecot, kind: Kind
) -> None:
    mode(shop, "proposed")
    draft = worked(shop)
    tend(shop)
    send_draft(dovecot, kind)
    tend(shop)
    now = ticket(shop, draft)
    assert (now.state, now.approvals, now.deliveries) == ("closed", (), ())
    assert now.draft is not None
    assert now.draft.state == "sent"
    assert [entry.user for entry in now.audit if entry.what == "draft_sent_elsewhere"] == [None]


@pytest.mark.parametrize("kind", KINDS)
def test_the_customers_answer_to_what_the_agent_sent_joins_the_ticket(
    shop: Workshop, dovecot: Dovecot, kind: Kind
) -> None:
    approval = approved(shop)
    tend(shop)
    send_draft(dovecot, kind)
    tend(shop)
    (sent,) = lying(dovecot, "Sent")
    follow_up = worked(shop, mail("Thank you, but when?", In_Reply_To=sent.message["Message-ID"]))
    assert follow_up.ticket_id == ticket(shop, approval).id


def test_the_original_is_marked_as_answered(shop: Workshop, dovecot: Dovecot) -> None:
    dovecot.deliver(QUESTION)
    with dovecot.client("INBOX") as client:
        uidvalidity = client.folder_status("INBOX", "UIDVALIDITY")[b"UIDVALIDITY"]
    (message_id,) = shop.records.messages.store("support", "INBOX", uidvalidity, [(1, QUESTION, now_utc())])
    shop.approve(shop.worked(message_id))
    tend(shop)
    send_draft(dovecot)
    assert dovecot.flags() == [set()]
    tend(shop)
    assert dovecot.flags() == [{rb"\Answered"}]


def test_a_mail_in_the_thread_to_somebody_else_is_not_taken_for_the_answer(shop: Workshop, dovecot: Dovecot) -> None:
    approval = approved(shop)
    tend(shop)
    with dovecot.client() as client:
        client.append(
            "Sent",
            b"From: support@shop.example\r\nTo: warehouse@shop.example\r\nMessage-ID: <w@program.example>\r\n"
            b"In-Reply-To: <second@mail.example>\r\nSubject: where is it?\r\n\r\nPlease look.\r\n",
        )
    tend(shop)
    assert delivery(shop, approval).state == "in_drafts"


def test_an_answer_written_by_hand_takes_the_draft_out_of_drafts(shop: Workshop, dovecot: Dovecot) -> None:
    """The customer is answered: the draft must not be sent as well."""
    approval = approved(shop)
    tend(shop)
    with dovecot.client() as client:
        client.append(
            "Sent",
            b"From: support@shop.example\r\nTo: Emma <Emma.Clarke@mail.example>\r\nMessage-ID: <h@program.example>\r\n"
            b"In-Reply-To: <second@mail.example>\r\nSubject: Re: Question\r\n\r\nIt is here!\r\n",
        )
    tend(shop)
    assert lying(dovecot) == []
    assert (placed(shop, approval).sent_text, ticket(shop, approval).state) == ("It is here!", "closed")


def test_a_draft_that_is_sent_is_counted_once(shop: Workshop, dovecot: Dovecot) -> None:
    approval = approved(shop)
    tend(shop)
    send_draft(dovecot, "new message")
    for _ in range(3):
        tend(shop)
    assert [entry.what for entry in ticket(shop, approval).audit].count("draft_sent_elsewhere") == 1
