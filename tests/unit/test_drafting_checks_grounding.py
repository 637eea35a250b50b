"""A number, a date or a code is looked up in the sources of its own part, however it is written."""

import pytest
from support.replies import failures, reworded, with_sentence
from support.resolutions import RESOLUTIONS, actions
from support.views import (
    ORDER_NUMBER,
    a_view,
    an_action,
)

from assistant.case.diagnosis import ActionKind, Cause
from assistant.case.reply import PartKind
from assistant.drafting import checks
from assistant.drafting.writing import write_offline

K = ActionKind


STALLED = RESOLUTIONS[Cause.STALLED][0]


# what is the same in other words


@pytest.mark.parametrize(
    "sentence",
    [
        "订单金额是99元。",
        "订单金额是 ￥99.00。",
        "订单金额是九十九元。",
        "订单金额是 CNY 99。",
        "订单号 2026 1109 12345。",
        "订单号２０２６１１０９１２３４５。",
        "包裹在2026年11月12日上午9:30有记录。",
        "包裹在十一月十二日有记录。",
        "包裹在 11 月 12 日（星期四）有记录。",
        "已经两天没有更新。",
        "已经 48 小时没有更新。",
        "已经 48 个小时没有更新。",
        "给您两个方案。",
        "1. 请提供手机号的后四位。",
        "十分抱歉，给您添了一个麻烦。",
    ],
)
def test_the_same_fact_in_another_notation_is_grounded(sentence: str) -> None:
    view = a_view(Cause.STALLED, **STALLED)
    sources = ("order.total", "policy.stalled_after_hours")
    reply = with_sentence(write_offline(view).reply, PartKind.FACTS, f"\n{sentence}", *sources)
    assert checks.GROUNDED_NUMBERS not in failures(reply, view)


@pytest.mark.parametrize(
    "sentence",
    [
        "It was placed on November 9th, 2026.",
        "The last entry is of Thu 12 Nov at 9:30 am.",
        "That is more than two days ago.",
        "That is more than forty-eight hours ago.",
        "You paid ¥99 for one thermos.",
        "You have two options.",
        "Please give us the last 4 digits of your phone number.",
    ],
)
def test_the_same_fact_in_another_english_notation_is_grounded(sentence: str) -> None:
    view = a_view(Cause.STALLED, "en", **STALLED)
    sources = ("order.total", "policy.stalled_after_hours")
    reply = with_sentence(write_offline(view).reply, PartKind.FACTS, sentence, *sources)
    assert checks.GROUNDED_NUMBERS not in failures(reply, view)


def test_a_number_must_be_in_the_sources_that_its_own_part_names() -> None:
    view = a_view(Cause.STALLED, **STALLED)
    reply = with_sentence(write_offline(view).reply, PartKind.CLOSING, f"订单 {ORDER_NUMBER}。")
    assert checks.GROUNDED_NUMBERS in failures(reply, view)
    assert checks.GROUNDED_NUMBERS not in failures(
        with_sentence(write_offline(view).reply, PartKind.CLOSING, f"订单 {ORDER_NUMBER}。", "order.number"), view
    )


def test_a_time_belongs_to_its_own_date() -> None:
    view = a_view(Cause.STALLED, **STALLED)
    swapped = with_sentence(
        write_offline(view).reply, PartKind.FACTS, "最新记录是11月9日09:30。", "order.shipments.0.last_event"
    )
    assert checks.GROUNDED_NUMBERS in failures(swapped, view)


def test_an_action_s_time_in_another_zone_is_the_same_time() -> None:
    due = "2026-11-23T10:00:00+00:00"
    view = a_view(Cause.INVOICE_REQUEST, actions=(an_action(K.ISSUE_INVOICE, amount="99.00", due=due),))
    reply, promises = write_offline(view)
    assert "11月23日(周一)18:00 前" in reply.text
    assert failures(reply, view, promises) == {}


def test_days_and_working_days_are_not_the_same() -> None:
    view = a_view(Cause.INVOICE_REQUEST, "zh", actions=actions(K.ISSUE_INVOICE))
    reply = reworded(write_offline(view).reply, PartKind.EXPLANATION, "一般在 3 天内开出。")
    assert checks.GROUNDED_NUMBERS in failures(reply, view)
