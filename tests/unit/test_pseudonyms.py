"""Past cases name nobody: canaries of a customer, planted all over a mail and its reply, never come out."""

import re
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.records import case_file, email

from assistant.case.reply import Part, PartKind, Reply
from assistant.case.shop import Customer, Order
from assistant.case_review import past_case
from assistant.knowledge.pseudonyms import pseudonymised
from assistant.pipeline import OrderSource
from assistant.records.values import Draft


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我叫王小明，电话13812345678", "我叫[name],电话[phone]"),
        ("请寄到浙江省杭州市西湖区文三路123号4幢502室", "请寄到[address]"),
        ("张女士您好，退款 99.50 元已退", "[name]女士您好,退款 [amount]已退"),
        ("订单２０２６１１０９１２３４５，单号 YT8812345678901", "订单[number],单号 [number]"),
        ("Mail me at li.mei@mail.example or see https://x.example/a?b=1", "Mail me at [email] or see [link]"),
        ("Ship it to 12 Baker Street, London", "Ship it to [address]"),
        ("Dear Ms Taylor, you paid $19.90", "Dear [name], you paid [amount]"),
        ("My name is Anna Bell and I paid 30 EUR", "My name is [name] and I paid [amount]"),
        ("王小明您好，已查到。", "[name]您好,已查到。"),
        ("The flask leaks.\nThanks,\nMary Brown", "The flask leaks.\nThanks,\n[name]"),
    ],
)
def test_what_tells_who_somebody_is_becomes_a_placeholder(text: str, expected: str) -> None:
    assert pseudonymised(text) == expected


@pytest.mark.parametrize(
    "text",
    ["物流 48 小时没有更新", "签收后 7 天内可退", "Return it within 15 days.", "保温杯坏了", "500 ml, 2 pieces"],
)
def test_what_tells_nothing_stays(text: str) -> None:
    assert pseudonymised(text) == text


NAMES = st.sampled_from(["李梅", "欧阳建国", "Zoë Quill", "Bartholomew", "买买提·艾力", "O'Neil Sáez"])
DIGITS = st.integers(10**9, 10**10 - 1).map(str)
TEMPLATES = st.sampled_from(
    [
        "您好，我是{name}，电话{phone}，订单{number}一直没到，寄到{street}，付了{amount}元，单号{tracking}。{email}",
        "{name}：{number}/{tracking}/{phone}\n{street}\n{amount} 元",
        "Hi, it's {name}. Order {number}, parcel {tracking}, I paid {amount} CNY. Call {phone}, {street}, {email}",
        "{street}{name}{phone}",
        "到了{place}，{event}，由{signer}签收，放在{point}，取件码{code}，发票抬头{title}。{name}",
    ]
)


@settings(max_examples=150, deadline=None)
@given(name=NAMES, tail=DIGITS, house=st.integers(1, 999), cents=st.integers(100, 999999), template=TEMPLATES)
def test_no_canary_of_the_customer_comes_out_of_a_past_case(
    name: str, tail: str, house: int, cents: int, template: str
) -> None:
    canaries = {
        "name": name,
        "phone": f"1{tail}"[:11].replace("10", "13", 1),
        "number": f"2026{tail}",
        "tracking": f"ZT{tail}",
        "street": f"金丝雀路{house}号",
        "email": f"c{tail}@canary.example",
        "amount": f"{cents / 100:.2f}",
        "place": f"金丝雀{house}营业部",
        "event": f"包裹到达金丝雀{house}中转站",
        "signer": "尹雀儿",
        "point": f"金丝雀{house}栋小店",
        "code": f"{house}-1-22",
        "title": f"金丝雀{house}号贸易行",
    }
    words = template.format(**canaries)
    case = past_case(draft(words, canaries), cast(OrderSource, Shop(canaries)))
    for text in (case.question, case.reply, case.lesson):
        assert text  # the positive control: something was kept
        for kind, canary in canaries.items():
            assert canary.casefold() not in text.casefold(), (kind, text)
        assert not re.search(r"\d{5}", text)


class Shop:
    """One customer with one order: what the records know."""

    def __init__(self, canaries: dict[str, str]) -> None:
        self._canaries = canaries

    def customer(self, customer_id: str) -> Customer:
        known = self._canaries
        return Customer(id=customer_id, name=known["name"], email=known["email"], phones=(known["phone"],))

    def orders_of(self, customer_id: str) -> list[Order]:
        known = self._canaries
        recipient = {"name": known["name"], "phone": known["phone"], "city": "杭州市", "street": known["street"]}
        order: dict[str, Any] = {
            "number": known["number"],
            "customer_id": customer_id,
            "placed_at": "2026-11-09T12:00:00+08:00",
            "status": "shipped",
            "recipient": recipient,
            "lines": [{"sku": "S", "product": "保温杯", "quantity": 1}],
            "shipments": [
                {
                    "tracking_number": known["tracking"],
                    "skus": ["S"],
                    "signed_by": known["signer"],
                    "pickup_point": {"name": known["point"], "code": known["code"]},
                    "events": [{"at": "2026-11-10T12:00:00+08:00", "place": known["place"], "text": known["event"]}],
                }
            ],
            "invoice": {"title": known["title"]},
        }
        return [Order.model_validate(order)]


def draft(words: str, canaries: dict[str, str]) -> Draft:
    mail = email(text=words)
    reply = Reply.of("Re", "zh", (Part(kind=PartKind.FACTS, text=words),))
    case = case_file(mail).model_copy(update={"reply": reply})
    given: dict[str, Any] = dict.fromkeys(Draft.model_fields)
    given |= {
        "id": 1,
        "ticket_id": 1,
        "message_id": 1,
        "version": 1,
        "state": "rejected",
        "state_reason": f"{canaries['name']} 的地址 {canaries['street']} 写错了",
        "status": "ready",
        "subject": "Re",
        "text": words,
        "recipients": (),
        "attachments": (),
        "checks": (),
        "case_file": case,
        "passages": (),
        "sources": (),
        "extra": {},
        "required_role": "agent",
        "created_at": mail.date,
    }
    return Draft.model_validate(given)
