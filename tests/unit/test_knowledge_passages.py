"""Cutting articles into passages, what may be cited when, and the lexical and ranking rules."""

from datetime import UTC, datetime

import numpy as np
import pytest

from assistant.case.diagnosis import Category, Cause
from assistant.case.knowledge import Article
from assistant.knowledge.chunks import LONGEST, key_of, passages_of, searchable
from assistant.knowledge.glossary import Glossary
from assistant.knowledge.labels import products_among, regions_among
from assistant.knowledge.lexical import Lexicon, Vocabulary, terms
from assistant.knowledge.ranking import boost, boosted, score, without_near_duplicates
from assistant.knowledge.shelf import Shelf
from assistant.knowledge.snapshot import Scope, Snapshot

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
BEFORE, AFTER = NEW_YEAR.replace(year=2025), NEW_YEAR.replace(month=11)


def article(id: str = "returns-en", body: str = "Seven days.", **fields: object) -> Article:
    values = {"title": "Returns", "language": "en", "version": "v1", "path": f"{id}.md"} | fields
    return Article.model_validate({"id": id, "body": body, **values})


def cited(
    *articles: Article, language: str = "en", first: datetime = AFTER, last: datetime = AFTER, **scope: object
) -> list[str]:
    allowed = Scope.model_validate({"first": first, "last": last, "language": language, **scope})
    shelf = Shelf(Snapshot(articles=articles, playbooks=()), {}, 2)
    return sorted(key for key, citable in zip(shelf.keys, shelf.citable(allowed), strict=True) if citable)


def test_passages_follow_the_headings_and_keep_what_belongs_to_the_article() -> None:
    passages = passages_of(article(body="Intro.\n\n## Time\n\nSeven days.\n\n## Freight\n\nYours.", regions=("浙江",)))
    assert [(passage.id, passage.heading, passage.text) for passage in passages] == [
        ("returns-en#1", "", "Intro."),
        ("returns-en#2", "Time", "Seven days."),
        ("returns-en#3", "Freight", "Yours."),
    ]
    assert all(passage.regions == ("浙江",) for passage in passages)
    assert searchable(passages[1]) == "Returns\nTime\nSeven days."


def test_a_passage_keeps_the_headings_that_its_own_stands_under() -> None:
    body = (
        "# Returns\n\nIntro.\n\n## Freight\n\n### Insurance\n\nPaid.\n\n#### Limits\n\nTen.\n\n## Time\n\nSeven days."
    )
    passages = passages_of(article(body=body))
    headings = ["", "Freight › Insurance", "Freight › Insurance › Limits", "Time"]
    assert [passage.heading for passage in passages] == headings
    assert [passage.own_heading for passage in passages] == ["", "Insurance", "Limits", "Time"]


def test_a_heading_inside_a_code_block_is_text() -> None:
    (passage,) = passages_of(article(body="```\n# no heading\n```"))
    assert "# no heading" in passage.text


def test_a_heading_without_text_makes_no_passage() -> None:
    assert [passage.heading for passage in passages_of(article(body="# Returns\n\n## Time\n\nSeven days."))] == ["Time"]


@pytest.mark.parametrize(
    "body",
    ["\n\n".join(["段落。" * 100] * 8), "一句话。" * 900, "x" * 3000, "\n".join(["- a point of the list"] * 200)],
)
def test_a_long_section_is_split_and_nothing_is_lost(body: str) -> None:
    passages = passages_of(article(body=body))
    assert len(passages) > 1
    assert all(0 < len(passage.text) <= LONGEST for passage in passages)
    assert "".join("".join(passage.text for passage in passages).split()) == "".join(body.split())


def test_versions_of_one_article_have_different_keys() -> None:
    old, new = passages_of(article(version="v1"))[0], passages_of(article(version="v2"))[0]
    assert (key_of(old), key_of(new)) == ("returns-en@v1#1", "returns-en@v2#1")


def test_only_the_version_in_force_is_cited() -> None:
    versions = (article(version="old", valid_until=NEW_YEAR), article(version="new", valid_from=NEW_YEAR))
    assert cited(*versions, first=BEFORE, last=BEFORE) == ["returns-en@old#1"]
    assert cited(*versions, first=NEW_YEAR, last=NEW_YEAR) == ["returns-en@new#1"]
    assert cited(*versions, first=BEFORE, last=AFTER) == []


def test_of_two_versions_in_force_by_mistake_the_newer_is_cited() -> None:
    assert cited(article(version="old"), article(version="new", valid_from=NEW_YEAR)) == ["returns-en@new#1"]


def test_an_internal_article_is_never_cited() -> None:
    assert cited(article(audience="internal")) == []
    assert cited(article(audience="internal"), audience="internal") == ["returns-en@v1#1"]
    assert cited(article()) == ["returns-en@v1#1"]


def test_a_regional_article_needs_its_region() -> None:
    storm = article("storm-en", regions=("黑龙江",))
    assert cited(storm) == []
    assert cited(storm, regions=("浙江",)) == []
    assert cited(storm, regions=("黑龙江",)) == ["storm-en@v1#1"]


def test_the_counterpart_stands_in_only_where_the_language_is_missing() -> None:
    chinese = article("returns-zh", language="zh", counterpart="returns-en")
    english = article(counterpart="returns-zh")
    assert cited(chinese, english, language="en") == ["returns-en@v1#1"]
    assert cited(chinese, language="en") == ["returns-zh@v1#1"]
    expired = english.model_copy(update={"valid_until": NEW_YEAR})
    assert cited(chinese, expired, language="en") == ["returns-zh@v1#1"]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("内蒙古自治区", "内蒙古"),
        ("内蒙古", "内蒙古"),
        ("杭州市", "杭州"),
        ("Zhejiang", "zhejiang"),
        ("浙江省", None),
        ("", None),
    ],
)
def test_a_region_is_recognised_with_and_without_its_ending(given: str, found: str | None) -> None:
    assert regions_among(["内蒙古", "杭州", "zhejiang"], [given]) == ((found,) if found else ())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("暖阳保温杯 500ml", "保温杯"),
        ("Is your HONEY raw?", "honey"),
        ("our honeymoon", None),
        ("two air fryers", "air fryer"),
    ],
)
def test_a_product_is_recognised_within_other_words(text: str, found: str | None) -> None:
    assert products_among(["保温杯", "honey", "air fryer"], [text]) == ((found,) if found else ())


def test_a_product_is_recognised_by_another_word_for_it() -> None:
    glossary = Glossary([["保温杯", "水杯", "thermos", "flask"]])
    assert products_among(["保温杯", "蜂蜜"], ["is the flask dishwasher safe?"], glossary) == ("保温杯",)
    assert products_among(["保温杯", "蜂蜜"], ["is the flask dishwasher safe?"]) == ()


def test_chinese_is_compared_in_characters_their_pairs_and_longer_words_and_english_in_words() -> None:
    assert terms("退费险，Ｒeturns 500ml装") == ["退", "费", "险", "退费", "费险", "return", "500ml", "装"]
    assert [term for term in terms("消费者买了保温杯") if len(term) > 2] == ["消费者", "保温杯"]


def test_words_that_stand_nowhere_weigh_against_a_match() -> None:
    def score(question: str) -> float:
        vocabulary, texts = Vocabulary(), ["the return window is seven days", "the invoice"]
        return float(Lexicon(vocabulary, [vocabulary.row(terms(text)) for text in texts]).scores(terms(question))[0])

    assert score("return window") > 0.3
    assert 0 < score("the weather in spring") < 0.1
    assert score("天气") == 0
    assert Lexicon(Vocabulary(), []).scores(["return"]).tolist() == []


def test_the_glossary_takes_the_words_of_one_concept_for_the_same_in_both_languages() -> None:
    glossary = Glossary([["退货", "退回", "return", "send back"], ["运费", "freight"]])
    assert glossary.concepts_in("退货运费谁出") == ["退货", "运费"]
    assert glossary.concepts_in("Can I send back the parcel? Freight?") == ["退货", "运费"]
    assert glossary.concepts_in("sending it back") == []
    assert Glossary().concepts_in("退货") == []


def test_the_diagnosed_cause_lifts_its_articles() -> None:
    passage = passages_of(article(category="logistics", causes=("stalled",)))[0]
    asked = [(None, ()), (Category.LOGISTICS, ()), (Category.LOGISTICS, (Cause.STALLED,))]
    boosts = np.array([boost(passage, category, causes) for category, causes in asked], dtype=np.float32)
    plain, by_category, by_cause = score(boosted(np.full(3, -5, dtype=np.float32), boosts))
    assert 0 < plain < by_category < 0.5 < by_cause < 1


def test_of_passages_that_say_the_same_the_first_is_kept() -> None:
    same = [passages_of(article(id, body="Return it within seven days of receipt."))[0] for id in ("a", "b")]
    other = passages_of(article("c", body="Invoices come by mail."))[0]
    assert [passage.article_id for passage in without_near_duplicates([*same, other], 3)] == ["a", "c"]
    assert [passage.article_id for passage in without_near_duplicates([*same, other], 1)] == ["a"]


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("食品签收后 7 天内可以退货，请保留包装。", "食品签收后 15 天内可以退货，请保留包装。", 2),
        ("食品签收后 7 天内可以退货，请保留包装。", "食品签收后 7 天内可以退货, 请保留包装", 1),
        ("We pay the freight and you keep the box.", "You pay the freight and we keep the box.", 2),
        ("Return it within 7 days of receipt, please.", "Return it within 7 days of receipt.", 1),
    ],
)
def test_passages_say_the_same_by_their_words_in_their_order_and_by_their_numbers(
    first: str, second: str, kept: int
) -> None:
    passages = [passages_of(article(id, body=text))[0] for id, text in (("a", first), ("b", second))]
    assert len(without_near_duplicates(passages, 3)) == kept


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("refused", "refuse"),
        ("shipped", "shipping"),
        ("parcels", "parcel"),
        ("charging", "charges"),
        ("replies", "reply"),
        ("calls", "called"),
    ],
)
def test_an_english_word_finds_its_other_forms(asked: str, written: str) -> None:
    assert terms(asked) == terms(written)


@pytest.mark.parametrize("word", ["need", "thing", "king", "less", "bed", "red"])
def test_a_word_that_only_looks_like_a_form_stays(word: str) -> None:
    assert terms(word) == [word]


def test_general_words_are_translated_between_the_languages_and_not_within_one() -> None:
    chinese = article("law", "消费者协会可以调解，经营者不得拒绝检查。", language="zh", title="条例")
    english = article("page", "The regulator may inspect.", title="Rules")
    shelf = Shelf(Snapshot(articles=(chinese, english), playbooks=()), {}, 2)
    assert shelf.words("May they inspect it?")[0] == 0
    foreign, own = shelf.translated("Is inspecting it forbidden?", "en")
    assert foreign > 0
    assert own == 0
    assert shelf.translated("Where is my sock?", "en").tolist() == [0, 0]


def test_what_a_passage_shares_is_told_in_the_questions_words_without_those_that_say_nothing() -> None:
    glossary = Glossary([["退货", "退回", "return", "send back"], ["几天", "how long", "time frame"]])
    passage = article(body="You have 7 days to return it; this time frame is what we have to keep.")
    shelf = Shelf(Snapshot(articles=(passage,), playbooks=(), glossary=glossary), {}, 2)
    assert set(shelf.matched("How long do I have to send it back, I want to return it?", 0)) == {"how long", "return"}


def test_scores_keep_apart_what_agrees_well_and_what_agrees_better() -> None:
    odds = np.array([-8, -3, 0, 3, 6, 9], dtype=np.float32)
    told = [float(f"{each:.2f}") for each in score(odds)]
    assert told == sorted(set(told)), "no two of them look the same"
    assert told[2] == 0.5
    assert told[-1] < 1
