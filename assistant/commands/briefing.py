"""`draftdesk briefing`: what changed since the last shift, in the terminal."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assistant.settings import Settings
from assistant.terminal import heading, line, table
from assistant.times import shown_time
from assistant.wiring import kb_folder, now_utc, open_records

if TYPE_CHECKING:
    from assistant.case.knowledge import Article
    from assistant.case.shop import Shop

SHIFT = timedelta(days=1)
SOON = timedelta(days=7)


def print_briefing(settings: Settings) -> None:
    """Knowledge that starts or ends, what waits, and what was promised for the coming day."""
    from assistant.knowledge.articles import load_articles
    from assistant.orders.sql import SqlOrders

    now = now_utc()
    records = open_records(settings)
    shop = SqlOrders(records.database.reading_engine).shop()
    changes = sorted(_changes(load_articles(kb_folder(settings) / "articles", shop.timezone), now, shop))
    _section("Knowledge that changes", ("When", "What", "Article"), changes)
    counts = records.tickets.counts(now).model_dump()
    rows = [(name, count) for name, count in counts.items() if isinstance(count, int)]
    _section("Tickets", ("State", "Count"), rows)
    due = [promise for promise in records.promises.open() if promise.due and promise.due <= now + SHIFT]
    promises = [(shown_time(promise.due, shop.zone), promise.ticket_id, promise.text) for promise in due]
    _section("Promises due in the coming day", ("Due", "Ticket", "Promise"), promises)


def _changes(articles: "Iterable[Article]", now: datetime, shop: "Shop") -> Iterator[tuple[str, str, str]]:
    """Articles that began or ended since the last shift, or will within days."""
    for article in articles:
        for moment, what in ((article.valid_from, "starts"), (article.valid_until, "ends")):
            if moment is not None and now - SHIFT <= moment <= now + SOON:
                yield shown_time(moment, shop.zone), what, article.title


def _section(name: str, columns: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> None:
    heading(name)
    table(columns, rows)
    if not rows:
        line("none")
    line()
