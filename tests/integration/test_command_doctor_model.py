"""`draftdesk doctor --model NAME`: a tiny call of each kind, what each took, and what to set."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from support.commands import Outcome, assert_one_paragraph, draftdesk
from support.model_stub import Answerer, ModelStub, fails, knows, running_model_stub, sends

from assistant.model_book import ModelCall, Usage
from assistant.settings_reading import load_settings
from assistant.wiring import now_utc, open_records

KEY = "geheim-key"


@pytest.fixture(scope="module")
def model() -> Iterator[ModelStub]:
    with running_model_stub() as running:
        yield running


def doctor(folder: Path, url: str, *settings: str, name: str = "large") -> Outcome:
    lines = (f'[models.large]\nbase_url = "{url}"\nmodel = "stub"\napi_key = "{KEY}"\ntimeout = 5', *settings)
    (folder / "draftdesk.toml").write_text("\n".join(lines), encoding="utf-8")
    return draftdesk("doctor", "--model", name, cwd=folder)


def tried(outcome: Outcome) -> dict[str, str]:
    rows = [line.split("\t") for line in outcome.out.splitlines() if line.count("\t") == 2]
    return {subject: verdict for verdict, subject, _ in rows}


def test_each_way_is_tried_and_its_seconds_are_told(tmp_path: Path, model: ModelStub) -> None:
    model.answers(knows("json_schema", "json_mode"))
    outcome = doctor(tmp_path, model.url)
    assert outcome.status == 0
    assert tried(outcome) == {
        "stub, json_schema": "ok", "stub, function_calling": "FAILED", "stub, json_mode": "ok",
    }  # fmt: skip
    assert "no calls yet" in outcome.out
    assert "stub is asked by json_schema." in outcome.out
    assert " s" in outcome.out.splitlines()[0]


def test_a_way_that_the_model_does_not_take_is_named_with_one_that_it_takes(tmp_path: Path, model: ModelStub) -> None:
    model.answers(knows("json_mode", deaf=True))
    outcome = doctor(tmp_path, model.url)
    says = 'Set method = "json_mode" in [models.large], or "auto".'
    assert_one_paragraph(outcome, 1, "stub does not answer by json_schema.", says)


def test_what_is_found_for_auto_is_told(tmp_path: Path, model: ModelStub) -> None:
    model.answers(knows("json_mode"))
    outcome = doctor(tmp_path, model.url, 'method = "auto"')
    assert outcome.status == 0
    assert "stub is asked by json_mode (found out)." in outcome.out


@pytest.mark.parametrize(
    ("answer", "says"),
    [(fails(401), "refused the key"), (fails(402), "no credit"), (fails(503), "fault of its own")],
    ids=["key", "credit", "down"],
)
def test_what_no_way_of_asking_can_change_is_said_once(
    tmp_path: Path, model: ModelStub, answer: Answerer, says: str
) -> None:
    model.answers(answer)
    outcome = doctor(tmp_path, model.url)
    assert tried(outcome) == {"stub, json_schema": "FAILED"}
    assert says in outcome.out
    assert_one_paragraph(outcome, 1, "stub does not answer.", "See above.")
    assert KEY not in outcome.out + outcome.err


def test_an_endpoint_that_is_not_there_is_named(tmp_path: Path) -> None:
    outcome = doctor(tmp_path, "http://127.0.0.1:1/v1")
    assert "http://127.0.0.1:1/v1 cannot be reached. Check base_url and the network." in outcome.out
    assert outcome.status == 1


def test_an_unknown_profile_is_named_with_those_that_there_are(tmp_path: Path, model: ModelStub) -> None:
    outcome = doctor(tmp_path, model.url, name="larg")
    assert_one_paragraph(outcome, 2, "There is no model profile named larg.", "offline, large")


def test_what_the_profile_was_asked_today_is_told(
    tmp_path: Path, model: ModelStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    records, calls = open_records(load_settings()), Usage(input_tokens=1000, output_tokens=40, seconds=2)
    for profile, failure, cached in (("large", None, 1000), ("large", "cut off", 200), ("small", None, 0)):
        usage = calls.model_copy(update={"cached_tokens": cached, "cost": Decimal("0.0102")})
        call = ModelCall(at=now_utc(), profile=profile, model="stub", step="write", usage=usage, failure=failure)
        records.model_calls.note(call)
    records.database.close()
    model.answers(knows("json_schema"))
    prices = ("input_price = 1", "output_price = 2", 'currency = "CNY"', "daily_budget = 5")
    said = doctor(tmp_path, model.url, *prices).out
    assert "today 2 calls (1 in vain), 2000 tokens in (60% cached), 80 out, 4 s, CNY 0.0204 of 5" in said
    assert "does not say how many tokens" not in said


def test_an_endpoint_that_counts_no_tokens_is_named_for_no_budget_can_hold_it(tmp_path: Path, model: ModelStub) -> None:
    pong = {"role": "assistant", "content": json.dumps({"answer": "pong"})}
    model.answers(sends(json.dumps({"choices": [{"message": pong}]}).encode()))
    said = doctor(tmp_path, model.url, "input_price = 1", "daily_budget = 5").out
    assert "large does not say how many tokens a call takes: calls are counted, their money is not" in said
    assert "daily_budget stops none of them" in said
