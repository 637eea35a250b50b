"""Where the prompts and the sample knowledge base are: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def packaged(name: str) -> Path:
    """The folder `name` (`prompts`, `kb`) that came with this installation."""
    inside = _PACKAGE / "_packaged" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
