"""A real model server behind the real door. The model writes nonsense: that is what the checks and the offline drafter
are for.
"""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

import pytest
from pydantic import Field, StringConstraints, create_model
from support.model_answers import GLOSSARY, a_mail, offline
from support.model_server import CONTEXT, KEY, ModelServer, running_model_server
from support.views import an_unverified_view

from assistant.case.reply import PartKind
from assistant.drafting.answers import Form, UnderstandAnswer, WriteAnswer
from assistant.drafting.model import ChatModel, Meter
from assistant.drafting.model_drafter import ModelDrafter
from assistant.drafting.model_ledger import MemoryLedger
from assistant.drafting.model_methods import METHODS, KnownMethods
from assistant.drafting.model_probe import Prober
from assistant.drafting.model_usage import Turn
from assistant.errors import ModelAnswerUnusable, ModelRefused, ModelUnavailable
from assistant.resources import packaged
from assistant.settings import ModelSettings

pytestmark = [pytest.mark.model, pytest.mark.timeout(300)]

MAIL = "My kettle arrived broken. Order 2026110912345. Please send a new one."
EXAMPLE = 'The form: {"lines":[{"kind":"facts","words":"kettle","quantity":1}],"urgent":false} The form:'
"""A base model goes on as it was begun; without it, it fills the form with white space."""


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with running_model_server() as server:
        yield server


class Line(Form):
    kind: PartKind
    words: Annotated[str, StringConstraints(max_length=12)]
    quantity: int | None


class SmallAnswer(Form):
    """Everything that the two forms are made of, in a size that even this model finishes."""

    lines: list[Line] = Field(min_length=1, max_length=2)
    urgent: bool


def test_an_answer_held_to_a_schema_fits_its_form(server: ModelServer) -> None:
    meter = Meter()
    model = ChatModel(server.profile(max_output_tokens=400), KEY)
    answer = model.ask([Turn("user", f"{MAIL} {EXAMPLE}")], SmallAnswer, meter.count)
    assert 1 <= len(answer.form.lines) <= 2
    assert json.loads(answer.text)["lines"][0]["kind"] in set(PartKind)
    assert meter.usage.calls == 1
    assert meter.usage.input_tokens > 5
    assert meter.usage.output_tokens > 5


@pytest.mark.parametrize("form", [UnderstandAnswer, WriteAnswer], ids=lambda form: form.__name__)
def test_the_server_takes_the_schemas_of_both_forms(server: ModelServer, form: type[Form]) -> None:
    """The model may not come to an end; what it may not do is leave the form, or have its form refused."""
    model = ChatModel(server.profile(max_output_tokens=64), KEY)
    assert outcome(model, form) in (form.__name__, "The model's answer was cut off.")


def outcome(model: ChatModel, form: type[Form]) -> str:
    try:
        return type(model.ask([Turn("user", MAIL)], form, Meter().count).form).__name__
    except ModelAnswerUnusable as error:
        return error.message


def test_a_reply_of_nonsense_gives_way_to_the_offline_draft(server: ModelServer) -> None:
    view = an_unverified_view("en", words="My kettle has not come.")
    drafter = ModelDrafter("gemma", server.profile(), KEY, packaged("prompts"), fallback=offline())
    written = drafter.write(view)
    assert written.failure is not None
    assert written.failure.startswith("no draft from the model: The model's ")
    assert written.reply == offline().write(view).reply
    assert [check.name for check in written.checks if not check.passed] == []
    assert written.usage.calls >= 1
    assert written.usage.input_tokens > 500


def test_a_reading_of_nonsense_changes_nothing_that_the_mail_does_not_bear_out(server: ModelServer) -> None:
    drafter = ModelDrafter("gemma", server.profile(), KEY, packaged("prompts"), fallback=offline())
    mail = a_mail(MAIL, subject="Broken kettle")
    understood = drafter.understand(mail, GLOSSARY)
    assert understood.inquiry.order_numbers == ("2026110912345",)
    assert understood.inquiry.factors == offline().understand(mail, GLOSSARY).inquiry.factors
    assert all(statement.words in f"{mail.subject}\n{MAIL}" for statement in understood.inquiry.statements)


def test_a_wrong_key_is_refused(server: ModelServer) -> None:
    with pytest.raises(ModelRefused, match="refused the key"):
        ChatModel(server.profile(), "another-key").ask([Turn("user", "?")], SmallAnswer, Meter().count)


def test_more_than_the_model_can_take_is_said_to_be_too_long(server: ModelServer) -> None:
    with pytest.raises(ModelRefused, match="longer than the model can take"):
        ChatModel(server.profile(), KEY).ask([Turn("user", "kettle " * (CONTEXT + 500))], SmallAnswer, Meter().count)


def prober(profile: ModelSettings) -> Prober:
    clock = partial(datetime.now, UTC)
    return Prober("local", profile, KEY, ledger=MemoryLedger(), timezone="UTC", methods=KnownMethods(), clock=clock)


def test_doctor_finds_that_the_model_answers(server: ModelServer) -> None:
    (probe,) = prober(server.profile(max_output_tokens=2000)).as_set()
    assert (probe.problem, probe.method, probe.counted) == (None, "json_schema", True)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_doctor_finds_every_way_that_a_real_server_knows(server: ModelServer) -> None:
    probes = list(prober(server.profile(max_output_tokens=64)).every_way())
    assert [probe.method for probe in probes] == list(METHODS)
    assert {probe.method for probe in probes if probe.problem is None} >= {"json_schema"}
    taken = {str(probe.problem) for probe in probes if isinstance(probe.problem, ModelRefused)}
    assert taken == set()  # what this model cannot fill in, the server has at least taken


def test_an_answer_that_takes_too_long_is_given_up(server: ModelServer) -> None:
    model = ChatModel(server.profile(timeout=0.2, max_output_tokens=64), KEY)
    with pytest.raises(ModelUnavailable, match="did not answer in time"):
        model.ask([Turn("user", MAIL)], WriteAnswer, Meter().count)


def a_form_of_its_own(number: int) -> type[Form]:
    """Its schema leaves even this model one answer only."""
    return create_model(f"Number{number}", __base__=Form, number=(int, Field(json_schema_extra={"enum": [number]})))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_eight_at_once_are_each_given_their_own_answer(server: ModelServer) -> None:
    """The server works some of them side by side."""
    model = ChatModel(server.profile(concurrency=8, max_output_tokens=64), KEY)
    forms = [a_form_of_its_own(number) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda form: model.ask([Turn("user", "A number:")], form, Meter().count), forms))
    assert [answer.form.model_dump() for answer in answers] == [{"number": number} for number in range(8)]
