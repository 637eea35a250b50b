"""`draftdesk run` as a process, on a real mail server: it starts, serves the desk, and ends in good order."""

import shutil
import time
from contextlib import closing
from pathlib import Path
from signal import SIGINT, SIGTERM
from urllib.request import urlopen

from support.command_folders import MAILS, mailbox_toml
from support.commands import assert_one_paragraph, draftdesk, started
from support.dovecot import PASSWORD, USER, Dovecot
from support.house import Workshop, eventually, house_settings
from support.postgres import Postgres
from support.smtp import SmtpServer

from assistant.knowledge.articles import load_articles
from assistant.knowledge_feed import cited
from assistant.records.values import Draft
from assistant.resources import packaged
from assistant.settings import Settings
from assistant.wiring import open_records

pytest_plugins = ("support.records_fixtures",)

READY = "The desk is at "


def shop(folder: Path, dovecot: Dovecot, smtp: SmtpServer, password: str = PASSWORD) -> Path:
    toml = mailbox_toml("support", USER, password, dovecot.settings(), smtp.settings())
    (folder / "draftdesk.toml").write_text(f"burst_seconds = 0\n{toml}", encoding="utf-8")
    return folder


def address_in(line: str) -> str:
    return line.removeprefix(READY).split()[0]


def page(address: str) -> str:
    with urlopen(address, timeout=10) as answer:  # it is our own, on loopback
        return str(answer.read().decode())


def open_tickets(folder: Path) -> int:
    records = open_records(Settings(data_dir=folder / ".draftdesk"))
    try:
        return records.tickets.counts().open
    finally:
        records.database.close()


def only_draft(folder: Path) -> Draft:
    records = open_records(Settings(data_dir=folder / ".draftdesk"))
    try:
        (draft,) = records.tickets.proposed(stale=True)
    finally:
        records.database.close()
    return draft


def change_what_it_cites(draft: Draft, kb: Path) -> None:
    names = {passage.article_id for passage in cited(draft)}
    assert (draft.state, bool(names)) == ("proposed", True)
    for path in [Path(article.path) for article in load_articles(kb / "articles") if article.id in names]:
        path.write_text(f"{path.read_text('utf-8')}\nToday too.\n", "utf-8")


def seconds_of(start: float) -> float:
    return time.monotonic() - start


def test_it_works_the_mail_serves_the_desk_notices_changed_articles_and_ends_when_told_to(
    tmp_path: Path, dovecot: Dovecot, smtp_server: SmtpServer
) -> None:
    dovecot.deliver(MAILS["product_question"])
    folder = shop(tmp_path, dovecot, smtp_server)
    shutil.copytree(packaged("kb"), folder / "kb")
    with started("run", "--port", "0", cwd=folder) as run:
        address = address_in(run.says(READY))
        assert 'type="password"' in page(address)
        eventually(lambda: open_tickets(folder) == 1)
        change_what_it_cites(only_draft(folder), folder / "kb")
        began = time.monotonic()
        assert_one_paragraph(draftdesk("fetch", cwd=folder), 2, "PostgreSQL")
        start_up, began = seconds_of(began), time.monotonic()
        second = draftdesk("kb", "sync", cwd=folder)
        assert seconds_of(began) < 2 + 3 * start_up, "refused within two seconds beside what a slow machine needs"
        assert_one_paragraph(second, 1, "search index in .draftdesk/index is in use by process", "Run only one process")
        assert 'type="password"' in page(address), "the first one is not disturbed"
        eventually(lambda: only_draft(folder).state == "stale", seconds=60)  # the articles have been looked at again
        outcome = run.ends(by=SIGTERM)
    assert (outcome.status, outcome.out) == (0, "")
    assert [line for line in outcome.err.splitlines() if not line.startswith("Indexing the knowledge base")] == [
        "Nobody can log in yet: draftdesk user add NAME --role supervisor",
        f"{READY}{address}  (Ctrl+C ends it)",
    ]
    assert not run.left_processes


def test_with_a_wrong_password_the_desk_opens_and_the_log_says_what_to_do(
    tmp_path: Path, dovecot: Dovecot, smtp_server: SmtpServer
) -> None:
    with started("run", "--port", "0", cwd=shop(tmp_path, dovecot, smtp_server, "geheim")) as run:
        assert 'type="password"' in page(address_in(run.says(READY)))
        warning = run.says("Mailbox support")
        outcome = run.ends(by=SIGINT)
    assert "WARNING" in warning
    assert "refused the login" in warning
    assert "Check user name and password" in warning
    assert (outcome.status, outcome.out) == (0, "")
    assert "Traceback" not in outcome.err
    assert "geheim" not in outcome.err
    assert not run.left_processes


def test_the_first_fetch_on_a_new_database_waits_for_a_worker_that_comes_later(
    tmp_path: Path, dovecot: Dovecot, smtp_server: SmtpServer, postgres: Postgres
) -> None:
    dovecot.deliver(MAILS["in_transit_on_time"])
    url = postgres.url(postgres.create_database())
    nowhere = {"DRAFTDESK_DATABASE_URL": url, "DRAFTDESK_KNOWLEDGE__CHROMA_URL": "http://127.0.0.1:1"}
    done = draftdesk("fetch", "--once", cwd=shop(tmp_path, dovecot, smtp_server), env=nowhere)
    assert (done.status, done.out, done.err.strip()) == (0, "", "support: 1 new messages.")
    settings = house_settings(tmp_path / ".draftdesk").model_copy(update={"database_url": url})
    records = open_records(settings)
    with closing(records.database):
        worker = Workshop(settings, records)
        with worker.working(sweep_seconds=600):
            eventually(worker.settled)
        assert len(worker.drafts()) == 1
