"""The address that a parcel is to go to instead, in the customer's own words."""

import pytest

from assistant.drafting.reading.addresses import new_address
from assistant.drafting.reading.factors import second_factors
from assistant.drafting.reading.text import fold


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("帮我改成：\n\n浙江省宁波市海曙区中山西路138号1502室，吴婷", "浙江省宁波市海曙区中山西路138号1502室，吴婷"),
        ("新地址：成都市武侯区科华北路58号3栋1206，电话不变", "成都市武侯区科华北路58号3栋1206"),
        ("新的收货地址是幸福小区3栋201。谢谢", "幸福小区3栋201"),
        ("能不能寄到公司这边，送到文三路188号前台", "文三路188号前台"),
        ("Please change the address to 27 Elm Close, Bristol BS6 5QT. Thanks!", "27 Elm Close, Bristol BS6 5QT"),
        ("Please ship it to Flat 3, 9 Mill Lane, York instead", "Flat 3, 9 Mill Lane, York instead"),
        ("We moved. Could you send it to:\n12 Baker Street\nLondon NW1 6XE\n", "12 Baker Street London NW1 6XE"),
        ("My new address is 4 Elm Road, Leeds", "4 Elm Road, Leeds"),
        ("请改到明天下午送，别太早", None),
        ("帮我换成红色的L码可以吗", None),
        ("地址：浙江省杭州市文三路123号，一直没收到", None),
        ("please change the order to two boxes", None),
        ("It was sent to 5 of my friends last week", None),
    ],
)  # fmt: skip
def test_a_new_address_is_read_where_the_mail_asks_to_send_there(text: str, address: str | None) -> None:
    assert new_address(text, fold(text)) == address


def test_a_new_address_proves_nothing_about_the_sender() -> None:
    text = "收件人：李雷，新地址：浙江省杭州市西湖区文三路188号3幢502室"
    assert new_address(text, fold(text)) == "浙江省杭州市西湖区文三路188号3幢502室"
    assert second_factors(text, fold(text)).streets == ()


def test_a_long_text_is_searched_in_linear_time() -> None:
    text = "改成" * 20_000 + "change to " * 10_000
    assert new_address(text, fold(text)) is None
