"""The questions that an article carries lead to it, in the index and in the search, and are seen nowhere else."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from assistant.case.knowledge import Language
from assistant.errors import SearchIndexError
from assistant.knowledge.embeddings import Vector
from assistant.knowledge.index import SyncCounts, in_memory
from assistant.knowledge.reasons import FoundPassage
from assistant.knowledge.search import Knowledge, open_knowledge

NOW = datetime(2026, 11, 23, tzinfo=UTC)


class Topics:
    """A model that knows what a text is about by one word of it, and nothing else: the rest is noise."""

    name, dimension = "topics", 36
    TOPICS = (("postage", "邮费"), ("damage", "摔碎"), ("days", "几天"), ("weight", "多重"))

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        self.embedded += texts
        return [self.query(text) for text in texts]

    questions = passages

    def query(self, text: str) -> Vector:
        about = [float(any(word in text for word in words)) for words in self.TOPICS]
        random = Random(text)
        noise = [random.gauss(0, 0.1) for _ in range(self.dimension - len(about))]
        length = sum(value * value for value in (*about, *noise)) ** 0.5
        return [value / length for value in (*about, *noise)]


class Moody(Topics):
    """One that can be told to fail."""

    fails = False

    def query(self, text: str) -> Vector:
        if self.fails:
            raise SearchIndexError("The embeddings endpoint cannot be reached.")
        return super().query(text)


@pytest.fixture
def embedder() -> Topics:
    return Topics()


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    folder = tmp_path / "kb"
    (folder / "articles").mkdir(parents=True)
    (folder / "playbooks").mkdir()
    write(folder, "returns", "## Time\n\nSeven days.\n\n## Freight\n\nThe buyer bears postage.", ["Do I pay postage?"])
    write(folder, "invoices", "They come by mail.")
    return folder


@pytest.fixture
def knowledge(kb: Path, embedder: Topics) -> Iterator[Knowledge]:
    with open_knowledge(kb, None, embedder) as opened:
        yield opened


def write(kb: Path, id: str, text: str, questions: Sequence[str] = (), language: str = "en", more: str = "") -> None:
    lines = "".join(f"\n  - {question}" for question in questions)
    head = f"id: {id}\ntitle: {id}\nlanguage: {language}\n{more}" + (f"questions:{lines}\n" if questions else "")
    (kb / "articles" / f"{id}.md").write_text(f"---\n{head}---\n{text}\n", "utf-8")


def found(knowledge: Knowledge, text: str, language: Language = "en", at: datetime = NOW) -> dict[str, FoundPassage]:
    """By article; of its passages the best."""
    explained = knowledge.explain(text, language=language, at=[at])
    return {each.passage.article_id: each for each in reversed(explained)}


def test_a_question_leads_to_the_passage_that_answers_it_and_is_named_as_the_reason(knowledge: Knowledge) -> None:
    best = knowledge.explain("who has to bear postage then?", language="en", at=[NOW])[0]
    assert (best.passage.heading, best.reason.asked_as, best.reason.asked.rank) == ("Freight", "Do I pay postage?", 1)


def test_a_question_follows_its_passage_when_its_article_is_put_in_another_order(
    kb: Path, knowledge: Knowledge
) -> None:
    write(kb, "invoices", "They come by mail, at once.")
    knowledge.sync()
    unmoved = knowledge.explain("who has to bear postage then?", language="en", at=[NOW])[0]
    write(kb, "returns", "## Freight\n\nThe buyer bears postage.\n\n## Time\n\nSeven days.", ["Do I pay postage?"])
    knowledge.sync()
    moved = knowledge.explain("who has to bear postage then?", language="en", at=[NOW])[0]
    assert [(each.passage.id, each.reason.asked_as) for each in (unmoved, moved)] == [
        ("returns#2", "Do I pay postage?"),
        ("returns#1", "Do I pay postage?"),
    ]


def test_a_question_is_no_part_of_the_passage_that_may_be_quoted(knowledge: Knowledge) -> None:
    passage = knowledge.search("who pays postage?", language="en", at=[NOW])[0]
    assert "The buyer bears postage." in passage.model_dump_json()
    assert "Do I pay" not in passage.model_dump_json()


def test_an_article_is_found_by_a_question_whose_words_and_meaning_its_text_lacks(
    kb: Path, knowledge: Knowledge
) -> None:
    assert "invoices" not in found(knowledge, "it came in pieces, damage everywhere")
    write(kb, "invoices", "They come by mail.", ["What if there is damage?"])
    assert knowledge.refresh()
    assert found(knowledge, "it came in pieces, damage everywhere")["invoices"].reason.asked_as


@pytest.mark.parametrize(("asked", "language", "helps"), [("any damage?", "en", True), ("是不是摔碎了", "zh", False)])
def test_an_english_question_leads_an_english_asker_to_an_article_in_chinese_only(
    kb: Path, knowledge: Knowledge, asked: str, language: Language, helps: bool
) -> None:
    write(kb, "claims", "请附上照片。", ["What if there is damage?"], language="zh")
    knowledge.sync()
    assert ("claims" in found(knowledge, asked, language)) == helps


def test_only_what_may_be_cited_is_found_by_its_questions(kb: Path, knowledge: Knowledge) -> None:
    write(kb, "secret", "Offer ten percent.", ["What about damage?"], more="audience: internal\n")
    write(kb, "old", "No longer.", ["What about damage?"], more="valid_until: 2026-01-01\n")
    knowledge.sync()
    assert found(knowledge, "What about damage?") == {}
    assert set(found(knowledge, "What about damage?", at=NOW.replace(year=2025))) == {"old"}
    team = knowledge.search("What about damage?", language="en", at=[NOW], audience="internal")
    assert [passage.article_id for passage in team] == ["secret"]


def test_only_changed_questions_are_embedded_and_the_articles_version_stays(
    kb: Path, knowledge: Knowledge, embedder: Topics
) -> None:
    before = {article.id: article.version for article in knowledge.articles}
    embedder.embedded.clear()
    write(kb, "invoices", "They come by mail.", ["What is the weight?"])
    assert knowledge.sync() == SyncCounts(unchanged=3, questions_added=1)
    assert embedder.embedded == ["What is the weight?"]
    assert {article.id: article.version for article in knowledge.articles} == before
    write(kb, "invoices", "They come by mail, at once.", ["What is the weight?"])
    assert knowledge.sync() == SyncCounts(added=1, removed=1, unchanged=2)
    (kb / "articles" / "invoices.md").unlink()
    assert knowledge.sync() == SyncCounts(removed=1, unchanged=2, questions_removed=1)


def test_two_versions_share_their_question_and_the_one_in_force_is_found(kb: Path, knowledge: Knowledge) -> None:
    for name, text, more in (("a", "Nine.", "valid_until: 2026-01-01\n"), ("b", "Ten.", "valid_from: 2026-01-01\n")):
        write(kb, "weights", text, ["What weight?"], more=more)
        (kb / "articles" / "weights.md").rename(kb / "articles" / f"weights-{name}.md")
    assert knowledge.sync().questions_added == 1
    assert found(knowledge, "What weight?")["weights"].passage.text == "Ten."
    assert found(knowledge, "What weight?", at=NOW.replace(year=2025))["weights"].passage.text == "Nine."


def test_progress_counts_passages_and_questions_as_one(kb: Path, embedder: Topics) -> None:
    told: list[tuple[int, int]] = []
    with open_knowledge(kb, None, embedder, progress=lambda done, total: told.append((done, total))):
        assert told == [(3, 4), (4, 4)]


def test_a_question_is_known_by_its_words_while_its_vector_lacks(kb: Path, embedder: Topics) -> None:
    write(kb, "letters", "We frank letters privately.", ["Could my letters be franked privately?"])
    with closing(in_memory(embedder)) as index:
        reader = Knowledge(kb, index, embedder, keeps_index=False, relevant_from=0.1)
        best = reader.explain("Could letters be franked privately", language="en", at=[NOW])[0]
    assert (best.passage.article_id, best.reason.meaning.rank) == ("letters", None)
    assert best.reason.asked_as == "Could my letters be franked privately?"


def test_a_restart_costs_nothing_and_finds_the_same(tmp_path: Path, kb: Path, embedder: Topics) -> None:
    open_knowledge(kb, tmp_path / "index", embedder).close()
    embedder.embedded.clear()
    with open_knowledge(kb, tmp_path / "index", embedder) as again:
        assert embedder.embedded == []
        assert found(again, "do I pay the postage")["returns"].reason.asked_as == "Do I pay postage?"


def test_what_goes_wrong_while_it_runs_is_known_until_it_goes_right(kb: Path) -> None:
    """So that the desk can say it: each trouble by itself, for a search that works does not mend an index."""
    moody = Moody()
    with open_knowledge(kb, None, moody) as knowledge:
        assert (found(knowledge, "any postage?") != {}, knowledge.problem) == (True, "")
        moody.fails = True
        write(kb, "returns", "Postage is ours.")
        for failing in (lambda: knowledge.search("postage", language="en", at=[NOW]), knowledge.refresh):
            with pytest.raises(SearchIndexError):
                failing()
            assert knowledge.problem == "The embeddings endpoint cannot be reached."
        moody.fails = False
        found(knowledge, "any postage?")
        assert knowledge.problem, "the index is still without the changed article"
        assert knowledge.refresh()
        assert knowledge.problem == ""
