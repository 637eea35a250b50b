"""The mails of the recorded runs: the demo's, and mails that name its goods, from its customers and from strangers.

Further mails stand in `mails.yaml` beside this module: a list of {name, from, subject, text}.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import cache
from pathlib import Path

import yaml

from assistant.case.email import Email
from assistant.case.shop import ShopFile
from assistant.demo.sample import SUPPORT_ADDRESS, TRUSTED_AUTHSERV_ID, sample_mails, sample_shop
from assistant.mailbox.parsing import parse

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
"""The moment of every recorded run: what is late or in time never changes."""

MAILS = Path(__file__).parents[2] / "tests" / "data" / "reading" / "mails.yaml"

FRESH = Path(__file__).with_name("mails.yaml")
"""Mails written for the recordings by people who had seen neither prompts nor checks."""

STRANGER = "somebody@elsewhere.example"
SENDERS: dict[int, str | None] = {
    6: "C1017", 7: "C1001", 8: "C1003", 9: "C1002", 14: "C1013", 17: "C1011", 19: "C1009", 20: "C1007", 24: "C1008",
    26: "C1017", 30: None, 33: "C1018", 34: "C1018", 36: None, 37: "C1014", 40: "C1012", 41: None, 43: "C1002",
    47: "C1014", 50: "C1016", 55: "C1019", 58: "C1016",
}  # fmt: skip
"""Which of the demo's customers sends which of the mails in `mails.yaml`; None is a stranger.

Many of them fit the customer's orders badly, as real mails do: another variant, another state, a number of no order.
"""


@cache
def recorded_shop() -> ShopFile:
    return sample_shop(NOW)


def recorded_mails() -> dict[str, Email]:
    """By name, those that customers wrote. Raises ValueError where two mails have one name."""
    emails = {name: parsed(raw) for name, raw in _raws().items()}
    return {name: email for name, email in sorted(emails.items()) if email.screening.kind == "customer"}


def recorded_raws() -> list[bytes]:
    """The same mails as they come from the server, in the order of their names."""
    raws = _raws()
    return [raws[name] for name in recorded_mails()]


def _raws() -> dict[str, bytes]:
    mails = [*((mail.name, mail.raw) for mail in sample_mails(NOW)), *_other_mails(), *_fresh_mails()]
    named = dict(mails)
    if len(named) < len(mails):
        raise ValueError(f"Two mails have one name: {sorted(name for name, _ in mails)}")
    return named


def _other_mails() -> Iterator[tuple[str, bytes]]:
    customers = {customer.id: customer for customer in recorded_shop().customers}
    for mail in yaml.safe_load(MAILS.read_text(encoding="utf-8")):
        if mail["id"] not in SENDERS:
            continue
        customer = customers.get(SENDERS[mail["id"]] or "")
        address = customer.email if customer is not None and customer.email else STRANGER
        yield f"mail_{mail['id']:02}", _raw(mail["subject"], mail["text"], address, vouched=customer is not None)


def _fresh_mails() -> Iterator[tuple[str, bytes]]:
    """A registered address is vouched for, as by the server that took the mail in; any other is a stranger's."""
    registered = {customer.email.casefold() for customer in recorded_shop().customers if customer.email}
    for mail in yaml.safe_load(FRESH.read_text(encoding="utf-8")) if FRESH.is_file() else ():
        vouched = parseaddr(mail["from"])[1].casefold() in registered
        yield mail["name"], _raw(mail["subject"], mail["text"], mail["from"], vouched=vouched)


def _raw(subject: str, text: str, address: str, *, vouched: bool) -> bytes:
    message = EmailMessage()
    if vouched:
        domain = parseaddr(address)[1].partition("@")[2]
        message["Authentication-Results"] = f"{TRUSTED_AUTHSERV_ID}; dmarc=pass header.from={domain}"
    message["From"], message["To"], message["Subject"] = address, SUPPORT_ADDRESS, subject
    message["Date"] = format_datetime(NOW)
    message.set_content(text)
    return message.as_bytes()


def parsed(raw: bytes) -> Email:
    own = frozenset({SUPPORT_ADDRESS})
    return parse(raw, own_addresses=own, trusted_authserv_ids=(TRUSTED_AUTHSERV_ID,), read_at=NOW)
