"""Passages and scopes in the words of Chroma's metadata: what its filter is told."""

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.case.knowledge import Language, Passage
from assistant.knowledge.snapshot import Scope

_BEGINNING, _END = -62135596800.0, 253402300800.0
"""Years 1 and 10000 as epoch seconds: Chroma's metadata knows no null to compare with."""


def metadata_of(passage: Passage) -> Mapping[str, Any]:
    """Chroma knows no null and no empty list: those keys are left out."""
    metadata = {
        "article_id": passage.article_id,
        "version": passage.version,
        "title": passage.title,
        "heading": passage.heading,
        "language": passage.language,
        "audience": passage.audience,
        "category": passage.category and passage.category.value,
        "causes": [cause.value for cause in passage.causes],
        "regions": list(passage.regions),
        "everywhere": not passage.regions,
        "products": list(passage.products),
        "any_product": not passage.products,
        "valid_from": passage.valid_from.timestamp() if passage.valid_from else _BEGINNING,
        "valid_until": passage.valid_until.timestamp() if passage.valid_until else _END,
    }
    return {name: value for name, value in metadata.items() if value not in (None, [])}


def where_of(scope: Scope, language: Language) -> dict[str, Any]:
    return {
        "$and": [
            {"audience": {"$in": ["customer", scope.audience]}},
            {"language": language},
            {"valid_from": {"$lte": scope.first.timestamp()}},
            {"valid_until": {"$gt": scope.last.timestamp()}},
            _one_of("everywhere", "regions", scope.regions),
            _one_of("any_product", "products", scope.products),
        ]
    }


def _one_of(unrestricted: str, field: str, given: Sequence[str]) -> dict[str, Any]:
    free = {unrestricted: True}
    return {"$or": [free, *({field: {"$contains": value}} for value in given)]} if given else free
