"""Which of the regions and products that articles name are meant by a mail's or an order's own wording."""

import re
import unicodedata
from collections.abc import Iterable

from assistant.knowledge.glossary import Glossary

_ENDINGS = re.compile(r"(壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区|省|市)\Z")


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def regions_among(labels: Iterable[str], given: Iterable[str]) -> tuple[str, ...]:
    """The labels that are one of the regions given: 内蒙古 is 内蒙古自治区, and 杭州 is 杭州市."""
    wanted = {_bare(region) for region in given} - {""}
    return tuple(sorted(label for label in set(labels) if _bare(label) in wanted))


def products_among(labels: Iterable[str], texts: Iterable[str], glossary: Glossary | None = None) -> tuple[str, ...]:
    """The labels that stand in one of the texts: 保温杯 in 暖阳保温杯 500ml, honey in "my honey", not in honeymoon.

    With a glossary also those that mean the same as what stands there: 保温杯 for "the flask".
    """
    written = [plain(text) for text in texts]
    meant = {concept for text in written for concept in glossary.concepts_in(text)} if glossary else set()
    return tuple(
        sorted(
            label
            for label in set(labels)
            if any(_stands_in(plain(label), text) for text in written)
            or (glossary and not meant.isdisjoint(glossary.concepts_in(label)))
        )
    )


def _bare(region: str) -> str:
    return _ENDINGS.sub("", plain(region)) or plain(region)


def _stands_in(label: str, text: str) -> bool:
    if not label.isascii():
        return label in text
    return re.search(rf"(?<![a-z0-9]){re.escape(label)}s?(?![a-z0-9])", text) is not None
