"""Before the first mail (process.md, section 0): changes, what this agent may decide, lessons."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from fastapi import APIRouter
from fastapi.responses import Response

from assistant.case.diagnosis import Role
from assistant.case.knowledge import RoleLimits
from assistant.desk.services import DeskServices, KnowledgeChange
from assistant.desk.visitor import Agent, Reader
from assistant.errors import DraftdeskError
from assistant.records.values import AuditEntry, Draft, PromiseEntry

router = APIRouter()
SHIFT = timedelta(hours=8)
"""A log-in longer ago than this belongs to an earlier shift."""
REVIEWED = timedelta(days=2)
_ENTRIES_READ = 2000
_CASES_SHOWN = 8


@dataclass(frozen=True)
class Lesson:
    """A rejected draft with its reason, or a much edited one with how often."""

    draft: Draft
    edits: int


@dataclass(frozen=True)
class Briefing:
    """`limits` are null when the policy cannot be read; `problem` says why something is missing."""

    since: datetime
    changes: Sequence[KnowledgeChange]
    limits: RoleLimits | None
    currency: str
    promises: Sequence[PromiseEntry]
    rejected: Sequence[Lesson]
    edited: Sequence[Lesson]
    problem: str = ""


@router.get("/briefing")
def show_briefing(agent: Reader) -> Response:
    now = agent.services.clock()
    return agent.page("briefing.html", briefing=briefing(agent), now=now, due_soon=now + timedelta(days=1))


def briefing(agent: Agent) -> Briefing:
    services, now = agent.services, agent.services.clock()
    entries = services.audit.recent(_ENTRIES_READ)
    since = _last_shift(entries, agent.user.name, now)
    rejected, edited = _lessons(services, [entry for entry in entries if entry.at > now - REVIEWED])
    problem, limits, changes = "", None, list[KnowledgeChange]()
    try:
        limits = services.policy(now).limits.get(Role(agent.role))
        changes = list(services.knowledge_changes(since))
    except DraftdeskError as error:  # the rest of the briefing is worth having without the knowledge base
        problem = str(error)
    return Briefing(
        since=since,
        changes=changes,
        limits=limits,
        currency=services.orders.shop().currency,
        promises=services.promises.open(limit=50),
        rejected=rejected,
        edited=edited,
        problem=problem,
    )


def _last_shift(entries: Sequence[AuditEntry], user: str, now: datetime) -> datetime:
    """When the agent last logged in for an earlier shift; a day ago if that is not known."""
    earlier = (e.at for e in entries if e.what == "logged_in" and e.user == user and e.at < now - SHIFT)
    return next(earlier, now - timedelta(days=1))


def _lessons(services: DeskServices, entries: Sequence[AuditEntry]) -> tuple[list[Lesson], list[Lesson]]:
    edits = Counter(entry.detail["draft"] for entry in entries if entry.what == "draft_edited")
    rejected = dict.fromkeys(entry.detail["draft"] for entry in entries if entry.what == "draft_rejected")
    return (
        [Lesson(services.tickets.draft(draft_id), edits[draft_id]) for draft_id in list(rejected)[:_CASES_SHOWN]],
        list(islice(_edited(services, edits), _CASES_SHOWN)),
    )


def _edited(services: DeskServices, edits: Counter[int]) -> Iterator[Lesson]:
    """The most edited first; who put the proposed text back has taught nothing."""
    for draft_id, count in edits.most_common():
        draft = services.tickets.draft(draft_id)
        if draft.text != draft.as_proposed.rstrip():
            yield Lesson(draft, count)
