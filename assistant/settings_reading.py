"""Reading the settings from their three places, and saying in plain words what cannot be used and where it stands."""

import difflib
import os
import re
import typing
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import EnvSettingsSource, SettingsConfigDict, SettingsError, TomlConfigSettingsSource

from assistant.errors import ConfigurationError
from assistant.resources import example_hint
from assistant.settings import ENVIRONMENT_PREFIX, SETTINGS_FILE, Settings
from assistant.times import is_date

ENVIRONMENT = "environment"
"""What `where_from` calls a value that an environment variable gave."""

Place = tuple[str | int, ...]
_ANY_NAME = "NAME"


def load_settings(options: Mapping[str, Any] | None = None, file: Path | None = None) -> Settings:
    """Read the settings; `options` are what the command line gave, None values left out.

    `file` is read instead of ./draftdesk.toml and must exist. Raises ConfigurationError naming the place of each value
    that cannot be used, never the value itself.
    """
    given = {name: value for name, value in (options or {}).items() if value is not None}
    if file is not None and not file.is_file():
        raise ConfigurationError(f"There is no settings file {file}.", example_hint())
    try:
        return _reading(file)(**given)
    except ValidationError as error:
        raise _refusal(error, file) from None
    except SettingsError as error:  # a value of the environment that has to be JSON
        name = re.search(r'field "(\w+)"', str(error))
        variable = f"{ENVIRONMENT_PREFIX}{name[1].upper()}" if name else "an environment variable"
        raise ConfigurationError(f"The settings cannot be used: {variable} is not JSON.", example_hint()) from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{_name(file)} is not UTF-8 text.", "Save it as UTF-8.") from None
    except (OSError, ValueError) as error:  # tomllib's own errors are ValueErrors, and name line and column
        reason = os.strerror(error.errno or 0) if isinstance(error, OSError) else _no_toml(error, file)
        raise ConfigurationError(f"{_name(file)} cannot be read: {reason}.", "Mend it there.") from None


def _no_toml(error: ValueError, file: Path | None) -> str:
    """What is wrong with the file. TOML does not say of 2026-13-01 that it is no date, only where it stands."""
    reason = str(error).rstrip(".")
    place = re.search(r"line (\d+)", reason)
    lines = Path(_name(file)).read_text(encoding="utf-8").splitlines() if place else []
    written = lines[int(place[1]) - 1] if place and int(place[1]) <= len(lines) else ""
    is_day = all(is_date(found) for found in re.findall(r"\b\d{4}-\d\d-\d\d\b", written))
    return reason if is_day else f"there is no such date ({reason})"


def where_from(file: Path | None = None) -> dict[str, str]:
    """For each dotted setting that somebody set: ENVIRONMENT or the file's name; all others have their default."""
    settings = _reading(file)
    origins = dict.fromkeys(flatten(TomlConfigSettingsSource(settings)()), _name(file))
    return origins | dict.fromkeys(flatten(EnvSettingsSource(settings)()), ENVIRONMENT)


def unknown_variables() -> dict[str, str | None]:
    """Environment variables that look like settings and are none, each with the one that may have been meant."""
    known = [name.upper() for name in Settings.model_fields]
    unknown: dict[str, str | None] = {}
    for variable in sorted(os.environ):
        prefix, name = variable[: len(ENVIRONMENT_PREFIX)], variable[len(ENVIRONMENT_PREFIX) :].upper()
        if prefix.upper() == ENVIRONMENT_PREFIX and name.partition("__")[0] not in known:
            meant = _nested(name.lower()) or next(iter(difflib.get_close_matches(name, known, n=1)), None)
            unknown[variable] = f"{ENVIRONMENT_PREFIX}{meant}" if meant else None
    return unknown


def _nested(setting: str) -> str | None:
    """How a variable names a setting that belongs into a section, the first that has it."""
    place = next((section for section, names in _sections() if section and setting in names), None)
    return "__".join([*map(str, place), setting]).upper() if place else None


def flatten(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested settings as dotted names."""
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = value
    return flat


def _reading(file: Path | None) -> type[Settings]:
    """The settings' class that reads this file instead of ./draftdesk.toml."""
    if file is None:
        return Settings

    class FromFile(Settings):
        model_config = SettingsConfigDict(toml_file=file)

    return FromFile


def _name(file: Path | None) -> str:
    return str(file or SETTINGS_FILE)


def _refusal(error: ValidationError, file: Path | None) -> ConfigurationError:
    origins = where_from(file)
    problems = error.errors(include_input=False, include_url=False)
    return ConfigurationError(
        f"The settings cannot be used: {'; '.join(_in_words(problem, origins) for problem in problems)}.",
        example_hint(),
    )


def _in_words(problem: ErrorDetails, origins: Mapping[str, str]) -> str:
    place = problem["loc"]
    name = ".".join(str(part) for part in place)
    inside = (origin for known, origin in origins.items() if f"{known}.".startswith(f"{name}."))
    origin = next(inside, None)
    return f"{name}{f' ({origin})' if origin else ''}: {_complaint(problem)}"


def _complaint(problem: ErrorDetails) -> str:
    match problem["type"]:
        case "extra_forbidden":
            return f"there is no such setting{_did_you_mean(problem['loc'])}"
        case "missing":
            return "is missing"
        case kind if kind.startswith(("datetime_", "timezone_")):
            return "must be a time with an offset, for example 2026-11-01T00:00:00+08:00"
        case _:
            words = problem["msg"].removeprefix("Value error, ").removeprefix("Input should be ").rstrip(".")
            words = words.partition(", unable to parse")[0]
            return f"must be {words}" if problem["msg"].startswith("Input should be") else words


def _did_you_mean(place: Place) -> str:
    *parents, unknown = place
    elsewhere = [_heading(section) for section, names in _sections() if unknown in names]
    if elsewhere:
        return f"; it belongs {' or '.join(elsewhere)}"
    names = _names_at(parents)
    close = difflib.get_close_matches(str(unknown), names, n=1)
    return f" (did you mean {close[0]}?)" if close else f"; there are {', '.join(names)}"


def _heading(section: Place) -> str:
    """Where settings of the section stand in the file. TOML counts what follows a heading to that section."""
    return f"under [{'.'.join(map(str, section))}]" if section else "at the top, before the first [heading]"


def _names_at(place: list[str | int]) -> list[str]:
    """The names of the settings in a section."""
    known = (names for section, names in _sections() if len(section) == len(place) and _fits(section, place))
    return list(next(known, ()))


def _fits(section: Place, place: Iterable[str | int]) -> bool:
    return all(step in (_ANY_NAME, given) for step, given in zip(section, place, strict=True))


def _sections(place: Place = (), model: type[BaseModel] = Settings) -> Iterator[tuple[Place, Collection[str]]]:
    """Every section with the names of its settings. A named table (`mailboxes.NAME`) counts as one step more."""
    yield place, model.model_fields
    for name, field in model.model_fields.items():
        named = typing.get_origin(field.annotation) is dict
        for kind in typing.get_args(field.annotation) or (field.annotation,):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from _sections((*place, name, _ANY_NAME) if named else (*place, name), kind)
