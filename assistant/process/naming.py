"""What an item is called in a letter: by the order's name for it, or by an alias in the customer's language."""

from collections.abc import Iterable

from assistant.case.knowledge import Language
from assistant.case.shop import Line, Product


def product_name(line: Line, products: Iterable[Product], language: Language) -> str:
    """The first of the item's names that is in the language; where none is, the order's own; at worst its SKU."""
    product = next((product for product in products if product.sku == line.sku), None)
    names = [line.product, *((product.name, *product.aliases) if product else ())]
    known = [name for name in names if name]
    return next((name for name in known if _suits(name, language)), known[0] if known else line.sku)


def item_words(line: Line, products: Iterable[Product], language: Language) -> str:
    """The item with its variant: 保温杯（红色 / 500ml） or thermos (红色 / 500ml)."""
    name, variant = product_name(line, products, language), " / ".join(line.variant.values())
    if not variant:
        return name
    return f"{name}（{variant}）" if language == "zh" else f"{name} ({variant})"


def _suits(name: str, language: Language) -> bool:
    return name.isascii() == (language == "en")
