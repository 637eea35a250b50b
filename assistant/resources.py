"""Where the prompts, the sample knowledge base and the example settings are: beside the package in a checkout, inside
it in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parent

EXAMPLE_SETTINGS = "draftdesk.example.toml"


def packaged(name: str) -> Path:
    """What came with this installation: the folders `prompts` and `kb`, and the file EXAMPLE_SETTINGS."""
    inside = _PACKAGE / "_packaged" / name
    return inside if inside.exists() else _PACKAGE.parent / name


def example_hint() -> str:
    """Where somebody without settings, or with wrong ones, finds all of them explained."""
    return f"Every setting is explained in {packaged(EXAMPLE_SETTINGS)}."
