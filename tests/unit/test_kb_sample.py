"""The sample knowledge base says what the sample shop's policy says, everywhere the same."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.case.diagnosis import Cause, Role
from assistant.case.knowledge import Article, Playbook, Policy, RoleLimits
from assistant.knowledge.articles import load_articles
from assistant.knowledge.checking import check
from assistant.knowledge.playbooks import load_playbooks, playbook_for, policy
from evals.retrieval.dataset import read_dataset

KB = Path(__file__).parents[2] / "kb"
AT = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(scope="module")
def articles() -> tuple[Article, ...]:
    return load_articles(KB / "articles")


@pytest.fixture(scope="module")
def playbooks() -> tuple[Playbook, ...]:
    return load_playbooks(KB / "playbooks")


@pytest.mark.parametrize("at", [AT, datetime(2025, 6, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)])
def test_the_sample_knowledge_base_is_clean_now_and_later(at: datetime) -> None:
    assert [str(problem) for problem in check(KB, at)] == []


def test_the_numbers_are_those_of_the_sample_shops_policy(playbooks: tuple[Playbook, ...]) -> None:
    def limits(*amounts: str | None) -> RoleLimits:
        values = [None if amount is None else Decimal(amount) for amount in amounts]
        return RoleLimits.model_validate(dict(zip(RoleLimits.model_fields, values, strict=True)))

    expected = Policy(
        stalled_after_hours=48,
        stalled_after_hours_in_sale=72,
        trace_answer_hours=24,
        lost_after_hours=72,
        pickup_point_answer_hours=24,
        reship_ship_days=2,
        return_window_days=7,
        refund_after_return_days=7,
        quality_return_days=7,
        quality_exchange_days=15,
        warranty_months=12,
        fault_presumed_months=6,
        no_return_asked_up_to=Decimal(50),
        keep_refund_percent=10,
        answer_hours=24,
        refund_duplicate_working_days=3,
        price_protection_days=7,
        invoice_working_days=3,
        presale_ship_days=15,
        presale_late_coupon=Decimal(10),
        repeat_contact_days=30,
        apology_coupon=Decimal(10),
        limits={
            Role.AGENT: limits("50", "20", "30", "200", "0"),
            Role.SENIOR: limits("500", "500", "500", "500", "500"),
            Role.SUPERVISOR: limits(None, None, None, None, None),
        },
    )
    assert policy(playbooks, AT).model_copy(update={"sources": {}, "sales": ()}) == expected


def test_the_old_return_window_was_longer(playbooks: tuple[Playbook, ...]) -> None:
    last_day = datetime(2025, 12, 31, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    assert policy(playbooks, last_day).return_window_days == 15
    assert policy(playbooks, last_day.replace(hour=16, minute=0)).return_window_days == 7


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_has_a_playbook_that_says_what_to_do_in_both_languages(
    cause: Cause, playbooks: tuple[Playbook, ...]
) -> None:
    playbook = playbook_for(playbooks, cause, AT)
    assert playbook is not None
    assert playbook.category == cause.category
    assert playbook.offer
    assert set(playbook.tone) == set(playbook.title) == {"zh", "en"}
    assert "## 怎么处理" in playbook.body
    assert "## How to handle it" in playbook.body
    assert len(playbook.ask.get("zh", ())) == len(playbook.ask.get("en", ()))


def test_no_article_makes_an_absolute_promise(articles: tuple[Article, ...]) -> None:
    """Replies quote articles, and the checks block these words (process.md, section 5)."""
    absolute = re.compile(r"保证|绝对|(?<!不)一定|guarantee|absolutely", re.IGNORECASE)
    assert absolute.search("我们保证送到") is not None
    assert [article.id for article in articles if absolute.search(article.body)] == []


def test_a_chinese_article_and_its_counterpart_name_the_same_numbers(articles: tuple[Article, ...]) -> None:
    """Days, hours, months and amounts: a translation that says another number misleads one half of the customers."""
    by_key = {(article.id, article.valid_from): article for article in articles}
    for article in articles:
        if article.language == "zh" and article.counterpart:
            other = by_key[article.counterpart, article.valid_from]
            assert _policy_numbers(article.body) <= _all_numbers(other.body), article.path


def _policy_numbers(text: str) -> set[str]:
    return set(re.findall(r"(\d+)(?= ?(?:个工作日|天|小时|元|个月|%))", text))


def _all_numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+", text))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_of_the_sixty_articles_answers_a_question_of_the_retrieval_benchmark(
    language: str, articles: tuple[Article, ...]
) -> None:
    dataset = read_dataset(KB.parent / "evals" / "datasets" / f"retrieval_shop_{language}.yaml")
    answers = {name for question in dataset.questions for name in question.answers}
    assert len(articles) >= 60
    assert {Path(article.path).stem for article in articles if article.language == language} <= answers
