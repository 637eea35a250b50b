"""The process's reasons reach Chinese agents in Chinese."""

from zoneinfo import ZoneInfo

import pytest
from support.sample_shop import NOW

from assistant.desk.evidence_words import evidence_in_words
from assistant.desk.rendering import wording


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("the address is the account's", "是账号登记地址"),
        ("the address is the account's; no trusted server vouches for it", "是账号登记地址，但没有可信服务器担保"),
        ("order 20261109 with the last 4 digits of the registered phone", "订单 20261109 与登记电话后四位相符"),
        ("its number is in the mail; fits the item (保温杯)", "邮件中写有该订单号；商品“保温杯”相符"),
        ("does not fit the variant (红色, L)", "规格“红色, L”不符"),
        ("no event for 70 h; the limit is 48 h", "70 小时没有物流更新（上限 48 小时）"),
        ("An auto-responder sent it (X-Autoreply).", "自动回复程序发出（X-Autoreply）"),
        ("the customer has written again", "客户又来信了"),
        ("placed before the orders that fit", "下单早于相符的订单"),
        ("in no shipment yet: CUP-R", "尚未发出：CUP-R"),
        (
            "as likely as lost; the drafter chose it: the depot denies it",
            "与 lost 可能性相同；起草程序的选择：the depot denies it",
        ),
    ],
)
def test_known_shapes_are_said_in_chinese(english: str, chinese: str) -> None:
    assert evidence_in_words(english, "zh") == chinese
    assert evidence_in_words(english, "en") == english


@pytest.mark.parametrize("sentence", ["a reason that nobody foresaw", "mx.shop.example: dmarc=pass", "", r"\1 \9"])
def test_an_unknown_shape_is_shown_as_it_is(sentence: str) -> None:
    assert evidence_in_words(sentence, "zh") == sentence


def test_hostile_words_inside_a_reason_stay_words() -> None:
    assert evidence_in_words(r"fits the item (\g<1>; x)", "zh") == r"商品“\g<1>; x”相符"


def test_times_inside_a_reason_are_the_shops() -> None:
    desk = wording("zh", ZoneInfo("Asia/Shanghai"), NOW)
    assert desk.evidence("promised for 2026-11-22T08:30:00+00:00") == "承诺 11月22日 16:30 送达"


def test_an_actions_arguments_are_said_in_words() -> None:
    desk = wording("en", ZoneInfo("Asia/Shanghai"), NOW)
    assert desk.argument("freight", "shop") == "freight: we pay"
    assert desk.argument("due", "2026-11-24T08:30:00+00:00") == "by: 24 Nov, 16:30"
    assert desk.argument("ask", ["photos", "order_number"]) == "ask for: photos, the order number and phone ending"


@pytest.mark.parametrize(("number", "shown"), [("13812345678", "138******78"), ("12345", "***"), ("123456", "123**56")])
def test_phones_are_shown_in_part(number: str, shown: str) -> None:
    assert wording("en", ZoneInfo("UTC"), NOW).phone(number) == shown
