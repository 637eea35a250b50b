"""Options and arguments that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
KbDir = Annotated[
    Path | None, typer.Option("--kb", metavar="DIR", help="The knowledge base. [default: ./kb, else the sample]")
]
Drafter = Annotated[str | None, typer.Option("--drafter", metavar="NAME", help="`offline`, or a model profile.")]
PasswordStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]
Port = Annotated[
    int | None, typer.Option("--port", metavar="N", min=0, max=65535, help="The desk's port; 0 takes a free one.")
]
ShopFile = Annotated[
    Path | None, typer.Option("--shop", metavar="FILE", help="The shop file with orders and customers.")
]
UserName = Annotated[str, typer.Argument(metavar="NAME", help="The name to log in with.")]
