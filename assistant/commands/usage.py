"""Help in the words of the contract: Typer's own writes `{FILE.eml}...` and shows the Python types of arguments."""

from typing import Any

from typer.core import TyperCommand

_NO_BRACES = str.maketrans("", "", "{}")


class PlainCommand(TyperCommand):
    """To be given as `cls` where a command is declared."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        return [piece.translate(_NO_BRACES).replace("...", " …") for piece in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        records = [(param.param_type_name, param.get_help_record(ctx)) for param in self.get_params(ctx)]
        arguments = [_plain(*record) for kind, record in records if record and kind == "argument"]
        options = [record for kind, record in records if record and kind == "option"]
        for title, rows in (("Arguments", arguments), ("Options", options)):
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


def _plain(name_and_type: str, words: str) -> tuple[str, str]:
    """The usage line shows already what is required."""
    return name_and_type.partition(" <")[0], words.removesuffix("  [required]")
