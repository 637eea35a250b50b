"""What no trade word gives away: goods and colours of nobody's order, times in words, and promises in plain words."""

from decimal import Decimal

import pytest
from support.cases import PRODUCTS
from support.views import NOW, a_commitment, a_passage, a_view, an_action

from assistant.case.diagnosis import ActionKind, Cause
from assistant.case.inquiry import Emotion
from assistant.case.reply import PartKind
from assistant.case.shop import Product
from assistant.case.view import CaseView
from assistant.drafting.checks import check
from assistant.drafting.colours import foreign_colours, foreign_sizes
from assistant.drafting.scanning import scan
from assistant.drafting.tokens import Calendar, Day, Span
from assistant.drafting.writing import write_offline
from assistant.pipeline import Glossary

GLOSSARY = Glossary(products=(*PRODUCTS, Product(sku="H", name="加湿器", aliases=("humidifier",))))
CALENDAR = Calendar(zone=NOW.tzinfo, now=NOW)  # type: ignore[arg-type]


def a_case(language: str = "zh", **changes: object) -> CaseView:
    """A stalled parcel with a red thermos, which is traced, with news promised for 20 November."""
    values = {
        "actions": (an_action(ActionKind.TRACE_WITH_COURIER, carrier="中通快递"),),
        "commitments": (a_commitment(ActionKind.TRACE_WITH_COURIER),),
        "emotion": Emotion.ANXIOUS,
    }
    return a_view(Cause.STALLED, language, **values | changes)


def faults(sentence: str, view: CaseView, more: tuple[str, ...] = ()) -> set[str]:
    """The checks that fail once the sentence stands in the offline letter's solution, and did not before."""
    letter = write_offline(view)
    parts = tuple(
        part.model_copy(update={"text": f"{part.text}\n{sentence}", "sources": (*part.sources, *more)})
        if part.kind is PartKind.SOLUTION
        else part
        for part in letter.reply.parts
    )
    reply = letter.reply.of(letter.reply.subject, letter.reply.language, parts)
    assert reply.text != letter.reply.text
    return {result.name for result in check(reply, view, letter.promises, GLOSSARY) if not result.passed}


@pytest.mark.parametrize(
    ("language", "other", "own"),
    [
        ("zh", "包裹里是您订的保温杯（蓝色）。", "包裹里是您订的保温杯（红色）。"),
        ("zh", "包裹里是保温杯，粉红色。", "包裹里是保温杯，红色。"),
        ("zh", "订单里是一件（电水壶，红色）。", "订单里是一件（水杯，红色）。"),
        ("zh", "这是一只粉彩的保温杯。", "这是一只红的保温杯。"),
        ("zh", "您订的是 XL 码。", "快递单号和订单号我们都核对过。"),
        ("zh", "快件在宁波鄞州网点。", "快件在当地网点。"),
        ("en", "The parcel holds the thermos (black).", "The parcel holds the thermos (red)."),
        ("en", "The order is for one item (kettle, red).", "The order is for one item (thermos, red)."),
        ("en", "It is the navy one.", "It is the red one."),
        ("en", "You chose size XL.", "Mr Brown and Mrs Black will read this."),
    ],
)
def test_goods_and_variants_are_the_cases_own(language: str, other: str, own: str) -> None:
    view = a_case(language)
    assert "grounded_names" in faults(other, view), other
    known = own.replace("Mr Brown and Mrs Black will read this.", "We will follow this.")
    assert "grounded_names" not in faults(known, view), own


@pytest.mark.parametrize(
    ("sentence", "known", "foreign"),
    [
        ("您订的是藏青色", "羽绒服 navy / M", []),
        ("the navy coat", "羽绒服 藏青 / M", []),
        ("the misty blue set", "四件套 雾蓝", []),
        ("那件蓝色的", "四件套 雾蓝", []),
        ("雾灰色的那套", "四件套 雾蓝", ["雾灰"]),
        ("the sky blue set", "四件套 雾蓝", ["sky blue"]),
        ("红色的", "我点的红的", []),
        ("米白的四件套", "四件套 米色", ["米白"]),
        ("off-white", "米白", []),
        ("天黑之前，白天也行", "", []),
        ("明白的，我们在空白处写了", "", []),
        ("Mrs Brown and Mr White", "", []),
    ],
)
def test_a_colour_is_known_in_both_languages_and_a_shade_by_its_hue(
    sentence: str, known: str, foreign: list[str]
) -> None:
    assert list(foreign_colours(sentence, [known])) == foreign


@pytest.mark.parametrize(
    ("sentence", "known", "foreign"),
    [
        ("把 M 码换成 L 码", "黑色 / m，想要大号", []),
        ("把 M 码换成 XL 码", "黑色 / M，想要 L", ["XL"]),
        ("2XL", "xxl", []),
        ("Mr J. L. Smith from M&S", "", []),
    ],
)
def test_a_size_is_one_that_somebody_has_named(sentence: str, known: str, foreign: list[str]) -> None:
    assert list(foreign_sizes(sentence, [known])) == foreign


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("by noon", "time", (12, 0)),
        ("at midnight", "time", (24, 0)),
        ("凌晨三点", "time", (3, 0)),
        ("今晚", "date", Day(11, 18, 2026)),
        ("tonight", "date", Day(11, 18, 2026)),
        ("the day after tomorrow", "date", Day(11, 20, 2026)),
        ("今晚8点", "moment", (Day(11, 18, 2026), (20, 0))),
        ("半个月内", "span", Span("hours", Decimal(360))),
        ("within a fortnight", "span", Span("hours", Decimal(336))),
        ("in half an hour", "span", Span("hours", Decimal("0.5"))),
        ("within a week", "span", Span("hours", Decimal(168))),
        ("这个周末", "weekend", "这个周末"),
        ("by the end of the week", "weekend", "by the end of the week"),
    ],
)
def test_times_in_words_are_read(text: str, kind: str, value: object) -> None:
    assert [(token.kind, token.value) for token in scan(text, CALENDAR)] == [(kind, value)]


@pytest.mark.parametrize("text", ["祝您周末愉快", "Have a nice weekend", "once a week", "您等了半天没消息", "今年"])
def test_words_that_only_look_like_times_are_none(text: str) -> None:
    assert scan(text, CALENDAR) == ()


@pytest.mark.parametrize(
    ("language", "other", "own"),
    [
        ("zh", "退货期从您付款那天起算。", "退货期从您签收那天起算。"),
        ("zh", "7 天从下单起算。", "7 天从签收起算。"),
        ("en", "The days count from the day you paid.", "The days count from the day it is signed for."),
        ("en", "You have 7 days from the date of purchase.", "You have 7 days from receipt."),
    ],
)
def test_a_rule_keeps_the_event_that_it_counts_from(language: str, other: str, own: str) -> None:
    text = "自签收次日起算 7 天内可以退货。" if language == "zh" else "Returns: 7 days, counted from receipt."
    view = a_case(language, passages=(a_passage(text, language),))
    named = ("article.freight-rules#0",)
    assert "grounded_numbers" in faults(other, view, named), other
    assert "grounded_numbers" not in faults(own, view, named), own


GRANTED = {
    "zh": [
        "来回的费用不用您出。",
        "这点钱不让您掏。",
        "这笔钱我们来出。",
        "差价也给您免了。",
        "不会另收您的钱。",
        "四十块少不了您的。",
        "这次就给您通融一下。",
        "过了期也可以给您办，算是破例。",
        "客人来之前准能用上。",
        "您出门以前赶得上。",
        "周三之前您就能收到。",
        "已经转过去了。",
        "地址已经改好了。",
        "照片已经删掉了。",
        "名额给您留好了。",
        "新的先给您发出。",
        "碗和盘子都能单独补给您。",
        "包裹里附上一点小心意。",
        "下次买给您便宜三十。",
        "我们加您微信慢慢说。",
        "我们打电话念给您听。",
        "换货没问题。",
        "那个电话不是我们打的。",
        "这件事跟我们没有关系。",
        "运费您就别操心了，我们这边负担。",
        "过期几天不要紧，照样给您办。",
        "您的信息我们已经从系统里清空了。",
        "晚点同事会拨您手机。",
        "这批货都有这个毛病。",
        "满减券给您放到账户里了。",
        "另一只碗正在装箱。",
        "地址已照您说的改好了。",
        "您说的都认，不用拍照。",
        "发票下午就给您发过去。",
    ],
    "en": [
        "The cost will not fall on you.",
        "There is nothing more for you to pay.",
        "This one is on us.",
        "It is on the house.",
        "The freight is free of charge.",
        "Just this once, the period does not matter.",
        "Let us make an exception.",
        "It will be there in time for the party.",
        "You will have it around you before the week is out.",
        "They will turn it round before it gets to you.",
        "Your case has been passed to the courier.",
        "The picture is no longer online.",
        "I have put your name down for one.",
        "The address has been changed.",
        "A replacement will be in the post soon.",
        "A new one goes out to you.",
        "There is a little something in the box.",
        "You get ten off your next order.",
        "A colleague can read it to you over the phone.",
        "If it fails to turn up, you will get your money back at once.",
        "An exchange is no problem.",
        "The call did not come from us.",
        "That has nothing to do with us.",
        "The deadline need not trouble you this time.",
        "Your details are gone from our systems.",
        "The courier has agreed to bring it back.",
        "We have added a pair of slippers to the box.",
        "Nobody here gave out your number.",
        "A voucher has been added to your account.",
        "The driver will hand you the new one.",
        "You have my word on it.",
        "No photos are needed.",
        "Consider it refunded.",
    ],
}
NOT_GRANTED = {
    "zh": [
        "来回的费用谁来出，现在还不能确定。",
        "您希望不用您出运费，我们记下了。",
        "能不能通融，要等主管核实。",
        "能不能赶上，现在还说不准。",
        "快件已经交给驿站。",
        "您担心赶不上，我们理解。",
        "照片不用再补了。",
        "来电是不是我们打的，现在还不清楚。",
        "下次有问题，也请直接回信。",
        "我们的疏忽让您久等了。",
        "您已经改了地址，谢谢您告诉我们。",
        "这件事需要主管审批。",
        "发票的抬头请再核对一遍。",
    ],
    "en": [
        "Whether the freight will fall on you, we cannot say yet.",
        "You ask whether it can be free of charge.",
        "We cannot make an exception here.",
        "I cannot say yet whether it will be there in time.",
        "The parcel has been handed to the sorting centre.",
        "You can count on us to write.",
        "Whether the call had anything to do with us, we cannot tell yet.",
        "The picture you sent helps.",
        "Have a nice weekend.",
        "Thank you for the photos that you have added.",
        "We cannot promise a day.",
        "Please keep the parcel as it is.",
    ],
}


@pytest.mark.parametrize(("language", "sentence"), [(k, text) for k, texts in GRANTED.items() for text in texts])
def test_a_promise_in_plain_words_needs_an_action(language: str, sentence: str) -> None:
    assert faults(sentence, a_case(language)) & {"promises_allowed", "actions_allowed"}, sentence


@pytest.mark.parametrize(("language", "sentence"), [(k, text) for k, texts in NOT_GRANTED.items() for text in texts])
def test_what_is_open_refused_told_or_asked_is_no_promise(language: str, sentence: str) -> None:
    assert "promises_allowed" not in faults(sentence, a_case(language)), sentence


@pytest.mark.parametrize(
    ("sentence", "changes"),
    [
        ("来回的费用不用您出。", {"actions": (an_action(ActionKind.RETURN_WITH_LABEL, freight="shop"),)}),
        ("新的先给您发出。", {"actions": (an_action(ActionKind.RESHIP),)}),
        ("我们打电话念给您听。", {"actions": (an_action(ActionKind.CALL_BACK),)}),
        ("11月20日18:00之前您就能收到。", {}),
    ],
)
def test_an_action_or_a_commitment_of_the_case_allows_it(sentence: str, changes: dict[str, object]) -> None:
    assert "promises_allowed" not in faults(sentence, a_case("zh", **changes)), sentence


GIVEN_AWAY = {
    "zh": [
        "这条毛毯就当我们送您的。",
        "保温杯归您，这笔钱也归您。",
        "红色的就送给您了。",
        "红的不必还。",
        "您想退就退，想留就留。",
        "到不了的话，十倍奉还。",
        "坏了一辈子管换。",
        "收到退货前，我们就先退您。",
    ],
    "en": [
        "The thermos is yours with our compliments.",
        "Consider the thermos a present.",
        "You owe us nothing.",
        "A tenner is coming your way.",
        "Lifetime warranty applies.",
        "We refund you before it is back.",
    ],
}
GIVES_NOTHING = {
    "zh": ["退款会在收到退货后办理。", "请先把外箱留着。", "这不是送您的赠品。", "订单里是您的保温杯。"],
    "en": ["The thermos is not a present.", "Is the red one yours?", "We will look for your parcel first."],
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_given_away_or_promised_for_life(language: str) -> None:
    view = a_case(language)
    assert [said for said in GIVEN_AWAY[language] if "promises_allowed" not in faults(said, view)] == []
    assert [said for said in GIVES_NOTHING[language] if "promises_allowed" in faults(said, view)] == []
