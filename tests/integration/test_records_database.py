"""The door to SQL: what goes wrong in a database is said in our own words, and nobody waits or overwrites in vain."""

import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from support.machine import free_port
from support.records import NOW, Records

from assistant.errors import Conflict, RecordsError, RecordsUnreachable
from assistant.records import dialects
from assistant.records.database import Database, open_database
from assistant.records.migrate import migrate
from assistant.records.raw import RawStore
from assistant.records.values import Cursor

pytest_plugins = ("support.records_fixtures",)

SECONDS = 2.0
COUNT = text("UPDATE ticket SET priority = :next WHERE id = :id")
READ = text("SELECT priority FROM ticket WHERE id = :id FOR UPDATE")
READ_ON_SQLITE = text("SELECT priority FROM ticket WHERE id = :id")


def test_fetcher_desk_and_outbox_write_at_once_and_no_write_is_lost(records: Records) -> None:
    """Each reads, then writes what it read plus one: exactly the transaction that "database is locked" is about."""
    ticket_id = records.draft().ticket_id
    written, faults, end = [0] * 6, list[BaseException](), time.monotonic() + SECONDS

    def count(worker: int) -> None:
        try:
            while time.monotonic() < end:
                _add_one(records.database, ticket_id)
                written[worker] += 1
        except RecordsError as error:
            faults.append(error)

    threads = [threading.Thread(target=count, args=(worker,)) for worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert min(written) > 0
    assert records.tickets.ticket(ticket_id).priority == sum(written)


def _add_one(database: Database, ticket_id: int) -> None:
    with database.write() as session:
        present = session.scalar(READ_ON_SQLITE if database.is_sqlite else READ, {"id": ticket_id})
        session.execute(COUNT, {"id": ticket_id, "next": present + 1})


def test_without_our_own_begin_the_same_work_is_refused(tmp_path: Path) -> None:
    """The positive control: with the driver's deferred transactions, one of two such writers is thrown out."""
    file = tmp_path / "deferred.sqlite"
    one, two = (closing(sqlite3.connect(file, timeout=0.1, isolation_level=None)) for _ in range(2))
    with one as first, two as second:
        first.execute("PRAGMA journal_mode = WAL")
        first.execute("CREATE TABLE counted (n)")
        for connection in (first, second):
            connection.execute("BEGIN DEFERRED")
            connection.execute("SELECT * FROM counted").fetchall()
        first.execute("INSERT INTO counted VALUES (1)")
        first.execute("COMMIT")
        with pytest.raises(sqlite3.OperationalError, match="database is locked"):
            second.execute("INSERT INTO counted VALUES (2)")


def test_a_write_that_fails_leaves_nothing(records: Records) -> None:
    records.draft()
    with pytest.raises(ZeroDivisionError):
        _write_and_fail(records.database)
    assert records.tickets.queue()[0].priority == 0


def _write_and_fail(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE ticket SET priority = 3"))
        raise ZeroDivisionError


def test_a_read_cannot_write_and_a_write_after_it_can(records: Records) -> None:
    records.draft()
    with pytest.raises(RecordsError), records.database.read() as session:
        session.execute(text("UPDATE ticket SET priority = 3"))
    with records.database.write() as session:
        session.execute(text("UPDATE ticket SET priority = 2"))
    assert records.tickets.queue()[0].priority == 2


def test_a_read_sees_one_moment_however_long_it_takes(records: Records) -> None:
    records.draft()
    with records.database.read() as session:
        before = session.execute(text("SELECT priority FROM ticket")).all()
        with records.database.write() as other:
            other.execute(text("UPDATE ticket SET priority = 2"))
        assert session.execute(text("SELECT priority FROM ticket")).all() == before


def test_what_excludes_itself_is_a_conflict_without_the_data(records: Records) -> None:
    records.users.add("anna-the-secret", "agent", "correct horse")  # type: ignore[arg-type]
    again = text(
        "INSERT INTO app_user (name, role, password_hash, language, active, created_at) SELECT name, role,"
        " password_hash, language, active, created_at FROM app_user"
    )
    with pytest.raises(Conflict) as refused, records.database.write() as session:
        session.execute(again)
    assert "anna-the-secret" not in f"{refused.value} {refused.value.__cause__}"


def test_a_statement_that_fails_is_told_without_its_values(records: Records) -> None:
    with pytest.raises(RecordsError) as refused, records.database.write() as session:
        session.execute(text("SELECT no_such_column FROM ticket WHERE subject = :subject"), {"subject": "13800001111"})
    assert "13800001111" not in f"{refused.value} {refused.value.__cause__}"
    assert not isinstance(refused.value.__cause__, DBAPIError)


def test_sqlite_keeps_what_it_says_it_kept(sqlite_database: Database) -> None:
    wanted = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": dialects.BUSY_SECONDS * 1000}
    with sqlite_database.read() as session:
        assert {name: session.scalar(text(f"PRAGMA {name}")) for name in wanted} == wanted


def test_times_come_back_as_they_were_whatever_the_servers_time_zone(records: Records) -> None:
    records.receive(at=NOW)
    assert records.messages.message(1).received_at == NOW
    assert records.messages.message(1).received_at.utcoffset() == NOW.utcoffset()


def test_a_full_disk_stores_nothing_half_and_all_of_it_once_there_is_room(
    sqlite_database: Database, tmp_path: Path
) -> None:
    """SQLite is told that its file may not grow: it then fails exactly as on a full disk."""
    records = Records(sqlite_database, RawStore(tmp_path / "raw"))
    message_id = records.receive()
    batch = [(uid, f"mail {uid}".encode(), NOW) for uid in range(100, 300)]
    _limit_pages(sqlite_database.engine, extra=1)
    with pytest.raises(RecordsUnreachable, match="disk is full"):
        records.messages.store("support", "INBOX", 7, batch)
    assert records.messages.cursor("support", "INBOX") == Cursor(uidvalidity=7, uid=1)
    assert records.messages.to_work() == (message_id,)
    _limit_pages(sqlite_database.engine, extra=100_000)
    assert len(records.messages.store("support", "INBOX", 7, batch)) == 200


def _limit_pages(engine: Engine, extra: int) -> None:
    """The limit belongs to the connection; the pool has one here, because nothing runs at once."""
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + extra}")


def test_a_file_that_is_no_database_is_said_so_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database, but somebody's notes\n" * 50)
    before = file.read_bytes()
    with closing(open_database(f"sqlite:///{file}")) as database:
        for use in (database.ping, lambda: migrate(database)):
            with pytest.raises(RecordsError, match="not a database") as refused:
                use()
            assert not refused.value.retry
    assert file.read_bytes() == before


def test_a_writer_who_waits_in_vain_may_try_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialects, "BUSY_SECONDS", 0.2)
    with closing(open_database(f"sqlite:///{tmp_path / 'busy.sqlite'}")) as database, database.write() as session:
        session.execute(text("SELECT 1"))
        with pytest.raises(RecordsUnreachable, match="another process is holding it") as refused:
            migrate(database)
        assert refused.value.retry
        database.ping()  # readers are not in the way of a writer, nor it in theirs


def test_a_database_in_a_place_that_is_a_file_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RecordsUnreachable, match="cannot be made"):
        open_database(f"sqlite:///{tmp_path / 'file' / 'draftdesk.sqlite'}")


def test_a_server_that_is_not_there_may_be_tried_again_and_its_password_is_not_told() -> None:
    port = free_port()
    database = open_database(f"postgresql://anna:geheim@127.0.0.1:{port}/desk")
    with pytest.raises(RecordsUnreachable, match=f"cannot be reached .127.0.0.1:{port}/desk") as refused:
        database.ping()
    assert "geheim" not in f"{refused.value!r} {refused.value} {refused.value.__cause__}"


def test_a_connection_that_the_server_cut_is_replaced(postgres_database: Database) -> None:
    postgres_database.ping()
    with pytest.raises(RecordsUnreachable), postgres_database.write() as session:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    postgres_database.ping()


HOLDER = """
import sys
from assistant.records.database import open_database
with open_database(sys.argv[1]).alone("the drafts of support") as alone:
    print(alone, flush=True)
    sys.stdin.read()
"""


def test_what_is_done_alone_is_done_by_one_process_and_a_death_frees_it(database: Database) -> None:
    url = database.engine.url.set(drivername=database.engine.url.get_backend_name())
    command = [sys.executable, "-c", HOLDER, url.render_as_string(hide_password=False)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        with database.alone("the drafts of support") as alone, database.alone("the drafts of sales") as another:
            assert (alone, another) == (False, True)
        other.send_signal(signal.SIGKILL)
    end = time.monotonic() + 10  # PostgreSQL takes a moment to notice
    while not _is_free(database):
        assert time.monotonic() < end
    assert _is_free(database), "and it is free again after each"


def _is_free(database: Database) -> bool:
    with database.alone("the drafts of support") as alone, database.alone("the drafts of support") as twice:
        assert not (alone and twice), "not even within one process"
        return alone
