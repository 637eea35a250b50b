"""What the briefing tells of the knowledge base, and the waiting drafts that a change outdates."""

import threading
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from support.house import eventually
from support.records import NOW, Records, case_file, email

from assistant.case.knowledge import Passage
from assistant.case.reply import Part, PartKind, Reply
from assistant.desk.services import KnowledgeChange
from assistant.knowledge.chunks import passages_of
from assistant.knowledge.embeddings import Vector
from assistant.knowledge.index import embedded
from assistant.knowledge.search import Knowledge, open_knowledge
from assistant.knowledge_feed import changes, note_articles
from assistant.knowledge_watch import KnowledgeWatch
from assistant.records.values import Draft

pytest_plugins = ("support.records_fixtures",)

NUMBERS = count()
YESTERDAY, LATER = NOW - timedelta(days=1), NOW + timedelta(hours=1)


class Length:
    """Vectors without a model: what is searched does not matter here."""

    name, dimension = "length", 2

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        return [self.query(text) for text in texts]

    questions = passages

    def query(self, text: str) -> Vector:
        return [1.0, 0.0]


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    folder = tmp_path / "kb"
    (folder / "articles").mkdir(parents=True)
    (folder / "playbooks").mkdir()
    write(folder, "returns", "Seven days.")
    write(folder, "invoices", "Three working days.")
    return folder


@pytest.fixture
def knowledge(kb: Path) -> Iterator[Knowledge]:
    with open_knowledge(kb, None, Length()) as opened:
        yield opened


def write(kb: Path, id: str, text: str, *more: str) -> None:
    head = "\n".join(("---", f"id: {id}", f"title: On {id}", "language: en", *more, "---"))
    (kb / "articles" / f"{id}.md").write_text(f"{head}\n{text}\n", "utf-8")


def citing(
    records: Records, knowledge: Knowledge, article_id: str, *, named: bool = True, passage: Passage | None = None
) -> Draft:
    """A waiting draft that was given the article's passage, and names it as a source or not."""
    present = (p for article in knowledge.articles for p in passages_of(article) if p.article_id == article_id)
    passage = passage or next(present)
    sources = (f"article.{passage.id}",) if named else ()
    reply = Reply.of("Re", "en", (Part(kind=PartKind.EXPLANATION, text="As we wrote.", sources=sources),))
    mail = email(f"On {article_id}, {next(NUMBERS)}")
    case = case_file(mail).model_copy(update={"reply": reply})
    return records.draft(mail=mail, case=case, passages=[passage])


def told(records: Records, knowledge: Knowledge, now: datetime) -> list[tuple[str, str, tuple[int, ...]]]:
    found: Sequence[KnowledgeChange] = changes(knowledge, records.article_versions, records.tickets, YESTERDAY, now)
    return [(change.kind, change.title, change.tickets) for change in found]


def note(records: Records, knowledge: Knowledge, at: datetime) -> tuple[int, ...]:
    return note_articles(knowledge, records.article_versions, records.tickets, at)


def test_what_was_there_from_the_start_is_no_change(records: Records, knowledge: Knowledge) -> None:
    assert note(records, knowledge, NOW) == ()
    assert told(records, knowledge, NOW) == []


def test_new_changed_and_withdrawn_articles_are_told_with_the_tickets_that_cite_them(
    records: Records, kb: Path, knowledge: Knowledge
) -> None:
    note(records, knowledge, YESTERDAY - timedelta(days=9))
    outdated, untouched = citing(records, knowledge, "returns"), citing(records, knowledge, "invoices")
    write(kb, "returns", "Nine days.")
    write(kb, "coupons", "One an order.")
    knowledge.sync()
    assert note(records, knowledge, NOW) == (outdated.id,)
    assert records.tickets.draft(outdated.id).state == "stale"
    assert records.tickets.draft(untouched.id).state == "proposed"
    assert told(records, knowledge, LATER) == [
        ("new", "On coupons", ()),
        ("changed", "On returns", (outdated.ticket_id,)),
    ]
    (kb / "articles" / "coupons.md").unlink()
    knowledge.sync()
    assert note(records, knowledge, LATER) == ()
    assert ("withdrawn", "On coupons", ()) in told(records, knowledge, LATER)


def test_an_article_that_is_only_given_and_not_cited_outdates_nothing(
    records: Records, kb: Path, knowledge: Knowledge
) -> None:
    draft = citing(records, knowledge, "returns", named=False)
    write(kb, "returns", "Nine days.")
    knowledge.sync()
    assert note(records, knowledge, NOW) == ()
    assert records.tickets.draft(draft.id).state == "proposed"


def test_an_article_that_ends_outdates_the_drafts_that_cite_it_and_one_that_begins_soon_is_announced(
    records: Records, kb: Path, knowledge: Knowledge
) -> None:
    write(kb, "returns", "Seven days.", f"valid_until: {(NOW - timedelta(hours=2)).isoformat()}")
    write(kb, "storm", "Snow.", f"valid_from: {(NOW + timedelta(days=3)).isoformat()}")
    write(kb, "far", "Sale.", f"valid_from: {(NOW + timedelta(days=30)).isoformat()}")
    knowledge.sync()
    draft = citing(records, knowledge, "returns")
    assert note(records, knowledge, NOW) == (draft.id,)
    assert "On returns" in (records.tickets.draft(draft.id).state_reason or "")
    assert told(records, knowledge, NOW) == [("expired", "On returns", (draft.ticket_id,)), ("starts", "On storm", ())]


def test_a_version_that_comes_back_is_a_change_again(records: Records, kb: Path, knowledge: Knowledge) -> None:
    note(records, knowledge, YESTERDAY - timedelta(days=9))
    write(kb, "returns", "Nine days.")
    knowledge.sync()
    note(records, knowledge, YESTERDAY - timedelta(days=1))
    write(kb, "returns", "Seven days.")
    knowledge.sync()
    note(records, knowledge, NOW)
    assert told(records, knowledge, LATER) == [("changed", "On returns", ())]


class Now:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


def watch(records: Records, knowledge: Knowledge, clock: Now) -> KnowledgeWatch:
    return KnowledgeWatch(knowledge, records.article_versions, records.tickets, clock)


def test_a_file_that_is_written_while_we_run_is_searched_told_and_outdates_the_draft_that_cites_it(
    records: Records, kb: Path, knowledge: Knowledge
) -> None:
    clock = Now()
    watching = watch(records, knowledge, clock)
    watching.look()
    draft = citing(records, knowledge, "returns")
    clock.at += timedelta(minutes=1)
    watching.look()
    assert records.tickets.draft(draft.id).state == "proposed"
    write(kb, "returns", "Nine days.")
    watching.look()
    assert records.tickets.draft(draft.id).state == "stale"
    assert told(records, knowledge, clock.at) == [("changed", "On returns", (draft.ticket_id,))]
    found = knowledge.search("returns", language="en", at=[NOW], limit=9)
    assert "Nine days." in [passage.text for passage in found]


def test_what_begins_and_ends_at_midnight_is_noticed_at_midnight(
    records: Records, kb: Path, knowledge: Knowledge
) -> None:
    midnight = NOW + timedelta(hours=9)
    write(kb, "returns", "Seven days.", f"valid_until: {midnight.isoformat()}")
    write(kb, "storm", "Snow.", f"valid_from: {midnight.isoformat()}")
    knowledge.sync()
    clock = Now()
    watching = watch(records, knowledge, clock)
    watching.look()
    draft, other = citing(records, knowledge, "returns"), citing(records, knowledge, "invoices")
    clock.at = midnight - timedelta(seconds=1)
    watching.look()
    assert records.tickets.draft(draft.id).state == "proposed"
    clock.at = midnight
    watching.look()
    assert records.tickets.draft(draft.id).state == "stale"
    assert records.tickets.draft(other.id).state == "proposed"
    assert told(records, knowledge, midnight) == [
        ("expired", "On returns", (draft.ticket_id,)),
        ("starts", "On storm", ()),
    ]


def test_a_draft_that_was_begun_before_the_change_and_comes_after_it_is_outdated_too(
    records: Records, kb: Path, knowledge: Knowledge
) -> None:
    clock = Now()
    watching = watch(records, knowledge, clock)
    draft_of = passages_of(next(article for article in knowledge.articles if article.id == "returns"))[0]
    write(kb, "returns", "Nine days.")
    watching.look()
    late = citing(records, knowledge, "returns", passage=draft_of)
    clock.at += timedelta(minutes=5)
    watching.look()
    assert records.tickets.draft(late.id).state == "stale"


def test_a_broken_file_is_told_once_and_the_clock_goes_on(
    records: Records, kb: Path, knowledge: Knowledge, caplog: pytest.LogCaptureFixture
) -> None:
    write(kb, "returns", "Seven days.", f"valid_until: {(NOW + timedelta(hours=1)).isoformat()}")
    knowledge.sync()
    clock, stop = Now(), threading.Event()
    watching = KnowledgeWatch(knowledge, records.article_versions, records.tickets, clock, seconds=0.01)
    draft = citing(records, knowledge, "returns")
    (kb / "articles" / "invoices.md").write_text("no front matter", "utf-8")
    clock.at += timedelta(hours=2)
    thread = threading.Thread(target=watching.run, args=(stop,))
    thread.start()
    eventually(lambda: records.tickets.draft(draft.id).state == "stale")
    write(kb, "invoices", "Mended.")
    eventually(lambda: "Mended." in [article.body for article in knowledge.articles])
    stop.set()
    thread.join()
    complaints = [record.getMessage() for record in caplog.records if "knowledge base" in record.getMessage()]
    assert len(complaints) == 1
    assert "invoices.md:1" in complaints[0]


def test_nothing_is_read_again_while_no_file_changes(kb: Path, knowledge: Knowledge) -> None:
    assert knowledge.refresh() is False
    write(kb, "coupons", "One an order.")
    assert knowledge.refresh() is True
    assert knowledge.refresh() is False


def test_a_process_that_does_not_keep_the_index_sees_what_another_has_put_there(kb: Path, tmp_path: Path) -> None:
    """As with a Chroma server: `kb sync` writes, desk and workers only read."""
    index = embedded(tmp_path / "index", Length())
    keeper = Knowledge(kb, index, Length())
    reader = Knowledge(kb, index, Length(), keeps_index=False)
    assert reader.refresh() is True, "the index lacks every vector, so it is looked at again"
    keeper.sync()
    assert reader.refresh() is True
    assert reader.refresh() is False
    index.close()
