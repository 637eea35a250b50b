"""Every sample mail through the whole pipeline, offline, with the real knowledge base: what each has to come to."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from assistant.demo.sample import TRUSTED_AUTHSERV_ID, Expected, expected_outcomes, order_of, sample_mails, sample_shop
from assistant.desk.evidence_words import evidence_in_words
from assistant.drafting.phrasing import is_chinese
from assistant.mailbox.parsing import parse
from assistant.orders.memory import ShopFileOrders
from assistant.pipeline import Drafted, Pipeline
from assistant.settings import Settings
from assistant.wiring import build_drafter, build_pipeline, open_knowledge_in_memory

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
SHOP = sample_shop(NOW)
MAILS = {mail.name: mail for mail in sample_mails(NOW)}
EXPECTED = expected_outcomes()


@pytest.fixture(scope="module")
def pipeline() -> Iterator[Pipeline]:
    settings = Settings()
    orders = ShopFileOrders(SHOP)
    knowledge = open_knowledge_in_memory(settings, orders.shop().timezone)
    yield build_pipeline(settings, orders, knowledge, build_drafter(settings))
    knowledge.close()


@pytest.fixture(scope="module")
def cases(pipeline: Pipeline) -> dict[str, Drafted]:
    return {
        name: pipeline.work(
            parse(
                mail.raw,
                own_addresses=frozenset({"support@nuanyang.example"}),
                trusted_authserv_ids=(TRUSTED_AUTHSERV_ID,),
                read_at=NOW,
            ),
            NOW,
        )
        for name, mail in MAILS.items()
    }


@pytest.mark.parametrize(("name", "expected"), EXPECTED.items(), ids=EXPECTED)
def test_each_sample_mail_comes_to_what_the_procedure_says(
    name: str, expected: Expected, cases: dict[str, Drafted]
) -> None:
    case = cases[name].case_file
    assert case.screening.kind == expected.screening
    found = {
        "level": case.identity.level,
        "scope": case.identity.scope,
        "order": case.order.outcome,
        "category": case.diagnosis.category if case.diagnosis else None,
        "cause": case.diagnosis.cause if case.diagnosis else None,
        "status": case.status,
    }
    wanted = expected.model_dump(include=set(found))
    failed = [(check.name, check.detail) for check in case.checks if not check.passed]
    assert {key: found[key] for key, value in wanted.items() if value is not None} == {
        key: value for key, value in wanted.items() if value is not None
    }, failed
    if expected.of is not None:
        assert case.order.number == order_of(SHOP, expected.of).number


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if expected.screening == "customer"])
def test_every_offline_reply_passes_its_own_checks(name: str, cases: dict[str, Drafted]) -> None:
    assert [(check.name, check.detail) for check in cases[name].case_file.checks if not check.passed] == []


def test_every_reason_of_the_process_is_said_in_chinese(cases: dict[str, Drafted]) -> None:
    files = [case.case_file for case in cases.values()]
    reasons = {candidate.reason for file in files for candidate in file.order.candidates}
    reasons |= {reason for file in files if file.diagnosis for reason in file.diagnosis.evidence}
    assert len(reasons) > 20
    assert [reason for reason in reasons if not is_chinese(evidence_in_words(reason, "zh"))] == []
