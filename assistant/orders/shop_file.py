"""Reading the shop file (contracts.md, section 2). A file with any problem is refused whole, each problem by its place.

Places are dotted paths as in the file (`orders.3.lines.0.colour`), counted from 0. No value of the file is repeated in
a message: they are customers' names and addresses.
"""

import json
import os
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from assistant.case.shop import ShopFile
from assistant.errors import ShopFileError
from assistant.orders.keys import number_key
from assistant.orders.shop_file_fields import MONEY_FIELDS, did_you_mean, without_nulls

SHOWN_PROBLEMS = 10

Place = tuple[str | int, ...]
Problem = tuple[Place, str]

T = TypeVar("T")


def read_shop_file(path: Path | str) -> ShopFile:
    """Read a shop file in UTF-8 (a byte order mark is tolerated). Raises ShopFileError."""
    path = Path(path)
    return parse_shop_file(_decoded(_bytes_of(path), str(path)), str(path))


def parse_shop_file(text: str, name: str = "shop file") -> ShopFile:
    """The shop file in `text`; `name` is what errors call it. Raises ShopFileError with up to ten problems."""
    data = _json_of(text, name)
    problems = list(_number_problems(data, ()))
    try:
        shop_file = ShopFile.model_validate_json(_json_text(data), strict=True)
    except ValidationError as error:
        raise _refusal(name, problems + list(_model_problems(error, problems))) from None
    problems += _reference_problems(shop_file)
    if problems:
        raise _refusal(name, problems)
    return shop_file


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ShopFileError(f"There is no shop file {path}.", "Check its path.") from None
    except IsADirectoryError:
        raise ShopFileError(f"{path} is a folder.", "Name the shop file in it.") from None
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise ShopFileError(f"The shop file {path} cannot be read: {reason}.", "Check its permissions.") from None


def _decoded(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ShopFileError(f"{name} is not UTF-8 (line {line}).", "Save it as UTF-8.") from None


class _Repeated:
    """Stands for the value of a key that one JSON object holds twice."""


def _json_of(text: str, name: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise ShopFileError(f"{name} is not JSON: {error.msg} ({where}).", "Mend it there.") from None
    except (RecursionError, ValueError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise ShopFileError(f"{name} cannot be read as JSON: {reason}.", "Mend it.") from None


def _json_text(data: Any) -> str:
    """The data as pydantic reads it strictly; null is as good as left out, wherever a field may be."""
    return json.dumps(without_nulls(data), default=lambda repeated: None)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in pairs:
        values[key] = _Repeated() if key in values else value
    return values


def _no_number(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON number")


def _number_problems(value: Any, place: Place) -> Iterator[Problem]:
    """What JSON itself allows and the contract does not: money as a number, one key twice."""
    if isinstance(value, _Repeated):
        yield place, "this field stands twice in the same object"
    elif isinstance(value, int | float) and not isinstance(value, bool) and place and place[-1] in MONEY_FIELDS:
        yield place, 'money is a decimal string in quotes, like "99.00", not a number'
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _number_problems(inner, (*place, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _number_problems(inner, (*place, index))


def _model_problems(error: ValidationError, known: Sequence[Problem]) -> Iterator[Problem]:
    already = {place for place, _ in known}
    for problem in error.errors(include_input=False, include_url=False):
        if problem["loc"] not in already:
            yield problem["loc"], _in_words(problem["type"], problem["msg"], problem["loc"])


def _in_words(kind: str, message: str, place: Place) -> str:
    match kind:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return f"unknown field{did_you_mean(place)}"
        case "timezone_aware":
            return "a time needs its UTC offset, like 2026-11-20T10:00:00+08:00"
        case "datetime_type" | "datetime_parsing" | "datetime_from_date_parsing":
            return "not a time; write it in ISO 8601 with its offset, like 2026-11-20T10:00:00+08:00"
        case _:
            return message.removeprefix("Value error, ")[:1].lower() + message.removeprefix("Value error, ")[1:]


def _reference_problems(shop_file: ShopFile) -> list[Problem]:
    """Numbers and ids are unique, and every customer_id is somebody's in the file."""
    known = {customer.id for customer in shop_file.customers}
    references = {
        "orders": [order.customer_id for order in shop_file.orders],
        "contacts": [contact.customer_id for contact in shop_file.contacts],
    }
    dangling: list[Problem] = [
        ((section, index, "customer_id"), "no customer of this file has this id")
        for section, ids in references.items()
        for index, customer_id in enumerate(ids)
        if customer_id not in known
    ]
    return [
        *_repeated("products", "sku", shop_file.products, lambda product: product.sku),
        *_repeated("customers", "id", shop_file.customers, lambda customer: customer.id),
        *_repeated("orders", "number", shop_file.orders, lambda order: number_key(order.number)),
        *_unusable_numbers(shop_file),
        *dangling,
    ]


def _repeated(section: str, field: str, entries: Iterable[T], key: Callable[[T], Hashable]) -> Iterator[Problem]:
    first: dict[Hashable, int] = {}
    for index, entry in enumerate(entries):
        earlier = first.setdefault(key(entry), index)
        if earlier != index:
            yield (section, index, field), f"the same {field} as {section}.{earlier}"


def _unusable_numbers(shop_file: ShopFile) -> Iterator[Problem]:
    for index, order in enumerate(shop_file.orders):
        if not number_key(order.number):
            yield ("orders", index, "number"), "an order number needs at least one letter or digit"


def _refusal(name: str, problems: Sequence[Problem]) -> ShopFileError:
    lines = [f"{'.'.join(map(str, place)) or 'the file'}: {words}" for place, words in problems[:SHOWN_PROBLEMS]]
    left_out = len(problems) - len(lines)
    more = f"; and {left_out} more" if left_out else ""
    return ShopFileError(f"{name} cannot be used: {'; '.join(lines)}{more}.", "Nothing was read from it.")
