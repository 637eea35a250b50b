"""How calls of a model are let through: again where it helps, not at all where it does not, so many a minute."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest

from assistant.drafting.model_traffic import FAILURES_IN_A_ROW, LOCKED_OUT_SECONDS, REST_SECONDS, TRIAL_SECONDS, Traffic
from assistant.errors import (
    ModelAnswerUnusable,
    ModelError,
    ModelLockedOut,
    ModelRefused,
    ModelUnavailable,
)
from assistant.settings import ModelSettings

BUSY = ModelUnavailable("busy", again=True)
TIMED_OUT = ModelUnavailable("timed out")


class Time:
    """Seconds that pass only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def time() -> Time:
    return Time()


def traffic(time: Time, **profile: object) -> Traffic:
    settings = ModelSettings.model_validate({"base_url": "http://model.example/v1", "model": "m"} | profile)
    return Traffic(settings, clock=lambda: time.now, sleep=time.sleep)


class Model:
    """Ends each call as told, then answers."""

    def __init__(self, *ends: ModelError) -> None:
        self.ends = list(ends)
        self.calls = 0

    def __call__(self) -> str:
        self.calls += 1
        if self.ends:
            raise self.ends.pop(0)
        return "answer"


def fail(ours: Traffic, model: Callable[[], str], kind: type[ModelError] = ModelUnavailable) -> ModelError:
    with pytest.raises(kind) as caught:
        ours.run(model, 1)
    return caught.value


def test_what_helps_soon_is_asked_again_after_a_longer_pause_each_time(time: Time) -> None:
    model = Model(BUSY, BUSY)
    assert traffic(time, retries=2).run(model, 1) == "answer"
    assert model.calls == 3
    assert 0 < time.slept[0] < time.slept[1] < 2


def test_a_provider_says_when_to_come_back(time: Time) -> None:
    assert traffic(time).run(Model(ModelUnavailable("busy", again=True, pause=7)), 1) == "answer"
    assert time.slept == [7]


@pytest.mark.parametrize(
    "error",
    [
        TIMED_OUT,
        ModelUnavailable("busy", again=True, pause=600),
        ModelRefused("bad request"),
        ModelLockedOut("no credit"),
        ModelAnswerUnusable("cut off"),
    ],
)
def test_nothing_else_is_asked_again(time: Time, error: ModelError) -> None:
    model = Model(error)
    fail(traffic(time, retries=5), model, type(error))
    assert (model.calls, time.slept) == (1, [])


def test_a_dead_provider_is_spared_until_it_has_rested(time: Time) -> None:
    model, ours = Model(*[TIMED_OUT] * FAILURES_IN_A_ROW), traffic(time)
    for _ in range(FAILURES_IN_A_ROW):
        fail(ours, model)
    assert "before it has rested" in str(fail(ours, model))
    assert (model.calls, ours.problem) == (FAILURES_IN_A_ROW, "timed out")
    time.now += REST_SECONDS
    assert ours.run(model, 1) == "answer"
    assert ours.problem is None


def test_one_call_finds_out_for_all_and_a_failure_sends_it_back_to_rest(time: Time) -> None:
    model, ours = Model(*[TIMED_OUT] * (FAILURES_IN_A_ROW + 1)), traffic(time)
    for _ in range(FAILURES_IN_A_ROW):
        fail(ours, model)
    time.now += REST_SECONDS
    nested: list[ModelError] = []

    def first() -> str:
        nested.append(fail(ours, model))  # while the one call is under way, no other goes out
        return model()

    fail(ours, first)
    assert "before it has rested" in str(nested[0])
    assert model.calls == FAILURES_IN_A_ROW + 1
    assert "before it has rested" in str(fail(ours, model))


def test_an_answer_in_between_lets_the_count_begin_anew(time: Time) -> None:
    ours = traffic(time)
    for error in (ModelAnswerUnusable("cut off"), ModelRefused("too long")):
        for _ in range(FAILURES_IN_A_ROW - 1):
            fail(ours, Model(TIMED_OUT))
        fail(ours, Model(error), type(error))
    assert ours.problem is None


def test_a_closed_account_is_an_alert_and_is_left_alone(time: Time, caplog: pytest.LogCaptureFixture) -> None:
    model, ours = Model(ModelLockedOut("The model's account has no credit left.", "Top it up.")), traffic(time)
    fail(ours, model, ModelLockedOut)
    assert "no credit left" in str(fail(ours, model))
    time.now += LOCKED_OUT_SECONDS - 1
    fail(ours, model)
    assert model.calls == 1
    alerts = [record for record in caplog.records if record.levelname == "ERROR"]
    assert ["no credit left" in alert.message for alert in alerts] == [True]
    time.now += 1
    assert ours.run(model, 1) == "answer"


def test_a_fault_of_ours_leaves_the_way_open(time: Time) -> None:
    ours = traffic(time)
    for _ in range(FAILURES_IN_A_ROW):
        fail(ours, Model(TIMED_OUT))
    time.now += REST_SECONDS
    with pytest.raises(ZeroDivisionError):
        ours.run(lambda: str(1 / 0), 1)
    assert ours.run(Model(), 1) == "answer"


def test_requests_a_minute_are_kept(time: Time) -> None:
    ours = traffic(time, requests_per_minute=2)
    starts = [ours.run(lambda: time.now, 1) for _ in range(5)]
    assert [round(start - 1000) for start in starts] == [0, 0, 60, 60, 120]


def test_tokens_a_minute_are_kept_and_a_giant_goes_alone(time: Time) -> None:
    ours = traffic(time, tokens_per_minute=1000)
    starts = [ours.run(lambda: time.now, tokens) for tokens in (600, 600, 300, 5000)]
    assert [round(start - 1000) for start in starts] == [0, 60, 60, 120]


def test_nobody_waits_longer_for_a_turn_than_for_an_answer(time: Time) -> None:
    ours, model = traffic(time, requests_per_minute=1, timeout=5), Model()
    ours.run(model, 1)
    assert "limits" in str(fail(ours, model))
    assert (model.calls, ours.problem) == (1, None)


class Crowd:
    """A call that takes a moment, and how many of it were ever under way at once."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self._lock = threading.Lock()

    def __call__(self) -> None:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        sleep(0.02)
        with self._lock:
            self.now -= 1


@pytest.mark.parametrize("places", [1, 3])
def test_no_more_calls_are_under_way_than_the_profile_has_places_for(time: Time, places: int) -> None:
    ours, crowd = traffic(time, concurrency=places), Crowd()
    with ThreadPoolExecutor(8) as pool:
        for call in [pool.submit(ours.run, crowd, 1) for _ in range(16)]:
            call.result()
    assert crowd.most == places


def test_who_gets_no_place_in_time_is_told_what_to_raise(time: Time) -> None:
    ours, model = traffic(time, concurrency=1, timeout=0.01, retries=0), Model()
    error = ours.run(lambda: fail(ours, model), 1)
    assert "Raise concurrency" in str(error)
    assert (model.calls, ours.problem) == (0, None)


def test_calls_that_waited_for_a_place_find_the_breaker_open(time: Time) -> None:
    """All 32 came before anybody knew that the provider is dead."""
    ours, model = traffic(time, concurrency=2, retries=0), Model(*[TIMED_OUT] * 32)
    gate = threading.Event()

    def call() -> str:
        gate.wait(5)
        return model()

    with ThreadPoolExecutor(32) as pool:
        calls = [pool.submit(fail, ours, call) for _ in range(32)]
        gate.set()
        errors = [str(one.result()) for one in calls]
    assert FAILURES_IN_A_ROW <= model.calls <= FAILURES_IN_A_ROW + 1
    assert sum("before it has rested" in error for error in errors) == 32 - model.calls


@pytest.mark.parametrize("full", ["places", "minute"])
def test_the_call_that_finds_out_gives_its_turn_back_when_there_is_no_room_for_it(time: Time, full: str) -> None:
    ours = traffic(time, concurrency=1, requests_per_minute=FAILURES_IN_A_ROW, timeout=0.01, retries=0)
    model = Model(*[TIMED_OUT] * FAILURES_IN_A_ROW)
    for _ in range(FAILURES_IN_A_ROW):
        fail(ours, model)
    time.now += REST_SECONDS
    if full == "places":
        with ours._place():
            assert "Raise concurrency" in str(fail(ours, model))
    else:
        while ours._rate.take(1, longest=0) is not None:
            pass
        assert "Raise requests_per_minute" in str(fail(ours, model))
    time.now += REST_SECONDS
    assert ours.run(model, 1) == "answer"
    assert ours.problem is None


def test_who_waits_for_the_minute_holds_no_place(time: Time) -> None:
    """So that the next one hears at once what is short."""
    ours = traffic(time, concurrency=1, requests_per_minute=1, timeout=61)
    ours.run(Model(), 1)
    heard: list[str] = []

    def meanwhile(seconds: float) -> None:
        time.now += seconds
        with ours._place():
            heard.append("a place is free")

    ours._sleep = meanwhile
    assert ours.run(Model(), 1) == "answer"
    assert heard == ["a place is free"]


def opened(time: Time, **profile: object) -> Traffic:
    """After as many failures as close the way."""
    ours = traffic(time, retries=0, **profile)
    for _ in range(FAILURES_IN_A_ROW):
        fail(ours, Model(TIMED_OUT))
    return ours


def test_it_says_how_long_it_rests(time: Time) -> None:
    ours = opened(time)
    assert ours.rest == REST_SECONDS
    fail(ours, Model())
    time.now += REST_SECONDS - 1
    assert ours.rest == 1
    time.now += 1
    assert ours.rest == 0
    assert ours.run(lambda: str(ours.rest), 1) == str(TRIAL_SECONDS)  # while one finds out, the others wait a little
    assert ours.rest == 0
