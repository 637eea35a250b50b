"""The numbers of the policy: where they come from, and what happens when one is missing, wrong or given twice."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.case.diagnosis import Cause, Role
from assistant.errors import ArticleError
from assistant.knowledge.playbooks import NUMBERS, load_playbooks, playbook_for, policy

AT = datetime(2026, 11, 23, tzinfo=UTC)
LIMITS = "{refund_without_return: 50, coupon: 20, freight: 30, replacement: 200, refund: 0}"
PERMISSIONS = f"""---
id: permissions
title: {{zh: 权限, en: Permissions}}
limits:
  agent: {LIMITS}
  senior: {LIMITS}
  supervisor: {{refund_without_return: null, coupon: null, freight: null, replacement: null, refund: null}}
thresholds:
"""


def permissions(folder: Path, **changes: str | None) -> Path:
    """A playbook that gives every number as 5, but for `changes` (None leaves one out)."""
    numbers = dict.fromkeys(NUMBERS, "5") | changes
    lines = "".join(f"  {name}: {value}\n" for name, value in numbers.items() if value is not None)
    path = folder / "permissions.md"
    path.write_text(f"{PERMISSIONS}{lines}---\nWho may approve what.\n", encoding="utf-8")
    return path


def stalled(folder: Path, more: str = "", name: str = "stalled.md") -> Path:
    path = folder / name
    path.write_text(
        f"---\nid: stalled\ncause: stalled\ntitle: {{zh: 停滞, en: Stalled}}\n{more}\n---\nHow.\n", encoding="utf-8"
    )
    return path


def refusal(folder: Path) -> str:
    with pytest.raises(ArticleError) as caught:
        policy(load_playbooks(folder), AT)
    return str(caught.value)


def test_the_policy_is_put_together_from_all_playbooks_and_names_them(tmp_path: Path) -> None:
    permissions(tmp_path, stalled_after_hours=None, presale_late_coupon="10.5")
    stalled(tmp_path, "thresholds: {stalled_after_hours: 48}")
    playbooks = load_playbooks(tmp_path)
    numbers = policy(playbooks, AT)
    version = next(playbook.version for playbook in playbooks if playbook.id == "stalled")
    assert numbers.stalled_after_hours == 48
    assert numbers.presale_late_coupon == Decimal("10.50")
    assert numbers.limits[Role.AGENT].coupon == Decimal("20.00")
    assert numbers.limits[Role.SUPERVISOR].refund is None
    assert numbers.sources["stalled_after_hours"] == f"playbook:stalled@{version}"
    assert numbers.sources["limits"].startswith("playbook:permissions@")


def test_a_missing_number_is_an_error_and_never_a_default(tmp_path: Path) -> None:
    permissions(tmp_path, warranty_months=None)
    assert "warranty_months" in refusal(tmp_path)


def test_a_number_given_twice_names_both_files_and_the_line(tmp_path: Path) -> None:
    first = permissions(tmp_path)
    second = stalled(tmp_path, "thresholds:\n  stalled_after_hours: 48")
    message = refusal(tmp_path)
    assert message.startswith(f"{second}:6: ")
    assert str(first) in message


def test_a_number_may_change_at_a_date(tmp_path: Path) -> None:
    permissions(tmp_path, stalled_after_hours=None)
    stalled(tmp_path, "valid_until: 2026-01-01\nthresholds: {stalled_after_hours: 60}", "old.md")
    stalled(tmp_path, "valid_from: 2026-01-01\nthresholds: {stalled_after_hours: 48}")
    playbooks = load_playbooks(tmp_path)
    assert policy(playbooks, AT).stalled_after_hours == 48
    assert policy(playbooks, AT.replace(year=2025)).stalled_after_hours == 60


@pytest.mark.parametrize(
    ("more", "line", "words"),
    [
        ("thresholds: {stalled_after_days: 2}", 5, "no number of the policy"),
        ("thresholds:\n  stalled_after_hours: two", 6, "Write a whole number"),
        ("thresholds:\n  stalled_after_hours: -1", 6, "not below 0"),
        ("thresholds:\n  presale_late_coupon: 10.005", 6, "an amount such as 10.00"),
        ("thresholds:\n  presale_late_coupon: NaN", 6, "cannot be used"),
        ("thresholds: 48", 5, "`name: number`"),
        ("category: after_sales", 5, "Write `category: logistics`"),
        ("offer:\n  - kind: refund_all", 6, "'refund_all' is not known"),
        ("ask: {fr: [quoi]}", 5, "Write 'zh' or 'en'"),
        ("limits: {agent: {coupon: 20}}", 5, "is missing"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line(tmp_path: Path, more: str, line: int, words: str) -> None:
    permissions(tmp_path)
    path = stalled(tmp_path, more)
    message = refusal(tmp_path)
    assert message.startswith(f"{path}:{line}: "), message
    assert words in message


def test_a_temporary_change_of_permissions_stands_in_for_the_lasting_ones_while_it_lasts(tmp_path: Path) -> None:
    permissions(tmp_path)
    span = "valid_from: 2026-11-20\nvalid_until: 2026-11-27\n"
    head, _, _ = PERMISSIONS.partition("thresholds:")
    temporary = head.replace("coupon: 20", "coupon: 90").replace("limits:", f"{span}limits:")
    (tmp_path / "permissions-sale.md").write_text(f"{temporary}---\nFor the sale.\n", encoding="utf-8")
    playbooks = load_playbooks(tmp_path)
    coupons = [policy(playbooks, AT.replace(day=day)).limits[Role.AGENT].coupon for day in (18, 23, 28)]
    assert coupons == [Decimal("20.00"), Decimal("90.00"), Decimal("20.00")]
    assert policy(playbooks, AT).repeat_contact_days == 5


def test_sales_are_read_in_the_shops_time_zone(tmp_path: Path) -> None:
    permissions(tmp_path)
    stalled(tmp_path, "sales:\n  - valid_from: 2026-11-01\n    valid_until: 2026-11-13")
    numbers = policy(load_playbooks(tmp_path, "Asia/Shanghai"), AT)
    edges = ["2026-10-31T15:59:59Z", "2026-10-31T16:00:00Z", "2026-11-12T15:59:59Z", "2026-11-12T16:00:00Z"]
    assert [numbers.in_sale(datetime.fromisoformat(edge)) for edge in edges] == [False, True, True, False]


@pytest.mark.parametrize(
    ("sales", "line"),
    [
        ("sales: soon", 5),
        ("sales:\n  - valid_from: 2026-11-01\n    valid_until: 2026-10-01", 7),
        ("sales:\n  - valid_from: some day", 6),
    ],
)
def test_a_sale_that_cannot_be_read_names_its_line(tmp_path: Path, sales: str, line: int) -> None:
    path = stalled(tmp_path, sales)
    permissions(tmp_path)
    assert f"{path}:{line}:" in refusal(tmp_path)


def test_the_playbook_of_a_cause_is_the_one_in_force(tmp_path: Path) -> None:
    stalled(tmp_path, "valid_until: 2026-01-01", "old.md")
    newest = stalled(tmp_path, "valid_from: 2026-01-01")
    found = playbook_for(load_playbooks(tmp_path), Cause.STALLED, AT)
    assert found is not None
    assert found.path == str(newest)
    assert playbook_for(load_playbooks(tmp_path), Cause.LOST, AT) is None
