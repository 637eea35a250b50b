"""Which of the shop's products a customer's words lead to: slips, short forms, kinds, both languages, never a guess."""

import pytest
from support.drafting_mails import a_mail

from assistant.case.inquiry import ItemMention
from assistant.case.shop import Product
from assistant.drafting.understanding import understand
from assistant.pipeline import Glossary

SHOP = {
    "保温杯": ("thermos",),
    "羽绒服": (),
    "空气炸锅": ("air fryer",),
    "加湿器": ("humidifier",),
    "护眼台灯": (),
    "法兰绒毛毯": (),
    "纯棉四件套": (),
    "陶瓷餐具套装": (),
    "棉拖鞋": (),
}


def items(text: str, shop: dict[str, tuple[str, ...]] = SHOP) -> tuple[ItemMention, ...]:
    products = tuple(Product(sku=name, name=name, aliases=aliases) for name, aliases in shop.items())
    return understand(a_mail(text), Glossary(products=products)).items


def skus(text: str, shop: dict[str, tuple[str, ...]] = SHOP) -> list[tuple[str, ...]]:
    return [mention.skus for mention in items(text, shop)]


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("保温杯到了吗", "保温杯"),
        ("杯子漏水", "保温杯"),
        ("那个红色水壶什么时候发", "保温杯"),
        ("红色的杯子", "保温杯"),
        ("空炸不加热了", "空气炸锅"),
        ("小炸锅不加热了", "空气炸锅"),
        ("空气炸祸不加热了", "空气炸锅"),
        ("加湿气坏了", "加湿器"),
        ("棉拖小了一码", "棉拖鞋"),
        ("鞋子太小了", "棉拖鞋"),
        ("衣服跑绒", "羽绒服"),
        ("法兰绒毯子掉毛", "法兰绒毛毯"),
        ("床单起球", "纯棉四件套"),
        ("碗碎了两个", "陶瓷餐具套装"),
        ("灯坏了", "护眼台灯"),
        ("my down jacket has a hole", "羽绒服"),
        ("the puffer is too small", "羽绒服"),
        ("the throw is scratchy", "法兰绒毛毯"),
        ("are the slippers machine washable?", "棉拖鞋"),
        ("my slipers came in the wrong size", "棉拖鞋"),
        ("the humidifer leaks", "加湿器"),
        ("my air frier died", "空气炸锅"),
        ("the thremos leaks", "保温杯"),
        ("bed sheets have a hole", "纯棉四件套"),
    ],
)
def test_the_words_lead_to_the_product(text: str, product: str) -> None:
    assert skus(text) == [(product,)]


@pytest.mark.parametrize(
    "text",
    [
        "电饭锅坏了",
        "羽绒被漏绒",
        "热水器不出水",
        "吸湿器坏了",
        "保温盒漏了",
        "马克杯掉色",
        "my kettle leaks",
        "the mug is chipped",
    ],
)
def test_goods_of_another_kind_lead_to_no_product(text: str) -> None:
    assert all(found == () for found in skus(text))


CUPS: dict[str, tuple[str, ...]] = {
    "红色保温杯": (),
    "蓝色保温杯": (),
    "Ceramic Travel Mug": (),
    "Steel Travel Mug": (),
}


@pytest.mark.parametrize(
    ("text", "products"),
    [
        ("保温杯漏水", ("红色保温杯", "蓝色保温杯")),
        ("水壶漏水", ("红色保温杯", "蓝色保温杯")),
        ("红色的保温杯漏水", ("红色保温杯",)),
        ("那个红色水壶漏水", ("红色保温杯",)),
        ("my travel mug leaks", ("Ceramic Travel Mug", "Steel Travel Mug")),
        ("my ceramic travel mug leaks", ("Ceramic Travel Mug",)),
        ("the steel mug leaks", ("Steel Travel Mug",)),
    ],
)
def test_of_equally_near_products_the_words_beside_it_choose_or_none_is_chosen(
    text: str, products: tuple[str, ...]
) -> None:
    assert skus(text, CUPS) == [products]


@pytest.mark.parametrize(
    "text",
    ["灯亮着但是没雾", "不想背锅", "快递小哥把包裹扔在门口", "能放洗碗机吗", "they had to throw it away", "certain"],
)
def test_a_word_that_only_holds_the_name_of_goods_names_none(text: str) -> None:
    assert items(text) == ()


def test_a_part_of_other_goods_is_no_second_product() -> None:
    assert skus("加湿器不出雾，灯还亮") == [("加湿器",)]
    assert skus("my air fryer is dead, no light, nothing") == [("空气炸锅",)]


def test_the_words_stay_the_customers_own() -> None:
    (mention,) = items("那个红色水壶什么时候发")
    assert (mention.words, mention.variants) == ("水壶", ("红色",))
    (mention,) = items("my air frier died")
    assert mention.words == "air frier"
