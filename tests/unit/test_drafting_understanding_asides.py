"""Goods named only in passing, and orders of which each is asked about by itself."""

import pytest
from support.raw_cases import mail, pipeline

from assistant.case.inquiry import Inquiry
from assistant.case.shop import Product

PRODUCTS = tuple(
    Product(sku=name, name=name, aliases=aliases)
    for name, aliases in {
        "保温杯": ("杯子", "thermos"),
        "护眼台灯": ("台灯", "desk lamp"),
        "法兰绒毛毯": ("毛毯", "blanket"),
    }.items()
)
READER = pipeline(products=PRODUCTS)


def read(words: str, subject: str = "") -> Inquiry:
    return READER.read(mail(words, subject=subject)).inquiry


def about(inquiry: Inquiry) -> set[str]:
    return {sku for item in inquiry.items for sku in item.skus}


@pytest.mark.parametrize(
    "words",
    [
        "The thermos should arrive today so that's fine, but I won't be there for the lamp. Can you send it on?",
        "The thermos came this morning and is lovely, thanks. Where is the desk lamp?",
        "No complaints about the thermos, but please cancel the lamp.",
        "The lamp won't switch on. The thermos I ordered the day after is fine by the way.",
        "The thermos I like. The lamp flickers, I want my money back for it.",
        "Please send an invoice for the lamp. I don't need one for the thermos.",
        "Where is my desk lamp? My thermos already arrived.",
        "杯子没问题，不用管。台灯什么时候到？",
        "杯子已经收到了挺好的，台灯到哪了？",
        "台灯要开一张发票，杯子不用。",
        "杯子很满意，就是台灯一闪一闪的，能换吗？",
        "杯子不急，台灯麻烦催一下",
    ],
)
def test_goods_with_which_all_is_well_are_not_what_the_mail_is_about(words: str) -> None:
    assert about(read(words)) == {"护眼台灯"}


def test_the_goods_of_the_subject_are_what_the_mail_is_about_where_the_text_asks_for_nothing_else() -> None:
    assert about(read("I bought a thermos and a lamp from you. Is the lamp still coming?", "Lamp")) == {"护眼台灯"}


@pytest.mark.parametrize(
    "words",
    [
        "The lamp and the thermos both arrived. The lamp is dim and the thermos leaks.",
        "I ordered a lamp and a thermos. One of them came. Where is the rest?",
        "杯子和台灯什么时候到？",
        "杯子挺好的，但是杯子和台灯的发票都没收到，能开吗？",
    ],
)
def test_goods_that_are_asked_about_count_whatever_else_is_said_of_them(words: str) -> None:
    assert about(read(words)) == {"护眼台灯", "保温杯"}


def test_the_only_goods_that_a_mail_names_are_what_it_is_about() -> None:
    assert about(read("The thermos is great, thanks a lot")) == {"保温杯"}


@pytest.mark.parametrize(
    ("words", "apart"),
    [
        ("Could you get the lamp held back till Friday? The thermos can go in the locker.", ("lamp", "thermos")),
        ("The lamp won't switch on and the thermos still hasn't come.", ("lamp", "thermos")),
        ("台灯帮我改个地址，杯子帮我取消", ("台灯", "杯子")),
        ("Please cancel both the lamp and the thermos.", ()),
        ("杯子和台灯都取消", ()),
        ("I bought a lamp for the new flat. But I have another order, please change its address.", ()),
    ],
)
def test_goods_with_an_ask_of_their_own_are_told_apart(words: str, apart: tuple[str, ...]) -> None:
    assert read(words).asked_apart == apart
