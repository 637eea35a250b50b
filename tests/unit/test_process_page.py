"""What the product page says against what came: a fault of the page only where the two can be compared."""

import pytest
from support.cases import inquiry, said

from assistant.case.inquiry import Statement, StatementKind
from assistant.process.page import Page, PageReading, read_pages


def says(value: str | None, words: str = "……") -> Statement:
    return said(StatementKind.PAGE_SAYS, value, words)


def came(value: str | None, words: str = "……") -> Statement:
    return said(StatementKind.GOODS_ARE, value, words)


BEIGE = Page("全棉。", ("米白", "1.5米床"))
RED = Page("500 毫升。", ("红色",))


@pytest.mark.parametrize(
    ("page", "statements", "reading"),
    [
        (RED, (says("红色"), came("蓝色")), PageReading.MISLED),
        (RED, (says("红色"), came("深蓝")), PageReading.MISLED),
        (RED, (says("蓝色"), came("红色")), PageReading.AS_DESCRIBED),
        (RED, (says("500毫升", "说是500毫升"), came("400毫升", "只有400毫升")), PageReading.MISLED),
        (RED, (says("500毫升", "说是500毫升"),), PageReading.OPEN),
        (BEIGE, (says("米白"), came("像咖啡里兑了牛奶")), PageReading.OPEN),
        (BEIGE, (says("off-white"), came("closer to coffee")), PageReading.OPEN),
        (BEIGE, (says("米白"),), PageReading.OPEN),
        (BEIGE, (says("米白"), came("发黄")), PageReading.OPEN),
        (BEIGE, (says("米白"), came("灰色")), PageReading.MISLED),
        (BEIGE, (says("米白"), came("1.2米", "只有1.2米宽")), PageReading.OPEN),
    ],
)
def test_a_page_misled_only_where_what_came_can_be_held_against_it(
    page: Page, statements: tuple[Statement, ...], reading: PageReading
) -> None:
    assert read_pages((page,), inquiry(statements=statements)) is reading
