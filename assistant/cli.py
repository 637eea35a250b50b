"""The command line (contracts.md, section 1). Only Typer and Rich stand at module level, so that `--help` is quick."""

import sys
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.usage import PlainCommand
from assistant.errors import DraftdeskError
from assistant.options import Drafter, Json, KbDir, PasswordStdin, Port, ShopFile, UserName

if TYPE_CHECKING:
    from assistant.settings import Settings

DEBUG = "--debug"
INTERRUPTED = 130
"""What Typer makes of Ctrl+C."""

app = typer.Typer(
    name="draftdesk",
    help="An email assistant for e-commerce support teams: verify, then diagnose, then reply.",
    epilog="Exit status: 0 done, 1 failed, 2 wrong usage or configuration.",
    context_settings={"max_content_width": 120},
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
kb_app = typer.Typer(help="The knowledge base: articles and playbooks.", no_args_is_help=True)
shop_app = typer.Typer(help="Orders and customers.", no_args_is_help=True)
user_app = typer.Typer(help="Who may approve what.", no_args_is_help=True)
mailbox_app = typer.Typer(help="Access to mailboxes.", no_args_is_help=True)
eval_app = typer.Typer(help="Offline evaluation of drafting.", no_args_is_help=True)
app.add_typer(kb_app, name="kb")
app.add_typer(shop_app, name="shop")
app.add_typer(user_app, name="user")
app.add_typer(mailbox_app, name="mailbox")
app.add_typer(eval_app, name="eval")

command = partial(app.command, cls=PlainCommand)
kb_command = partial(kb_app.command, cls=PlainCommand)
shop_command = partial(shop_app.command, cls=PlainCommand)
user_command = partial(user_app.command, cls=PlainCommand)
mailbox_command = partial(mailbox_app.command, cls=PlainCommand)
eval_command = partial(eval_app.command, cls=PlainCommand)


class _Given:
    """Options that come before the command."""

    settings_file: Path | None = None


def _version(wanted: bool) -> None:
    if wanted:
        from assistant import __version__

        typer.echo(f"draftdesk {__version__}")
        raise typer.Exit


@app.callback()
def main_options(
    settings: Annotated[
        Path | None,
        typer.Option("--settings", metavar="FILE", help="The settings file. [default: ./draftdesk.toml]"),
    ] = None,
    debug: Annotated[bool, typer.Option(DEBUG, help="Show where an error comes from; may stand anywhere.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    _Given.settings_file = settings


@command()
def demo(
    port: Port = None,
    once: Annotated[bool, typer.Option("--once", help="Fetch and draft all, print a line per mail, exit.")] = False,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the browser.")] = False,
) -> None:
    """A sample shop with its own mailbox: fetch, draft, approve, send."""
    from assistant.commands.demo import run_demo

    run_demo(port=port, once=once, browser=not no_browser)


@command()
def run(port: Port = None) -> None:
    """Fetch, draft, desk and send in one process, on your mailbox."""
    from assistant.commands.run import run_all

    run_all(_settings(), port)


@command()
def fetch(
    once: Annotated[bool, typer.Option("--once", help="Fetch what is there and exit.")] = False,
    history: Annotated[
        str | None,
        typer.Option("--history", metavar="TIME", help="Import mail received since then, without drafts, and exit."),
    ] = None,
) -> None:
    """Only fetch, as one process of many.

    Needs PostgreSQL (database_url) and a Chroma server (knowledge.chroma_url), except with --history. That one reads up
    to each mailbox's start_date, or to the present, and goes on where it was broken off.
    """
    from assistant.commands.run import import_history, run_fetcher

    if history is not None:
        import_history(_settings(), history)
    else:
        run_fetcher(_settings(), once=once)


@command()
def work() -> None:
    """Only draft and send, as one process of many.

    One worker a machine. Needs PostgreSQL (database_url) and a Chroma server (knowledge.chroma_url).
    """
    from assistant.commands.run import run_worker

    run_worker(_settings())


@command()
def desk(port: Port = None) -> None:
    """Only the desk, as one process of many.

    Needs PostgreSQL (database_url) and a Chroma server (knowledge.chroma_url).
    """
    from assistant.commands.run import run_desk

    run_desk(_settings(), port)


@command()
def draft(
    files: Annotated[list[Path], typer.Argument(metavar="FILE.eml", help="Message files.")],
    shop: ShopFile = None,
    kb: KbDir = None,
    now: Annotated[
        str | None, typer.Option("--now", metavar="TIME", help="Judge thresholds at this time. [default: the present]")
    ] = None,
    drafter: Drafter = None,
    as_json: Json = False,
) -> None:
    """Draft replies to message files.

    Touches no mailbox and no database. Prints a case file for each, in the order given; the exit status is 1 at the end
    if one could not be read.

    With a model profile, its calls are paid for but booked nowhere: its daily budget holds for this run alone.
    """
    from assistant.commands.draft import draft_files

    draft_files(_settings(kb_dir=kb), files, shop, now, drafter, as_json=as_json)


@kb_command("sync")
def kb_sync() -> None:
    """Bring the search index up to the articles."""
    from assistant.commands.kb import sync

    sync(_settings())


@kb_command("check")
def kb_check(kb: KbDir = None) -> None:
    """Look for mistakes in the articles and playbooks."""
    from assistant.commands.kb import check

    check(_settings(kb_dir=kb))


@kb_command("search")
def kb_search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What to look for.")],
    kb: KbDir = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="What is in force then. [default: the present]")
    ] = None,
    as_json: Json = False,
) -> None:
    """Search the knowledge base as the drafter does."""
    from assistant.commands.kb import search

    search(_settings(kb_dir=kb), text, at, as_json=as_json)


@kb_command("questions")
def kb_questions(
    kb: KbDir = None,
    drafter: Annotated[
        str | None, typer.Option("--drafter", metavar="NAME", help="The model profile. [default: the drafter's]")
    ] = None,
    most: Annotated[int | None, typer.Option("--most", metavar="N", min=1, help="So many articles at most.")] = None,
    write: Annotated[bool, typer.Option("--write", help="Put them into the articles once shown.")] = False,
) -> None:
    """Have a model propose how customers ask for articles that carry no questions."""
    from assistant.commands.kb_questions import propose

    propose(_settings(kb_dir=kb), drafter, most, write=write)


@shop_command("import")
def shop_import(file: Annotated[Path, typer.Argument(metavar="FILE", help="The shop file.")]) -> None:
    """Import a shop file: all of it, or nothing if it has an error."""
    from assistant.commands.shop import import_file

    import_file(_settings(), file)


@shop_command("check")
def shop_check(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A shop file, instead of what was imported.")
    ] = None,
) -> None:
    """Look at what was imported; with FILE, say what is wrong with it."""
    from assistant.commands.shop import check_file, check_imported

    check_file(file) if file is not None else check_imported(_settings())


@shop_command("find")
def shop_find(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="An order number or its end, a name, mail address, phone or item.")
    ],
    shop: ShopFile = None,
) -> None:
    """Find orders by number, customer or item."""
    from assistant.commands.shop import find

    find(_settings(), text, shop)


@user_command("add")
def user_add(
    name: UserName,
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help="agent, senior or supervisor.")],
    password_stdin: PasswordStdin = False,
) -> None:
    """Add somebody to the desk; asks for the password."""
    from assistant.commands.user import add

    add(_settings(), name, role, password_stdin=password_stdin)


@user_command("password")
def user_password(
    name: UserName,
    password_stdin: PasswordStdin = False,
) -> None:
    """Give somebody a new password; their sessions end."""
    from assistant.commands.user import set_password

    set_password(_settings(), name, password_stdin=password_stdin)


@user_command("remove")
def user_remove(name: UserName) -> None:
    """Take somebody off the desk; what they approved stays on record."""
    from assistant.commands.user import remove

    remove(_settings(), name)


@user_command("list")
def user_list() -> None:
    """Who is on the desk, and in which role."""
    from assistant.commands.user import list_all

    list_all(_settings())


@mailbox_command("login")
def mailbox_login(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The mailbox's name in the settings.")],
) -> None:
    """Give Draftdesk access by OAuth: somebody agrees in a browser, once."""
    from assistant.commands.mailbox import login

    login(_settings(), name)


@eval_command("run")
def eval_run(
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="The dataset.")],
    drafter: Drafter = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where the report goes.")] = None,
) -> None:
    """Evaluate drafting on a dataset."""
    _not_built_yet("eval run")


@eval_command("compare")
def eval_compare(
    first: Annotated[Path, typer.Argument(metavar="A")], second: Annotated[Path, typer.Argument(metavar="B")]
) -> None:
    """Compare two evaluations."""
    _not_built_yet("eval compare")


@eval_command("export")
def eval_export() -> None:
    """Make a dataset of what agents approved, edited and rejected."""
    _not_built_yet("eval export")


@command()
def briefing() -> None:
    """What changed since the last shift."""
    from assistant.commands.briefing import print_briefing

    print_briefing(_settings())


@command()
def doctor(
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="NAME", help="Only this model profile: one tiny call of each kind."),
    ] = None,
) -> None:
    """Check every connection and setting, and say what to mend."""
    from assistant.commands.doctor import examine, examine_model

    if model is None:
        examine(_settings(), _Given.settings_file)
    else:
        examine_model(_settings(), model)


def _settings(**options: object) -> "Settings":
    from assistant.settings_reading import load_settings

    return load_settings(options, _Given.settings_file)


def _speak_utf8() -> None:
    """UTF-8 on both outputs whatever the locale or code page is, and no error for what is no text at all."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _not_built_yet(command: str) -> None:
    raise DraftdeskError(f"draftdesk {command} is not built yet.", "It comes with a later version.")


def main() -> None:
    """The console script: exit status 0 done, 1 failed, 2 wrong usage or configuration; never a bare traceback."""
    _speak_utf8()
    arguments = sys.argv[1:]
    ours = arguments.index("--") if "--" in arguments else len(arguments)
    debug = DEBUG in arguments[:ours]
    try:
        status = app(
            [*(given for given in arguments[:ours] if given != DEBUG), *arguments[ours:]], standalone_mode=False
        )
        if status == INTERRUPTED:
            raise typer.Abort
    except Exception as error:  # noqa: BLE001 - the outermost place: whatever comes here becomes one plain paragraph
        from assistant.failing import end

        end(error, debug=debug)
    sys.exit(status)


if __name__ == "__main__":
    main()
