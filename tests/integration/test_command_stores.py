"""`kb`, `shop`, `user` and `briefing` as installed commands, one after the other in one folder, as a new shop would."""

import json
import re
import shutil
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from support.command_folders import shop_folder, side_by_side, unwrapped
from support.commands import Outcome, assert_one_paragraph, draftdesk

from assistant.commands.kb import SearchedPassage
from assistant.resources import packaged
from assistant.wiring import now_utc

pytestmark = pytest.mark.timeout(300)  # one fixture runs all commands

PASSWORD = "open sesame 8\n"
NEW_ARTICLE = """---
id: lantern-festival-zh
title: 元宵节发货安排
language: zh
category: logistics
valid_from: {start}
---

# 元宵节发货安排

元宵节当天仓库休息，次日恢复发货。
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shop_folder(tmp_path_factory.mktemp("shop"), mails=())
    shutil.copytree(packaged("kb"), folder / "kb")
    start = (now_utc() + timedelta(days=2)).replace(microsecond=0)
    (folder / "kb/articles/zh/lantern-festival.md").write_text(NEW_ARTICLE.format(start=start.isoformat()), "utf-8")
    return folder


@pytest.fixture(scope="module")
def outcomes(folder: Path) -> dict[str, Outcome]:
    """In two rows of commands: those on the records, and those on the knowledge base."""
    run = partial(draftdesk, cwd=folder)
    rows = {
        "records": {
            "import": partial(run, "shop", "import", "shop.json"),
            "check": partial(run, "shop", "check"),
            "find": partial(run, "shop", "find", "保温杯"),
            "add": partial(run, "user", "add", "lin", "--role", "senior", "--password-stdin", text_in=PASSWORD),
            "add again": partial(run, "user", "add", "lin", "--role", "agent", "--password-stdin", text_in=PASSWORD),
            "password": partial(run, "user", "password", "lin", "--password-stdin", text_in="another one 9\n"),
            "remove": partial(run, "user", "remove", "lin"),
            "list": partial(run, "user", "list"),
            "briefing": partial(run, "briefing"),
        },
        "knowledge": {
            "check kb": partial(run, "kb", "check", "--kb", packaged("kb")),
            "sync": partial(run, "kb", "sync"),
            "search": partial(run, "kb", "search", "退货 运费 谁出"),
            "search then": partial(run, "kb", "search", "元宵节发货", "--at", _in_days(4), "--json"),
            "search now": partial(run, "kb", "search", "元宵节发货", "--json"),
            "search in a file": partial(run, "shop", "find", "李梅", "--shop", "shop.json"),
            "check file": partial(run, "shop", "check", "shop.json"),
        },
    }
    done: dict[str, Outcome] = {}

    def one_by_one(row: str) -> Outcome:
        done.update((name, command()) for name, command in rows[row].items())
        return next(iter(done.values()))

    side_by_side({row: partial(one_by_one, row) for row in rows})
    return done


def _in_days(days: int) -> str:
    return (now_utc() + timedelta(days=days)).isoformat()


def well(outcome: Outcome) -> Outcome:
    assert outcome.status == 0, outcome
    return outcome


def test_a_shop_is_imported_and_what_is_there_is_told(outcomes: dict[str, Outcome]) -> None:
    imported = "Imported 21 orders, 19 customers, 14 products and 4 contacts.\n"
    assert outcomes["import"] == (0, imported, "")
    shop, newest = well(outcomes["check"]).out.splitlines()
    assert shop == "暖阳生活: 21 orders, 19 customers, 14 products and 4 contacts."
    assert newest.startswith("The newest order was placed at 2026-11-2")
    assert newest.endswith("(Asia/Shanghai).")


def test_a_shop_file_is_checked_without_importing_it(outcomes: dict[str, Outcome]) -> None:
    words = "shop.json has no mistakes: 21 orders, 19 customers, 14 products and 4 contacts.\n"
    assert well(outcomes["check file"]) == (0, words, "")


def test_orders_are_found_one_whole_line_each(outcomes: dict[str, Outcome]) -> None:
    found = well(outcomes["find"])
    assert len(found.rows) > 2
    assert unwrapped(found.out.splitlines(), 6)
    number, placed, status, customer, items, by = found.rows[0]
    assert number.isdigit()
    assert datetime.strptime(placed, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - the shop's time
    assert (status, items, by) == ("shipped", "保温杯", "product")
    assert customer.startswith("C10")


def test_orders_of_a_file_are_found_without_importing_it(outcomes: dict[str, Outcome]) -> None:
    rows = well(outcomes["search in a file"]).rows
    assert {row[3] for row in rows} == {"C1001 李梅"}
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), reverse=True), "newest first"


def test_people_come_and_go(outcomes: dict[str, Outcome]) -> None:
    assert well(outcomes["add"]).out == "Added lin as senior.\n"
    assert_one_paragraph(outcomes["add again"], 1, "There is a user lin already.", "Choose another name")
    assert well(outcomes["password"]).out == "lin has a new password.\n"
    assert well(outcomes["remove"]).out == "lin can no longer log in.\n"
    assert well(outcomes["list"]).rows == [["lin", "senior", "removed"]]


def test_the_briefing_tells_of_articles_tickets_and_promises(outcomes: dict[str, Outcome]) -> None:
    lines = well(outcomes["briefing"]).out.splitlines()
    titles = ["Knowledge that changes", "Tickets", "Promises due in the coming day"]
    assert [line for line in lines if line in titles] == titles
    (starting,) = (line for line in lines if line.endswith("\t元宵节发货安排"))
    assert starting.split("\t")[1] == "starts"
    assert "open\t0" in lines
    assert lines[lines.index(titles[2]) + 1] == "none"


def test_the_articles_are_checked_and_indexed(outcomes: dict[str, Outcome]) -> None:
    assert well(outcomes["check kb"]).out == f"{packaged('kb')} has no mistakes.\n"
    told = re.fullmatch(
        r"(\d+) passages added, 0 removed, 0 unchanged; (\d+) questions added, 0 removed.\n", well(outcomes["sync"]).out
    )
    assert told is not None
    assert min(map(int, told.groups())) > 200


def test_passages_are_found_best_first_one_whole_line_each(outcomes: dict[str, Outcome]) -> None:
    found = well(outcomes["search"])
    assert unwrapped(found.out.splitlines(), 6)
    scores = [float(row[0]) for row in found.rows]
    assert scores == sorted(scores, reverse=True)
    assert found.rows[0][1].startswith("freight-and-insurance-zh#")
    assert found.rows[0][5].startswith("asked as: 退货邮费谁出")


def test_an_article_is_found_only_while_it_is_in_force(outcomes: dict[str, Outcome]) -> None:
    then = [SearchedPassage.model_validate_json(line) for line in well(outcomes["search then"]).out.splitlines()]
    assert then[0].title == "元宵节发货安排"
    assert "次日恢复发货" in then[0].text
    now = [json.loads(line)["title"] for line in well(outcomes["search now"]).out.splitlines()]
    assert "元宵节发货安排" not in now
