"""Order numbers and intents on customers' utterances that nobody here wrote (evals/data/intents_bitext)."""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from assistant.case.base import Value
from assistant.case.email import Address, Email, Screening
from assistant.case.inquiry import Inquiry, Request, Topic
from assistant.drafting.understanding import understand
from assistant.pipeline import Glossary
from evals.reading.mails import DATE

FILE = Path(__file__).parents[1] / "data" / "intents_bitext" / "utterances.csv"

TOPICS: dict[str, tuple[Topic, ...]] = {
    "cancel_order": (Topic.CANCEL,),
    "check_cancellation_fee": (Topic.CANCEL,),
    "change_order": (Topic.VARIANT,),
    "change_shipping_address": (Topic.ADDRESS,),
    "set_up_shipping_address": (Topic.ADDRESS,),
    "check_invoice": (Topic.INVOICE,),
    "get_invoice": (Topic.INVOICE,),
    "check_payment_methods": (Topic.PAYMENT,),
    "payment_issue": (Topic.PAYMENT,),
    "check_refund_policy": (Topic.RETURN, Topic.REFUND_PROGRESS),
    "get_refund": (Topic.RETURN, Topic.REFUND_PROGRESS),
    "track_refund": (Topic.REFUND_PROGRESS,),
    "delivery_options": (Topic.DELIVERY,),
    "delivery_period": (Topic.DELIVERY,),
    "track_order": (Topic.DELIVERY,),
    "review": (Topic.PRAISE, Topic.OTHER),
    "complaint": (Topic.OTHER, Topic.LEGAL),
    "contact_customer_service": (Topic.OTHER,),
    "contact_human_agent": (Topic.OTHER,),
    "delete_account": (Topic.LEGAL, Topic.OTHER),
    "create_account": (Topic.OTHER,),
    "edit_account": (Topic.OTHER,),
    "switch_account": (Topic.OTHER,),
    "recover_password": (Topic.OTHER,),
    "registration_problems": (Topic.OTHER,),
    "newsletter_subscription": (Topic.OTHER,),
}
"""The topics of ours that are a fair reading of an intent; place_order has none, for we only answer mail."""

REQUESTS: dict[str, Request] = {
    "cancel_order": Request.CANCEL,
    "change_order": Request.CHANGE_VARIANT,
    "change_shipping_address": Request.CHANGE_ADDRESS,
    "get_invoice": Request.INVOICE,
    "get_refund": Request.REFUND,
    "track_refund": Request.STATUS,
    "track_order": Request.STATUS,
    "delivery_period": Request.STATUS,
    "delete_account": Request.DELETE_DATA,
}


class Utterance(Value):
    utterance: str
    intent: str
    order_number: str

    @property
    def held_back(self) -> bool:
        """A third, by a stable hash, never used for tuning."""
        return int(hashlib.sha256(self.utterance.encode()).hexdigest(), 16) % 3 == 0

    def read(self) -> Inquiry:
        mail = Email(
            raw_sha256="0" * 64,
            message_id="<1@mail.example>",
            sender=Address(email="someone@mail.example"),
            subject="",
            date=DATE,
            text=self.utterance,
            full_text=self.utterance,
            screening=Screening(kind="customer"),
        )
        return understand(mail, Glossary())


def utterances() -> tuple[Utterance, ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(Utterance.model_validate(row) for row in csv.DictReader(file))


@dataclass
class Agreement:
    numbers: Counter[str] = field(default_factory=Counter)
    """`expected`, `found` and `right` order numbers."""
    of: Counter[str] = field(default_factory=Counter)
    topic: Counter[str] = field(default_factory=Counter)
    request_of: Counter[str] = field(default_factory=Counter)
    request: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def differs(self, what: str, said: Utterance, read: object) -> None:
        self.wrong.setdefault(what, []).append(f"{said.utterance} -> {read}")


def agreement(said: Iterable[Utterance]) -> Agreement:
    result = Agreement()
    for utterance in said:
        read = utterance.read()
        _count_numbers(result, utterance, read)
        _count_intent(result, utterance, read)
    return result


def _count_numbers(result: Agreement, said: Utterance, read: Inquiry) -> None:
    expected = {said.order_number} if said.order_number else set()
    found = set(read.order_numbers)
    result.numbers += Counter(expected=len(expected), found=len(found), right=len(expected & found))
    if expected != found:
        result.differs("order numbers", said, sorted(found))


def _count_intent(result: Agreement, said: Utterance, read: Inquiry) -> None:
    if said.intent in TOPICS:
        result.of[said.intent] += 1
        if read.topics[0] in TOPICS[said.intent]:
            result.topic[said.intent] += 1
        else:
            result.differs(said.intent, said, [topic.value for topic in read.topics])
    if said.intent in REQUESTS:
        result.request_of[said.intent] += 1
        if REQUESTS[said.intent] in read.requests:
            result.request[said.intent] += 1
        else:
            result.differs(f"{said.intent} request", said, [request.value for request in read.requests])
