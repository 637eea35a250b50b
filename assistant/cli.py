"""The command line (contracts.md, section 1). Only Typer and Rich stand at module level, so that `--help` is quick."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import DraftdeskError

if TYPE_CHECKING:
    from assistant.settings import Settings

app = typer.Typer(
    name="draftdesk",
    help="An email assistant for e-commerce support teams: verify, then diagnose, then reply.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
kb_app = typer.Typer(help="The knowledge base: articles and playbooks.", no_args_is_help=True)
shop_app = typer.Typer(help="Orders and customers.", no_args_is_help=True)
user_app = typer.Typer(help="Who may approve what.", no_args_is_help=True)
eval_app = typer.Typer(help="Offline evaluation of drafting.", no_args_is_help=True)
app.add_typer(kb_app, name="kb")
app.add_typer(shop_app, name="shop")
app.add_typer(user_app, name="user")
app.add_typer(eval_app, name="eval")

Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
KbDir = Annotated[Path | None, typer.Option("--kb", help="The knowledge base folder.")]
PasswordStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]
ShopFile = Annotated[Path | None, typer.Option("--shop", help="The shop file with orders and customers.")]


class _Global:
    """Options that come before the command."""

    debug = False
    settings_file: Path | None = None


def _version(wanted: bool) -> None:
    if wanted:
        from assistant import __version__

        typer.echo(f"draftdesk {__version__}")
        raise typer.Exit


@app.callback()
def main_options(
    settings: Annotated[
        Path | None, typer.Option("--settings", help="The settings file. [default: ./draftdesk.toml]")
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")] = False,
) -> None:
    _Global.debug = debug
    _Global.settings_file = settings


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="The desk's port; 0 takes a free one.")] = 8420,
    once: Annotated[bool, typer.Option("--once", help="Fetch and draft all, print a line per mail, exit.")] = False,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the browser.")] = False,
) -> None:
    """A complete sample shop with its own mailbox: fetch, draft, approve, send."""
    from assistant.commands.demo import run_demo

    run_demo(port=port, once=once, browser=not no_browser)


@app.command()
def run(
    port: Annotated[int | None, typer.Option(help="The desk's port.")] = None,
) -> None:
    """Fetcher, drafting, outbox and desk in one process, on the configured mailbox."""
    from assistant.commands.run import run_all

    run_all(_settings(), port)


@app.command()
def fetch(once: Annotated[bool, typer.Option("--once", help="Fetch what is there and exit.")] = False) -> None:
    """Only the fetcher, as a process of its own (needs PostgreSQL and a Chroma server)."""
    from assistant.commands.run import run_fetcher

    run_fetcher(_settings(), once=once)


@app.command()
def work() -> None:
    """Only drafting and outbox, as a process of their own (needs PostgreSQL and a Chroma server)."""
    from assistant.commands.run import run_worker

    run_worker(_settings())


@app.command()
def desk(port: Annotated[int | None, typer.Option(help="The desk's port.")] = None) -> None:
    """Only the desk, as a process of its own (needs PostgreSQL and a Chroma server)."""
    from assistant.commands.run import run_desk

    run_desk(_settings(), port)


@app.command()
def draft(
    files: Annotated[list[Path], typer.Argument(help="Message files (.eml).")],
    shop: ShopFile = None,
    kb: KbDir = None,
    now: Annotated[str | None, typer.Option("--now", help="The present, as ISO 8601 with an offset.")] = None,
    drafter: Annotated[str | None, typer.Option("--drafter", help="`offline`, or a model profile.")] = None,
    as_json: Json = False,
) -> None:
    """Draft a reply to message files; touches no mailbox and no database."""
    from assistant.commands.draft import draft_files

    draft_files(_settings(kb_dir=kb), files, shop, now, drafter, as_json=as_json)


@kb_app.command("sync")
def kb_sync() -> None:
    """Bring the search index up to the articles."""
    from assistant.commands.kb import sync

    sync(_settings())


@kb_app.command("check")
def kb_check(kb: KbDir = None) -> None:
    """Look for mistakes in the articles and playbooks."""
    from assistant.commands.kb import check

    check(_settings(kb_dir=kb))


@kb_app.command("search")
def kb_search(
    text: Annotated[str, typer.Argument(help="What to look for.")],
    kb: KbDir = None,
    at: Annotated[str | None, typer.Option("--at", help="In force at this time, ISO 8601 with an offset.")] = None,
    as_json: Json = False,
) -> None:
    """Search the knowledge base as the drafter does."""
    from assistant.commands.kb import search

    search(_settings(kb_dir=kb), text, at, as_json=as_json)


@shop_app.command("import")
def shop_import(file: Annotated[Path, typer.Argument(help="The shop file.")]) -> None:
    """Import orders and customers; nothing is imported from a file with an error."""
    from assistant.commands.shop import import_file

    import_file(_settings(), file)


@shop_app.command("check")
def shop_check(file: Annotated[Path, typer.Argument(help="The shop file.")]) -> None:
    """Read a shop file and say what is wrong with it; import nothing."""
    from assistant.commands.shop import check_file

    check_file(file)


@shop_app.command("find")
def shop_find(
    text: Annotated[str, typer.Argument(help="An order number, a name, an address, a phone or an item.")],
    shop: ShopFile = None,
) -> None:
    """Find orders."""
    from assistant.commands.shop import find

    find(_settings(), text, shop)


@user_app.command("add")
def user_add(
    name: Annotated[str, typer.Argument(help="The name to log in with.")],
    role: Annotated[str, typer.Option("--role", help="agent, senior or supervisor.")],
    password_stdin: PasswordStdin = False,
) -> None:
    """Add somebody to the desk; asks for the password."""
    from assistant.commands.user import add

    add(_settings(), name, role, password_stdin=password_stdin)


@user_app.command("password")
def user_password(
    name: Annotated[str, typer.Argument(help="Whose.")],
    password_stdin: PasswordStdin = False,
) -> None:
    """Give somebody a new password; their sessions end."""
    from assistant.commands.user import set_password

    set_password(_settings(), name, password_stdin=password_stdin)


@user_app.command("remove")
def user_remove(name: Annotated[str, typer.Argument(help="Who.")]) -> None:
    """Take somebody off the desk; what they approved stays on record."""
    from assistant.commands.user import remove

    remove(_settings(), name)


@user_app.command("list")
def user_list() -> None:
    """Who is on the desk, and in which role."""
    from assistant.commands.user import list_all

    list_all(_settings())


@eval_app.command("run")
def eval_run(
    dataset: Annotated[Path, typer.Argument(help="The dataset.")],
    drafter: Annotated[str | None, typer.Option("--drafter", help="`offline`, or a model profile.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Where the report goes.")] = None,
) -> None:
    """Evaluate drafting on a dataset."""
    _not_built_yet("eval run")


@eval_app.command("compare")
def eval_compare(
    first: Annotated[Path, typer.Argument(metavar="A")], second: Annotated[Path, typer.Argument(metavar="B")]
) -> None:
    """Compare two evaluations."""
    _not_built_yet("eval compare")


@eval_app.command("export")
def eval_export() -> None:
    """Make a dataset of what agents approved, edited and rejected."""
    _not_built_yet("eval export")


@app.command()
def briefing() -> None:
    """What changed since the last shift."""
    from assistant.commands.briefing import print_briefing

    print_briefing(_settings())


@app.command()
def doctor() -> None:
    """Check every connection and setting, and say how to mend what is broken."""
    from assistant.commands.doctor import examine

    examine(_settings(), _Global.settings_file)


def _settings(**options: object) -> "Settings":
    from assistant.settings import load_settings

    return load_settings(options, _Global.settings_file)


def _not_built_yet(command: str) -> None:
    raise DraftdeskError(f"draftdesk {command} is not built yet.", "It comes with a later version.")


def main() -> None:
    """The console script: exit status 0 done, 1 failed, 2 wrong usage or configuration; never a traceback."""
    try:
        app()
    except DraftdeskError as error:
        if _Global.debug:
            raise
        from assistant.terminal import fail

        fail(error)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # the reader of our output has gone: `draftdesk … | head`
        sys.stderr.close()
        sys.exit(1)


if __name__ == "__main__":
    main()
