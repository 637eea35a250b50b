"""Jobs: every stored mail becomes a case once, what fails comes back or is put aside, and nothing is done twice."""

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from support.house import WatchedDrafter, Workshop, eventually, mail, workshop

from assistant.errors import ModelUnavailable, RecordsUnreachable
from assistant.house import jobs_url
from assistant.jobs import JobClient, JobEngine
from assistant.records.values import Draft
from assistant.wiring import now_utc

SECRET_WORDS = "my daughter's inhaler, Elm Street 9"
LATER = timedelta(days=2)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    with workshop(tmp_path) as made:
        yield made


class Drafting(WatchedDrafter):
    """Notes what it was asked to read and to write; `breaks` on a mail with a certain word, `waits` before writing."""

    def __init__(self, breaks_on: str | None = None, error: Exception | None = None) -> None:
        super().__init__(self._told)
        self.calls: list[str] = []
        self.breaks_on = breaks_on
        self.error = error or ZeroDivisionError(SECRET_WORDS)
        self.reached = threading.Event()
        self.go_on = threading.Event()
        self.waits = False

    def _told(self, step: str, words: str) -> None:
        self.calls.append(step)
        if self.breaks_on is not None and self.breaks_on in words:
            raise self.error
        if self.waits and step == "write":
            self.reached.set()
            assert self.go_on.wait(20)


# Working mail


def test_a_stored_mail_becomes_a_case_with_a_draft(shop: Workshop) -> None:
    with shop.working() as engine:
        (message_id,) = shop.receive(mail("Where is my desk lamp?"))
        engine.work(message_id)
        eventually(shop.settled)
    (draft,) = shop.drafts()
    assert (draft.message_id, draft.state) == (message_id, "proposed")
    assert "lamp" in draft.case_file.message.text


def test_handing_in_the_same_mail_again_and_again_works_it_once(shop: Workshop) -> None:
    with shop.working() as engine:
        (message_id,) = shop.receive(mail("Where is my desk lamp?"))
        for _ in range(20):
            engine.work(message_id)
        eventually(shop.settled)
        engine.work(message_id)
    assert len(shop.drafts()) == 1


def test_a_mail_that_nobody_handed_in_is_found_by_the_sweep(shop: Workshop) -> None:
    """As after a crash between storing and enqueuing."""
    with shop.working():
        shop.receive(mail("Where is my desk lamp?"))
        eventually(shop.settled)
    assert len(shop.drafts()) == 1


def test_the_engine_can_be_stopped_and_started_again(shop: Workshop) -> None:
    engine = shop.engine()
    for turn in range(3):
        engine.start()
        shop.receive(mail(f"Question {turn}"))
        eventually(shop.settled)
        engine.stop()
    engine.stop()
    assert len(shop.drafts()) == 3


def test_bytes_that_no_mail_can_be_read_from_are_put_aside_at_once(shop: Workshop) -> None:
    (message_id,) = shop.receive(b"From: a@b.example\r\n" + b"X: y\r\n" * 100_000)
    with shop.working():
        eventually(shop.settled)
    message = shop.message(message_id)
    assert (message.state, message.attempts) == ("quarantined", 0)


# What fails


def test_a_poison_mail_between_two_good_ones_is_struck_three_times_and_put_aside(tmp_path: Path) -> None:
    with workshop(tmp_path, drafter=Drafting(breaks_on="POISON")) as shop, shop.working():
        before, poison, after = shop.receive(mail("First"), mail("POISON"), mail("Last"))
        eventually(shop.settled)
        assert [shop.message(one).state for one in (before, after)] == ["worked", "worked"]
        message = shop.message(poison)
        assert (message.state, message.attempts) == ("quarantined", 3)
        assert message.error == "ZeroDivisionError while working the message; the log has more."
        assert shop.records.messages.raw(poison) == mail("POISON")


def test_out_of_quarantine_a_mail_is_worked_once_the_fault_is_mended(tmp_path: Path) -> None:
    drafter = Drafting(breaks_on="POISON")
    with workshop(tmp_path, drafter=drafter) as shop, shop.working() as engine:
        (poison,) = shop.receive(mail("POISON"))
        eventually(lambda: shop.message(poison).state == "quarantined")
        drafter.breaks_on = None
        shop.records.messages.retry(poison, "anna")
        engine.work(poison)
        eventually(lambda: shop.message(poison).state == "worked")


def test_a_mail_that_waits_for_its_next_try_holds_up_nobody(tmp_path: Path) -> None:
    with workshop(tmp_path, drafter=Drafting(breaks_on="POISON")) as shop:
        office = shop.office.__class__(**{**vars(shop.office), "strike_pause": 600.0})
        with shop.working(office=office, workers=1):
            (poison,) = shop.receive(mail("POISON"))
            eventually(lambda: shop.message(poison).attempts == 1)
            (good,) = shop.receive(mail("Good"))
            eventually(lambda: shop.message(good).state == "worked")
            assert shop.message(poison).attempts == 1


def test_what_we_foresee_is_said_in_its_own_words(tmp_path: Path) -> None:
    drafter = Drafting(breaks_on="POISON", error=ModelUnavailable("The model is away.", "Wait."))
    with workshop(tmp_path, drafter=drafter) as shop, shop.working():
        (message_id,) = shop.receive(mail("POISON"))
        eventually(lambda: shop.message(message_id).state == "quarantined")
        assert shop.message(message_id).error == "The model is away. Wait."


def test_drafting_again_replaces_the_draft_and_a_failure_of_it_is_not_repeated_for_ever(tmp_path: Path) -> None:
    drafter = Drafting()
    with workshop(tmp_path, drafter=drafter) as shop, shop.working() as engine:
        (message_id,) = shop.receive(mail("Where is my lamp?"))
        eventually(shop.settled)
        (first,) = shop.drafts()
        drafter.breaks_on = "lamp"
        engine.redraft(message_id, first.id)
        eventually(lambda: len(drafter.calls) == 3)
        drafter.breaks_on = None
        eventually(lambda: drafted_again(shop, engine, first))
        assert sorted(draft.state for draft in shop.drafts()) == ["proposed", "superseded"]
        assert shop.message(message_id).state == "worked"


def drafted_again(shop: Workshop, engine: JobEngine, draft: Draft) -> bool:
    engine.redraft(draft.message_id, draft.id)
    return len(shop.drafts()) == 2


# Stopping and going on


def test_stopping_waits_for_the_step_and_going_on_repeats_none_that_is_done(tmp_path: Path) -> None:
    drafter = Drafting()
    drafter.waits = True
    with workshop(tmp_path, drafter=drafter) as shop:
        engine = shop.engine()
        shop.receive(mail("Where is my desk lamp?"))
        engine.start()
        assert drafter.reached.wait(20)
        threading.Timer(0.5, drafter.go_on.set).start()
        engine.stop()
        assert drafter.go_on.is_set()
        assert shop.drafts() == [], "no step was begun after the order to stop"
        with shop.working():
            eventually(shop.settled)
        assert drafter.calls == ["understand", "write"]
        assert len(shop.drafts()) == 1


def test_the_jobs_of_a_worker_that_never_came_back_are_taken_over(tmp_path: Path) -> None:
    drafter = Drafting()
    drafter.waits = True
    with workshop(tmp_path, drafter=drafter) as shop:
        dead = shop.engine(executor_id="dead")
        shop.receive(mail("Where is my desk lamp?"))
        dead.start()
        assert drafter.reached.wait(20)
        threading.Timer(0.2, drafter.go_on.set).start()
        dead.stop()
        with shop.working(executor_id="alive", take_over_after=timedelta(hours=1)):
            threading.Event().wait(1)
            assert not shop.settled(), "it might still be alive"
        with shop.working(executor_id="alive", take_over_after=timedelta(0), sweep_seconds=600):
            eventually(shop.settled)
        assert drafter.calls == ["understand", "write"]
        assert len(shop.drafts()) == 1


def test_finished_jobs_are_forgotten_after_a_day_for_they_hold_customers_words(tmp_path: Path) -> None:
    with workshop(tmp_path) as shop:
        shop.receive(mail(SECRET_WORDS))
        with shop.working():
            eventually(shop.settled)
        assert finished_jobs(shop) == 1
        shop.clock = lambda: now_utc() + LATER
        with shop.working():
            eventually(lambda: finished_jobs(shop) == 0)
        assert len(shop.drafts()) == 1


def finished_jobs(shop: Workshop) -> int:
    with closing(sqlite3.connect(shop.settings.data_dir / "jobs.sqlite")) as jobs:
        (count,) = jobs.execute("SELECT count(*) FROM workflow_status WHERE status = 'SUCCESS'").fetchone()
        return int(count)


def test_the_jobs_file_keeps_a_write_ahead_log(shop: Workshop) -> None:
    with shop.working(), closing(sqlite3.connect(shop.settings.data_dir / "jobs.sqlite")) as jobs:
        assert jobs.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_jobs_database_that_cannot_be_opened_is_said_in_plain_words(shop: Workshop) -> None:
    (shop.settings.data_dir / "jobs.sqlite").write_bytes(b"this is no database" * 100)
    engine = shop.engine()
    with pytest.raises(RecordsUnreachable, match="The job queue cannot be used"):
        engine.start()
    engine.stop()


def test_another_process_hands_work_in(shop: Workshop) -> None:
    with shop.working(sweep_seconds=600):
        client = JobClient(jobs_url(shop.settings))
        (message_id,) = shop.receive(mail("Where is my desk lamp?"))
        client.work(message_id)
        client.work(message_id)
        eventually(shop.settled)
        (draft,) = shop.drafts()
        client.redraft(message_id, draft.id)
        eventually(lambda: len(shop.drafts()) == 2)
        client.deliver(shop.approve(shop.drafts()[-1]).delivery_id)
        eventually(lambda: shop.records.deliveries.in_state("postponed"))
        client.stop()


# Words


def test_nothing_is_printed_and_no_log_line_holds_what_customers_wrote(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    drafter = Drafting(breaks_on="inhaler", error=ModelUnavailable("The model is away."))
    with workshop(tmp_path, drafter=drafter) as shop, caplog.at_level(logging.WARNING), shop.working():
        shop.receive(mail(SECRET_WORDS), mail("Good"))
        eventually(shop.settled)
    assert "could not be worked: The model is away." in caplog.text, "the positive control: failures are logged"
    assert "inhaler" not in caplog.text
    assert "Elm Street" not in caplog.text
    printed = capfd.readouterr()
    assert (printed.out, printed.err) == ("", "")
