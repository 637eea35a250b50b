"""`draftdesk doctor --model NAME`: a tiny call of each kind, what each took, and what to set."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import chdir, redirect_stdout
from decimal import Decimal
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from sqlalchemy import select
from support.commands import Outcome, assert_one_paragraph, draftdesk
from support.model_stub import Answerer, Call, ModelStub, fails, knows, running_model_stub, sends

from assistant.commands.checks import checks
from assistant.commands.doctor import _tried, examine_model
from assistant.errors import DraftdeskError
from assistant.model_book import ModelCall, Usage
from assistant.records.tables import ModelCallRow
from assistant.settings_reading import load_settings
from assistant.wiring import Records, now_utc, open_records

KEY = "geheim-key"


@pytest.fixture(scope="module")
def model() -> Iterator[ModelStub]:
    with running_model_stub() as running:
        yield running


def write_settings(folder: Path, url: str, *settings: str) -> None:
    lines = (f'[models.large]\nbase_url = "{url}"\nmodel = "stub"\napi_key = "{KEY}"\ntimeout = 5', *settings)
    (folder / "draftdesk.toml").write_text("\n".join(lines), encoding="utf-8")


def doctor(folder: Path, url: str, *settings: str, name: str = "large") -> Outcome:
    write_settings(folder, url, *settings)
    return here(folder, lambda: examine_model(load_settings(), name))


def here(folder: Path, command: Callable[[], None]) -> Outcome:
    """As the command ends, without the seconds that a process of its own takes."""
    out = io.StringIO()
    with chdir(folder), redirect_stdout(out):
        try:
            command()
        except DraftdeskError as error:
            return Outcome(error.exit_status, out.getvalue(), f"draftdesk: {error}\n")
    return Outcome(0, out.getvalue(), "")


def plain_doctor(folder: Path, url: str, *settings: str) -> dict[str, tuple[bool, str]]:
    """What `draftdesk doctor` says of the drafter and the model: whether it does well, and its words."""
    write_settings(folder, url, *settings)
    with chdir(folder):
        tried = dict(checks(load_settings()))
        return {name: _tried(name, tried[name]) for name in ("drafter", "model large")}


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Records]:
    """Those of the shop in whose folder the commands run."""
    monkeypatch.chdir(tmp_path)
    records = open_records(load_settings())
    yield records
    records.database.close()


def booked(records: Records) -> list[tuple[str, str, bool]]:
    with records.database.read() as session:
        rows = session.scalars(select(ModelCallRow).order_by(ModelCallRow.id))
        return [(row.model, row.step, row.failure is None) for row in rows]


def tried(outcome: Outcome) -> dict[str, str]:
    rows = [line.split("\t") for line in outcome.out.splitlines() if line.count("\t") == 2]
    return {subject: verdict for verdict, subject, _ in rows}


def test_each_way_is_tried_and_its_seconds_are_told(tmp_path: Path, model: ModelStub) -> None:
    model.answers(knows("json_schema", "json_mode"))
    write_settings(tmp_path, model.url)
    outcome = draftdesk("doctor", "--model", "large", cwd=tmp_path)
    assert outcome.status == 0
    assert tried(outcome) == {
        "stub, json_schema": "ok", "stub, function_calling": "FAILED", "stub, json_mode": "ok",
    }  # fmt: skip
    assert "no calls yet\nThere is no database to book these calls in.\n" in outcome.out
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


def test_the_built_in_drafter_is_no_model_to_ask(tmp_path: Path, model: ModelStub) -> None:
    outcome = doctor(tmp_path, model.url, name="offline")
    assert_one_paragraph(outcome, 2, "offline is the built-in drafter, which asks no model.", "profiles are: large.")


def test_an_unknown_model_is_said_once(tmp_path: Path, model: ModelStub) -> None:
    model.answers(fails(404, "model_not_found"))
    outcome = doctor(tmp_path, model.url)
    assert tried(outcome) == {"stub, json_schema": "FAILED"}
    assert "There is no such model" in outcome.out
    assert_one_paragraph(outcome, 1, "stub does not answer.", "See above.")


def test_a_page_where_the_interface_should_be_points_to_the_address(tmp_path: Path, model: ModelStub) -> None:
    model.answers(sends(b"<html>Welcome</html>", "text/html"))
    lines = doctor(tmp_path, model.url).out.splitlines()
    assert lines[0].endswith("The model's answer cannot be read. Check base_url of the profile.")
    assert [line.split("\t")[2] for line in lines[1:3]] == ["The same as stub, json_schema."] * 2


def test_what_the_profile_was_asked_today_is_told(tmp_path: Path, model: ModelStub, records: Records) -> None:
    calls = Usage(input_tokens=1000, output_tokens=40, seconds=2)
    for profile, failure, cached in (("large", None, 1000), ("large", "cut off", 200), ("small", None, 0)):
        usage = calls.model_copy(update={"cached_tokens": cached, "cost": Decimal("0.0102")})
        call = ModelCall(at=now_utc(), profile=profile, model="stub", step="write", usage=usage, failure=failure)
        records.model_calls.note(call)
    model.answers(fails(400))
    prices = ("input_price = 1", "output_price = 2", 'currency = "CNY"', "daily_budget = 5")
    said = doctor(tmp_path, model.url, *prices).out
    assert "today 5 calls (4 in vain), 2000 tokens in (60% cached), 80 out, 4 s, CNY 0.0204 of 5\n" in said
    assert "does not say how many tokens" not in said


def test_each_tiny_call_is_booked(tmp_path: Path, model: ModelStub, records: Records) -> None:
    model.answers(knows("json_schema", "json_mode"))
    said = doctor(tmp_path, model.url, 'understand_model = "small"').out
    by_model = (True, False, True)
    assert booked(records) == [(name, "doctor", well) for name in ("small", "stub") for well in by_model]
    assert "no database" not in said
    plain_doctor(tmp_path, model.url)
    assert booked(records)[6:] == [("stub", "doctor", True)]


def test_a_spent_budget_asks_nothing_and_says_so(tmp_path: Path, model: ModelStub, records: Records) -> None:
    usage = Usage(calls=1, cost=Decimal("5.1"))
    records.model_calls.note(ModelCall(at=now_utc(), profile="large", model="stub", step="write", usage=usage))
    settings = ("input_price = 1", "output_price = 2", 'currency = "CNY"', "daily_budget = 5")
    model.answers(knows("json_schema"))
    outcome = doctor(tmp_path, model.url, *settings)
    assert "CNY 5.1000 of 5; that is spent, and no model is asked before tomorrow" in outcome.out
    assert_one_paragraph(outcome, 1, "stub does not answer.", "See above.")
    said = plain_doctor(tmp_path, model.url, *settings)
    assert said["model large"] == (True, "large: not asked, for today's budget is spent")
    assert model.calls == []


def only(*known: str) -> Answerer:
    """An endpoint that has these models and no other."""

    def answer(handler: BaseHTTPRequestHandler, call: Call) -> None:
        known_one = call.body["model"] in known
        (knows("json_schema") if known_one else fails(404, "model_not_found"))(handler, call)

    return answer


def test_both_models_of_a_profile_are_tried(tmp_path: Path, model: ModelStub) -> None:
    model.answers(only("stub", "small"))
    well, words = plain_doctor(tmp_path, model.url, 'understand_model = "small"')["model large"]
    assert well
    assert "small answers in" in words
    assert "stub answers in" in words
    well, words = plain_doctor(tmp_path, model.url, 'understand_model = "smal"')["model large"]
    assert not well
    assert words.startswith(f"smal: There is no such model at {model.url}.")


def test_an_endpoint_that_counts_no_tokens_is_named_for_no_budget_can_hold_it(tmp_path: Path, model: ModelStub) -> None:
    pong = {"role": "assistant", "content": json.dumps({"answer": "pong"})}
    model.answers(sends(json.dumps({"choices": [{"message": pong}]}).encode()))
    said = doctor(tmp_path, model.url, "input_price = 1", "daily_budget = 5").out
    assert "large does not say how many tokens a call takes: calls are counted, their money is not" in said
    assert "daily_budget stops none of them" in said
