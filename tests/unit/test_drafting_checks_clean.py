"""Whole classes of clean sentences that no check may block, and beside each the faults of its kind that are caught."""

from functools import cache

import pytest
from support.cases import PRODUCTS
from support.resolutions import RESOLUTIONS
from support.views import a_commitment, a_passage, a_shipment, a_view, an_action, an_order, at

from assistant.case.diagnosis import ActionKind, Cause
from assistant.case.inquiry import Emotion
from assistant.case.reply import PartKind
from assistant.case.view import CaseView
from assistant.drafting.checks import check
from assistant.drafting.writing import write_offline
from assistant.pipeline import Glossary

GLOSSARY = Glossary(products=PRODUCTS)


@cache
def stalled(language: str) -> CaseView:
    return a_view(
        Cause.STALLED,
        language,
        actions=(an_action(ActionKind.TRACE_WITH_COURIER, carrier="中通快递"),),
        commitments=(a_commitment(ActionKind.TRACE_WITH_COURIER),),
        emotion=Emotion.ANXIOUS,
    )


def language_of(sentence: str) -> str:
    return "en" if sentence.isascii() else "zh"


def failing(sentence: str, view: CaseView, *sources: str) -> list[str]:
    """What the checks say once the sentence stands in the solution, whose part names these sources, too."""
    letter = write_offline(view)
    parts = tuple(
        part.model_copy(update={"text": f"{part.text}\n{sentence}", "sources": (*part.sources, *sources)})
        if part.kind is PartKind.SOLUTION
        else part
        for part in letter.reply.parts
    )
    reply = letter.reply.of(letter.reply.subject, letter.reply.language, parts)
    return [
        f"{result.name}: {result.detail}"
        for result in check(reply, view, letter.promises, GLOSSARY)
        if not result.passed
    ]


CLEAN = {
    "people and words that nobody counts": [
        "Two people with the same good idea is easily done.",
        "Three colleagues picking the same gift happens more often than you think.",
        "We know that the two of you were waiting.",
        "In two words: nothing is lost.",
        "A line or two from you is enough.",
        "您一个人照顾三个孩子，不容易。",
        "两个朋友选了同一件，也是缘分。",
        "两位同时下单也是常有的事。",
        "您说的两个想法，我们都看到了。",
        "我们用两句话说明一下。",
    ],
    "what is left open": [
        "We will tell you whether and how we can refund it.",
        "We will write to you whether a replacement can be sent.",
        "We will come back to you to say whether we will refund the difference.",
        "Whether a refund can be given, we will say once we have checked.",
        "We will clarify whether compensation is due, and how much.",
        "我们会告诉您退款能不能办、怎么办。",
        "我们会说明是否可以换货、怎么换。",
        "差价能否退还，我们查清后回复您。",
        "我们会看看能不能给您免运费，再回信。",
        "是否能给您补发，要核实后才能告诉您。",
    ],
    "what has not come about, or is looked into": [
        "The money has not been refunded yet.",
        "We will look into the coupon.",
        "The code you used was valid until October.",
        "钱还没有退，请您再等等。",
        "换货要先核实。",
        "换新的事会一并答复您。",
        "请换一个收件时间告诉我们。",
    ],
    "news, and no goods": [
        "有新的进展会通知您。",
        "更新的物流信息会写给您。",
        "一有新的消息就告诉您。",
        "新的地址请再核对一遍。",
        "等新的结果出来就答复您。",
        "新的时间我们再告诉您。",
    ],
    "a parcel of the records on its way": [
        "Your parcel is on its way to you.",
        "It is still on its way to you with ZTO.",
        "The package is in the post and has not been lost.",
        "包裹已经在路上了。",
        "快件还在送往您那里的途中。",
    ],
    "any depot, any courier": [
        "您可以去网点自取。",
        "您问能不能放网点，我们先核实。",
        "先问网点再答复您。",
        "我们会请网点核实。",
        "从那以后物流就没有更新。",
        "您问的是快递弄错了没有。",
        "派送前请留意快递的电话。",
        "We will ask the courier, ZTO Express.",
        "The Delivery team will look into it.",
    ],
    "who calls": [
        "快递员派送前会先打电话，请保持手机畅通。",
    ],
    "what only sounds like a place": [
        "派送时您直接拒收最省事。",
        "这样处理对您来说省心一些。",
        "从目前情况看比较省时间。",
        "和您说的其实有些区别。",
        "您收到后请先放平镇定一下。",
    ],
    "prices, periods and parcels that are only spoken of": [
        "Who bears the postage depends on the cause; we will tell you once we have checked.",
        "I am sorry that it took so much of your time.",
        "There is no hurry with the photos.",
        "Write to us whenever you like.",
        "退回的运费由哪一方承担，我们核实后告诉您。",
        "照片不急，您方便时再发。",
        "期限快到了，请尽快寄回。",
        "券已经过期，很抱歉不能再用。",
    ],
}


@pytest.mark.parametrize("kind", CLEAN)
def test_a_class_of_clean_sentences_is_not_blocked(kind: str) -> None:
    blocked = {text: found for text in CLEAN[kind] if (found := failing(text, stalled(language_of(text))))}
    assert blocked == {}


FAULTY = {
    "freight": ["寄回来的钱算店里的。", "运费店里认。", "The postage is taken care of.", "Leave the postage to us."],
    "money": [
        "这笔钱很快到您账上。",
        "我们把钱给您打回去。",
        "We reverse the charge.",
        "The full price goes back to your card.",
    ],
    "exchange": [
        "换大一码完全可以。",
        "坏的那个我们拿好的跟您换。",
        "A swap is fine by us.",
        "The larger size is yours.",
    ],
    "coupon": [
        "过期的券照样能用。",
        "券给您恢复了。",
        "The code works for you again.",
        "There is a code waiting for you.",
    ],
    "priority": ["您的单子排在最前面。", "仓库先紧着您的发。", "Your parcel jumps the queue.", "Yours goes first."],
    "deadline": [
        "期限给您延到月底。",
        "您什么时候退都行。",
        "Take all the time you need to send it back.",
        "We give you another week.",
    ],
    "price": ["价格给您按今天的锁住。", "The price stays as it was for you."],
    "condition": ["没有发票也行。", "The card will do, stamp or no stamp."],
    "made good": ["少的那件给您补齐。", "Yours will be made good.", "One is lying ready for you."],
    "a parcel of no record": ["A new one is on its way to you.", "Another one is in the post."],
    "courier": [
        "包裹由飞燕速运承运。",
        "我们会联系蓝鲸物流核实。",
        "承运的是云雀快递。",
        "The parcel is with Skylark Logistics.",
    ],
    "place": ["包裹在深圳南山。", "已经送到乌鲁木齐。", "The parcel is in Shenzhen.", "It has left Harbin."],
    "person": ["这一单登记在郭喆名下。", "The last entry is that Lucy Bennett signed for it."],
    "goods": ["我们会写信说明新的电饭煲会不会到。"],
    "share": ["这差不多是原价的两成。", "That is half of the price."],
    "asked to decide": ["Please tell us whether we can send a new lid.", "请您确认能否接受换货。"],
}


@pytest.mark.parametrize("kind", FAULTY)
def test_but_what_is_granted_or_named_in_its_words_is_caught(kind: str) -> None:
    assert [text for text in FAULTY[kind] if not failing(text, stalled(language_of(text)))] == []


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("期限从签收起算，不是从下单算。", False),
        ("7 天不是从付款起算，而是从签收起算。", False),
        ("不按下单那天起算，按签收的次日。", False),
        ("期限不是从签收起算。", True),
        ("期限不是从签收起算，是从下单起算。", True),
        ("付款后 7 天内可以退。", True),
        ("The days count from receipt, not from the day you ordered.", False),
        ("They do not run from the day you paid, but from receipt.", False),
        ("You have 7 days from receipt, not 7 days from the order.", False),
        ("They do not run from receipt, but from the day you paid.", True),
        ("We have not seen it; you have 7 days from the day you paid.", True),
    ],
)
def test_a_rule_may_be_told_by_what_it_does_not_count_from(sentence: str, fault: bool) -> None:
    language = language_of(sentence)
    text = "自签收次日起算 7 天内可以退货。" if language == "zh" else "Returns: 7 days, counted from receipt."
    view = stalled(language).model_copy(update={"passages": (a_passage(text, language),)})
    view = a_view(Cause.STALLED, language, **RESOLUTIONS[Cause.STALLED][0], passages=view.passages)
    assert (
        any(
            "counts from" in told or "count from" in told for told in failing(sentence, view, "article.freight-rules#0")
        )
        is fault
    )


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("There are two parcels on their way to you.", False),
        ("Both of your two orders are with the courier.", False),
        ("我们查到您有两笔订单。", False),
        ("包裹一共有两个。", False),
        ("There are three parcels on their way to you.", True),
        ("我们查到您有三笔订单。", True),
        ("Each holds two lids.", True),
    ],
)
def test_a_letter_may_count_what_the_case_lists(sentence: str, fault: bool) -> None:
    orders = (an_order(), an_order(number="2026111012345", shipments=(a_shipment(promised_at=at(19)),)))
    view = a_view(None, language_of(sentence), order=None, candidates=orders)
    letter = write_offline(view).reply
    parts = tuple(
        part.model_copy(update={"text": f"{part.text}\n{sentence}"}) if part.kind is PartKind.CLOSING else part
        for part in letter.parts
    )
    reply = letter.of(letter.subject, letter.language, parts)
    failed = {result.name for result in check(reply, view, (), GLOSSARY) if not result.passed}
    assert ("grounded_numbers" in failed) is fault, failed


REFUSING = "You can refuse the parcel, and we refund in full when it is back; or accept it and use the return."


@pytest.mark.parametrize(
    ("sentences", "fault"),
    [
        ("Simply refuse it at the door. Once it is back with us, you are refunded in full: CNY 99.00.", False),
        ("You may refuse it. We refund in full when it is back.", False),
        ("Simply refuse it at the door. Once it is back with us, you are refunded in full: CNY 98.00.", True),
        ("You need not refuse it. We refund in full when it is back.", True),
        ("You may refuse it. We refund in full.", True),
        ("We wrote to the courier. We refund in full when they have answered.", True),
    ],
)  # fmt: skip
def test_a_rule_may_be_told_over_two_sentences(sentences: str, fault: bool) -> None:
    rule = a_passage(REFUSING, "en", causes=(Cause.CANCEL_AFTER_SHIPPING,))
    view = a_view(Cause.CANCEL_AFTER_SHIPPING, "en", passages=(rule,), **RESOLUTIONS[Cause.CANCEL_AFTER_SHIPPING][0])
    assert (
        any(
            told.startswith("actions_allowed") for told in failing(sentences, view, f"article.{rule.id}", "order.total")
        )
        is fault
    )


@pytest.mark.parametrize(
    ("sentence", "named", "fault"),
    [
        ("As a general rule, a new one goes out after the check.", True, False),
        ("As a general rule, a new one goes out after the check.", False, True),
        ("As a general rule we check first, and yours will be replaced.", True, True),
        ("一般来说，先核实，运费由我们来出。", True, False),
        ("一般来说，先核实，运费由我们来出。", False, True),
        ("一般来说要先核实，这次的运费由我们来出。", True, True),
    ],
)
def test_a_rule_in_general_is_an_articles_and_grants_this_case_nothing(sentence: str, named: bool, fault: bool) -> None:
    language = language_of(sentence)
    rule = a_passage("先核实，再处理。" if language == "zh" else "We check first.", language)
    view = a_view(Cause.STALLED, language, **RESOLUTIONS[Cause.STALLED][0], passages=(rule,))
    sources = (f"article.{rule.id}",) if named else ()
    assert any(told.startswith("promises_allowed") for told in failing(sentence, view, *sources)) is fault


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("We will answer within 24 hours of receiving your reply.", False),
        ("You can claim it within 7 days of receiving the parcel.", True),
    ],
)
def test_our_answer_counts_from_a_reply_whatever_a_rule_counts_from(sentence: str, fault: bool) -> None:
    rule = a_passage("The price is protected: 7 days, counted from payment.", "en")
    view = a_view(Cause.STALLED, "en", **RESOLUTIONS[Cause.STALLED][0], passages=(rule,))
    assert any("counts from" in told for told in failing(sentence, view, f"article.{rule.id}")) is fault


def test_a_day_of_the_month_is_told_without_its_month() -> None:
    assert failing("您9号下的单，我们会再核实。", stalled("zh"), "order.placed_at") == []
    assert failing("您23号下的单，我们会再核实。", stalled("zh"))
    assert failing("包裹在3号楼。", stalled("zh"))


def test_a_promised_day_may_be_what_somebody_still_waits_for() -> None:
    order = an_order(shipments=(a_shipment(promised_at=at(18, 20)),), ship_by=at(12, 12))
    view = stalled("en").model_copy(update={"order": order})
    view = view.model_copy(update={"sources": a_view(Cause.STALLED, "en", order=order).sources})
    promised = "If nothing has arrived by this evening, just reply and we will look into it."
    found = [fault for fault in failing(promised, view, "order.shipment.0.promised_at") if "ship_by" in fault]
    assert found == []


def test_a_return_brings_back_what_was_paid_for_the_goods_and_the_box_may_be_open() -> None:
    view = a_view(Cause.RETURN_IN_WINDOW, **RESOLUTIONS[Cause.RETURN_IN_WINDOW][0])
    assert failing("货到仓库后，99元原路退回。", view, "order.total") == []
    assert failing("货到仓库后，199元原路退回。", view)
    assert failing("拆过包装没关系。", view) == []
    assert failing("没有包装没关系。", view)


def test_what_need_not_be_paid_is_no_name_of_goods() -> None:
    assert not [fault for fault in failing("新的保温杯不用您再付钱。", stalled("zh")) if "grounded_names" in fault]
    assert [fault for fault in failing("新的电饭煲不用您再付钱。", stalled("zh")) if "grounded_names" in fault]
