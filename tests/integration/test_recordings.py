"""Recorded runs with a capable model, played again: its answers fit their forms, its letters stand, and of a fault that
is planted in one of them the checks know.

`python -m evals.recording` plays and prolongs them.
"""

import re
from datetime import datetime

import pytest
from support.faults_told import is_left_in_english

from assistant.desk.fault_words import faults_in_words
from evals.planted_faults import found, offline_letters, recorded_letters
from evals.planting import PLANTERS, Clean, Planted, plant
from evals.recording.endpoint import running_endpoint
from evals.recording.pairs import RECORDINGS, Pairs
from evals.recording.run import Run, run_all
from evals.recording.sample import recorded_mails, recorded_shop

pytestmark = pytest.mark.timeout(600)
"""All mails are worked in the first test's time."""

MAILS_AT_LEAST = 30
FALLEN_BACK_AT_MOST = 0.1
"""Share of mails whose letter the offline drafter has to write, after the one repair."""
PLANTED = 200
BLOCKED_AT_MOST = 0.02


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    return [run for run in run_all(Pairs.recorded()) if run.drafted is not None]


def test_enough_mails_are_recorded(runs: list[Run]) -> None:
    assert len(runs) >= MAILS_AT_LEAST


def test_the_models_readings_are_borne_out(runs: list[Run]) -> None:
    assert {run.name: run.understood.failure for run in runs if run.understood.failure} == {}


def test_its_letters_stand(runs: list[Run]) -> None:
    fallen = {run.name: run.written.failure for run in runs if run.written and run.written.failure}
    assert len(fallen) <= FALLEN_BACK_AT_MOST * len(runs), fallen


def test_two_calls_are_enough_for_most(runs: list[Run]) -> None:
    calls = sorted(run.drafted.case_file.drafter.calls for run in runs if run.drafted)
    assert calls[len(calls) // 2] <= 2
    assert calls[-1] <= 3


@pytest.fixture(scope="module")
def clean(runs: list[Run]) -> list[Clean]:
    return [*recorded_letters(runs), *offline_letters()]


@pytest.fixture(scope="module")
def caught(clean: list[Clean]) -> list[tuple[Planted, list[str]]]:
    return [(one, found(one)) for one in plant(clean, recorded_shop(), PLANTED, seed=1)]


def test_every_planted_fault_is_caught(caught: list[tuple[Planted, list[str]]]) -> None:
    assert {one.kind for one, _ in caught} == set(PLANTERS)
    assert [(one.kind, one.what, one.clean.name) for one, faults in caught if not faults] == []


def test_every_planted_fault_is_told_in_chinese(caught: list[tuple[Planted, list[str]]]) -> None:
    details = [fault.partition(": ")[2] for _, faults in caught for fault in faults]
    told = [fault.said for detail in details for fault in faults_in_words(detail, "zh", datetime.isoformat)]
    assert len(told) > PLANTED
    assert list(filter(is_left_in_english, told)) == []


def test_clean_replies_pass(clean: list[Clean]) -> None:
    blocked = {one.name: faults for one in clean if (faults := found(one))}
    assert len(blocked) <= BLOCKED_AT_MOST * len(clean), blocked


def test_recordings_name_no_place_of_the_machine_that_made_them() -> None:
    found = [
        file.name
        for file in RECORDINGS.glob("*.*.*")
        if re.search(r"/(?:work|root|home|tmp)/", file.read_text("utf-8"))
    ]
    assert found == []


def test_the_sample_is_varied() -> None:
    mails = recorded_mails()
    chinese = sum(any("\u4e00" <= c <= "\u9fff" for c in mail.text) for mail in mails.values())
    assert len(mails) >= MAILS_AT_LEAST
    assert min(chinese, len(mails) - chinese) >= 10


def test_a_request_that_nobody_answered_waits_and_the_next_run_uses_the_answer(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("pairs")
    body = {"messages": [{"role": "user", "content": "你好"}], "response_format": {"type": "json_object"}}
    with running_endpoint(Pairs(folder), park=True) as endpoint:
        endpoint.begin("mail")
        assert endpoint.reply(body)[0] == 418
    (folder / "mail.1.answer.txt").write_text('{"answer": 1}\n', "utf-8")
    pairs = Pairs(folder)
    with running_endpoint(pairs) as endpoint:
        endpoint.begin("mail")
        assert endpoint.reply(body)[1]["choices"][0]["message"]["content"] == '{"answer": 1}'
        endpoint.begin("mail")
        endpoint.reply(body | {"messages": [{"role": "user", "content": "您好"}]})
    assert (pairs.used, pairs.asked_otherwise) == (["mail.1", "mail.1"], ["mail.1"])


def test_a_new_recording_takes_the_place_of_the_old_one(tmp_path_factory: pytest.TempPathFactory) -> None:
    old, new = tmp_path_factory.mktemp("old"), tmp_path_factory.mktemp("new")
    for name in ("mail.3.request.json", "mail.3.answer.txt"):
        (old / name).write_text("{}", "utf-8")
    (old / "README.md").write_text("how they were made", "utf-8")
    body = {"messages": [{"role": "user", "content": "你好"}]}
    Pairs(new).park("mail.1", body)
    (new / "mail.1.answer.txt").write_text("{}", "utf-8")
    pairs = Pairs(new)
    assert pairs.answer("mail.1", body) == "{}"
    pairs.adopt(old)
    assert sorted(file.name for file in old.iterdir()) == ["README.md", "mail.1.answer.txt", "mail.1.request.json"]


def test_only_a_registered_address_is_vouched_for() -> None:
    registered = {customer.email for customer in recorded_shop().customers}
    mails = recorded_mails().values()
    vouched = {mail.sender.email for mail in mails if mail.sender_check.verdict == "passed"}
    assert vouched
    assert vouched <= registered
    assert {mail.sender.email for mail in mails} - registered
