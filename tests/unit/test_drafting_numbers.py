"""Order numbers, phones and second factors: what counts as one, and what never does."""

import csv
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.case.inquiry import SecondFactors
from assistant.drafting.reading.factors import second_factors
from assistant.drafting.reading.numbers import MOST_ORDER_NUMBERS, order_numbers, phones
from assistant.drafting.reading.text import clean, fold
from assistant.errors import ConfigurationError

SAMPLE = Path(__file__).parents[1] / "data" / "intents_bitext" / "sample.csv"


def numbers_in(text: str, *patterns: str) -> tuple[str, ...]:
    return order_numbers(fold(clean(text)), patterns)


def phones_in(text: str) -> tuple[str, ...]:
    return phones(fold(clean(text)))


def factors_in(text: str) -> SecondFactors:
    return second_factors(clean(text), fold(clean(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("订单号：2026110912345", "2026110912345"),
        ("２０２６-1109 12345", "2026110912345"),
        ("2026 1109 12345", "2026110912345"),
        ("订单号 ２０２６１１０９１２３４５ 还没到", "2026110912345"),
        ("2026\u200b1109\u200b12345", "2026110912345"),
        ("2026-11-09-12345", "2026110912345"),
        ("#W1234567", "W1234567"),
        ("Where is w1234567?", "W1234567"),
        ("我的DX20260830004收到了", "DX20260830004"),
        ("order no. 12345", "12345"),
        ("Order Number: 98765", "98765"),
        ("order #1001", "1001"),
        ("订单编号是 88001", "88001"),
        ("my order is #445566", "445566"),
        ("cancel purchase 00123842 please", "00123842"),
        ("112-1234567-1234567 never came", "11212345671234567"),
        ("看这里 https://shop.example/detail?orderId=2026110912345&item=998877665544", "2026110912345"),
        ("https://shop.example/orders/2026110912345", "2026110912345"),
        ("单号2026110912345", "2026110912345"),
        ("订单2026110912345共99元", "2026110912345"),
    ],
)
def test_an_order_number_is_found_however_it_is_written(text: str, expected: str) -> None:
    assert numbers_in(text) == (expected,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("订单2026110912345、2026110912346都没到", ("2026110912345", "2026110912346")),
        ("orders #1001 and #1002", ("1001", "1002")),
        ("order no. 12345, 12346 and 12347", ("12345", "12346", "12347")),
        ("2026110912346 先下的，2026110912345 后下的，还是 2026110912346 急", ("2026110912346", "2026110912345")),
    ],
)
def test_several_order_numbers_keep_their_order_and_no_duplicates(text: str, expected: tuple[str, ...]) -> None:
    assert numbers_in(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "手机13800138000",
        "我的号码 138-0013-8000 或 +86 13900139000",
        "打 400-820-8820 没人接",
        "0571-87654321",
        "call me at (555) 123-4567",
        "+44 7700 900123",
        "快递单号：78654321012345",
        "运单号 773344556677889",
        "中通 78654321012345",
        "SF1234567890123 到哪了",
        "tracking number 1Z999AA10123456784",
        "tracking: 9400111899223197428490",
        "2026-11-03 12:30:00",
        "20261109",
        "2026年11月3日",
        "一共付了 12345678 元",
        "¥12345678.00",
        "税号91330106MA2XXXX123",
        "身份证330106199001011234",
        "银行卡 6222 0212 3456 7890",
        "12345678@qq.com",
        "https://item.example/?id=998877665544",
        "invoice #12588",
        "发票号码 12345678",
        "ordered 2 mugs in 2026",
        "订单尾号1234",
        "买了3件",
    ],
)
def test_what_is_not_an_order_number_is_never_taken_for_one(text: str) -> None:
    assert numbers_in(text) == ()


def test_an_order_number_beside_other_numbers_is_still_found() -> None:
    text = "订单号：2026110912345，快递单号：78654321012345，手机13800138000，11月3日付了99元"
    assert numbers_in(text) == ("2026110912345",)


def test_a_shops_own_pattern_finds_what_the_built_in_shapes_do_not() -> None:
    assert numbers_in("我的单 ab-77 呢") == ()
    assert numbers_in("我的单 ab-77 呢", r"AB-\d{2}") == ("AB77",)
    assert numbers_in("ref x7y9z", r"ref (\w{5})") == ("X7Y9Z",)


def test_a_broken_pattern_is_a_configuration_error() -> None:
    with pytest.raises(ConfigurationError, match="order_number_patterns"):
        numbers_in("1", "(")


def test_every_order_number_of_the_bitext_sample_is_found_and_nothing_else() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wrong = [row for row in rows if numbers_in(row["utterance"]) != tuple(filter(None, [row["order_number"]]))]
    assert sum(bool(row["order_number"]) for row in rows) == 91
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我的手机13800138000", ("13800138000",)),
        ("138-0013-8000", ("13800138000",)),
        ("+86 139 0013 9000，谢谢", ("13900139000",)),
        ("１３８００１３８０００", ("13800138000",)),
        ("call me at (555) 123-4567", ("5551234567",)),
        ("+44 7700 900123", ("447700900123",)),
        ("电话0571-87654321", ("057187654321",)),
        ("订单2026110912345", ()),
        ("你们 400-820-8820 打不通", ()),
        ("2026-11-03 12:30", ()),
    ],
)
def test_whole_phones(text: str, expected: tuple[str, ...]) -> None:
    assert phones_in(text) == expected


@pytest.mark.parametrize(
    ("text", "tails"),
    [
        ("手机尾号1234", ("1234",)),
        ("尾号是1234", ("1234",)),
        ("电话后四位 ６６７７", ("6677",)),
        ("手机号后4位：0042", ("0042",)),
        ("the last four digits of my phone are 1234", ("1234",)),
        ("Phone ending in 9876", ("9876",)),
        ("the phone on it ends in 1235", ("1235",)),
        ("The mobile number for this order ends with 1235", ("1235",)),
        ("last four of the phone on the order: 1235", ("1235",)),
        ("the last 4 digits of the phone number I gave are 1235", ("1235",)),
        ("phone number I used on that order ending 1235", ("1235",)),
        ("the phone on the shelf ends in 1235", ()),
        ("4321 are the last 4 digits of my phone number", ("4321",)),
        ("我的电话是13800138000", ("8000",)),
        ("手机138****5678", ("5678",)),
        ("phone: +44 7700 900123", ("0123",)),
        ("银行卡尾号1234", ()),
        ("尾号1234的卡", ()),
        ("退到尾号1234的招商银行卡吧", ()),
        ("我是用建行的卡付的，尾号1234", ()),
        ("付款用的是卡，手机尾号1234", ("1234",)),
        ("包裹卡住了，尾号1234", ("1234",)),
        ("订单尾号是1234", ()),
        ("快递单号后四位1234", ()),
        ("card ending in 1234", ()),
        ("the last four digits are 1234", ()),
        ("13800138000", ()),
        ("我住1234号", ()),
    ],
)
def test_a_phone_tail_counts_only_where_it_is_labelled_as_one(text: str, tails: tuple[str, ...]) -> None:
    assert factors_in(text).phone_tails == tails


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("收件人：李雷，电话13800138000", ("李雷",)),
        ("收货人李雷", ("李雷",)),
        ("收货人是欧阳娜娜。", ("欧阳娜娜",)),
        ("收件人叫王喆，", ("王喆",)),
        ("姓名：张三\n地址：文三路1号", ("张三",)),
        ("收件人信息有误", ()),
        ("收件人不在家", ()),
        ("Recipient: Yusuf Rossi", ("Yusuf Rossi",)),
        ("the name on the order is Mary Ann O'Neil, thanks", ("Mary Ann O'Neil",)),
        ("My name is not important", ()),
        ("李雷", ()),
        ("Best regards, Yusuf Rossi", ()),
    ],
)
def test_a_name_counts_only_where_it_is_labelled_as_the_recipients(text: str, names: tuple[str, ...]) -> None:
    assert factors_in(text).names == names


@pytest.mark.parametrize(
    ("text", "streets"),
    [
        ("地址：浙江省杭州市西湖区文三路123号，邮编310000", ("浙江省杭州市西湖区文三路123号",)),
        ("收货地址是幸福小区3栋201。电话另附", ("幸福小区3栋201",)),
        ("My address is 12 Baker Street, London\nThanks", ("12 Baker Street, London",)),
        ("地址：不对", ()),
        ("新地址：文三路123号", ()),
        ("my email address is a1@b.example", ()),
        ("我住文三路123号", ()),
    ],
)
def test_a_street_counts_only_where_it_is_labelled(text: str, streets: tuple[str, ...]) -> None:
    assert factors_in(text).streets == streets


@pytest.mark.parametrize(
    ("text", "postcodes"),
    [
        ("邮编：310000", ("310000",)),
        ("zip code 19122", ("19122",)),
        ("Postcode: nw1 6xe", ("NW1 6XE",)),
        ("310000", ()),
    ],
)
def test_a_postcode_counts_only_where_it_is_labelled(text: str, postcodes: tuple[str, ...]) -> None:
    assert factors_in(text).postcodes == postcodes


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("0123456789０１ -#:：，\n订单号手机尾号order no.W税快递@=/￥¥元"), max_size=200)
)
def test_digits_of_what_is_found_stand_in_the_text(text: str) -> None:
    plain = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))
    found = (*numbers_in(text), *phones_in(text), *factors_in(text).phone_tails)
    assert all(re.sub(r"[^0-9]", "", value) in plain for value in found)
    assert len(numbers_in(text)) <= MOST_ORDER_NUMBERS


def test_a_flood_of_numbers_is_bounded() -> None:
    assert len(numbers_in(" , ".join(f"{number}" for number in range(2026110900000, 2026110900500)))) == 60
