"""The product pages of goods that a mail asks about: what the shop says of them to everybody."""

import re
from collections.abc import Sequence
from datetime import datetime

from assistant.case.inquiry import Inquiry, Topic
from assistant.case.knowledge import Language
from assistant.case.shop import Product
from assistant.case.view import PageView
from assistant.process.page import page_at
from assistant.process.subject import Goods, goods_mentioned

_SENTENCE = re.compile(r"(?<=[。！？!?\n])|(?<=\.)\s+")


def pages_asked_about(inquiry: Inquiry, products: Sequence[Product], moment: datetime) -> tuple[PageView, ...]:
    """Those in the mail's language, as in force at `moment`.

    Where the words can name several products, only what all of their pages say counts.
    """
    if Topic.PRODUCT_QUESTION not in inquiry.topics:
        return ()
    pages = (_page(goods, products, moment) for goods in goods_mentioned(inquiry, products))
    told = dict.fromkeys(page for page in pages if page is not None and _language_of(page.text) == inquiry.language)
    return tuple(told)


def _page(goods: Goods, products: Sequence[Product], moment: datetime) -> PageView | None:
    skus = goods.by_name or frozenset(goods.mention.skus)
    named = [product for product in products if product.sku in skus]
    pages = [_sentences(page_at(product, moment)) for product in named]
    common = [sentence for sentence in pages[0] if all(sentence in page for page in pages)] if pages else []
    return PageView(product=named[0].name, text="\n".join(common)) if common else None


def _sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in _SENTENCE.split(text) if sentence.strip()]


def _language_of(text: str) -> Language:
    return "zh" if re.search(r"[\u4e00-\u9fff]", text) else "en"
