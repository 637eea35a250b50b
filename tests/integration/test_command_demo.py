"""`draftdesk demo --once` as an installed command: a line for each sample mail, and nothing left of it."""

from typing import get_args

import pytest
from support.command_folders import MAILS, contents, unwrapped
from support.commands import Outcome, started

from assistant.case.case_file import DraftStatus
from assistant.case.diagnosis import Category
from assistant.wiring import cache_folder

POOLS = {"logistics", "product_mismatch", "after_sales", "payment_and_order", "promotion_and_invoice"}
SCREENED = {"bounce", "auto_reply", "bulk"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder, home = tmp_path_factory.mktemp("demo"), tmp_path_factory.mktemp("home")
    (folder / "tmp").mkdir()
    places = {"HOME": str(home), "TMPDIR": str(folder / "tmp"), "XDG_CACHE_HOME": str(cache_folder().parent)}
    with started("demo", "--once", cwd=folder, env=places) as command:
        outcome = command.ends(seconds=100)
        assert not command.left_processes
    assert contents(folder) == {"tmp"}
    assert contents(home) == set()
    return outcome


def test_it_prints_a_whole_line_for_each_mail_and_nothing_else(demo: Outcome) -> None:
    assert (demo.status, demo.err) == (0, "")
    assert len(demo.rows) == len(MAILS) >= 16
    assert unwrapped(demo.out.splitlines(), 5)


def test_each_line_says_who_which_order_what_is_wrong_and_how_far_it_is(demo: Outcome) -> None:
    rows = {sender: rest for sender, *rest in demo.rows}
    order, identity, cause, status = rows["li.mei@163.example"]
    assert order.isdigit()
    assert (identity, cause, status) == ("verified/act", "logistics/stalled", "ready")
    assert rows["news@packaging.example"] == ["", "", "bulk", "no_reply"]
    assert rows["happy2009@qq.example"][:2] == ["not_found", "unknown/none"]


def test_all_five_pools_and_what_is_no_customers_mail_are_there(demo: Outcome) -> None:
    seen = {row[3].partition("/")[0] for row in demo.rows}
    statuses = {row[4] for row in demo.rows}
    assert statuses <= set(get_args(DraftStatus))
    assert seen >= POOLS | SCREENED
    assert seen <= {category.value for category in Category} | SCREENED
