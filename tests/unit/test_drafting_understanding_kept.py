"""Goods that are named only to be kept, while others of the order are cancelled or returned."""

import pytest
from support.raw_cases import mail, pipeline

from assistant.case.shop import Product

PRODUCTS = tuple(
    Product(sku=name, name=name, aliases=aliases)
    for name, aliases in {
        "空气炸锅": ("炸锅", "air fryer", "fryer"),
        "棉拖鞋": ("拖鞋", "slippers"),
        "法兰绒毛毯": ("毛毯", "毯子", "blanket"),
    }.items()
)


def about(words: str) -> set[str]:
    inquiry = pipeline(products=PRODUCTS).read(mail(words)).inquiry
    return {sku for item in inquiry.items for sku in item.skus}


@pytest.mark.parametrize(
    "words",
    [
        "黑色炸锅加一双拖鞋，拖鞋不要了取消，炸锅照常发就行",
        "我那单里炸锅留着，棉拖鞋取消",
        "拖鞋帮我取消，炸锅还要的",
        "取消拖鞋，别把炸锅也取消了",
        "拖鞋退掉，炸锅别给我一起退了",
        "除了炸锅，拖鞋取消掉",
        "只取消拖鞋，炸锅正常发货",
        "Please cancel the slippers and keep the air fryer",
        "Only cancel the slippers please. NOT the fryer.",
        "Cancel the slippers, but I still want the black air fryer",
        "Cancel my order for the slippers, the fryer stays",
        "Please cancel everything except the air fryer, so the slippers",
        "Cancel the slippers only, don't cancel the air fryer",
    ],
)
def test_what_is_to_be_kept_is_not_what_the_mail_is_about(words: str) -> None:
    assert about(words) == {"棉拖鞋"}


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("炸锅和拖鞋都取消", {"空气炸锅", "棉拖鞋"}),
        ("拖鞋还要退，炸锅也要退", {"空气炸锅", "棉拖鞋"}),
        ("Cancel the air fryer and the slippers", {"空气炸锅", "棉拖鞋"}),
        ("This is not the fryer I ordered, and the slippers are wrong, refund please", {"空气炸锅", "棉拖鞋"}),
        ("I'll keep the blanket but please refund the postage", {"法兰绒毛毯"}),
        ("Return all but the blanket", set()),
        ("炸锅和拖鞋什么时候发，炸锅还要的", {"空气炸锅", "棉拖鞋"}),
    ],
)
def test_what_is_not_kept_beside_something_given_up_counts(words: str, named: set[str]) -> None:
    assert about(words) == named


def test_what_is_to_come_on_top_is_not_what_is_called_off() -> None:
    assert about("全部取消再加拖鞋49，退348") == set()
    assert about("炸锅取消，再加一双拖鞋") == {"空气炸锅"}
