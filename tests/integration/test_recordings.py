"""Recorded runs with a capable model, played again: its answers fit their forms, its letters stand, and of a fault that
is planted in one of them the checks know.

`python -m evals.recording` plays and prolongs them.
"""

import json
import re
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from support.faults_told import is_left_in_english

from assistant.desk.fault_words import faults_in_words
from evals.planted_faults import blocked, by_hand, first_letters, found, offline_letters
from evals.planting import PLANTERS, Clean, Planted, every_promise, plant
from evals.recording.endpoint import running_endpoint
from evals.recording.pairs import RECORDINGS, REPAIRED, Pairs, digest
from evals.recording.run import Run, run_all
from evals.recording.sample import recorded_mails, recorded_shop

pytestmark = pytest.mark.timeout(600)
"""All mails are worked in the first test's time."""

MAILS_AT_LEAST = 30
PLANTED = 200
BLOCKED_AT_MOST = 0.02
"""Of letters that say nothing wrong: what the checks may block without need."""
STILL_PLANTED = {"tuning half": 61, "held back": 50, "planted again": 30}
"""Faults planted by hand whose letter still says what they change: a letter that is given anew loses its own."""
MISSED_BY_HAND = {"tuning half": 0, "held back": 0, "planted again": 1}
PROMISES_MISSED = 5
"""Of every promise in every letter, as things stand: none may be added."""
BLOCKED_EARLIER = "tape_measure"
"""Its first letter of an earlier recording offers the difference in price, which no action does."""


@pytest.fixture(scope="module")
def pairs() -> Pairs:
    return Pairs.recorded()


@pytest.fixture(scope="module")
def runs(pairs: Pairs) -> list[Run]:
    return list(run_all(pairs))


@pytest.fixture(scope="module")
def letters(pairs: Pairs, runs: list[Run]) -> list[Clean]:
    """The model's first letters, before any repair."""
    return list(first_letters(runs, pairs))


@pytest.fixture(scope="module")
def offline(runs: list[Run]) -> list[Clean]:
    """The offline drafter's letters to the same cases."""
    return list(offline_letters(runs))


@pytest.fixture(scope="module")
def faults(letters: list[Clean], offline: list[Clean]) -> dict[str, list[str]]:
    return blocked([*letters, *offline])


@pytest.fixture(scope="module")
def good(letters: list[Clean], offline: list[Clean], faults: dict[str, list[str]]) -> list[Clean]:
    return [letter for letter in (*letters, *offline) if letter.name not in faults]


def test_every_mail_has_its_letter_and_todays_words_were_answered(pairs: Pairs, letters: list[Clean]) -> None:
    assert len(letters) >= MAILS_AT_LEAST
    assert [letter.name for letter in letters] == list(recorded_mails())
    assert pairs.trouble == ""


def test_the_models_readings_are_borne_out(runs: list[Run]) -> None:
    assert {run.name: run.understood.failure for run in runs if run.understood.failure} == {}


def test_its_first_letters_stand(letters: list[Clean], faults: dict[str, list[str]]) -> None:
    without_need = {letter.name: faults[letter.name] for letter in letters if letter.name in faults}
    assert len(without_need) <= BLOCKED_AT_MOST * len(letters), without_need


def test_the_offline_letters_stand(offline: list[Clean], faults: dict[str, list[str]]) -> None:
    without_need = {letter.name: faults[letter.name] for letter in offline if letter.name in faults}
    assert len(without_need) <= BLOCKED_AT_MOST * len(offline), without_need


def test_every_mail_is_drafted_by_the_model(runs: list[Run]) -> None:
    assert {run.name: run.written and run.written.failure for run in runs if not _is_the_models(run)} == {}


def _is_the_models(run: Run) -> bool:
    return run.drafted is not None and run.written is not None and run.written.failure is None


def test_two_calls_are_enough_for_most(runs: list[Run]) -> None:
    calls = sorted(run.drafted.case_file.drafter.calls for run in runs if run.drafted)
    assert calls[len(calls) // 2] <= 2
    assert calls[-1] <= 3


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A recording of two mails: the one's letter offers what nobody allowed, the other's was asked in other words."""
    for name in ("lunch_break", "mail_33"):
        for file in RECORDINGS.glob(f"{name}.*"):
            shutil.copy(file, tmp_path)
    answer = tmp_path / "lunch_break.2.answer.txt"
    form = json.loads(answer.read_text("utf-8"))
    next(part for part in form["parts"] if part["kind"] == "solution")["text"] += "我们保证明天送到。"
    answer.write_text(json.dumps(form), "utf-8")
    (tmp_path / "mail_33.2.request.json").write_text('{"digest": "of other words"}', "utf-8")
    return tmp_path


def test_a_letter_that_is_blocked_still_counts_and_a_changed_request_is_named(changed: Path) -> None:
    """The control: what the tests above hope not to find would be found."""
    pairs = Pairs(changed)
    runs = list(run_all(pairs, names=("lunch_break", "mail_33")))
    letters = list(first_letters(runs, pairs))
    assert [letter.name for letter in letters] == ["lunch_break", "mail_33"]
    assert list(blocked(letters)) == ["lunch_break"]
    assert [run.name for run in runs if not _is_the_models(run)] == ["lunch_break"]
    assert (pairs.waiting, pairs.asked_otherwise) == (["lunch_break.3"], ["mail_33.2"])
    assert "nobody has answered lunch_break.3" in pairs.trouble
    assert "answered to other words than today's: mail_33.2: delete" in pairs.trouble


def test_a_request_is_kept_as_it_was_asked() -> None:
    """So that a digest cannot be brought up to date by itself."""
    requests = {file.name: json.loads(file.read_text("utf-8")) for file in RECORDINGS.rglob("*.request.json")}
    assert [name for name, request in requests.items() if request["digest"] != digest(request)] == []


def test_a_models_repair_of_an_earlier_letter_stands_by_todays_checks(tmp_path: Path) -> None:
    """Asked with that day's prompts, so both are told as changed."""
    for file in (*RECORDINGS.glob(f"{BLOCKED_EARLIER}.1.*"), *REPAIRED.glob(f"{BLOCKED_EARLIER}.*")):
        shutil.copy(file, tmp_path)
    pairs = Pairs(tmp_path)
    (run,) = run_all(pairs, names=(BLOCKED_EARLIER,))
    assert "price difference" in str(blocked(first_letters([run], pairs)))
    assert _is_the_models(run)
    assert pairs.used == [f"{BLOCKED_EARLIER}.{step}" for step in (1, 2, 3)]
    assert pairs.asked_otherwise == [f"{BLOCKED_EARLIER}.{step}" for step in (2, 3)]


def missed(planted: list[Planted]) -> list[tuple[str, str, str]]:
    return [(one.kind, one.what, one.clean.name) for one in planted if not found(one)]


@pytest.fixture(scope="module")
def caught(good: list[Clean]) -> list[tuple[Planted, list[str]]]:
    return [(one, found(one)) for one in plant(good, recorded_shop(), PLANTED, seed=1)]


def test_every_planted_fault_is_caught(caught: list[tuple[Planted, list[str]]]) -> None:
    assert {one.kind for one, _ in caught} == set(PLANTERS)
    assert [(one.kind, one.what, one.clean.name) for one, faults in caught if not faults] == []


def test_every_planted_fault_is_told_in_chinese(caught: list[tuple[Planted, list[str]]]) -> None:
    details = [fault.partition(": ")[2] for _, faults in caught for fault in faults]
    told = [fault.said for detail in details for fault in faults_in_words(detail, "zh", datetime.isoformat)]
    assert len(told) > PLANTED
    assert list(filter(is_left_in_english, told)) == []


@pytest.mark.slow
def test_every_promise_is_caught_in_every_letter(good: list[Clean]) -> None:
    planted = list(every_promise(good))
    assert len(planted) > 20 * len(good)
    lost = missed(planted)
    assert len(lost) <= PROMISES_MISSED, lost


def test_what_people_planted_is_caught(letters: list[Clean]) -> None:
    sets = by_hand(letters)
    assert {name: len(planted) for name, planted in sets.items() if len(planted) < STILL_PLANTED[name]} == {}
    lost = {name: missed(planted) for name, planted in sets.items()}
    assert {name: faults for name, faults in lost.items() if len(faults) > MISSED_BY_HAND[name]} == {}


def test_recordings_name_no_place_of_the_machine_that_made_them() -> None:
    found = [
        file.name
        for file in RECORDINGS.rglob("*.*.*")
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
