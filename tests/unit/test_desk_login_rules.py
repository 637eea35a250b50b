"""Guessing a password gets slow, whoever's it is."""

from datetime import UTC, datetime, timedelta

from assistant.desk.attempts import FREE_FAILURES, LONGEST_WAIT, Attempts


class Present:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def failed(attempts: Attempts, name: str, times: int) -> None:
    for _ in range(times):
        attempts.failed(name)


def test_a_few_mistypings_cost_nothing() -> None:
    attempts = Attempts(Present())
    failed(attempts, "li", FREE_FAILURES - 1)
    assert attempts.wait("li") == timedelta(0)


def test_after_five_failures_the_name_waits_longer_each_time() -> None:
    attempts = Attempts(Present())
    failed(attempts, "li", FREE_FAILURES)
    assert attempts.wait("li") == timedelta(seconds=10)
    attempts.failed("LI ")
    assert attempts.wait("li") == timedelta(seconds=20)


def test_the_wait_ends_by_itself_and_is_bounded() -> None:
    present = Present()
    attempts = Attempts(present)
    failed(attempts, "li", 500)
    assert attempts.wait("li") == LONGEST_WAIT
    present.now += LONGEST_WAIT
    assert attempts.wait("li") == timedelta(0)


def test_other_names_do_not_wait() -> None:
    attempts = Attempts(Present())
    failed(attempts, "li", 50)
    assert attempts.wait("wang") == timedelta(0)


def test_success_starts_afresh() -> None:
    attempts = Attempts(Present())
    failed(attempts, "li", 50)
    attempts.succeeded("li")
    assert attempts.wait("li") == timedelta(0)


def test_a_flood_of_names_is_forgotten_oldest_first() -> None:
    attempts = Attempts(Present())
    failed(attempts, "li", 10)
    for number in range(10_000):
        attempts.failed(f"name {number}")
    assert attempts.wait("li") == timedelta(0)
