"""A mail that speaks of goods of two orders: the other one is found, and told of to nobody but its owner."""

import pytest
from support.cases import POLICY, ago, email, evidence, inquiry, line, mention, named, order, said, worked

from assistant.case.email import SenderCheck
from assistant.case.inquiry import Inquiry, Request, StatementKind, Topic
from assistant.case.shop import Order
from assistant.case.verification import Verdict
from assistant.process.disclosure import view_for_sender

COAT = order("2026111854321", placed_at=ago(days=2), lines=(line("COAT-M", "羽绒服"),))
CUP = order()
LEFT_OUT = said(StatementKind.MISSING, "羽绒服")
CAME = said(StatementKind.GOT_ITEM, "羽绒服")


def about(topic: Topic = Topic.DELIVERY, *words: str, **fields: object) -> Inquiry:
    items = tuple(mention(word) for word in words or ("保温杯", "羽绒服"))
    return inquiry(topic, items=items, order_numbers=(CUP.number,), **fields)


@pytest.mark.parametrize(
    ("asked", "others"),
    [
        (about(), (COAT,)),
        (about(Topic.MISSING_ITEM, statements=(LEFT_OUT,)), (COAT,)),
        (about(Topic.DELIVERY, "保温杯"), ()),
        (about(Topic.DELIVERY, "保温杯", "蜂蜜"), ()),
        (about(Topic.WRONG_ITEM, statements=(CAME,)), ()),
        (about(Topic.RETURN, requests=(Request.EXCHANGE,)), ()),
        (about(Topic.PRODUCT_QUESTION), ()),
    ],
    ids=["both", "left out", "one", "no order has it", "came instead", "wished instead", "asked about"],
)
def test_the_other_order_that_a_mail_speaks_of_is_found(asked: Inquiry, others: tuple[Order, ...]) -> None:
    case = worked(evidence(COAT, CUP, of=asked, named=(named(CUP),)))
    assert (case.order, case.candidates) == (CUP, others)


def test_goods_of_another_order_do_not_contradict_the_one_in_question() -> None:
    thought = said(StatementKind.ORDERED_ITEM, "羽绒服")
    asked = about(statements=(thought,)).model_copy(
        update={"items": (mention("保温杯"), mention("羽绒服", skus=("COAT-M",)))}
    )
    assert worked(evidence(COAT, CUP, of=asked, named=(named(CUP),))).claims[0].verdict is Verdict.NOT_IN_RECORDS
    assert worked(evidence(CUP, of=asked, named=(named(CUP),))).claims[0].verdict is Verdict.CONTRADICTED


def test_goods_go_by_whatever_their_kind_is_called() -> None:
    flask = mention("flask", skus=("CUP-R",))
    asked = inquiry(Topic.DELIVERY, items=(flask,), statements=(said(StatementKind.ORDERED_ITEM, "flask"),))
    assert worked(evidence(CUP, of=asked)).claims[0].verdict is Verdict.CONFIRMED


def test_nobody_hears_of_the_other_order_without_the_scope_for_it() -> None:
    forged = evidence(COAT, CUP, of=about(), named=(named(CUP),), sender_check=SenderCheck(verdict="failed"))
    case = worked(forged)
    view = view_for_sender(case, email(), forged.shop, None, POLICY, forged.products)
    assert COAT.number not in view.model_dump_json()
    known = evidence(COAT, CUP, of=about(), named=(named(CUP),))
    told = view_for_sender(worked(known), email(), known.shop, None, POLICY, known.products)
    assert [other.number for other in told.candidates] == [COAT.number]
