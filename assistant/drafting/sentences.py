"""A reply sentence by sentence, and which of its words are somebody else's."""

import re
from collections.abc import Iterable

from assistant.case.reply import Source
from assistant.drafting.excerpts import plain

_END = re.compile(r"(?<=[。！？!?；;])|(?<=\.)\s+(?=[A-Z“\"'(])|\n")
_MARKER = re.compile(r"^[ \t]{0,8}(?:-|\d{1,2}[.)、])\s+", re.MULTILINE)
_QUOTED = re.compile(r"[“\"「『]([^”\"」』]+)[”\"」』]")


def sentences(text: str) -> list[str]:
    """Sentences and clauses that end in a stop or a line; list markers are not part of them."""
    return [sentence.strip() for sentence in _END.split(_MARKER.sub("", text)) if sentence and sentence.strip()]


def is_of_the_customer(source: Source) -> bool:
    """Whether it holds words of theirs."""
    return source.kind == "customer" or source.id.startswith("claim.")


def own_words(text: str, sources: Iterable[Source]) -> str:
    """The text without what it quotes, in quotation marks and word for word, from a record or an article.

    What a customer wrote does not count, nor does a claim, which repeats it: a reply that puts it in quotation marks
    has still said it.
    """
    known = [plain(source.text) for source in sources if not is_of_the_customer(source)]

    def without_quote(match: re.Match[str]) -> str:
        return "“”" if any(plain(match.group(1)) in words for words in known) else match.group()

    return _QUOTED.sub(without_quote, text)
