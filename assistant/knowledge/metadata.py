"""Passages in the words of Chroma's metadata, for those who look into the index with other tools."""

from collections.abc import Mapping
from typing import Any

from assistant.case.knowledge import Passage

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
