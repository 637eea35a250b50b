"""The small rules of the records, without a database."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import make_url
from support.records import case_file, email

from assistant.case.diagnosis import Role
from assistant.errors import ConfigurationError
from assistant.records.cases import priority
from assistant.records.columns import UtcTime, storable
from assistant.records.database import open_database, place
from assistant.records.drafts import plain
from assistant.records.outcomes import wait_before
from assistant.records.rows import required_role
from assistant.records.threads import address_key, ids_of


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 0),
        ({"inquiry": {"emotion": "angry"}}, 1),
        ({"inquiry": {"emotion": "threatening"}}, 1),
        ({"inquiry": {"emotion": "distressed"}}, 1),
        ({"inquiry": {"emotion": "grateful"}}, 0),
        ({"inquiry": {"urgent": True}}, 2),
        ({"status": "escalated"}, 3),
        ({"status": "needs_attention"}, 0),
    ],
)
def test_escalated_then_urgent_then_upset_customers_come_first(changes: dict[str, Any], expected: int) -> None:
    inquiry = case_file().inquiry.model_dump() | changes.pop("inquiry", {})
    assert priority(case_file(inquiry=inquiry, **changes)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Role.AGENT),
        ({"actions": ()}, Role.AGENT),
        ({"actions": ({"kind": "refund", "role": "senior"}, {"kind": "give_information"})}, Role.SENIOR),
        ({"actions": ({"kind": "refund", "role": "senior"}, {"kind": "escalate", "role": "supervisor"})}, "supervisor"),
        ({"diagnosis": {"category": "complaint_or_legal"}, "actions": ()}, Role.SUPERVISOR),
        ({"diagnosis": None}, Role.AGENT),
    ],
)
def test_a_draft_takes_the_highest_role_of_its_actions(changes: dict[str, Any], expected: str) -> None:
    assert required_role(case_file(**changes)) == expected


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60), (1000, 60)])
def test_the_wait_doubles_up_to_an_hour(attempts: int, minutes: int) -> None:
    assert wait_before(attempts) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("written", "kept"),
    [("您好\r\n再见\r\n", "您好\n再见"), ("a\rb", "a\nb"), ("a\n\nb", "a\n\nb"), ("a  \n", "a"), ("", "")],
)
def test_a_text_from_a_form_is_kept_with_plain_line_ends(written: str, kept: str) -> None:
    assert plain(written) == kept


def test_a_mail_is_known_by_its_own_id_and_by_those_it_refers_to() -> None:
    mail = email(message_id="<c@x>", in_reply_to=("<b@x>",), references=("<a@x>", "<b@x>"))
    assert ids_of(mail) == ("<c@x>", "<b@x>", "<a@x>")


def test_ids_that_no_mail_may_have_are_left_out() -> None:
    mail = email(message_id="<b@x>", references=(f"<{'é' * 499}@x>", "", "<a@x>"))
    assert ids_of(mail) == ("<b@x>", "<a@x>")


def test_a_mail_without_an_id_is_named_by_its_bytes() -> None:
    assert [ids_of(email(raw_sha256=hash_)) for hash_ in "12"] == [("<1@no-id.invalid>",), ("<2@no-id.invalid>",)]


def test_of_thousands_of_references_the_newest_are_kept() -> None:
    own, *ids = ids_of(email(message_id="<own@x>", references=tuple(f"<{number}@x>" for number in range(5000))))
    assert (own, len(ids)) == ("<own@x>", 50)
    assert ids[-1] == "<4999@x>"


def test_addresses_are_compared_without_case() -> None:
    assert address_key(" Li.Mei@Mail.Example ") == "li.mei@mail.example"


def test_what_no_database_can_hold_is_replaced_visibly() -> None:
    assert storable("a\x00b\ud800c😀") == "a\ufffdb\ufffdc😀"


def test_times_are_kept_in_utc_and_come_back_aware() -> None:
    shanghai = datetime(2026, 11, 20, 17, 0, tzinfo=timezone(timedelta(hours=8)))
    column = UtcTime()
    kept = column.process_bind_param(shanghai, sqlite.dialect())
    assert kept == shanghai
    assert kept is not None
    assert kept.tzinfo is UTC
    assert column.process_result_value(kept.replace(tzinfo=None), sqlite.dialect()) == shanghai


def test_a_time_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="UTC offset"):
        UtcTime().process_bind_param(datetime(2026, 11, 20), sqlite.dialect())  # noqa: DTZ001


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://anna:geheim@db.example:5433/desk", "db.example:5433/desk"),
        ("postgresql:///desk", "localhost/desk"),
        ("sqlite:////var/lib/desk.sqlite", "/var/lib/desk.sqlite"),
    ],
)
def test_the_place_of_a_database_is_shown_without_user_and_password(url: str, shown: str) -> None:
    assert place(make_url(url)) == shown


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "mysql://a:geheim@host/desk", "sqlite://", "sqlite:///:memory:", "postgresql://a:geheim@h:port/x"],
)
def test_a_url_that_cannot_be_used_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        open_database(url)
    assert "geheim" not in str(refused.value)
