"""What fields the shop file has, read from its model: which hold money, and which a misspelt one may have meant."""

import difflib
import functools
import typing
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from assistant.case.shop import ShopFile


def did_you_mean(place: tuple[str | int, ...]) -> str:
    """For an unknown field at `place`: ` (did you mean variant?)`, or the fields that there are."""
    *parents, unknown = place
    owner = _model_at(parents)
    if owner is None:
        return ""
    names = list(_fields(owner))
    close = difflib.get_close_matches(str(unknown), names, n=1, cutoff=0.7)
    return f" (did you mean {close[0]}?)" if close else f"; there are {', '.join(names)}"


def _model_at(place: list[str | int]) -> type[BaseModel] | None:
    model: type[BaseModel] | None = ShopFile
    for step in place:
        if isinstance(step, str) and model is not None:
            model = _model_in(_fields(model).get(step))
    return model


def without_nulls(value: Any, model: type[BaseModel] | None = ShopFile) -> Any:
    """JSON data without the known fields that are null: exports write null where the contract leaves a field out."""
    if isinstance(value, list):
        return [without_nulls(inner, model) for inner in value]
    if not isinstance(value, dict) or model is None:
        return value
    fields = _fields(model)
    return {
        name: without_nulls(inner, _model_in(fields.get(name)))
        for name, inner in value.items()
        if inner is not None or name not in fields
    }


@functools.cache
def _fields(model: type[BaseModel]) -> dict[str, Any]:
    """The model's annotations by the names that the file uses."""
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


@functools.cache
def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside `tuple[Model, ...]`, `Model | None` or `Model`."""
    inside = typing.get_args(annotation)
    if not inside:
        return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None
    return next((model for inner in inside if (model := _model_in(inner)) is not None), None)


def _money_fields(model: type[BaseModel]) -> set[str]:
    names: set[str] = set()
    for name, annotation in _fields(model).items():
        inner = _model_in(annotation)
        if inner is not None:
            names |= _money_fields(inner)
        elif Decimal in _parts(annotation):
            names.add(name)
    return names


def _parts(annotation: Any) -> set[Any]:
    arguments = typing.get_args(annotation)
    return {annotation}.union(*(_parts(argument) for argument in arguments)) if arguments else {annotation}


MONEY_FIELDS = frozenset(_money_fields(ShopFile))
"""Names of the fields that hold money; none of them means anything else elsewhere in the file."""
