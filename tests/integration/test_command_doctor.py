"""`draftdesk doctor` as an installed command: each part tried on real servers, each in one line."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from support.command_folders import contents, mailbox_toml, side_by_side
from support.commands import Outcome, assert_one_paragraph, draftdesk
from support.dovecot import PASSWORD, USER, Dovecot
from support.model_stub import ModelStub, running_model_stub, says
from support.smtp import SmtpServer

from assistant.commands.checks import fetching
from assistant.errors import DraftdeskError
from assistant.records.health import Health, MailboxHealths
from assistant.settings import ServerSettings, Settings
from assistant.wiring import now_utc, open_records

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

CLOSED = ServerSettings(host="127.0.0.1", port=1, security="none")
DATABASE = "postgresql://shop:geheim-db@127.0.0.1:1/desk"


@pytest.fixture
def model() -> Iterator[ModelStub]:
    with running_model_stub() as stub:
        yield stub.answers(says({"answer": "pong"}))


def profile(name: str, url: str) -> str:
    return f'[models.{name}]\nbase_url = "{url}"\nmodel = "stub"\napi_key = "geheim-key"\ntimeout = 5\n'


def folder_with(folder: Path, *settings: str) -> Path:
    folder.mkdir()
    (folder / "draftdesk.toml").write_text("\n".join(settings), encoding="utf-8")
    return folder


@pytest.fixture
def outcomes(tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer, model: ModelStub) -> dict[str, Outcome]:
    imap = dovecot.settings()
    well = folder_with(
        tmp_path / "well",
        'drafter = "large"',
        'trusted_authserv_ids = ["mx.shop.example"]',
        mailbox_toml("support", USER, PASSWORD, imap, smtp.settings()),
        profile("large", model.url),
    )
    ill = folder_with(
        tmp_path / "ill",
        'drafter = "larg"',
        mailbox_toml("mistyped", USER, "geheim-mail", imap, smtp.settings()),
        mailbox_toml("closed", USER, "geheim-mail", CLOSED, CLOSED.model_copy(update={"port": 2})),
        profile("large", "http://127.0.0.1:1/v1"),
    )
    env = {"DRAFTDESK_DATABASE_URL": DATABASE, "DRAFTDESK_WORKRES": "9"}
    done = side_by_side(
        {"well": partial(draftdesk, "doctor", cwd=well), "ill": partial(draftdesk, "doctor", cwd=ill, env=env)}
    )
    assert contents(well) == contents(ill) == {"draftdesk.toml"}, "trying makes nothing"
    return done


def parts(outcome: Outcome) -> dict[str, tuple[str, str]]:
    """The verdict and its words, by what was tried."""
    lines = outcome.out.splitlines()
    rows = [line.split("\t") for line in lines[lines.index("Checks") + 1 :]]
    return {subject: (verdict, words) for verdict, subject, words in rows}


def settings(outcome: Outcome) -> dict[str, tuple[str, str]]:
    """A setting's value and where it came from."""
    lines = outcome.out.splitlines()
    rows = [line.split("\t") for line in lines[lines.index("Settings") + 1 : lines.index("Checks") - 1]]
    return {name: (value, origin) for name, value, origin in rows}


def test_each_part_is_tried_and_what_is_wrong_is_said_with_what_to_do(outcomes: dict[str, Outcome]) -> None:
    well = outcomes["well"]
    assert (well.status, well.err) == (0, "")
    said = parts(well)
    assert {verdict for verdict, _ in said.values()} == {"ok"}
    assert "folders, sent mail is filed in Sent; new mail is told at once" in said["mailbox support, IMAP"][1]
    assert "login accepted" in said["mailbox support, SMTP"][1]
    assert "stub answers in" in said["model large"][1]
    assert said["drafter"][1].startswith("the model profile large")
    for made_later in ("data folder", "database", "search index"):
        assert "is made when it is first needed" in said[made_later][1]
    assert "draftdesk shop import FILE" in said["shop"][1]
    assert "no mistakes" in said["knowledge base"][1]
    assert said["senders"][1] == "vouched for by mx.shop.example"

    ill = outcomes["ill"]
    said = parts(ill)
    wrong = {subject: words for subject, (verdict, words) in said.items() if verdict == "FAILED"}
    for subject, words in {
        "environment": "DRAFTDESK_WORKRES (did you mean DRAFTDESK_WORKERS?). Rename or unset it",
        "database": "cannot be reached (127.0.0.1:1/desk",
        "shop": "The same as database.",
        "mailbox mistyped, IMAP": "refused the login",
        "mailbox mistyped, SMTP": "refused the login",
        "mailbox closed, IMAP": "127.0.0.1:1",
        "mailbox closed, SMTP": "127.0.0.1:2",
        "mailbox mistyped, fetching": "The same as database.",
        "mailbox closed, fetching": "The same as database.",
        "drafter": "There is no model profile named larg. Add [models.larg]",
        "model large": "127.0.0.1:1",
    }.items():
        assert words in wrong.pop(subject), subject
    assert wrong == {}
    assert_one_paragraph(ill, 1, f"11 of {len(said)} checks failed: environment; database; shop;", "See above.")

    assert settings(ill)["database_url"] == ("postgresql://***@127.0.0.1:1/desk", "environment")
    assert settings(ill)["mailboxes.closed.password"] == ("**********", "draftdesk.toml")
    assert settings(ill)["models.large.api_key"] == ("**********", "draftdesk.toml")
    assert settings(ill)["workers"] == ("4", "default")
    for outcome in outcomes.values():
        assert "geheim" not in outcome.out + outcome.err
        assert json.dumps(PASSWORD)[1:-1] not in outcome.out + outcome.err


def test_how_fetching_goes_is_told_as_the_fetcher_last_said_it(tmp_path: Path) -> None:
    settings, now = Settings(data_dir=tmp_path), now_utc()
    assert fetching(settings, "support") == "not read yet"
    soon, long_ago = now + timedelta(minutes=1), now - timedelta(hours=3)
    lost = "Nothing answers at imap.shop.example:993. It is tried again."
    for name, health, words in (
        ("well", Health(now, now, expected_by=soon), r"last read \d+ s ago$"),
        ("behind", Health(now, now, "", now - timedelta(minutes=12), soon), r"last read \d+ s ago, 12 minutes behind$"),
        ("new", Health(None, now, lost, None, soon), f"never read to the end. {lost}$"),
        ("lost", Health(long_ago, now, lost, long_ago, soon), f"last read 3 hours ago, 3 hours behind. {lost}$"),
        ("silent", Health(long_ago, long_ago, expected_by=long_ago), "Start draftdesk run, or draftdesk fetch$"),
    ):
        with closing(open_records(settings).database) as database:
            MailboxHealths(database).report(name, health)
        if health.problem:
            with pytest.raises(DraftdeskError, match=words):
                fetching(settings, name)
        else:
            assert re.search(words, fetching(settings, name)), name
