"""What `draftdesk doctor` tries: each check says in one line how its part does, or raises what is wrong with it.

Trying makes nothing: a database or an index that is not there yet is named, not created.
"""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from assistant.commands.model_checks import drafter, model
from assistant.commands.places import missing_file
from assistant.errors import ConfigurationError, DraftdeskError, IndexInUse
from assistant.settings import Settings
from assistant.settings_reading import unknown_variables
from assistant.wiring import (
    build_embedder,
    connect_mailbox,
    kb_folder,
    mailbox_password,
    now_utc,
    open_records,
    require_mailbox,
)

Check = Callable[[], str]

NOT_YET = "is not there yet; it is made when it is first needed"


def checks(settings: Settings) -> Iterator[tuple[str, Check]]:
    """What is tried, in the order in which one thing needs the other."""
    if unknown_variables():
        yield "environment", environment
    yield "data folder", lambda: data_folder(settings)
    yield "database", lambda: database(settings)
    yield "shop", lambda: shop(settings)
    yield "knowledge base", lambda: knowledge_base(settings)
    yield "search index", lambda: search_index(settings)
    if not settings.mailboxes:
        yield "mailbox", lambda: no_mailbox(settings)
    for name in settings.mailboxes:
        yield f"mailbox {name}, IMAP", partial(imap, settings, name)
        yield f"mailbox {name}, SMTP", partial(smtp, settings, name)
        yield f"mailbox {name}, fetching", partial(fetching, settings, name)
    if settings.mailboxes:
        yield "senders", lambda: senders(settings)
    yield "drafter", lambda: drafter(settings)
    for name in settings.models:
        yield f"model {name}", partial(model, name, settings)


def environment() -> str:
    """Raises ConfigurationError where a variable is misspelt, for such a one has no effect."""
    words = [f"{name}{f' (did you mean {meant}?)' if meant else ''}" for name, meant in unknown_variables().items()]
    if words:
        raise ConfigurationError(f"No setting is named {', '.join(words)}.", "Rename or unset it; it has no effect.")
    return "every variable is known"


def data_folder(settings: Settings) -> str:
    folder = settings.data_dir.absolute()
    place = next(path for path in (folder, *folder.parents) if path.exists())
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        raise ConfigurationError(
            f"{place} is {'not writable' if place.is_dir() else 'no folder'}.",
            "Set data_dir to a folder you may write to.",
        )
    return f"{folder} is writable" if place == folder else f"{folder} {NOT_YET}"


def database(settings: Settings) -> str:
    missing = missing_file(settings)
    if missing is not None:
        return f"{missing} {NOT_YET}"
    records = open_records(settings)
    try:
        records.database.ping()
        people = sum(user.active for user in records.users.list())
        place = records.database.place
    finally:
        records.database.close()
    if not people:
        return f"{place} is up to date; nobody can log in yet: draftdesk user add NAME --role supervisor"
    return f"{place} is up to date; {people} {'person' if people == 1 else 'people'} can log in"


def shop(settings: Settings) -> str:
    from assistant.orders.sql import SqlOrders

    nothing = "no orders yet: draftdesk shop import FILE"
    if missing_file(settings) is not None:
        return nothing
    records = open_records(settings)
    try:
        orders = SqlOrders(records.database.reading_engine)
        known, counts = orders.shop(), orders.counts()
    finally:
        records.database.close()
    if not counts.orders:
        return nothing
    return f"{known.name or 'no name'}, {known.timezone}: {counts.orders} orders, {counts.products} products"


def knowledge_base(settings: Settings) -> str:
    from assistant.knowledge.checking import check

    folder = kb_folder(settings)
    problems = check(folder, now_utc())
    if problems:
        count = "1 mistake" if len(problems) == 1 else f"{len(problems)} mistakes"
        raise DraftdeskError(f"{folder} has {count}.", "draftdesk kb check lists them.")
    return f"{folder} has no mistakes"


def search_index(settings: Settings) -> str:
    """The running index, as it stands. That another process is using it is how it should be."""
    from assistant.knowledge.search import open_knowledge

    folder, server = settings.data_dir.absolute() / "index", settings.knowledge.chroma_url
    embedder = build_embedder(settings)
    embedder.query("ok")
    if server is None and not folder.is_dir():
        return f"{folder} {NOT_YET} (draftdesk kb sync)"
    try:
        with open_knowledge(kb_folder(settings), folder, embedder, server, sync=False) as knowledge:
            found = knowledge.search("refund 退款", language="zh", at=(now_utc(),))
    except IndexInUse as error:
        return error.message
    place = "the Chroma server" if server else str(folder)
    return f"{place} answers" if found else f"{place} has nothing in it yet: draftdesk kb sync"


def no_mailbox(settings: Settings) -> str:
    require_mailbox(settings)
    return "configured"


def imap(settings: Settings, name: str) -> str:
    from assistant.mailbox.servers import provider_of

    with connect_mailbox(settings, name) as mailbox:
        words = mailbox.check()
    provider = provider_of(settings.mailboxes[name].imap.host)
    if provider.files_sent_itself and not settings.mailboxes[name].files_sent_itself:
        return f"{words}; {provider.name} files sent mail by itself: set files_sent_itself = true"
    return words


def smtp(settings: Settings, name: str) -> str:
    from assistant.outbox.delivery import check

    mailbox = settings.mailboxes[name]
    return check(mailbox.smtp, mailbox.login, mailbox_password(settings, name))


def fetching(settings: Settings, name: str) -> str:
    """As the running fetcher last said. None running is no fault here: the connections were tried above."""
    from assistant.records.health import Health

    if missing_file(settings) is not None:
        return "not read yet"
    records = open_records(settings)
    try:
        health = records.health.all().get(name, Health())
    finally:
        records.database.close()
    now = now_utc()
    if health.checked_at is None:
        return "not read yet"
    read = health.last_success
    words = "never read to the end" if read is None else f"last read {_ago(now - read)} ago"
    if health.lag(now) >= 60:
        words += f", {_ago(timedelta(seconds=health.lag(now)))} behind"
    if health.problem and not health.silent(now):
        raise DraftdeskError(f"{words}. {health.problem}")
    return f"{words}. {health.trouble(now)}".rstrip(". ")


def _ago(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    if minutes < 2:
        return f"{int(time.total_seconds())} s"
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"


def senders(settings: Settings) -> str:
    """Who vouches for senders. That nobody does is safe, but every customer is asked for more than need be."""
    if not settings.trusted_authserv_ids:
        return (
            "nobody vouches for them: no sender gets further than claimed. Set trusted_authserv_ids to the id that "
            "your own mail server writes into Authentication-Results"
        )
    return f"vouched for by {', '.join(settings.trusted_authserv_ids)}"
