"""A question about what the shop sells or does for everybody is told apart from one about the writer's own order."""

import pytest
from support.cases import PRODUCTS, email

from assistant.drafting.offline import OfflineDrafter
from assistant.pipeline import Glossary

GLOSSARY = Glossary(products=PRODUCTS)


def asks_generally(words: str) -> bool:
    return OfflineDrafter().understand(email(words), GLOSSARY).inquiry.asks_generally


@pytest.mark.parametrize(
    "words",
    [
        "Do you ship to Canada? And what would it cost?",
        "Hi, how long is the return period at your shop?",
        "What's your warranty on the air fryers?",
        "Before I order: does the thermos fit a car cup holder?",
        "We are thinking of buying forty thermoses for our staff. Do you give a discount for that?",
        "Do you accept Apple Pay? If something arrives broken, who pays for the return?",
        "When are you open at weekends? I can't find your opening hours.",
        "Will there be any more of the blue coats, or are they gone for good?",
        "想给爸妈买个保温杯，装中药行不行？",
        "你们发新疆吗？运费多少？",
        "请问退货期是几天？拆开试过还能退吗",
        "还没下单，先问下能不能开专票",
        "你家支持花呗分期吗",
        "客服几点上班呀，打电话没人接",
        "一般几天能到成都？",
        "I'd like to get a lamp for my dad. Do I have to decide on the colour now?",
        "We want to get two of your thermoses, are they leakproof?",
        "If I want to return something later, what are your payment methods for the postage?",
        "想买件羽绒服，如果我想退，运费谁出？",
        "羽绒服如果太小，想退，运费谁出？",
    ],
)
def test_a_question_for_everybody_is_general(words: str) -> None:
    assert asks_generally(words)


@pytest.mark.parametrize(
    "words",
    [
        "Where is my parcel? Do you ship on Sundays?",
        "I bought a thermos last week. How long is the return period?",
        "Do you accept returns? The coat I ordered is too small.",
        "What is your refund policy? Order 2026111512345 came broken.",
        "Please cancel it before you ship. How long does a refund take?",
        "The parcel arrived yesterday and is damaged, do you take it back?",
        "我买的杯子漏水，你们支持换货吗？",
        "收到的羽绒服太小，退货期是几天？",
        "订单2026111512345什么时候发货？你们发什么快递？",
        "能改寄到新疆吗？先别发货",
        "还没收到货，一般几天能到？",
        "I want to return the bottle and exchange the chair, and I want to get both done.",
        "For some reason I want to return everything; I used two payment methods.",
        "I'd like to cancel it. Is there a cheaper one available?",
        "We would like to exchange the mug. Will there be any blue ones?",
        "I need to get the refund this week, and I'd like to send it back today.",
        "我想把被子退了，你们支持上门取件吗",
        "我要换货，你家发什么快递",
        "羽绒服M码太小，想退，最晚哪天要退？运费谁出？",
        "杯子颜色不喜欢，想退，运费谁出？",
        "要退货退款，运费谁出？",
        "想换个白色以外的颜色，能换吗，运费谁出？",
        "到哪了？",
        "Hello?",
    ],
)
def test_a_question_about_the_writers_own_order_is_not(words: str) -> None:
    assert not asks_generally(words)
