"""What the rules of the lexicon found, weighed against what the sentences are like."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from operator import attrgetter

from assistant.case.inquiry import Request, Statement, StatementKind, Topic
from assistant.drafting.reading.data import toml
from assistant.drafting.reading.likeness import NOTHING, Likeness
from assistant.drafting.reading.wording import MONEY_BACK, REMEDIES

_RULES_SAY = 0.2
"""What the rules' main topic is worth beside the shares of all topics, which add up to 1."""
_TELLING = 0.3
"""A mail in which no sentence is as likely as this about any one topic is left to the rules."""
_LIKELY, _UNLIKELY = 0.6, 0.03
"""From where on a meaning counts that no rule found, and below which one that a rule found does not."""
_NO_TOPIC, _NEAR_TOPIC = 0.2, 0.7
"""What bears out a topic that a rule found beside the main one: the likelihood of a sentence, or of a clause of it."""
_FAULTS = frozenset({StatementKind.DAMAGED, StatementKind.DEFECTIVE, StatementKind.MISSING})


def topics(found: Sequence[Topic], likely: Sequence[Likeness], closer: Sequence[Likeness]) -> tuple[Topic, ...]:
    """The main topic first. A legal matter that a rule found comes first unless nothing at all speaks for it.

    `likely` goes by sentences, `closer` by clauses.
    """
    most, near = _most(map(attrgetter("topics"), likely)), _most(map(attrgetter("topics"), closer))
    if max((share for name, share in most.items() if name != NOTHING), default=0.0) < _TELLING:
        return tuple(found)
    main = _main(found, likely, closer)
    if Topic.LEGAL in found and most[Topic.LEGAL.value] >= _UNLIKELY:
        main = Topic.LEGAL
    kept = [one for one in found if most[one.value] >= _NO_TOPIC or near.get(one.value, 0.0) >= _NEAR_TOPIC]
    return _not_outweighed(tuple(dict.fromkeys((_nearer(main, kept), main, *kept))))


def _main(found: Sequence[Topic], *likely: Sequence[Likeness]) -> Topic:
    """The topic that most speaks for, sure sentences more than unsure ones."""
    share = dict.fromkeys(Topic, 0.0)
    for stretches in likely:
        squares = {topic: sum(one.topics[topic.value] ** 2 for one in stretches) for topic in Topic}
        total = sum(squares.values()) or 1.0
        share = {topic: share[topic] + squares[topic] / total / len(likely) for topic in Topic}
    return max(Topic, key=lambda topic: share[topic] + (_RULES_SAY if topic is found[0] else 0))


def _nearer(main: Topic, found: Sequence[Topic]) -> Topic:
    """The topic that says the same as the main one and more, if a rule found it."""
    more: dict[str, list[str]] = toml("rules")["more_than"]
    return next((topic for topic in found if main.value in more.get(topic.value, ())), main)


def _not_outweighed(topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """Without those that are but the words in which the main topic is put, and without "other" beside any other."""
    outweighs: dict[str, list[str]] = toml("rules")["outweighs"]
    main, *rest = topics
    dropped = {Topic(name) for name in outweighs.get(main.value, ())} | {Topic.OTHER}
    return (main, *(topic for topic in rest if topic not in dropped))


def requests(
    found: Sequence[Request],
    likely: Sequence[Likeness],
    topics: Sequence[Topic],
    hinged: Set[int],
    difference: Set[int] = frozenset(),
    unmeant: Callable[[Request, range], bool] = lambda request, clauses: False,
) -> tuple[Request, ...]:
    """In the rules' order, then those that only the sentences' likeness shows. Who asks about goods before buying
    wants to hear what would be done; the clauses in `hinged` wish for something only if something else happens, and
    those in `difference` for no more than a price difference. `unmeant`: whether some of the clauses only name it.
    """
    if tuple(topics) == (Topic.PRODUCT_QUESTION,):
        return ()
    most = _most(map(attrgetter("requests"), likely))
    kept = [request for request in found if most.get(request.value, 0.0) >= _UNLIKELY]
    seen = (
        request
        for request in Request
        for one in likely
        if one.requests[request.value] >= _LIKELY
        and _has_its_topic(request, topics)
        and not (request in REMEDIES and any(clause in hinged for clause in one.clauses))
        and not (request in MONEY_BACK and any(clause in difference for clause in one.clauses))
        and not unmeant(request, one.clauses)
    )
    return tuple(dict.fromkeys((*kept, *seen)))


def _has_its_topic(request: Request, topics: Sequence[Topic]) -> bool:
    """Whether the mail is about what the request belongs to; most can belong to anything."""
    belongs: dict[str, list[str]] = toml("rules")["belongs"]
    return request.value not in belongs or any(topic.value in belongs[request.value] for topic in topics)


def statements(
    found: Sequence[Statement],
    likely: Sequence[Likeness],
    topics: Sequence[Topic],
    said: Callable[[StatementKind, range], Iterable[Statement]],
) -> tuple[Statement, ...]:
    """`said` gives what the clauses would state if they stated that. A statement with a value has more than likeness
    to speak for it; goods that are only asked about have no faults.
    """
    most = _most(map(attrgetter("statements"), likely))
    kept = [one for one in found if one.value is not None or most.get(one.kind.value, 0.0) >= _UNLIKELY]
    known, values = {one.kind for one in kept}, {one.value for one in kept} - {None}
    for likelihood in likely:
        for kind in StatementKind:
            if kind not in known and likelihood.statements[kind.value] >= _LIKELY:
                seen = [one for one in said(kind, likelihood.clauses) if one.value not in values]
                kept += seen  # what was ordered did not come instead of itself
                values |= {one.value for one in seen} - {None}
    merely_asked = tuple(topics) == (Topic.PRODUCT_QUESTION,)
    return tuple(one for one in _once(kept) if not (merely_asked and one.kind in _FAULTS))


def _once(said: Iterable[Statement]) -> Iterable[Statement]:
    """The first of each kind and value."""
    first: dict[tuple[StatementKind, str | None], Statement] = {}
    for one in said:
        first.setdefault((one.kind, one.value), one)
    return first.values()


def _most(shares: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Of each meaning the highest likelihood in any sentence."""
    most: dict[str, float] = {}
    for one in shares:
        for name, share in one.items():
            most[name] = max(share, most.get(name, 0.0))
    return most
