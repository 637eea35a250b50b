"""`draftdesk briefing`: what changed since the last shift, in the terminal."""

from datetime import timedelta

from assistant.settings import Settings
from assistant.terminal import line, table
from assistant.wiring import kb_folder, now_utc, open_records

SHIFT = timedelta(days=1)
SOON = timedelta(days=7)


def print_briefing(settings: Settings) -> None:
    """Knowledge that starts or ends, what waits, and what was promised for the coming day."""
    from assistant.knowledge.articles import load_articles

    now = now_utc()
    line("Knowledge")
    rows: list[tuple[str, str, str]] = []
    for article in load_articles(kb_folder(settings) / "articles"):
        if article.valid_from is not None and now - SHIFT <= article.valid_from <= now + SOON:
            rows.append((article.valid_from.date().isoformat(), "starts", article.title))
        if article.valid_until is not None and now - SHIFT <= article.valid_until <= now + SOON:
            rows.append((article.valid_until.date().isoformat(), "ends", article.title))
    table(("When", "What", "Article"), sorted(rows))
    if not rows:
        line("nothing starts or ends these days")

    records = open_records(settings)
    counts = records.tickets.counts(now)
    line("")
    line("Tickets")
    table(("State", "Count"), ((name, count) for name, count in counts.model_dump().items() if isinstance(count, int)))
    due = [promise for promise in records.promises.open() if promise.due and promise.due <= now + SHIFT]
    line("")
    line("Promises due in the coming day")
    table(("Due", "Ticket", "Promise"), ((promise.due, promise.ticket_id, promise.text) for promise in due))
    if not due:
        line("none")
