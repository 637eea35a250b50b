"""Bytes to text whatever their label says: the languages of our customers under wrong, missing and unknown labels."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.mailbox.charsets import decode

CHINESE = "您好，我上周买的电饭煲（订单号 DX20260830004）收到后按键没有反应，请问怎么处理？"
TAIWANESE = "您好，我上週買的電鍋（訂單號 DX20260830004）收到後按鍵沒有反應，請問怎麼處理？"
KOREAN = "주문 DX20260830004 아직 도착하지 않았습니다. 감사합니다."
JAPANESE = "注文番号 DX20260830004 の商品がまだ届きません。よろしくお願いします。"
RUSSIAN = "Здравствуйте, заказ DX20260830004 не пришёл. Спасибо."
FRENCH = "Où est ma commande n° DX20260830004 ? Déjà payée, très déçu."
GERMAN = "Größe M für DX20260830004, müsste schön passen, danke"


@pytest.mark.parametrize("label", ["gb2312", "gbk", "gb18030", "GB_2312-80", None, "us-ascii", "iso-8859-1", "utf-8"])
@pytest.mark.parametrize("text", [CHINESE, "订单 20260830004 还没发货", "退款", "朱镕基和王喆说：镕、喆、㑇"])
def test_chinese_under_any_label_is_exact(text: str, label: str | None) -> None:
    assert decode(text.encode("gb18030"), label)[0] == text


@pytest.mark.parametrize(
    ("text", "charset", "label"),
    [
        (TAIWANESE, "big5", "big5"),
        (TAIWANESE, "big5", None),
        (TAIWANESE, "big5", "us-ascii"),
        (TAIWANESE, "big5", "iso-8859-1"),
        (TAIWANESE, "big5", "gb2312"),
        ("退款", "big5", None),
        ("回覆: 您的訂單已出貨", "big5", None),
        (CHINESE, "gbk", "big5"),
        ("请尽快退款,谢谢", "gbk", "big5"),
        (CHINESE, "utf-8", "gb2312"),
        (CHINESE, "utf-8", "iso-8859-1"),
        (KOREAN, "cp949", None),
        (KOREAN, "cp949", "us-ascii"),
        (JAPANESE, "euc_jp", None),
        (JAPANESE, "cp932", "iso-8859-1"),
        (RUSSIAN, "koi8_r", None),
        (RUSSIAN, "cp1251", "us-ascii"),
        (FRENCH, "cp1252", "gb2312"),
        (FRENCH, "cp1252", "us-ascii"),
        (GERMAN, "cp1252", "iso-8859-1"),
        (GERMAN, "cp1252", None),
        ("São Paulo: não recebi a devolução, está atrasada, informações", "cp1252", "gb2312"),
        ("Müller", "cp1252", None),
        ("Hyvää päivää, pöytää ei ole vielä", "cp1252", "us-ascii"),
        ("5 – 6", "cp1252", None),
        ("好", "gbk", None),
        ("朱镕基", "gbk", None),
    ],
)
def test_other_languages_and_lies_are_exact(text: str, charset: str, label: str | None) -> None:
    assert decode(text.encode(charset), label)[0] == text


@pytest.mark.parametrize(
    ("data", "label", "defect"),
    [
        (CHINESE.encode("gbk"), "x-unknown-99", "unknown charset 'x-unknown-99'"),
        (b"plain", "x-unknown-99", "unknown charset 'x-unknown-99'"),
        (CHINESE.encode("gbk"), "big5", "labelled cp950, read as gb18030"),
        (TAIWANESE.encode("big5"), "gb2312", "labelled gb18030, read as cp950"),
        (FRENCH.encode("cp1252"), "utf-8", "labelled utf-8, read as cp1252"),
        (CHINESE.encode("gbk"), "gb2312", None),
        (CHINESE.encode("gbk"), None, None),
        (CHINESE.encode(), "utf-8", None),
    ],
)
def test_a_label_that_is_not_followed_is_reported(data: bytes, label: str | None, defect: str | None) -> None:
    assert decode(data, label)[1] == defect


@pytest.mark.parametrize("text", ["王喆", "李镕", "收货人：欧阳翀，电话 13800138000", "蔡甸区奓山街", "赟"])
def test_rare_names_under_their_own_label_stay(text: str) -> None:
    assert decode(text.encode("gb18030"), "gb18030") == (text, None)


@pytest.mark.parametrize(
    "label", ["utf-16", "utf-32-be", "utf-7", "cp037", "cp500", "hz", "unicode_escape", "punycode", "idna", "rot13"]
)
@pytest.mark.parametrize("text", ["order 20260830004, phone +8613800138000", "订单 20260830004，电话 +8613800138000！"])
def test_no_label_alters_the_digits_of_an_order_number(text: str, label: str) -> None:
    assert decode(text.encode(), label)[0] == text


@pytest.mark.parametrize("data", [b"+2AA- where is order 20260830004", b"+3/8-"])
def test_half_a_character_of_utf_7_never_gets_into_the_text(data: bytes) -> None:
    text, defect = decode(data, "utf-7")
    assert text.encode()
    assert defect is not None


LABELS = st.sampled_from(
    [
        None,
        "gb2312",
        "gb18030",
        "big5",
        "utf-8",
        "us-ascii",
        "iso-8859-1",
        "euc-kr",
        "shift_jis",
        "utf-16",
        "hz",
        "cp037",
    ]
)
WORDS = st.text(alphabet="您好订单退款谢你這來個訂單貨éèüßñЖд주문の ,.", max_size=30)


@settings(max_examples=300, deadline=None)
@given(WORDS, WORDS, st.sampled_from(["gb18030", "utf-8", "cp1252", "big5", "cp949"]), LABELS)
def test_digits_between_words_survive_every_wrong_guess(
    before: str, after: str, charset: str, label: str | None
) -> None:
    data = before.encode(charset, "ignore") + b" 20260830004 " + after.encode(charset, "ignore")
    assert "20260830004" in decode(data, label)[0]
