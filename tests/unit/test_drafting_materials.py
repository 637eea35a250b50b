"""The sources as a prompt lists them: in the letter's notation, all of it found by the checks, none of it idle."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from support.resolutions import RESOLUTIONS
from support.views import NOW, POLICY, a_claim, a_passage, a_shipment, a_view, an_order, an_unverified_view, at

from assistant.case.diagnosis import Category, Cause
from assistant.case.inquiry import StatementKind, Topic
from assistant.case.reply import Source
from assistant.case.verification import Verdict
from assistant.case.view import CaseView, EventView
from assistant.drafting.grounding import Grounds
from assistant.drafting.materials import lines_of
from assistant.drafting.prompts import LANGUAGES, Language
from assistant.drafting.tokens import Calendar
from assistant.drafting.writing import write_offline

CALENDAR = Calendar(ZoneInfo("Asia/Shanghai"), NOW)


def listed(view: CaseView) -> dict[str, str]:
    return dict(lines_of(view, {source for part in write_offline(view).reply.parts for source in part.sources}))


def every_case(language: Language) -> Iterator[CaseView]:
    for cause, cases in RESOLUTIONS.items():
        yield from (a_view(cause, language, **changes) for changes in cases)


def ungrounded(line: str, *sources: Source) -> list[str]:
    return Grounds.of(sources, CALENDAR).missing(line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_line_says_the_checks_find_in_its_source(language: Language) -> None:
    rules = [Source(id=f"policy.{name}", kind="policy", text=value) for name, value in POLICY.items()]
    for view in every_case(language):
        for source_id, line in listed(view).items():
            source = view.source(source_id)
            assert source is not None
            beside = rules if source_id.startswith("action.") else []  # what follows a return is a rule
            assert ungrounded(line, source, *beside) == [], (view.cause, source_id, line)
    assert ungrounded("11月20日", Source(id="order.x", kind="order", text="2026-11-21T08:00+08:00"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_the_plain_letter_rests_on_is_listed(language: Language) -> None:
    for view in every_case(language):
        cited = {source for part in write_offline(view).reply.parts for source in part.sources}
        assert cited <= set(listed(view))


def test_dates_stand_as_a_letter_writes_them_beside_their_event() -> None:
    parcel = a_shipment(promised_at=at(15))
    assert listed(a_view(order=an_order(shipments=(parcel,))))["order.shipments.0"] == (
        "中通快递；运单号 78012345678901；发货 11月10日(周二)16:00；"
        "承诺送达 11月14日(周六)24:00 前；签收 尚无；内含 保温杯"
    )
    english = listed(a_view(language="en", order=an_order(shipments=(parcel,))))["order.shipments.0"]
    assert "promised by the end of Saturday 14 November; delivered not yet" in english


def test_an_order_that_it_may_be_stands_whole_in_the_letters_notation() -> None:
    parcel = a_shipment(promised_at=at(15))
    view = a_view(cause=None, order=None, candidates=(an_order(shipments=(parcel,)), an_order(number="2026111500077")))
    line, source = listed(view)["candidate.0"], view.source("candidate.0")
    assert line.startswith("订单 2026110912345；下单 11月9日")
    assert "承诺送达 11月14日(周六)24:00 前" in line
    assert "T" not in line
    assert source is not None
    assert ungrounded(line, source) == []


def test_codes_stand_in_words() -> None:
    lines = listed(a_view(language="en"))
    assert (lines["order.status"], lines["order.payment_method"]) == ("on its way", "Alipay")


def test_of_the_shops_numbers_only_those_that_the_letter_rests_on_are_listed() -> None:
    rules = {name: text for name, text in listed(a_view()).items() if name.startswith("policy.")}
    assert rules == {"policy.lost_after_hours": "72 小时"}


def test_a_claim_says_both_sides_and_one_that_no_record_knows_is_left_out() -> None:
    kind = StatementKind.ORDERED_VARIANT
    lines = listed(
        a_view(
            Cause.ORDERED_AS_SENT,
            claims=(
                a_claim(kind, Verdict.CONTRADICTED, said="L", record="M"),
                a_claim(StatementKind.DEFECTIVE, Verdict.NOT_IN_RECORDS),
            ),
        )
    )
    assert lines["claim.0"] == "与记录不符；顾客说：“我买的是L码”；记录：M"
    assert "claim.1" not in lines


def test_a_record_stands_in_the_letters_language_and_a_stock_number_not_at_all() -> None:
    moved = "2026-11-21T08:10:00+08:00 杭州中转部 快件到达杭州中转部"
    event = EventView(at=at(21, 8, 10), place="杭州中转部", text="快件到达杭州中转部")
    lines = listed(
        a_view(
            Cause.STALLED,
            "en",
            order=an_order(shipments=(a_shipment(last_event=event),)),
            claims=(
                a_claim(StatementKind.NO_MOVEMENT, Verdict.CONFIRMED, record=moved),
                a_claim(StatementKind.GOT_VARIANT, Verdict.CONFIRMED, record="CUP-500-RED"),
            ),
        )
    )
    assert lines["claim.0"].endswith("record: Saturday 21 November at 08:10 杭州中转部 “arrived at the sorting centre”")
    assert "CUP" not in lines["claim.1"]
    assert "record" not in lines["claim.1"]


def test_a_passage_stands_whole_under_its_title_and_heading_where_it_is_about_the_case() -> None:
    rule = "48 小时没有新记录，我们按停滞处理。" * 20
    about = a_passage(rule, title="物流不更新", heading="多久算停滞", causes=(Cause.STALLED,))
    other = a_passage("拆封后可以退。", name="opened", causes=(Cause.RETURN_IN_WINDOW,))
    lines = listed(a_view(passages=(about, other)))
    assert lines["article.freight-rules#0"] == f"物流不更新 › 多久算停滞：{rule}"
    assert "article.opened#0" not in lines


def test_a_second_matter_of_the_mail_keeps_its_passages() -> None:
    other = a_passage("拆封后可以退。", name="opened", causes=(Cause.RETURN_IN_WINDOW,), category=Category.AFTER_SALES)
    goods = a_passage("首次使用请清洗。", name="care")
    view = a_view(passages=(other, goods), topics=(Topic.DELIVERY, Topic.RETURN, Topic.PRODUCT_QUESTION))
    assert {"article.opened#0", "article.care#0"} <= set(listed(view))


def test_a_complaints_rules_are_left_to_the_supervisor() -> None:
    rule = a_passage("食品变质可以退。", causes=())
    complaint = a_view(None, category=Category.COMPLAINT_OR_LEGAL, passages=(rule,), topics=(Topic.LEGAL,))
    assert not any(name.startswith("article.") for name in listed(complaint))
    assert "article.freight-rules#0" in listed(a_view(None, passages=(rule,), topics=(Topic.PRODUCT_QUESTION,)))


def test_questions_and_commitments_stand_as_sentences() -> None:
    assert listed(an_unverified_view("en"))["question.0"].startswith("Please send us the order number")
    traced = a_view(Cause.STALLED, "en", **RESOLUTIONS[Cause.STALLED][0])
    assert "by 18:00 on Friday 20 November" in listed(traced)["commitment.0"]
    assert listed(traced)["action.0"].startswith("We will open a trace with ZTO Express")
