"""What is asked again at the door and what is not, how long it waits before, and what a minute has room for."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from typing import Any

import pytest
from support.machine import free_port
from support.model_answers import a_reading
from support.model_stub import (
    Answerer,
    ModelStub,
    answers_with,
    fails,
    hangs_up,
    is_silent,
    knows,
    running_model_stub,
    says,
)

from assistant.drafting.answers import UnderstandAnswer
from assistant.drafting.model import ChatModel, Meter
from assistant.drafting.model_methods import PING, KnownMethods, Pong
from assistant.drafting.model_traffic import Traffic
from assistant.drafting.model_usage import Turn
from assistant.errors import ModelError, ModelUnavailable
from assistant.settings import ModelSettings

TURNS = [Turn("user", "Where is my parcel?")]


@pytest.fixture(scope="module")
def _stub() -> Iterator[ModelStub]:
    with running_model_stub() as stub:
        yield stub


@pytest.fixture
def stub(_stub: ModelStub) -> ModelStub:
    return _stub.answers()


class Asked:
    """One model whose pauses are noted and not waited for; `meanwhile` happens in each."""

    def __init__(self, profile: ModelSettings, meanwhile: Callable[[], object] = lambda: None) -> None:
        self.pauses: list[float] = []
        self.meter = Meter()
        self._meanwhile = meanwhile
        self._model = ChatModel(profile, "key", traffic=Traffic(profile, sleep=self._sleep), methods=KnownMethods())

    def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self._meanwhile()

    def answers(self) -> bool:
        return bool(self._model.ask(TURNS, UnderstandAnswer, self.meter.count).form.order_numbers)

    def fails(self) -> ModelError:
        with pytest.raises(ModelError) as caught:
            self.answers()
        return caught.value


def asked(stub: ModelStub, *answers: Answerer, **profile: Any) -> Asked:
    stub.answers(*answers)
    return Asked(stub.profile(**{"retries": 2} | profile))


PASSING: dict[str, tuple[Answerer, float]] = {
    "busy, with a time to come back": (fails(429, "rate_limit_exceeded", Retry_After="3"), 3),
    "overloaded, with a time to come back": (fails(503, Retry_After="4"), 4),
    "busy": (fails(429, "rate_limit_exceeded"), 0.5),
    "a fault of its own": (fails(500), 0.5),
    "overloaded": (fails(503), 0.5),
    "connection closed": (hangs_up(), 0.5),
}


@pytest.mark.parametrize(("trouble", "pause"), PASSING.values(), ids=PASSING)
def test_what_passes_is_asked_again_after_a_pause(stub: ModelStub, trouble: Answerer, pause: float) -> None:
    ours = asked(stub, trouble, says(a_reading()))
    assert ours.answers()
    assert len(stub.calls) == 2
    assert ours.pauses == [pytest.approx(pause, rel=0.25)]
    assert ours.meter.usage.calls == 2


def test_an_endpoint_that_is_just_starting_is_waited_for() -> None:
    port = free_port()
    with ExitStack() as until_the_end:

        def start() -> None:
            until_the_end.enter_context(running_model_stub(port)).answers(says(a_reading()))

        ours = Asked(ModelStub().profile(base_url=f"http://127.0.0.1:{port}/v1", retries=1), start)
        assert ours.answers()
    assert len(ours.pauses) == 1


def test_what_does_not_pass_is_asked_as_often_as_the_profile_says(stub: ModelStub) -> None:
    ours = asked(stub, fails(503), retries=3)
    assert "fault of its own" in str(ours.fails())
    assert (len(stub.calls), len(ours.pauses)) == (4, 3)


FINAL: dict[str, Answerer] = {
    "a bad request": fails(400),
    "a refused key": fails(401, "invalid_api_key"),
    "no credit": fails(402),
    "no credit, said as if waiting helped": fails(429, "insufficient_quota"),
    "no such model": fails(404, "model_not_found"),
    "too long to wait": fails(429, Retry_After="600"),
    "a refusal": says(None, refusal="no"),
    "filtered": says(None, finish="content_filter"),
    "cut off": says("{", finish="length"),
    "not of its form": says("{}"),
    "not of the protocol": answers_with(lambda answer: "hello"),
}


@pytest.mark.parametrize("trouble", FINAL.values(), ids=FINAL)
def test_what_asking_again_cannot_help_is_asked_once(stub: ModelStub, trouble: Answerer) -> None:
    ours = asked(stub, trouble, says(a_reading()))
    ours.fails()
    assert (len(stub.calls), ours.pauses, ours.meter.usage.calls) == (1, [], 1)


def test_a_slow_answer_is_not_asked_for_twice_and_what_went_in_is_booked(stub: ModelStub) -> None:
    ours = asked(stub, is_silent(2), says(a_reading()), timeout=0.3, input_price="10")
    assert "did not answer in time" in str(ours.fails())
    assert (len(stub.calls), ours.pauses) == (1, [])
    assert 300 < ours.meter.usage.input_tokens < 3000  # mostly the schema
    assert ours.meter.usage.cost == Decimal(ours.meter.usage.input_tokens) * 10 / 1_000_000


def test_a_connection_that_nobody_takes_is_tried_again_and_costs_nothing() -> None:
    with socket.socket() as listening, socket.socket() as waiting:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        waiting.connect(listening.getsockname())  # the one place of the queue: who comes now hears nothing
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        ours = Asked(ModelStub().profile(base_url=address, retries=1, timeout=0.3, input_price="10"))
        error = ours.fails()
    assert isinstance(error, ModelUnavailable)
    assert "cannot be reached" in str(error)
    assert len(ours.pauses) == 1
    assert ours.meter.usage.cost == 0


# --- what a minute has room for --------------------------------------------------------------------------------------


def test_the_schema_and_the_answer_count_against_the_tokens_of_a_minute(stub: ModelStub) -> None:
    ours = asked(stub, says(a_reading()), tokens_per_minute=5000, max_output_tokens=2000, timeout=100)
    ours.answers()
    ours.answers()  # a few words each, 1,077 tokens of schema and 2,000 of answer
    assert ours.pauses == [pytest.approx(60, abs=1)]


def test_the_calls_that_find_out_a_method_take_their_turn(stub: ModelStub) -> None:
    answers = (fails(400), says({"answer": "pong"}), says(a_reading()))
    ours = asked(stub, *answers, method="auto", requests_per_minute=1, timeout=200)
    ours.answers()
    assert [call.method for call in stub.calls] == ["json_schema", "function_calling", "function_calling"]
    assert ours.pauses == [pytest.approx(60, abs=1), pytest.approx(120, abs=1)]


# --- the tiny call ---------------------------------------------------------------------------------------------------


def limits(stub: ModelStub) -> list[int]:
    return [call.body["max_tokens"] for call in stub.calls]


def test_a_tiny_call_asks_for_a_short_answer(stub: ModelStub) -> None:
    ChatModel(stub.answers(knows("json_schema")).profile(max_output_tokens=2000), None).ping(Meter().count)
    assert limits(stub) == [200]


def test_a_model_that_thinks_first_is_given_room(stub: ModelStub) -> None:
    """It was cut off before its first word."""
    stub.answers(says("", finish="length"), knows("json_schema"))
    ChatModel(stub.profile(max_output_tokens=8000), None).ping(Meter().count)
    assert limits(stub) == [200, 8000]


def test_a_model_that_comes_to_no_end_is_not_given_more(stub: ModelStub) -> None:
    stub.answers(says('{"answer": "po', finish="length"))
    with pytest.raises(ModelError, match="cut off"):
        ChatModel(stub.profile(max_output_tokens=8000), None).ping(Meter().count)
    assert limits(stub) == [200]


def test_a_mail_s_answer_has_the_length_of_the_profile(stub: ModelStub) -> None:
    ChatModel(stub.answers(knows("json_schema")).profile(max_output_tokens=900), None).ask(PING, Pong, Meter().count)
    assert limits(stub) == [900]
