"""Goods that a mail calls off are told from those that it keeps."""

import pytest
from support.cases import mention
from support.raw_cases import mail, pipeline

from assistant.case.inquiry import Request, Topic
from assistant.drafting.called_off import called_off


@pytest.mark.parametrize(
    ("words", "items", "off"),
    [
        ("拖鞋室友刚送了一双，所以拖鞋不要了，炸锅照常发就行。", ("拖鞋", "炸锅"), ("拖鞋",)),
        ("麻烦把毛毯取消掉，杯子还要的", ("毛毯", "杯子"), ("毛毯",)),
        ("台灯和毯子里头，台灯别发了。毯子继续发", ("台灯", "毯子"), ("台灯",)),
        ("蜂蜜和杯子都不要了，取消吧", ("蜂蜜", "杯子"), ("蜂蜜", "杯子")),
        ("取消订单。", ("杯子",), ()),
        ("取消杯子会影响毯子的优惠吗？", ("杯子", "毯子"), ()),
        ("Please cancel the slippers but still send the fryer.", ("slippers", "fryer"), ("slippers",)),
        ("I don't need the lamp any more, keep the blanket as ordered.", ("lamp", "blanket"), ("lamp",)),
        ("Does it cost anything to leave out the honey? I like the cup.", ("honey", "cup"), ()),
        ("Can you leave out the honey? I would like the cup only.", ("honey", "cup"), ("honey",)),
        ("把拖鞋去掉、炸锅照常发可以吗？", ("拖鞋", "炸锅"), ("拖鞋",)),
        ("Could you take the slippers off my order? I only need the fryer.", ("slippers", "fryer"), ("slippers",)),
        ("Please remove the slippers from order 2026112201907. Keep the fryer.", ("slippers", "fryer"), ("slippers",)),
        ("Please leave out the honey. I would like the cup only.", ("honey", "cup"), ("honey",)),
        ("My mum bought me slippers, so can you take them out of the order?", ("fryer", "slippers"), ("slippers",)),
        ("拖鞋室友送了一双，麻烦把它取消掉，炸锅照常发。", ("拖鞋", "炸锅"), ("拖鞋",)),
    ],
)
def test_what_is_called_off_is_told_from_what_is_kept(words: str, items: tuple[str, ...], off: tuple[str, ...]) -> None:
    assert called_off(words, [mention(item) for item in items]) == off


@pytest.mark.parametrize(
    "words",
    [
        "I don't need the slippers any more, the air fryer can go out as planned.",
        "Please remove the slippers from order 2026112201907. Keep the air fryer.",
        "Is it possible to drop the slippers and just send the fryer?",
        "拖鞋不要了，炸锅还是要的",
        "My mum bought me slippers, so can you take them out of the order and give me that part back? I still want the "
        "fryer. Is it going out today?",
    ],
)
def test_who_wants_some_of_the_goods_and_not_others_cancels_a_part(words: str) -> None:
    inquiry = pipeline().read(mail(words)).inquiry
    assert Topic.CANCEL in inquiry.topics
    assert Request.CANCEL in inquiry.requests
    assert Request.CHANGE_VARIANT not in inquiry.requests


@pytest.mark.parametrize(
    "words",
    [
        "The slippers don't fit, keep the fryer as ordered.",
        "拖鞋发错了，我不要这双，炸锅没问题还要用",
        "杯子不要红色的，要蓝色",
    ],
)
def test_who_has_another_matter_with_some_of_the_goods_cancels_nothing(words: str) -> None:
    assert Topic.CANCEL not in pipeline().read(mail(words)).inquiry.topics
