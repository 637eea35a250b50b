"""What items are called in a letter: in the customer's language, wherever the shop knows such a name."""

import pytest
from support.cases import LI_LEI, POLICY, PRODUCTS, SHOP, email, evidence, inquiry, order, worked

from assistant.case.inquiry import Topic
from assistant.case.knowledge import Language
from assistant.case.shop import Line, Product
from assistant.drafting.offline import OfflineDrafter
from assistant.drafting.phrasing import variant
from assistant.process.disclosure import view_for_sender
from assistant.process.naming import product_name

THERMOS = Product(sku="CUP", name="保温杯", aliases=("水杯", "thermos", "vacuum flask"))


@pytest.mark.parametrize(
    ("line", "products", "language", "name"),
    [
        (Line(sku="CUP", product="保温杯", quantity=1), (THERMOS,), "zh", "保温杯"),
        (Line(sku="CUP", product="保温杯", quantity=1), (THERMOS,), "en", "thermos"),
        (Line(sku="CUP", product="Thermos 500", quantity=1), (THERMOS,), "en", "Thermos 500"),
        (Line(sku="CUP", product="Thermos 500", quantity=1), (THERMOS,), "zh", "保温杯"),
        (Line(sku="CUP", product="保温杯", quantity=1), (), "en", "保温杯"),
        (Line(sku="CUP", product="", quantity=1), (THERMOS,), "zh", "保温杯"),
        (Line(sku="CUP-7", product="", quantity=1), (THERMOS,), "en", "CUP-7"),
    ],
)
def test_an_item_goes_by_a_name_in_the_letters_language(
    line: Line, products: tuple[Product, ...], language: Language, name: str
) -> None:
    assert product_name(line, products, language) == name


@pytest.mark.parametrize(
    ("value", "language", "said"),
    [
        ("红色 / 500ml", "en", "red, 500ml"),
        ("黑色 / M", "en", "black, M"),
        ("down jacket 黑色 L", "en", "down jacket black L"),
        ("红色 / 500ml", "zh", "红色，500ml"),
        ("松石绿", "en", "松石绿"),
    ],
)
def test_colours_and_sizes_are_said_in_the_letters_language(value: str, language: Language, said: str) -> None:
    assert variant(value, language) == said


@pytest.mark.parametrize(("language", "name"), [("en", "thermos, red"), ("zh", "保温杯，红色")])
def test_the_letter_names_the_order_in_the_customers_language(language: Language, name: str) -> None:
    given = order(
        status="paid",
        lines=({"sku": PRODUCTS[0].sku, "product": "保温杯", "variant": {"颜色": "红色"}, "quantity": 1},),
    )
    case = worked(evidence(given, of=inquiry(Topic.DELIVERY, language=language)))
    view = view_for_sender(case, email("我的快递呢"), SHOP, LI_LEI, POLICY, PRODUCTS)
    assert name in OfflineDrafter().write(view).reply.text
