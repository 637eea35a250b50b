"""The queue: who has to be answered next, and the lists beside it of mail that is no ticket."""

from dataclasses import dataclass
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import Response

from assistant.case.case_file import DraftStatus
from assistant.desk.rendering import Wording
from assistant.desk.visitor import Agent, Decider, Reader, see
from assistant.records.values import Counts, TicketState

router = APIRouter()
PAGE_SIZE = 50
FilterName = Literal["open", "ready", "needs_information", "needs_attention", "escalated", "answered", "closed"]


@dataclass(frozen=True)
class Filter:
    """One tab of the queue. `empty` and `empty_hint` are what an agent reads when nothing is in it."""

    name: str
    title: str
    count: int
    address: str
    empty: str = ""
    empty_hint: str = ""
    alert: bool = False
    gap: bool = False

    def address_of(self, page: int) -> str:
        return f"{self.address}{'&' if '?' in self.address else '?'}page={page}"


@dataclass(frozen=True)
class Pages:
    """The neighbours of a page of a list, by number from 0."""

    previous: int | None
    next: int | None


_STATES: dict[FilterName, tuple[TicketState | None, DraftStatus | None]] = {
    "open": ("open", None),
    "ready": ("open", "ready"),
    "needs_information": ("open", "needs_information"),
    "needs_attention": ("open", "needs_attention"),
    "escalated": ("open", "escalated"),
    "answered": ("waiting", None),
    "closed": ("closed", None),
}


@router.get("/")
def show_queue(agent: Reader, show: FilterName = "open", page: int = 0, redrafting: int = 0) -> Response:
    page = min(max(page, 0), 100_000)
    state, status = _STATES[show]
    found = agent.services.tickets.queue(state=state, status=status, limit=PAGE_SIZE + 1, offset=page * PAGE_SIZE)
    counts = agent.services.tickets.counts(agent.services.clock())
    return agent.page(
        "queue.html",
        rows=found[:PAGE_SIZE],
        pages=_pages(page, len(found) > PAGE_SIZE),
        summary=_summary(agent.desk, counts),
        redrafting=redrafting,
        without_model=len(agent.services.tickets.made_without_model()) if agent.services.model() else 0,
        **_beside(agent, counts, show),
    )


@router.get("/screened")
def show_screened(agent: Reader, page: int = 0, drafting: int | None = None) -> Response:
    """Mail that is no customer's, with the reason: listed, so that a wrong decision can be seen."""
    page = min(max(page, 0), 100_000)
    found = agent.services.messages.screened(PAGE_SIZE + 1, page * PAGE_SIZE)
    counts = agent.services.tickets.counts(agent.services.clock())
    return agent.page(
        "screened.html",
        rows=found[:PAGE_SIZE],
        pages=_pages(page, len(found) > PAGE_SIZE),
        drafting=drafting is not None,
        **_beside(agent, counts, "screened"),
    )


@router.post("/screened/{message_id}/draft")
def let_through(agent: Decider, message_id: int) -> Response:
    """A person says that a customer wrote it: it is drafted as any other mail."""
    agent.services.messages.let_through(message_id, agent.user.name)
    agent.services.work(message_id)
    return see(f"/screened?drafting={message_id}")


@router.get("/quarantine")
def show_quarantine(agent: Reader, page: int = 0, retried: int | None = None) -> Response:
    """Mail that could not be worked, with what went wrong and a way to try again."""
    page = min(max(page, 0), 100_000)
    found = agent.services.messages.in_state("quarantined", PAGE_SIZE + 1, page * PAGE_SIZE)
    counts = agent.services.tickets.counts(agent.services.clock())
    return agent.page(
        "quarantine.html",
        rows=found[:PAGE_SIZE],
        pages=_pages(page, len(found) > PAGE_SIZE),
        retried=retried is not None,
        **_beside(agent, counts, "quarantine"),
    )


@router.post("/quarantine/{message_id}/retry")
def retry(agent: Decider, message_id: int) -> Response:
    agent.services.messages.retry(message_id, agent.user.name)
    agent.services.work(message_id)
    return see(f"/quarantine?retried={message_id}")


def queue_filters(desk: Wording, counts: Counts) -> list[Filter]:
    """All tabs in order, the lists of screened and quarantined mail last."""
    say = desk.gettext
    wait = say("New mail appears here by itself as soon as it has been read.")
    by_status = [
        Filter(
            name=status,
            title=desk.named("draft_status", status),
            count=counts.statuses.get(status, 0),
            address=f"/?show={status}",
            empty=empty,
            empty_hint=hint,
            alert=status in {"needs_attention", "escalated"},
        )
        for status, empty, hint in _empty_lists(desk)
    ]
    return [
        Filter("open", say("All open"), counts.open, "/", say("Every customer has been answered."), wait),
        *by_status,
        Filter(
            "answered", say("Answered"), counts.waiting, "/?show=answered",
            say("Nothing has been answered yet."), say("Approve a draft: its ticket then waits here for the customer."),
            gap=True,
        ),
        Filter(
            "closed", say("Closed"), counts.closed, "/?show=closed",
            say("No ticket is closed."), say("A ticket that needs no answer is closed from its own page."),
        ),
        Filter("screened", say("Screened"), counts.screened, "/screened", gap=True),
        Filter("quarantine", say("Quarantine"), counts.quarantined, "/quarantine", alert=True),
    ]  # fmt: skip


def _empty_lists(desk: Wording) -> list[tuple[DraftStatus, str, str]]:
    say = desk.gettext
    other = say("Look at the other lists on the left for what is waiting.")
    return [
        ("ready", say("No draft is ready to approve."), other),
        ("needs_information", say("No case waits for information."), other),
        ("needs_attention", say("No draft needs special attention."), other),
        ("escalated", say("Nothing is escalated."), other),
    ]


def _pages(page: int, more: bool) -> Pages:
    return Pages(previous=page - 1 if page else None, next=page + 1 if more else None)


def _beside(agent: Agent, counts: Counts, chosen: str) -> dict[str, Any]:
    """What every list has around it: the tabs, the mailboxes' health, the mail that is still being worked."""
    filters = queue_filters(agent.desk, counts)
    return {
        "filters": filters,
        "chosen": next(one for one in filters if one.name == chosen),
        "health": agent.services.health(),
        "model": agent.services.model(),
        "to_work": counts.to_work,
    }


def _summary(desk: Wording, counts: Counts) -> str:
    lost = counts.deliveries.get("unknown", 0) + counts.deliveries.get("refused", 0)
    parts = [
        (counts.open, desk.ngettext("%(n)d open", "%(n)d open", counts.open)),
        (counts.promises_due, desk.ngettext("%(n)d promise overdue", "%(n)d promises overdue", counts.promises_due)),
        (lost, desk.ngettext("%(n)d reply not delivered", "%(n)d replies not delivered", lost)),
    ]
    return " · ".join(text % {"n": number} for number, text in parts if number)
