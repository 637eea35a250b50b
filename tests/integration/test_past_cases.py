"""How others like this one were handled, in a collection of its own and without anybody's data."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.records import Records, case_file, email

from assistant.case.reply import Part, PartKind, Reply
from assistant.case_review import CaseReview
from assistant.errors import SearchIndexError
from assistant.knowledge.embeddings import Vector
from assistant.knowledge.search import Knowledge, open_knowledge, open_without_index
from assistant.orders.memory import no_shop
from assistant.records.values import Draft

pytest_plugins = ("support.records_fixtures",)
KB = Path(__file__).parents[2] / "kb"
AT = datetime(2026, 11, 23, tzinfo=UTC)


class Words:
    """A vector of which of a few words stand in a text: near enough to a model for what is tested here."""

    name, dimension = "words", 5
    WORDS = ("退款", "发票", "丢", "尺码", "")

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        return [self.query(text) for text in texts]

    def query(self, text: str) -> Vector:
        found = [float(word in text) for word in self.WORDS]
        return [value / sum(found) ** 0.5 for value in found]


@pytest.fixture
def knowledge(tmp_path: Path) -> Iterator[Knowledge]:
    with open_knowledge(KB, tmp_path / "index", Words()) as opened:
        yield opened


def asked(records: Records, text: str, reply: str = "好的。") -> Draft:
    mail = email(text)
    part = Part(kind=PartKind.FACTS, text=reply)
    case = case_file(mail).model_copy(update={"reply": Reply.of("Re", "zh", (part,))})
    return records.draft(mail=mail, case=case)


def review(records: Records, knowledge: Knowledge) -> CaseReview:
    return CaseReview(knowledge, records.tickets, no_shop())


def test_the_most_similar_decided_cases_are_shown_with_the_lesson(records: Records, knowledge: Knowledge) -> None:
    approved = asked(records, "发票抬头写错了，我叫王小明，电话 13812345678", "王先生，发票 3 天内重开。")
    records.approve(approved)
    rejected = asked(records, "包裹丢了怎么办")
    records.tickets.reject(rejected.id, rejected.version, "anna", "不要让客户等快递赔付，打 13900001111 说过")
    asked(records, "还没处理的发票问题")
    found = review(records, knowledge).similar(asked(records, "发票要改"))
    assert [(case.draft_id, case.outcome) for case in found] == [(approved.id, "approved"), (rejected.id, "rejected")]
    assert "13812345678" not in found[0].question
    assert "王小明" not in found[0].question
    assert found[1].lesson == "不要让客户等快递赔付,打 [phone] 说过"


def test_a_decision_made_meanwhile_is_known_at_once_and_the_own_ticket_is_left_out(
    records: Records, knowledge: Knowledge
) -> None:
    cases, own = review(records, knowledge), asked(records, "退款没到")
    assert cases.similar(own) == []
    records.approve(own)
    assert cases.similar(own) == []
    assert [case.draft_id for case in cases.similar(asked(records, "退款"))] == [own.id]


def test_past_cases_are_no_articles(records: Records, knowledge: Knowledge) -> None:
    records.approve(asked(records, "退款退款退款"))
    cases = review(records, knowledge)
    assert cases.similar(asked(records, "退款"))
    found = knowledge.search("退款退款退款", language="zh", at=[AT], limit=50)
    assert found
    assert not [passage for passage in found if passage.article_id.startswith("case-")]
    assert knowledge.sync().removed == 0  # nor does a sync of the articles throw them away
    assert cases.similar(asked(records, "退款"))


def test_without_an_index_it_is_said_why_there_are_none(records: Records) -> None:
    broken = open_without_index(KB, Words(), "the disk is full")
    with pytest.raises(SearchIndexError, match="the disk is full"):
        review(records, broken).similar(asked(records, "退款"))
