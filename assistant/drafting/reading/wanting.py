"""Which of the variants that a mail names is wanted instead: "换成白色", "要白色不要黑色", "change it to blue"."""

import re
from collections.abc import Iterator, Sequence

from assistant.drafting.reading.lexicon import Tag
from assistant.drafting.reading.rules import Read

_CLAUSE = r"[^,，。.;；!！?？\n]"
_TO_ZH = re.compile(
    rf"(?:[换改调](?:成|为|到)|改[发拍要])(?:了|{_CLAUSE}{{0,3}})?$|(?<![退更])换$|给我(?:发|寄)(?:个"
    rf"|[一两二]?[件个双条台套只])?$"
)
_TO_EN = re.compile(
    r"\b(?:chang|switch|swap|exchang|alter|amend|updat)[a-z]*\b[^.;!?\n]{0,80}"
    r"\b(?:to|for|into) (?:(?:a|an|the|size|colou?r) ){0,2}$"
)
_WANT_ZH = re.compile(r"(?<!不)(?<!需)要(?:个|[一二两]?[件个双条台套只])?$")
_KIND_ZH = re.compile(r"^(?:色)?(?:的?那|的?这|的)?(?:款|个|种|套|件|双|条|色)?[^。;；!！?？\n]{0,24}(?:换|改)")
_MEANT_EN = re.compile(r"\b(?:meant|intended)(?: to (?:order|get|buy|pick|choose|have))? (?:(?:the|a|an|size) )?$")
_NOT_ZH = re.compile(r"^[^。;；!！?？\n]{0,6}(?:不要|而不是|而非)")
_INSTEAD_EN = re.compile(r"^[^,.;!?\n]{0,30}\b(?:instead|rather than)\b")
_HAPPENED_EN = re.compile(r"\b(?:received?|got|sent|came|arrived|delivered|ordered|bought|shipped|was|were|is)\b")
"""What came instead is not what is wanted instead."""


def wanted_variants(folded: str, read: Sequence[Read]) -> tuple[Tag, ...]:
    """The tags of the variants wanted instead of what was ordered or came, in the mail's order."""
    return tuple(_wanted(folded, read))


def _wanted(folded: str, read: Sequence[Read]) -> Iterator[Tag]:
    for clause in read:
        start = max(folded.rfind("\n", 0, clause.start) + 1, clause.start - 80)
        for tag in clause.tags:
            if "variant" in tag.concepts and _is_wanted(folded[start : tag.start], folded[tag.end : tag.end + 60]):
                yield tag


def _is_wanted(before: str, after: str) -> bool:
    if _TO_ZH.search(before) or _TO_EN.search(before):
        return True
    if _WANT_ZH.search(before) and (_NOT_ZH.search(after) or _KIND_ZH.search(after)):
        return True
    if _MEANT_EN.search(before):
        return True
    sentence = re.split(r"[.;!?\n]", before)[-1]
    return bool(_INSTEAD_EN.search(after)) and not _HAPPENED_EN.search(sentence)
