"""How others like this one were handled, in a collection of its own and without anybody's data: shown to agents, and to
a model that is allowed to learn their manner."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.model_answers import a_case, a_letter, offline
from support.model_stub import ModelStub, running_model_stub, says
from support.records import Records, case_file, email

from assistant.case.diagnosis import Cause
from assistant.case.knowledge import PastCase
from assistant.case.reply import Part, PartKind, Reply
from assistant.case_review import CaseReview
from assistant.drafting.model_drafter import ModelDrafter
from assistant.errors import SearchIndexError
from assistant.knowledge.embeddings import Vector
from assistant.knowledge.search import Knowledge, open_knowledge, open_without_index
from assistant.orders.memory import no_shop
from assistant.pipeline import Written
from assistant.records.values import Draft
from assistant.resources import packaged

pytest_plugins = ("support.records_fixtures",)
KB = Path(__file__).parents[2] / "kb"
AT = datetime(2026, 11, 23, tzinfo=UTC)


class Words:
    """A vector of which of a few words stand in a text: near enough to a model for what is tested here."""

    name, dimension = "words", 5
    WORDS = ("退款", "发票", "丢", "尺码", "")

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        return [self.query(text) for text in texts]

    questions = passages

    def query(self, text: str) -> Vector:
        found = [float(word in text) for word in self.WORDS]
        return [value / sum(found) ** 0.5 for value in found]


@pytest.fixture
def knowledge(tmp_path: Path) -> Iterator[Knowledge]:
    with open_knowledge(KB, tmp_path / "index", Words()) as opened:
        yield opened


def asked(records: Records, text: str, reply: str = "好的。", cause: Cause | None = None) -> Draft:
    mail = email(text)
    part = Part(kind=PartKind.FACTS, text=reply)
    case = case_file(mail)
    diagnosis = case.diagnosis.model_copy(update={"cause": cause}) if case.diagnosis else None
    case = case.model_copy(update={"reply": Reply.of("Re", "zh", (part,)), "diagnosis": diagnosis})
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


def test_a_further_decision_costs_the_reading_of_one_draft(
    records: Records, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases, own = review(records, knowledge), asked(records, "退款没到")
    for text in ("退款", "发票", "丢"):
        records.approve(asked(records, text))
    cases.similar(own)
    one = asked(records, "退款退款")
    records.approve(one)
    read, reading = list[int](), records.tickets.draft

    def noted(draft_id: int) -> Draft:
        read.append(draft_id)
        return reading(draft_id)

    monkeypatch.setattr(records.tickets, "draft", noted)
    assert one.id in {case.draft_id for case in cases.similar(own)}
    cases.similar(own)
    assert read == [one.id]


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


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ModelStub]:
    with running_model_stub() as running:
        yield running


def written(endpoint: ModelStub, wanted: int, cases: CaseReview | Sequence[PastCase], closing: str = "") -> Written:
    """By a model whose profile wants so many examples, and which ends its letter like this."""
    letter = a_letter(a_case())
    letter["parts"][-1]["text"] = f"{closing}\n{letter['parts'][-1]['text']}".strip()
    endpoint.answers(says(letter))
    shown = cases.examples if isinstance(cases, CaseReview) else lambda _view, most: cases[:most]
    profile = endpoint.profile(examples=wanted)
    return ModelDrafter("test", profile, None, packaged("prompts"), fallback=offline(), examples=shown).write(a_case())


def test_a_model_is_shown_what_was_decided_in_such_cases_only_if_its_profile_says_so(
    records: Records, knowledge: Knowledge, endpoint: ModelStub
) -> None:
    approved = asked(records, "退款还是没到，我叫赵金丝", "赵金丝您好，11月3日已查到 77.00 元。", Cause.STALLED)
    records.approve(approved)
    records.approve(asked(records, "退款退款", "别的原因的信", Cause.LOST))
    bare = asked(records, "退款呢", "没有教训的信", Cause.STALLED)
    records.tickets.reject(bare.id, bare.version, "anna", "")
    assert written(endpoint, 3, review(records, knowledge)).failure is None
    prompt = endpoint.calls[0].text
    assert "[name]您好,–已查到 [amount]。" in prompt
    assert not [word for word in ("赵金丝", "77", "11月3日", "别的原因的信", "没有教训的信") if word in prompt]
    written(endpoint, 0, review(records, knowledge))
    assert "您好,–已查到" not in endpoint.calls[0].text


@pytest.mark.parametrize(
    "told", ["退款 77.00 元会原路退回。", "我们会在 11月3日 前处理。", "运单号是 YT8812345678901。"]
)
def test_what_only_an_example_says_is_grounded_nowhere(told: str, endpoint: ModelStub) -> None:
    """Even by a model that knows the other letter as it was sent: the offline letter stands instead."""
    other = PastCase(
        draft_id=7, ticket_id=7, language="zh", cause=Cause.STALLED, outcome="approved", question="", reply=told
    )
    letter = written(endpoint, 3, [other], told)
    assert "failed its checks" in (letter.failure or "")
    assert told not in letter.reply.text
    assert written(endpoint, 3, [other]).failure is None  # the positive control: the same letter without it stands


def test_without_an_index_the_letter_is_written_without_examples(records: Records, endpoint: ModelStub) -> None:
    broken = open_without_index(KB, Words(), "the disk is full")
    assert written(endpoint, 3, review(records, broken)).failure is None
