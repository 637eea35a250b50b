"""`draftdesk doctor`: every connection and setting tried, one line each, with what to do where something is wrong."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from assistant.errors import DraftdeskError
from assistant.settings import Settings, flatten, where_from
from assistant.terminal import line, table
from assistant.wiring import (
    build_embedder,
    connect_mailbox,
    kb_folder,
    mailbox_password,
    now_utc,
    open_records,
)


@dataclass(frozen=True)
class Finding:
    """What was tried, whether it works, and what the system or the error says."""

    subject: str
    well: bool
    words: str


def examine(settings: Settings, settings_file: Path | None) -> None:
    """Print where each setting comes from and how each part does. Raises DraftdeskError if one does not work."""
    line("Settings")
    table(("Setting", "Value", "From"), _settings_rows(settings, settings_file))
    line("")
    line("Checks")
    findings = []
    for finding in _findings(settings):
        findings.append(finding)
        table(("", "", ""), [("ok" if finding.well else "FAILED", finding.subject, finding.words)])
    ill = [finding.subject for finding in findings if not finding.well]
    if ill:
        raise DraftdeskError(f"{len(ill)} of {len(findings)} checks failed: {', '.join(ill)}.", "See the lines above.")


def _settings_rows(settings: Settings, settings_file: Path | None) -> Iterator[tuple[str, str, str]]:
    """Every setting that is in force; secrets are masked by their type."""
    origins = where_from(settings_file)
    for name, value in sorted(flatten(settings.model_dump()).items()):
        if value is not None:
            yield name, _shown(name, value), origins.get(name, "default")


def _shown(name: str, value: object) -> str:
    """A database URL can carry a password; it is shown without."""
    if name == "database_url":
        from sqlalchemy.engine import make_url

        return make_url(str(value)).render_as_string(hide_password=True)
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value)) or "none"
    return str(value)


def _findings(settings: Settings) -> Iterator[Finding]:
    yield _try("database", lambda: _database(settings))
    yield _try("shop", lambda: _shop(settings))
    yield _try("knowledge base", lambda: _knowledge(settings))
    yield _try("search index", lambda: _index(settings))
    if not settings.mailboxes:
        yield Finding(
            "mailbox", False, "No mailbox is configured. Fill in [mailboxes.…]; draftdesk.example.toml shows how."
        )
    for name in settings.mailboxes:
        yield _try(f"mailbox {name}, IMAP", partial(_imap, settings, name))
        yield _try(f"mailbox {name}, SMTP", partial(_smtp, settings, name))
    yield _try("drafter", lambda: _drafter(settings))


def _try(subject: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, True, check())
    except DraftdeskError as error:
        return Finding(subject, False, str(error))


def _database(settings: Settings) -> str:
    records = open_records(settings)
    records.database.ping()
    people = len(records.users.list())
    records.database.close()
    return (
        f"reachable and up to date; {people} people can log in"
        if people
        else ("reachable and up to date; nobody can log in yet: draftdesk user add NAME --role supervisor")
    )


def _shop(settings: Settings) -> str:
    from assistant.orders.sql import SqlOrders

    records = open_records(settings)
    orders = SqlOrders(records.database.reading_engine)
    shop, products = orders.shop(), len(orders.products())
    records.database.close()
    if not products:
        return "no orders imported yet: draftdesk shop import FILE"
    return f"{shop.name}, {shop.timezone}, {products} products"


def _knowledge(settings: Settings) -> str:
    from assistant.knowledge.checking import check

    folder = kb_folder(settings)
    problems = check(folder, now_utc())
    if problems:
        raise DraftdeskError(f"{len(problems)} mistakes in {folder}.", "draftdesk kb check lists them.")
    return f"{folder} has no mistakes"


def _index(settings: Settings) -> str:
    from assistant.knowledge.search import open_knowledge

    knowledge = open_knowledge(
        kb_folder(settings),
        settings.data_dir / "index",
        build_embedder(settings),
        settings.knowledge.chroma_url,
        sync=False,
    )
    try:
        found = knowledge.search("refund 退款", language="zh", at=(now_utc(),))
    finally:
        knowledge.close()
    return "answers" if found else "opens, but has nothing in it yet: draftdesk kb sync"


def _imap(settings: Settings, name: str) -> str:
    with connect_mailbox(settings, name) as mailbox:
        return mailbox.check()


def _smtp(settings: Settings, name: str) -> str:
    from assistant.outbox.delivery import check

    mailbox = settings.mailboxes[name]
    return check(mailbox.smtp, mailbox.login, mailbox_password(settings, name))


def _drafter(settings: Settings) -> str:
    if settings.drafter == "offline":
        return "offline: lexicons and templates, no model is called"
    from assistant.drafting.model import check_profile
    from assistant.settings import secret

    profile = settings.models.get(settings.drafter)
    if profile is None:
        raise DraftdeskError(f"There is no model profile named {settings.drafter}.", "Add it to [models.…].")
    key = secret(profile.api_key, profile.api_key_file, "the model's key")
    return check_profile(settings.drafter, profile, key)
