"""Every combination of what a mail can bring as proof, from raw headers to the view: who, which scope, which fields."""

from itertools import product
from typing import NamedTuple

import pytest
from support.cases import LI_LEI, NOW, ago, line, order, shipment
from support.raw_cases import pipeline as pipeline_of

from assistant.case.view import CaseView
from assistant.mailbox.parsing import parse
from assistant.pipeline import Pipeline, Verification

SUPPORT = "support@nuanyang.example"
TRUSTED = "mx.nuanyang.example"
STRANGER = "someone@elsewhere.example"
NUMBER = "2026111512345"
STREET = "文三路188号3幢502室"
POINT = {"name": "菜鸟驿站文三店", "phone": "0571-88886666", "code": "6-2-1024"}
FACTORS = {
    "none": "",
    "tail": "我的手机尾号是5678。",
    "wrong tail": "我的手机尾号是0000。",
    "name and street": f"收件人：李雷，收货地址：{STREET}。",
    "name only": "收件人：李雷。",
    "unlabelled": "5678，谢谢。",
}
RESULTS = {
    "passed": f"Authentication-Results: {TRUSTED}; dmarc=pass header.from=mail.example\r\n",
    "failed": f"Authentication-Results: {TRUSTED}; dmarc=fail header.from=mail.example\r\n",
    "none": "",
    "a stranger's word": "Authentication-Results: mx.evil.example; dmarc=pass header.from=mail.example\r\n",
}
PLACES = ("new words", "quoted", "forwarded")

MAY_NEVER = {"phone": "13812345678", "street": STREET, "code": POINT["code"]}
ORDER_ONLY = {"tracking": "75312345678901", "amount": "873.21", "place": "绍兴柯桥", "product": "朱砂手串"}


class Mail(NamedTuple):
    """`place`: where the order number and the factor stand."""

    own_address: bool
    result: str
    factor: str
    other_reply_to: bool
    place: str

    @property
    def raw(self) -> bytes:
        proof = f"订单{NUMBER}的快递到哪里了？{FACTORS[self.factor]}"
        body = {
            "new words": proof,
            "quoted": f"麻烦看一下我的快递。\r\n\r\n在 2026年11月19日，李雷 <{LI_LEI.email}> 写道：\r\n> {proof}",
            "forwarded": "麻烦看一下我的快递。\r\n\r\n---------- Forwarded message ---------\r\n"
            f"发件人： 李雷 <{LI_LEI.email}>\r\n日期： 2026年11月19日\r\n主题： 快递\r\n收件人： <{SUPPORT}>\r\n\r\n"
            f"{proof}",
        }[self.place]
        reply_to = "Reply-To: thief@evil.example\r\n" if self.other_reply_to else ""
        subject = "Fwd: 快递" if self.place == "forwarded" else "快递"
        return (
            f"{RESULTS[self.result]}From: <{LI_LEI.email if self.own_address else STRANGER}>\r\nTo: <{SUPPORT}>\r\n"
            f"{reply_to}Date: Fri, 20 Nov 2026 10:00:00 +0800\r\nMessage-ID: <1@x.example>\r\n"
            f"Content-Type: text/plain; charset=utf-8\r\nSubject: {subject}\r\n\r\n{body}\r\n"
        ).encode()

    @property
    def proven(self) -> bool:
        return self.place == "new words" and self.factor in ("tail", "name and street")


def expected(mail: Mail) -> tuple[str, str]:
    """The table of process.md, section 1, told in its own order."""
    if mail.own_address and mail.result == "passed":
        return "verified", "read" if mail.other_reply_to else "act"
    if mail.proven:
        return "verified", "read"
    if mail.own_address:
        return ("claimed", "none") if mail.result == "failed" else ("claimed", "read")
    return "claimed", "none"


MAILS = [Mail(*values) for values in product((True, False), RESULTS, FACTORS, (True, False), PLACES)]


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    event = {"at": ago(hours=5), "place": "绍兴柯桥", "text": f"已放入{POINT['name']}，凭取件码{POINT['code']}取件"}
    parcel = shipment(events=[event], pickup_point=POINT)
    secret = line("SECRET", "朱砂手串", paid="873.21", unit_price="873.21")
    return pipeline_of(order(NUMBER, lines=(secret,), total="873.21", shipments=(parcel,)))


def verified(pipeline: Pipeline, mail: Mail) -> Verification:
    email = parse(mail.raw, own_addresses=frozenset({SUPPORT}), trusted_authserv_ids=(TRUSTED,), read_at=NOW)
    return pipeline.verify(email, pipeline.read(email).inquiry, NOW)


def said(pipeline: Pipeline, view: CaseView) -> str:
    return view.model_dump_json(exclude={"words", "subject", "sources"}) + pipeline.answer(view).reply.text


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("factor", FACTORS)
def test_every_combination_of_proof_gets_the_level_and_the_fields_of_the_table(
    factor: str, place: str, pipeline: Pipeline
) -> None:
    for mail in (mail for mail in MAILS if (mail.factor, mail.place) == (factor, place)):
        found = verified(pipeline, mail)
        level, scope = expected(mail)
        identity = found.case.identity
        assert (identity.level, identity.scope) == (level, scope), mail
        words = said(pipeline, found.view)
        shown = {name for name, value in (MAY_NEVER | ORDER_ONLY).items() if value in words}
        assert shown == (set() if scope == "none" else set(ORDER_ONLY) | ({"code"} if scope == "act" else set())), mail
        assert found.recipient == (
            LI_LEI.email if mail.own_address or (mail.proven and mail.other_reply_to) else STRANGER
        )


def test_the_quoted_and_forwarded_proof_would_be_found_in_new_words(pipeline: Pipeline) -> None:
    """The positive control: the same proof in the new words opens the order."""
    mail = Mail(own_address=False, result="none", factor="tail", other_reply_to=False, place="new words")
    assert verified(pipeline, mail).case.identity.scope == "read"
    assert verified(pipeline, mail._replace(place="forwarded")).case.identity.scope == "none"


@pytest.mark.parametrize("factor", ["none", "wrong tail", "name only"])
def test_without_proof_a_number_that_exists_gets_the_same_view_as_one_that_does_not(
    factor: str, pipeline: Pipeline
) -> None:
    mail = Mail(own_address=False, result="none", factor=factor, other_reply_to=False, place="new words")
    views = []
    for raw in (mail.raw, mail.raw.replace(NUMBER.encode(), b"2026111599999")):
        email = parse(raw, own_addresses=frozenset({SUPPORT}), trusted_authserv_ids=(TRUSTED,), read_at=NOW)
        views.append(pipeline.verify(email, pipeline.read(email).inquiry, NOW).view)
    assert [view.model_dump(exclude={"words", "sources"}) for view in views[:1]] == [
        views[1].model_dump(exclude={"words", "sources"})
    ]
