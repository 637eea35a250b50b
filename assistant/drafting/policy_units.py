"""The unit that a policy number's name carries: `stalled_after_hours` counts hours."""

import re
from typing import Literal, cast

from assistant.case.knowledge import Language

Unit = Literal["working_days", "hours", "days", "months"]

UNIT_WORDS: dict[Language, dict[Unit, str]] = {
    "zh": {"working_days": "个工作日", "hours": "小时", "days": "天", "months": "个月"},
    "en": {"working_days": "working days", "hours": "hours", "days": "days", "months": "months"},
}

_UNIT = re.compile(r"_(working_days|hours|days|months)(?:_|$)")


def unit_of(name: str) -> Unit | None:
    """None for an amount of money or a count."""
    found = _UNIT.search(name)
    return cast(Unit, found.group(1)) if found else None
