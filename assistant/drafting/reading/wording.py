"""What a mail's words say: topics, statements, requests, feeling and urgency, by the rules of the lexicon."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set

from assistant.case.inquiry import Emotion, Request, Statement, StatementKind, Topic
from assistant.drafting.reading.data import toml
from assistant.drafting.reading.lexicon import Tag, lexicon, tags
from assistant.drafting.reading.rules import Concepts, Match, Read, matches
from assistant.drafting.reading.text import Clause, clauses
from assistant.segmenting import boundaries

MOST_STATEMENTS = 30
MOST_TOPICS = 12
_QUESTION = {"ask", "when", "where", "why", "how"}
_VALUE_ACTS = {"order", "send", "receive", "arrive", "missing"}
"""Acts that a value can belong to: "ordered L, got M"."""
_MARKS = {"variant", "item", "quantity"}
_FAULTS = {
    StatementKind.DAMAGED: frozenset({"broken", "defect"}),
    StatementKind.DEFECTIVE: frozenset({"broken", "defect"}),
    StatementKind.MISSING: frozenset({"missing"}),
}
REMEDIES = frozenset({Request.REFUND, Request.RETURN, Request.EXCHANGE, Request.RESHIP, Request.COMPENSATION,
                      Request.REPAIR})  # fmt: skip
"""What is asked for after something went wrong."""
MONEY_BACK = frozenset({Request.REFUND, Request.RETURN})
_EVENTS = ("arrive", "receive", "ship", "move", "lost", "late", "reply_act", "bring")
"""What may yet happen to an order: "if possible" hinges on none."""
_BREAKING = ("broken", "defect")
"""What may yet happen to goods; where the mail says that it has, "if it is broken, send another" hinges on nothing."""
_QUIETER = (Emotion.THREATENING, Emotion.ANGRY, Emotion.SARCASTIC, Emotion.DISTRESSED, Emotion.DISAPPOINTED,
            Emotion.ANXIOUS, Emotion.CONFUSED, Emotion.GRATEFUL)  # fmt: skip
"""Feelings that are said equally often: the one that the reply must heed first."""


def read(folded: str, marks: Sequence[Tag]) -> list[Read]:
    """The clauses with their words, and the marks (items, variants, amounts …) that stand in them."""
    found: list[Read] = []
    place = 0
    ordered = sorted(marks, key=lambda mark: mark.start)
    ends = boundaries(folded)
    for clause in clauses(folded, lexicon().connectives):
        while place < len(ordered) and ordered[place].start < clause.start:
            place += 1
        inside = []
        while place < len(ordered) and ordered[place].start < clause.end:
            inside.append(ordered[place])
            place += 1
        found.append(_read(folded, clause, inside, ends))
    return _joined(found)


def _joined(found: Sequence[Read]) -> list[Read]:
    """What was found in the parcel belongs to the words that present it: "拆开一看，粉色S码"."""
    joined: list[Read] = []
    for clause in found:
        before = joined[-1] if joined else None
        if before is not None and before.sentence == clause.sentence and _presents(before) and _shows(clause):
            tags = (*before.tags, *clause.tags)
            joined[-1] = Read(before.start, clause.end, clause.sentence, tags, Concepts(tags))
        else:
            joined.append(clause)
    return joined


def _presents(clause: Read) -> bool:
    """Whether it says that something came, and not what."""
    return clause.concepts.has("send", False) and not _MARKS.intersection(clause.concepts.names())


def _shows(clause: Read) -> bool:
    """Whether it says what it is, and nothing that was done."""
    return clause.concepts.has("variant", False) and not _VALUE_ACTS.intersection(clause.concepts.names())


def _read(folded: str, clause: Clause, marks: Sequence[Tag], ends: Set[int]) -> Read:
    items = [mark for mark in marks if "item" in mark.concepts]
    found = tags(folded, clause.start, clause.end, ends)
    marks = [mark for mark in marks if mark not in items or _in_a_gap(folded, mark) or not _inside(mark, found)]
    words = [word for word in found if not _inside(word, items)]
    named = any(_QUESTION.intersection(word.concepts) for word in words)
    asked = [Tag(clause.end, clause.end, ("question",))] if clause.asked or named else []
    if clause.asked and not named and folded[clause.start : clause.end].rstrip(" ?!").endswith("呢"):
        asked.append(Tag(clause.end, clause.end, ("where",)))  # 我的毯子呢?
    everything = tuple(sorted([*words, *marks, *asked], key=lambda tag: tag.start))
    return Read(clause.start, clause.end, clause.sentence, everything, Concepts(everything))


def _inside(tag: Tag, others: Iterable[Tag]) -> bool:
    """Whether it is only a piece of a longer word: the bowl in "dishwasher" (洗碗机) is no item."""
    return any(other.start <= tag.start and tag.end <= other.end and _size(tag) < _size(other) for other in others)


def _in_a_gap(folded: str, mark: Tag) -> bool:
    """Whether it stands between two words of a phrase ("send the jacket back"), and in no word."""
    return folded[mark.start - 1 : mark.start] == " " and folded[mark.end : mark.end + 1] == " "


def _size(tag: Tag) -> int:
    return tag.end - tag.start


def topics(read: Sequence[Read]) -> tuple[Topic, ...]:
    """In the order in which the mail comes to them; legal matters first, questions about products and praise last."""
    found = _not_outweighed(matches("topics", read))
    implied: dict[str, list[str]] = toml("rules")["implied"]
    by_clause: dict[int, set[str]] = {}
    for match in found:
        by_clause.setdefault(match.clause, set()).add(match.name)
    ironic = any(match.name == Emotion.SARCASTIC.value for match in matches("emotions", read))
    kept = [
        match
        for match in found
        if not _is_implied(match, by_clause, implied, read) and not (ironic and match.name == Topic.PRAISE.value)
    ]
    order = {Topic.LEGAL.value: -1, Topic.PRODUCT_QUESTION.value: 1, Topic.PRAISE.value: 2, Topic.OTHER.value: 3}
    kept.sort(key=lambda match: (order.get(match.name, 0), match.clause))
    names = list(dict.fromkeys(match.name for match in kept))
    if len(names) > 1 and Topic.OTHER.value in names:
        names.remove(Topic.OTHER.value)
    wanted = _topic_of_request(read) if all(match.guess for match in kept) else None
    if wanted is not None:
        return (wanted,)
    return tuple(Topic(name) for name in names[:MOST_TOPICS]) or (_without_topic(read),)


def _not_outweighed(found: Sequence[Match]) -> list[Match]:
    """Without the topics that are but the words in which another one of the mail is put."""
    outweighs: dict[str, list[str]] = toml("rules")["outweighs"]
    outweighed = {name for match in found for name in outweighs.get(match.name, ())}
    return [match for match in found if match.name not in outweighed]


def _topic_of_request(read: Sequence[Read]) -> Topic | None:
    """What is asked for tells what it is about, where nothing surer does."""
    fallback: dict[str, str] = toml("rules")["fallback"]
    wanted = next((fallback[request] for request in requests(read) if request in fallback), None)
    return None if wanted is None else Topic(wanted)


def _without_topic(read: Sequence[Read]) -> Topic:
    """Thanks with no question is praise; the rest is something else."""
    thanks = any(clause.concepts.has("thank", False) for clause in read)
    asks = any(clause.concepts.has("question", None) or clause.concepts.has("want", False) for clause in read)
    return Topic.PRAISE if thanks and not asks else Topic.OTHER


def _is_implied(
    match: Match, by_clause: dict[int, set[str]], implied: dict[str, list[str]], read: Sequence[Read]
) -> bool:
    """Whether another topic of the clause, or of one beside it in its sentence, says the same and more.

    A question about a product stands for itself beside any trouble.
    """
    sentence = read[match.clause].sentence
    steps = (0,) if match.name == Topic.PRODUCT_QUESTION.value else (-1, 0, 1)
    beside = (
        number
        for number in (match.clause + step for step in steps)
        if number in by_clause and read[number].sentence == sentence
    )
    near = set[str]().union(*(by_clause.get(number, set()) for number in beside))
    return any(match.name in implied.get(other, ()) for other in near)


def requests(read: Sequence[Read]) -> tuple[Request, ...]:
    """Without the remedies that are wished for only in case of something: "if it is not here by Friday, I want"."""
    hinged, difference = hinged_clauses(read), difference_clauses(read)
    found = ((Request(match.name), match.clause) for match in matches("requests", read))
    meant = ((name, clause) for name, clause in found if not (name in MONEY_BACK and clause in difference))
    return tuple(dict.fromkeys(name for name, clause in meant if not (name in REMEDIES and clause in hinged)))


def difference_clauses(read: Sequence[Read]) -> set[int]:
    """The clauses in which it is a price difference that is to come back, and neither the goods nor what they cost."""
    return {
        number
        for number, clause in enumerate(read)
        if clause.concepts.has("difference", None)
        and any(clause.concepts.has(act, None) for act in ("refund", "give_back", "cheaper"))
        and not any("return" in tag.concepts and "give_back" not in tag.concepts for tag in clause.tags)
    }


def hinged_clauses(read: Sequence[Read]) -> set[int]:
    """The clauses that say what would be if something happened to an order, and the ones that follow from them."""
    hinged: set[int] = set()
    events = _EVENTS if any(map(_is_broken, read)) else (*_EVENTS, *_BREAKING)
    for number, clause in enumerate(read):
        if not clause.concepts.has("condition", None) or not any(clause.concepts.has(event, None) for event in events):
            continue
        after = number + 1
        hinged.add(number)
        if after < len(read) and read[after].sentence == clause.sentence:
            hinged.add(after)
    return hinged


def _is_broken(clause: Read) -> bool:
    return not clause.concepts.has("if", None) and any(clause.concepts.has(fault, False) for fault in _BREAKING)


def statements(text: str, read: Sequence[Read]) -> tuple[Statement, ...]:
    """Each kind and value once, with the customer's own clause."""
    found: dict[tuple[str, str | None], Statement] = {}
    for match in matches("statements", read):
        for statement in stated(text, read, StatementKind(match.name), range(match.clause, match.clause + 1)):
            found.setdefault((match.name, statement.value), statement)
    return tuple(found.values())[:MOST_STATEMENTS]


def stated(text: str, read: Sequence[Read], kind: StatementKind, clauses: range) -> Iterator[Statement]:
    """What the clauses state of this kind, a statement for each value; nothing where it needs one and has none."""
    kinds: dict[str, str] = toml("rules")["values"]
    factual = [read[n] for n in clauses if not read[n].concepts.has("if", None)]
    factual = [clause for clause in factual if ("statements", kind.value) not in clause.unmeant]
    if not factual or _denied(kind, factual):
        return
    words = " ".join(text[factual[0].start : factual[-1].end].split())[:300]
    values: Sequence[str | None] = [None]
    if kind.value in kinds:
        values = [value for clause in factual for value in _values(kind.value, clause, kinds[kind.value], text)]
    for value in values or ([None] if kind is StatementKind.MISSING else []):
        yield Statement(kind=kind, words=words, value=value)


def _denied(kind: StatementKind, clauses: Sequence[Read]) -> bool:
    """Whether the fault is named only to be denied: "nothing is broken"."""
    faults = _FAULTS.get(kind, frozenset())
    polarities = {tag.negated for clause in clauses for tag in clause.tags if faults.intersection(tag.concepts)}
    return polarities == {True}


def _values(kind: str, clause: Read, concepts: str, text: str) -> Sequence[str | None]:
    """What was said: one value, or all variants that were named in one go ("XL黑")."""
    marks = [tag for tag in clause.tags if set(concepts.split("|")).intersection(tag.concepts)]
    if "clause" in concepts.split("|") and not marks:
        return [" ".join(text[clause.start : clause.end].split())[:120]]
    belonging = _belonging(kind, clause, marks)
    named = belonging if concepts.startswith("variant") else belonging[:1]
    return [(tag.value or text[tag.start : tag.end].strip())[:120] for tag in named]


def _belonging(kind: str, clause: Read, marks: list[Tag]) -> list[Tag]:
    """Of several marks those that follow the kind's own act before another act comes, else the one before it."""
    own = {"ordered": {"order"}, "got": {"send", "receive", "arrive", "missing"}}.get(kind.split("_")[0], set())
    acts = [tag for tag in clause.tags if _VALUE_ACTS.intersection(tag.concepts)]
    instead = [tag.start for tag in clause.tags if "instead_of" in tag.concepts]
    for act in (tag for tag in acts if own.intersection(tag.concepts)):
        later = [tag.start for tag in acts if tag.start >= act.end and not own.intersection(tag.concepts)]
        reach = min([*later, *(place for place in instead if place > act.start)], default=clause.end)
        after = [mark for mark in marks if act.start <= mark.start < reach]
        before = [mark for mark in marks if mark.end <= act.start]
        if after or before:
            return after or before[-1:]
    return marks[:1]


def emotion(read: Sequence[Read], shouted: bool) -> Emotion:
    """The feeling that is said most often; `shouted`: with several exclamation marks or in capitals."""
    said = Counter(match.name for match in matches("emotions", read))
    if Emotion.THREATENING.value in said:
        return Emotion.THREATENING
    if not said:
        return Emotion.ANGRY if shouted and matches("statements", read) else Emotion.CALM
    most = max(said.values())
    return next(feeling for feeling in _QUIETER if said.get(feeling.value) == most)


def urgent(read: Sequence[Read]) -> bool:
    return bool(matches("urgent", read))
