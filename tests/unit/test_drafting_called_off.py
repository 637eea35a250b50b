"""Goods that a mail calls off are told from those that it keeps."""

import pytest
from support.cases import mention

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
        ("Can you leave out the honey? I would like the cup only.", ("honey", "cup"), ()),
        ("Please leave out the honey. I would like the cup only.", ("honey", "cup"), ("honey",)),
    ],
)
def test_what_is_called_off_is_told_from_what_is_kept(words: str, items: tuple[str, ...], off: tuple[str, ...]) -> None:
    assert called_off(words, [mention(item) for item in items]) == off
