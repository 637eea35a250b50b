"""Who may log in: passwords, sessions, and what ends them."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text
from support.records import NOW, Records, quick_hasher

from assistant.case.diagnosis import Role
from assistant.errors import Conflict, RecordsError, UsageError
from assistant.records.audit import Audit
from assistant.records.users import Users

pytest_plugins = ("support.records_fixtures",)

PASSWORD = "correct horse"
HOURS = timedelta(hours=12)


def test_a_user_logs_in_with_their_own_password_only(records: Records) -> None:
    added = records.users.add("Anna", Role.SENIOR, PASSWORD, "en")
    assert (added.name, added.role, added.language, added.active) == ("anna", Role.SENIOR, "en", True)
    assert records.users.verify("anna", PASSWORD) == added
    assert records.users.verify("ANNA ", PASSWORD) == added
    assert records.users.verify("anna", "wrong horse") is None
    assert records.users.verify("nobody", PASSWORD) is None


def test_no_password_and_no_token_can_be_read_from_the_database(records: Records) -> None:
    user = records.users.add("anna", Role.AGENT, PASSWORD)
    opened = records.users.open_session(user.id, HOURS, NOW)
    with records.database.read() as session:
        stored = str(session.execute(text("SELECT * FROM app_user")).all())
        stored += str(session.execute(text("SELECT * FROM login_session")).all())
    assert "$argon2id$" in stored
    assert PASSWORD not in stored
    assert opened.token not in stored


def test_a_name_is_taken_once_however_it_is_written(records: Records) -> None:
    records.users.add("anna", Role.AGENT, PASSWORD)
    for name in ("anna", " ANNA", "ａｎｎａ"):
        with pytest.raises(Conflict, match="already"):
            records.users.add(name, Role.SUPERVISOR, PASSWORD)
    assert [user.role for user in records.users.list()] == [Role.AGENT]


@pytest.mark.parametrize(
    ("name", "password"),
    [("", PASSWORD), ("a\nb", PASSWORD), ("x" * 121, PASSWORD), ("anna", "short"), ("anna", "x" * 201)],
)
def test_a_name_or_password_that_cannot_be_used_is_refused(records: Records, name: str, password: str) -> None:
    with pytest.raises(UsageError):
        records.users.add(name, Role.AGENT, password)
    assert records.users.list() == ()


def test_the_same_password_from_another_keyboard_is_the_same(records: Records) -> None:
    records.users.add("anna", Role.AGENT, "Caf\u00e9 schwarz")
    assert records.users.verify("anna", "Cafe\u0301 schwarz") is not None


def test_a_session_tells_who_is_there_until_it_is_over(records: Records) -> None:
    user = records.users.add("anna", Role.AGENT, PASSWORD)
    opened = records.users.open_session(user.id, HOURS, NOW)
    signed_in = records.users.resolve(opened.token, NOW + HOURS - timedelta(seconds=1))
    assert signed_in is not None
    assert (signed_in.user, signed_in.csrf, signed_in.expires_at) == (user, opened.csrf, NOW + HOURS)
    for late in (NOW + HOURS, NOW + 3 * HOURS):
        assert records.users.resolve(opened.token, late) is None
    assert records.users.resolve("guessed", NOW) is None
    assert records.users.resolve("\ud800", NOW) is None


def test_logging_out_ends_the_session_and_no_other(records: Records) -> None:
    user = records.users.add("anna", Role.AGENT, PASSWORD)
    phone, desk = (records.users.open_session(user.id, HOURS, NOW) for _ in range(2))
    records.users.close(phone.token)
    records.users.close("unknown")
    assert records.users.resolve(phone.token, NOW) is None
    assert records.users.resolve(desk.token, NOW) is not None


def test_a_new_password_ends_all_sessions(records: Records) -> None:
    user = records.users.add("anna", Role.AGENT, PASSWORD)
    opened = records.users.open_session(user.id, HOURS, NOW)
    records.users.set_password("anna", "another horse")
    assert records.users.resolve(opened.token, NOW) is None
    assert records.users.verify("anna", PASSWORD) is None
    assert records.users.verify("anna", "another horse") == user


def test_who_was_deactivated_is_out_at_once_and_stays_in_the_list(records: Records) -> None:
    user = records.users.add("anna", Role.SUPERVISOR, PASSWORD)
    opened = records.users.open_session(user.id, HOURS, NOW)
    records.users.deactivate("anna")
    assert records.users.resolve(opened.token, NOW) is None
    assert records.users.verify("anna", PASSWORD) is None
    assert [(listed.name, listed.active) for listed in records.users.list()] == [("anna", False)]


def test_a_role_that_changes_counts_in_open_sessions(records: Records) -> None:
    user = records.users.add("anna", Role.AGENT, PASSWORD)
    opened = records.users.open_session(user.id, HOURS, NOW)
    records.users.set_role("anna", Role.SENIOR)
    records.users.set_language("anna", "en")
    signed_in = records.users.resolve(opened.token, NOW)
    assert signed_in is not None
    assert (signed_in.user.role, signed_in.user.language) == (Role.SENIOR, "en")


def test_a_hash_of_old_settings_is_renewed_at_the_next_login(records: Records) -> None:
    records.users.add("anna", Role.AGENT, PASSWORD)
    stronger = Users(records.database, PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert stronger.verify("anna", PASSWORD) is not None
    with records.database.read() as session:
        assert "m=16,t=2" in str(session.scalar(text("SELECT password_hash FROM app_user")))
    assert Users(records.database, quick_hasher()).verify("anna", PASSWORD) is not None


def test_what_is_done_to_users_is_in_the_audit(records: Records) -> None:
    user = records.users.add("anna", Role.AGENT, PASSWORD)
    records.users.open_session(user.id, HOURS, NOW)
    records.users.set_password("anna", "another horse")
    records.users.deactivate("anna")
    entries = Audit(records.database).recent()
    assert [entry.what for entry in entries] == ["user_deactivated", "password_set", "logged_in", "user_added"]
    assert Audit(records.database).recent(limit=1, before_id=entries[0].id) == entries[1:2]


def test_a_user_who_does_not_exist_is_said_so(records: Records) -> None:
    for act in (records.users.deactivate, lambda name: records.users.set_password(name, PASSWORD)):
        with pytest.raises(RecordsError, match="no user zoe"):
            act("zoe")
    assert records.users.by_name("zoe") is None
