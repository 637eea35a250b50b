"""A reply in the mailbox's Drafts folder whose time is over, that vanished, or whose mailbox sends by itself again."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from support.dovecot import Dovecot
from support.drafts import AGAIN, approved, delivery, mode, placed, tend, ticket, worked
from support.house import Workshop, mailbox_settings, workshop
from support.mail_program import delete_draft, lying, save_draft, send_draft
from support.smtp import SmtpServer

from assistant.drafts_keeper import MISSING_FOR
from assistant.settings import DeliveryMode
from assistant.wiring import now_utc

pytestmark = [pytest.mark.dovecot, pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")]


@pytest.fixture
def shop(tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer) -> Iterator[Workshop]:
    with workshop(tmp_path, mailbox_settings(dovecot.settings(), smtp.settings(), delivery="drafts")) as made:
        yield made
    assert smtp.connections == 0


# It went stale


def test_when_the_customer_writes_again_the_draft_is_withdrawn(shop: Workshop, dovecot: Dovecot) -> None:
    approval = approved(shop)
    tend(shop)
    fresh = worked(shop, AGAIN)
    tend(shop)
    assert lying(dovecot) == []
    assert (delivery(shop, approval).state, placed(shop, approval).state) == ("withdrawn", "withdrawn")
    assert placed(shop, approval).note == "the customer has written again"
    now = ticket(shop, fresh)
    assert (now.state, now.draft and now.draft.id) == ("open", fresh.id)


def test_when_the_customer_writes_again_a_proposal_gives_way_to_the_new_one(shop: Workshop, dovecot: Dovecot) -> None:
    mode(shop, "proposed")
    worked(shop)
    tend(shop)
    fresh = worked(shop, AGAIN)
    tend(shop)
    (draft,) = lying(dovecot)
    assert draft.message["In-Reply-To"] == "<third@mail.example>"
    assert draft.words == fresh.text


@pytest.mark.parametrize("delivery_mode", ["drafts", "proposed"])
def test_when_the_order_moves_on_the_draft_is_withdrawn(
    shop: Workshop, dovecot: Dovecot, delivery_mode: DeliveryMode
) -> None:
    mode(shop, delivery_mode)
    draft = worked(shop)
    if delivery_mode == "drafts":
        shop.approve(draft)
    tend(shop)
    assert len(lying(dovecot)) == 1
    with shop.records.database.write() as session:
        session.execute(text("UPDATE draft SET order_version = 'before'"))
    tend(shop)
    assert lying(dovecot) == []
    assert shop.records.tickets.draft(draft.id).state == "stale"
    assert ticket(shop, draft).state == "open"


@pytest.mark.parametrize("decision", ["reject", "close"])
def test_a_proposal_decided_on_at_the_desk_is_withdrawn(shop: Workshop, dovecot: Dovecot, decision: str) -> None:
    mode(shop, "proposed")
    draft = worked(shop)
    tend(shop)
    if decision == "reject":
        shop.records.tickets.reject(draft.id, 1, "anna", "wrong")
    else:
        shop.records.tickets.close(draft.ticket_id, "anna")
    tend(shop)
    assert lying(dovecot) == []


def test_what_the_agent_had_made_of_it_in_drafts_is_kept_on_the_ticket(shop: Workshop, dovecot: Dovecot) -> None:
    approval = approved(shop)
    tend(shop)
    save_draft(dovecot, "Dear Emma,\n\nmy own words.")
    worked(shop, AGAIN)
    tend(shop)
    assert lying(dovecot) == []
    assert [one.text for one in ticket(shop, approval).revisions] == ["Dear Emma,\n\nmy own words."]


def test_a_message_without_our_ids_is_the_agents_own_and_stays(shop: Workshop, dovecot: Dovecot) -> None:
    approval = approved(shop)
    tend(shop)
    save_draft(dovecot, "Dear Emma,\n\nmy own words.", "new message")
    tend(shop)
    assert delivery(shop, approval).state == "in_drafts"
    worked(shop, AGAIN)
    tend(shop)
    assert len(lying(dovecot)) == 1
    assert delivery(shop, approval).state == "withdrawn"


def test_others_drafts_are_left_alone(shop: Workshop, dovecot: Dovecot) -> None:
    with dovecot.client() as client:
        client.append("Drafts", b"Subject: my own\r\n\r\nto myself\r\n", [rb"\Draft"])
        client.append("Drafts", b"Subject: marked\r\n\r\nby another program\r\n", [rb"\Deleted"])
    approved(shop)
    tend(shop)
    worked(shop, AGAIN)
    tend(shop)
    assert [one.message["Subject"] for one in lying(dovecot)] == ["my own", "marked"]


def test_sent_while_it_was_being_withdrawn_it_still_counts_as_sent(shop: Workshop, dovecot: Dovecot) -> None:
    """The agent had it open: it is out of Drafts, and a moment later in Sent."""
    approval = approved(shop)
    tend(shop)
    (draft,) = lying(dovecot)
    worked(shop, AGAIN)
    tend(shop)
    assert delivery(shop, approval).state == "withdrawn"
    with dovecot.client() as client:
        client.append("Sent", draft.raw)
    tend(shop)
    assert (delivery(shop, approval).state, placed(shop, approval).state) == ("sent", "sent")
    assert ticket(shop, approval).state == "open"  # for what the customer wrote since


# It vanished


def test_a_draft_that_is_in_neither_folder_is_said_to_be_so_and_a_person_decides(
    shop: Workshop, dovecot: Dovecot
) -> None:
    approval = approved(shop)
    tend(shop)
    delete_draft(dovecot)
    tend(shop)
    assert delivery(shop, approval).state == "in_drafts"  # it may be on its way
    shop.clock = lambda: now_utc() + MISSING_FOR + timedelta(minutes=1)
    tend(shop)
    assert delivery(shop, approval).state == "unknown"
    assert "no longer in the Drafts folder" in (delivery(shop, approval).error or "")
    shop.records.deliveries.send_again(
        approval.delivery_id, "anna", shop.role("anna"), ticket(shop, approval).drafts[0].order_version, shop.clock()
    )
    tend(shop)
    assert len(lying(dovecot)) == 1
    assert delivery(shop, approval).state == "in_drafts"


def test_a_mail_program_that_was_offline_settles_it_in_the_end(shop: Workshop, dovecot: Dovecot) -> None:
    approval = approved(shop)
    tend(shop)
    (draft,) = lying(dovecot)
    delete_draft(dovecot)
    tend(shop)
    shop.clock = lambda: now_utc() + MISSING_FOR + timedelta(minutes=1)
    tend(shop)
    assert delivery(shop, approval).state == "unknown"
    with dovecot.client() as client:
        client.append("Sent", draft.raw)
    tend(shop)
    assert (delivery(shop, approval).state, ticket(shop, approval).state) == ("sent", "closed")


# The setting is changed


def test_a_mailbox_that_sends_again_leaves_approved_drafts_to_the_agent(
    shop: Workshop, dovecot: Dovecot, smtp: SmtpServer
) -> None:
    approval = approved(shop)
    tend(shop)
    mode(shop, "send")
    with shop.working():
        shop.office.keeper.tend("support")
    assert len(lying(dovecot)) == 1
    send_draft(dovecot)
    tend(shop)
    assert delivery(shop, approval).state == "sent"


def test_a_mail_that_was_taken_note_of_is_not_taken_for_an_earlier_draft_as_well(
    shop: Workshop, dovecot: Dovecot
) -> None:
    """Both answer the same mail; the first was withdrawn, the second was sent as a message without our ids."""
    mode(shop, "proposed")
    first = worked(shop)
    tend(shop)
    shop.records.tickets.edit(first.id, 1, "Dear Emma,\n\nit comes tomorrow.", "anna", checks=())
    tend(shop)
    send_draft(dovecot, "new message")
    for _ in range(3):
        tend(shop)
    now = ticket(shop, first)
    assert [one.state for one in now.placed] == ["withdrawn", "sent"]
    assert [entry.what for entry in now.audit].count("draft_sent_elsewhere") == 1
