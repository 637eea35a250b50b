"""What the checks of a reply find reaches agents in their language, a fault a line; what is quoted stays as it is."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from support.cases import NOW, ago, order, shipment
from support.drafting_mails import GLOSSARY, a_mail
from support.faults_told import faults_in_source, is_left_in_english
from support.raw_cases import mail, pipeline
from support.replies import failures, reworded, with_sentence
from support.resolutions import RESOLUTIONS
from support.views import a_claim, a_view, an_unverified_view

from assistant.case.diagnosis import Category, Cause
from assistant.case.inquiry import Emotion, StatementKind
from assistant.case.reply import PartKind, Promise, Reply
from assistant.case.verification import Verdict
from assistant.case.view import CaseView
from assistant.desk import fault_names
from assistant.desk.fault_words import Fault, faults_in_words
from assistant.desk.rendering import wording
from assistant.drafting.checks import _at
from assistant.drafting.offline import OfflineDrafter
from assistant.drafting.open_questions import questions_check
from assistant.drafting.wording import wordlist
from assistant.drafting.writing import write_offline
from assistant.pipeline import DATE_CHECK
from assistant.records.drafts import NOT_CHECKED
from evals.planted_by_hand import AGAIN, FAULTS

FRAMES = ("{}", "'7': {} (in: 7)", "7: '7' {}", "'7' {} (7)", "7 {}: '7'", "7 is missing: {}")
"""How a check's detail tells what was found. A 7 stands for what is quoted."""


def date(moment: datetime) -> str:
    return f"{moment:%m-%d %H:%M}"


def chinese(detail: str) -> list[Fault]:
    return faults_in_words(detail, "zh", date)


def said(detail: str) -> list[str]:
    return [fault.said for fault in chinese(detail)]


def left_in_english(detail: str) -> list[str]:
    return [fault for fault in said(detail) if is_left_in_english(fault)]


def test_every_fault_of_the_drafting_has_chinese_words() -> None:
    told = faults_in_source()
    assert len(told) > 50
    del told["7 is missing: 7"]  # each reason has its own words
    ways = {fault: [frame.format(fault) for frame in FRAMES] for fault in told}
    assert {told[fault]: fault for fault, details in ways.items() if all(map(left_in_english, details))} == {}
    assert left_in_english("'7': a fault that nobody has translated (in: 7)")


def test_the_names_in_faults_are_those_of_the_word_lists() -> None:
    listed = {"offers": "remedy", "plain_promises": "promise", "asking": "thing", "states": "state", "hearsay": "claim"}
    tables = (
        fault_names.REMEDIES, fault_names.PROMISES, fault_names.THINGS, fault_names.STATES, fault_names.HEARSAY,
    )  # fmt: skip
    for (name, entries), table in zip(listed.items(), tables, strict=True):
        assert {entry["name"] for entry in wordlist(name)[entries]} == set(table)
    assert set(wordlist("roles")) - {"aside", "entry", "of_us", "asked"} <= set(fault_names.ROLES)


def stalled(language: str = "zh") -> CaseView:
    return a_view(Cause.STALLED, language, emotion=Emotion.ANXIOUS, **RESOLUTIONS[Cause.STALLED][0])


def planted_sentences() -> list[str]:
    """Ten together, as one letter has them."""
    faults = [*json.loads(FAULTS.read_text("utf-8")), *json.loads(AGAIN.read_text("utf-8"))]
    sentences = [fault["after"] for fault in faults]
    return [" ".join(sentences[n : n + 10]) for n in range(0, len(sentences), 10)]


def details_of(reply: Reply, view: CaseView, *promises: Promise) -> list[str]:
    return list(failures(reply, view, promises).values())


def test_what_is_found_in_letters_with_planted_faults_is_said_in_chinese() -> None:
    view = stalled()
    clean, _ = write_offline(view)
    kinds = (PartKind.SOLUTION, PartKind.FACTS)
    details = [
        detail
        for n, planted in enumerate(planted_sentences())
        for detail in details_of(with_sentence(clean, kinds[n % 2], planted), view)
    ]
    assert sum(len(chinese(detail)) for detail in details) > 200
    assert [fault for detail in details for fault in left_in_english(detail)] == []


def test_what_is_found_in_the_rest_of_a_letter_is_said_in_chinese() -> None:
    view, legal = stalled(), a_view(None, "zh", category=Category.COMPLAINT_OR_LEGAL)
    clean, _ = write_offline(view)
    bare = Reply.of("Re", "en", (clean.parts[2],))
    contradicted = a_claim(StatementKind.ORDERED_VARIANT, Verdict.CONTRADICTED, said="蓝色; 'L'", record="红色")
    details = [
        *details_of(reworded(clean, PartKind.GREETING, "Dear Emma,", "order.nonsense"), view),
        *details_of(bare, view, Promise(text="再写信", due=None), Promise(text="再写信", due=NOW)),
        *details_of(clean, an_unverified_view("zh", words="我的订单呢")),
        *details_of(clean, view.model_copy(update={"claims": (contradicted,)})),
        *details_of(with_sentence(clean, PartKind.SOLUTION, "这是我们的责任。"), legal),
    ]
    assert len(details) > 15
    assert [fault for detail in details for fault in left_in_english(detail)] == []


def test_what_is_not_about_a_sentence_is_said_in_chinese() -> None:
    asked = a_view(Cause.IN_TRANSIT_ON_TIME, "zh", words="保温杯可以放洗碗机吗？能不能刻字？")
    missed = questions_check(write_offline(stalled()).reply, asked).detail
    assert said(missed) == ["没有答复：保温杯可以放洗碗机吗？", "没有答复：能不能刻字？"]
    assert said(NOT_CHECKED.detail) == ["文字已修改，尚未检查。"]
    for words, language in (
        ("Где мой заказ?", "“西里尔”文字"),
        ("荷物はどこですか", "“日文”"),
        ("Wo ist mein Paket?", "“从用词看”"),
    ):
        foreign = OfflineDrafter().understand(a_mail(words), GLOSSARY).foreign
        assert said(foreign or "") == [f"来信不是中文或英文（{language}）"]


def test_a_date_to_look_at_is_told_in_the_desks_times() -> None:
    arrived = order(status="delivered", shipments=(shipment(40, delivered_at=ago(hours=40), signed_by="本人"),))
    late = NOW + timedelta(days=9)
    drafted = pipeline(arrived).work(mail("保温杯不想要了，想无理由退货", arrived_at=late), late)
    detail = next(check.detail for check in drafted.case_file.checks if check.name == DATE_CHECK)
    assert said(detail) == [f"邮件自称写于 {date(NOW)}，而到达时间是 {date(late)}。请核对当时是否仍在期限内。"]


SENTENCE = """我们说："好; 'x' is no fault", it's ¥99 (half); and 3 more (in: 原句) \\1 {text} “…”"""


@pytest.mark.parametrize(
    "sentence", [SENTENCE, "a; b", "'", "\"; '", "(in: ", "", "; ", "blames the customer; and 2 more"]
)
def test_what_a_fault_quotes_comes_through_unchanged(sentence: str) -> None:
    faults = [_at(sentence, sentence, "blames the customer"), "solution is missing: actions are proposed",
              _at("x", sentence, "nobody can promise that"), "and 2 more"]  # fmt: skip
    told = [Fault(f"“{sentence}”：是在责备客户", sentence), Fault("缺少“处理方案”：有建议动作"),
            Fault(f"“{sentence}”：任何人都无法保证", "x"), Fault("另有 2 处")]  # fmt: skip
    assert chinese("; ".join(faults)) == told
    assert [chinese(fault) for fault in faults] == [[one] for one in told]


def test_words_that_read_like_further_faults_are_none() -> None:
    words = "x; not answered: y; solution is missing: an order is known; and 2 more"
    assert chinese(_at("x", words, "is markup")) == [Fault(f"“{words}”：是标记代码", "x")]


def test_the_sentence_of_an_address_is_shown_too() -> None:
    written_out = "an address is written out (facts: 地址是***; 见(附件)。)"
    assert chinese(written_out) == [Fault("“事实”部分的地址未隐去", "地址是***; 见(附件)。")]
    (english,) = faults_in_words(written_out, "en", date)
    assert english == Fault("an address is written out (“Facts”: 地址是***; 见(附件)。)")


def test_characters_that_nobody_sees_are_told() -> None:
    assert chinese(_at("退款", "退\u200b款\n", "is no text")) == [Fault(r"“退\u200b款\n”：不是正常文字", "退款")]


@pytest.mark.parametrize(
    ("detail", "english"),
    [
        ("'¥99': not in the sources of the part solution (in: ¥99 back; soon.)",
         [Fault("“¥99”: not in the sources of the part “Solution”", "¥99 back; soon.")]),
        ("'11-09': that is the day of 'placed', not of 'delivered/returned' (in: x)",
         [Fault("“11-09”: that is the day of “the order”, not of “delivery/return's arrival”", "x")]),
        ("explanation is missing: the cause is stalled; facts is missing: an order is known",
         [Fault("“Explanation” is missing: the cause is “Parcel not moving”"),
          Fault("“Facts” is missing: an order is known")]),
        ("'x': nothing in the case allows an exception (in: x)",
         [Fault("“x”: nothing in the case allows “an exception”", "x")]),
    ],
)  # fmt: skip
def test_english_agents_read_the_desks_own_names(detail: str, english: list[Fault]) -> None:
    assert faults_in_words(detail, "en", date) == english


@pytest.mark.parametrize("detail", ["something new", "'x': a new fault (in: y; z)", "", "'", "; ", r"\1", "solution"])
def test_what_nobody_foresaw_is_shown_as_it_is(detail: str) -> None:
    assert chinese(detail) == faults_in_words(detail, "en", date) == [Fault(detail)]


@pytest.mark.parametrize(
    "filler", ["; 'x': ", "; ", "'", "\\", "; solution is missing: ", "; and 1 more", "; not answered: "]
)
@pytest.mark.timeout(20)
def test_hostile_words_are_read_in_linear_time(filler: str) -> None:
    assert chinese(_at(filler * 5_000, filler * 5_000, "is markup"))


def test_the_desk_words_each_fault_of_a_check() -> None:
    desk = wording("zh", ZoneInfo("Asia/Shanghai"), NOW)
    assert desk.faults("no_blame", "'x': blames the customer (in: y)") == [Fault("“x”：是在责备客户", "y")]
