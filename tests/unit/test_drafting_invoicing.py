"""Whom an invoice is for: the title and the tax number, as customers write them."""

import pytest

from assistant.case.inquiry import InvoiceDetails
from assistant.drafting.reading.invoicing import invoice_details
from assistant.drafting.reading.text import fold

CODE = "91330108MA2DEM088X"


def read(text: str) -> InvoiceDetails:
    return invoice_details(text, fold(text))


@pytest.mark.parametrize(
    ("text", "title", "tax_number"),
    [
        (f"麻烦开一下发票。抬头：成都知行教育咨询有限公司，税号{CODE}，普票就可以", "成都知行教育咨询有限公司", CODE),
        ("抬头 杭州青禾文化传媒有限公司，税号91330106MA2XXXXX0K", "杭州青禾文化传媒有限公司", "91330106MA2XXXXX0K"),
        (f"发票抬头：上海晨光（集团）股份有限公司\n纳税人识别号：{CODE.lower()}", "上海晨光（集团）股份有限公司", CODE),
        ("开发票，名称是北京朝阳第二小学，信用代码 12110105400776XX5J", "北京朝阳第二小学", "12110105400776XX5J"),
        (f"请开发票，南京云帆科技有限公司 {CODE}", "南京云帆科技有限公司", CODE),
        ("发票抬头写成了杭州青木公司，应该是杭州青禾文化传媒有限公司，麻烦重开", "杭州青禾文化传媒有限公司", None),
        ("发票抬头改成苏州小满餐饮店", "苏州小满餐饮店", None),
        ("发票的税号开错了一位，正确的税号是91330106789012345Y", None, "91330106789012345Y"),
        ("An invoice made out to Baker & Sons Ltd., VAT number GB 123 4567 89.", "Baker & Sons Ltd", "GB123456789"),
        ("Invoice.\nCompany: Northern Studios Limited\nTax ID: 12-3456789", "Northern Studios Limited", "123456789"),
        ("Please make it out to: Linden International School. I need a fapiao.", "Linden International School", None),
        ('The company is spelled "Brightwel Ltd" on the invoice; it should be Brightwell Ltd', "Brightwell Ltd", None),
        ("The invoice says Clarke Ltd but it should be Clarke Interiors Ltd", "Clarke Interiors Ltd", None),
    ],
)  # fmt: skip
def test_a_company_is_read_with_its_tax_number(text: str, title: str | None, tax_number: str | None) -> None:
    found = read(text)
    assert ((found.title or "").rstrip(".") or None, found.tax_number) == (title, tax_number)
    assert found.company == (title is not None)


@pytest.mark.parametrize(
    "text",
    [
        "发票抬头开个人就行",
        "开张发票，抬头：个人",
        "Please send me an invoice, made out to me.",
        "An invoice in my own name",
    ],
)
def test_an_invoice_in_the_customers_own_name_is_no_companys(text: str) -> None:
    assert read(text) == InvoiceDetails(own_name=True)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("麻烦开发票，抬头：张晓明", "张晓明"),
        ("Could I have an invoice made out to Lucy Bennett, please?", "Lucy Bennett"),
        ("The invoice should be made out to Lucy Bennett. Or in the name of Jo Bennett?", None),
    ],
)
def test_a_persons_name_is_a_title_where_it_is_the_only_one(text: str, title: str | None) -> None:
    assert read(text) == InvoiceDetails(title=title)


@pytest.mark.parametrize(
    "text",
    [
        "我在杭州青禾文化传媒有限公司上班，东西寄到公司",
        "能开发票吗",
        "订单 2026111401230 的发票什么时候开",
        "Could I have an invoice for order 2026111401230, please?",
        "My company needs this quickly.",
    ],
)
def test_what_names_nobody_for_the_invoice_gives_nothing(text: str) -> None:
    assert read(text) == InvoiceDetails()
