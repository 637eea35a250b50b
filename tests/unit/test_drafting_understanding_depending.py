"""Undoing an order that is wished for only in case of something, and undoing it outright."""

import pytest
from support.raw_cases import mail, pipeline

from assistant.case.inquiry import Request, Topic

READER = pipeline()
UNDOING = {Request.CANCEL, Request.REFUND, Request.RETURN}


@pytest.mark.parametrize(
    "words",
    [
        "If you can't get it out by tomorrow, just cancel it and put the 119 back on my card.",
        "Where is it? If it isn't here by Friday please refund me.",
        "My parcel is late. Either send it or refund me.",
        "Cancel it if it won't ship this week. Otherwise I'm happy to wait.",
        "Please ship it today or I want my money back.",
        "Unless it ships today, cancel my order.",
        "When will my blanket ship? If it's going to be any longer please cancel.",
        "What is going on with my order? If there's no news by tonight I'll ask for a refund.",
        "I have been waiting two weeks for the parcel. Send it out now, otherwise refund my money.",
        "Can you tell me when it ships? If it is out of stock just refund me.",
        "Still not shipped, and my heating is broken. If you can't send it today please just cancel and refund me.",
        "今天再没个准话我就退款加投诉。",
        "快递三天没动了，明天之前再不动我就退款",
        "明天之前发不了的话就帮我取消退款",
        "要么今天发货要么退款",
        "什么时候发货？没货就给我退了吧",
        "如果这周还到不了，我就不要了",
        "再不发货我就取消订单了",
        "要是赶不上周五就给我取消吧，什么时候能发？",
        "物流一直没更新，周五前还没到的话直接退款",
        "到底发没发？发不出来就退款，别拖着",
        "订单一直不发，你们再不处理我就申请退款",
    ],
)
def test_who_would_cancel_if_it_does_not_come_in_time_still_waits_for_it(words: str) -> None:
    inquiry = READER.read(mail(words)).inquiry
    assert inquiry.topics[0] is Topic.DELIVERY
    assert not UNDOING & set(inquiry.requests)


@pytest.mark.parametrize(
    "words",
    [
        "If it hasn't shipped yet, please cancel it and refund me.",
        "Please cancel my order if you haven't sent it yet.",
        "Please cancel the order and refund me, I can't wait any longer.",
        "I want my money back, otherwise I'll complain to my bank.",
        "Refund me or I will go to the press.",
        "Either replace the broken lamp or refund me.",
        "还没发货的话帮我取消",
        "如果还没发货就帮我取消吧",
        "再不退款我就投诉",
        "不发货就算了，我要退款",
        "东西丢了，要么重新发一个给我，要么退款",
        "The parcel is lost. Either post me another one or give me my money back.",
        "没发的话取消，退款原路返回",
        "我不要了，帮我取消退款吧，等不了了",
    ],
)
def test_who_wants_it_undone_says_so_whatever_stands_beside_it(words: str) -> None:
    assert UNDOING & set(READER.read(mail(words)).inquiry.requests)
