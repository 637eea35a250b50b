"""`draftdesk draft` as it is installed: complete case files in the order given, and nothing written beside them."""

import json
import os
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support.case_contract import CONTRACT, VALIDATOR, departures
from support.command_folders import MAILS, NOW, TRUSTING, contents, shop_folder, side_by_side
from support.commands import Outcome, assert_one_paragraph, draftdesk

from assistant.resources import packaged
from assistant.wiring import cache_folder

PRESENT = ("--now", NOW.isoformat(), "--drafter", "offline")
UNREADABLE = {
    "missing.eml": "There is no such file.",
    "folder.eml": "This is a folder, not a message.",
    "empty.eml": "The message is empty.",
    "garbage.eml": "There are no mail headers in it.",
}
FILES = ["missing.eml", *(f"{name}.eml" for name in sorted(MAILS)), "folder.eml", "empty.eml", "garbage.eml"]
ANSWERED = "delivered_not_received"


def cases_of(outcome: Outcome) -> list[dict[str, Any]]:
    return [json.loads(line) for line in outcome.out.splitlines()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shop_folder(tmp_path_factory.mktemp("draft"))
    (folder / "folder.eml").mkdir()
    (folder / "empty.eml").write_bytes(b"")
    (folder / "garbage.eml").write_bytes(bytes(range(256)) * 40)
    other = folder / "policy"
    shutil.copytree(packaged("kb"), other)
    for article in other.glob("articles/zh/*.md"):
        article.unlink()
    return folder


@pytest.fixture(scope="module")
def left_behind(folder: Path) -> list[str]:
    """What appears in the working folder and at home while the commands of this module run; filled by `outcomes`."""
    return []


@pytest.fixture(scope="module")
def outcomes(folder: Path, left_behind: list[str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    home, before = tmp_path_factory.mktemp("home"), contents(folder)
    alone = {"HOME": str(home), "XDG_CACHE_HOME": str(cache_folder().parent)}
    draft = partial(draftdesk, "draft", cwd=folder)
    one = f"{ANSWERED}.eml"
    done = side_by_side(
        {
            "all": partial(draft, *FILES, "--shop", "shop.json", *PRESENT, "--json", env=alone | TRUSTING),
            "nobody vouches": partial(
                draft, one, "--shop", "shop.json", *PRESENT, "--json",
                env=alone | {"DRAFTDESK_KB_DIR": "policy"},
            ),
            "for people": partial(
                draft, one, "newsletter.eml", "--shop", "shop.json", *PRESENT, env=alone | TRUSTING | {"COLUMNS": "40"}
            ),
            "wrong time": partial(draft, one, "--now", "yesterday"),
            "no offset": partial(draft, one, "--now", "2026-11-26T04:00:00"),
            "unknown drafter": partial(draft, one, "--drafter", "gpt"),
            "no knowledge base": partial(draft, one, "--kb", "nowhere"),
            "no shop file": partial(draft, one, "--shop", "nowhere.json"),
        }
    )  # fmt: skip
    left_behind += sorted(contents(folder) - before) + sorted(contents(home))
    return done


@pytest.fixture(scope="module")
def cases(outcomes: dict[str, Outcome]) -> dict[str, dict[str, Any]]:
    """By file, in the order printed."""
    printed = cases_of(outcomes["all"])
    assert len(printed) == len(FILES)
    return dict(zip(FILES, printed, strict=True))


def test_every_case_file_is_complete_by_the_schema_and_by_the_contract(cases: dict[str, dict[str, Any]]) -> None:
    for file, case in cases.items():
        assert list(VALIDATOR.iter_errors(case)) == [], file
        assert list(departures(case, CONTRACT)) == [], file


def test_the_case_files_come_in_the_order_given(cases: dict[str, dict[str, Any]]) -> None:
    ids = [(case["message"]["message_id"] or "").removeprefix("<").partition(".")[0] for case in cases.values()]
    assert ids == [file.removesuffix(".eml") if file not in UNREADABLE else "" for file in FILES]


def test_a_mail_is_verified_diagnosed_and_answered(cases: dict[str, dict[str, Any]]) -> None:
    case = cases["stalled_repeat.eml"]
    assert (case["order"]["outcome"], case["contacts"]["repeat"]) == ("locked", True)
    assert case["diagnosis"]["cause"] == "stalled"
    assert case["order"]["number"] in case["reply"]["text"]
    assert case["promises"]


def test_mail_that_nobody_answers_has_no_diagnosis_no_reply_and_no_actions(cases: dict[str, dict[str, Any]]) -> None:
    screened = [case for case in cases.values() if case["screening"]["kind"] != "customer"]
    assert len(screened) == 3 + len(UNREADABLE)
    for case in screened:
        assert (case["diagnosis"], case["reply"], case["actions"], case["status"]) == (None, None, [], "no_reply")


def test_what_cannot_be_read_is_said_in_its_place_and_at_the_end(
    outcomes: dict[str, Outcome], cases: dict[str, dict[str, Any]]
) -> None:
    for file, reason in UNREADABLE.items():
        assert cases[file]["screening"]["kind"] == "unreadable"
        assert cases[file]["screening"]["reason"].startswith(reason)
    named = [f"{file}: {reason}" for file, reason in UNREADABLE.items()]
    assert_one_paragraph(outcomes["all"], 1, f"4 of {len(FILES)} files could not be read.", *named)


def test_nothing_is_written_beside_the_cache(
    outcomes: dict[str, Outcome], left_behind: list[str], folder: Path
) -> None:
    assert left_behind == []
    assert (cache_folder() / "vectors.sqlite").exists()
    assert os.listdir(folder)  # the look itself works


def test_only_a_trusted_server_vouches_for_the_sender(
    outcomes: dict[str, Outcome], cases: dict[str, dict[str, Any]]
) -> None:
    (doubted,) = cases_of(outcomes["nobody vouches"])
    assert outcomes["nobody vouches"].status == 0
    assert (doubted["identity"]["level"], doubted["identity"]["scope"]) == ("claimed", "read")
    believed = cases[f"{ANSWERED}.eml"]
    assert (believed["identity"]["level"], believed["identity"]["scope"]) == ("verified", "act")


def test_the_knowledge_base_of_the_environment_is_the_one_searched(
    outcomes: dict[str, Outcome], cases: dict[str, dict[str, Any]]
) -> None:
    """It has no Chinese articles, unlike the packaged one."""
    (case,) = cases_of(outcomes["nobody vouches"])
    assert [passage["id"] for passage in cases[f"{ANSWERED}.eml"]["passages"] if "-zh#" in passage["id"]]
    assert not [passage["id"] for passage in case["passages"] if "-zh#" in passage["id"]]


def test_for_people_it_is_one_whole_line_a_statement(outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes["for people"]
    assert (outcome.status, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    labels = [line[:13].strip() for line in lines if line.startswith("  ") and line[2] not in " │"]
    assert [f"{ANSWERED}.eml", "newsletter.eml"] == [line for line in lines if line and not line.startswith(" ")]
    assert labels[:5] == ["from", "subject", "identity", "order", "diagnosis"]
    assert labels[-4:] == ["status", "from", "subject", "screened"]
    assert "  diagnosis  logistics/delivered_not_received" in lines
    assert max(map(len, lines)) > 80, "a paragraph of the reply is one line, however narrow the terminal"


@pytest.mark.parametrize(
    ("case", "status", "words"),
    [
        ("wrong time", 2, ["--now: yesterday is no time.", "2026-11-20T10:00:00+08:00"]),
        ("no offset", 2, ["--now: 2026-11-26T04:00:00 has no offset."]),
        ("unknown drafter", 2, ["no model profile named gpt", "Add [models.gpt] to the settings", "offline"]),
        ("no knowledge base", 2, ["There is no knowledge base at nowhere.", "articles/"]),
        ("no shop file", 1, ["There is no shop file nowhere.json."]),
    ],
)
def test_a_wrong_option_is_named_before_anything_is_drafted(
    outcomes: dict[str, Outcome], case: str, status: int, words: list[str]
) -> None:
    assert_one_paragraph(outcomes[case], status, *words)
    assert outcomes[case].out == ""
