"""What a call costs: tokens as the provider counted them, and money by the profile's prices."""

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any, Literal, NamedTuple

from assistant.drafting.answers import Form
from assistant.model_book import Usage
from assistant.settings import ModelSettings

_MILLION = Decimal(1_000_000)
_CJK = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")


class Turn(NamedTuple):
    """One message of a conversation. Each call sends all of them."""

    role: Literal["system", "user", "assistant"]
    text: str


def estimated_tokens(text: str) -> int:
    """About how many tokens a text is, for limits and budgets; never for what is paid.

    A rule of thumb: four fifths of a token for a Chinese character, one for 3.7 of the others. Of OpenAI's o200k_base,
    the prompts of 44 sample mails take 7% more than this in Chinese and 10% less in English.
    """
    chinese = len(_CJK.findall(text))
    return round(chinese * 0.8 + (len(text) - chinese) / 3.7) + 1


def tokens_of(turns: Sequence[Turn]) -> int:
    return sum(estimated_tokens(turn.text) for turn in turns)


@cache
def tokens_of_form(form: type[Form]) -> int:
    """About how many the form's schema takes, which goes with every call."""
    return estimated_tokens(json.dumps(form.schema_sent()))


def usage_of(raw: Any, seconds: float, profile: ModelSettings, unanswered: int = 0) -> Usage:
    """`raw` is the answer as the client read it (langchain's AIMessage), None where there was none.

    `unanswered`: about how many tokens went in, where no answer says so and they may have to be paid for all the same.
    """
    counted = (raw.usage_metadata if raw is not None else None) or {"input_tokens": unanswered, "output_tokens": 0}
    cached = min(_cached(raw, counted), counted["input_tokens"]) if raw is not None else 0
    usage = Usage(
        calls=1,
        input_tokens=counted["input_tokens"],
        output_tokens=counted["output_tokens"],
        cached_tokens=cached,
        seconds=seconds,
    )
    return usage.model_copy(update={"cost": cost_of(usage, profile)})


def cost_of(usage: Usage, profile: ModelSettings) -> Decimal:
    """In the profile's currency."""
    cached_price = profile.input_price if profile.cached_input_price is None else profile.cached_input_price
    fresh = usage.input_tokens - usage.cached_tokens
    return (
        fresh * profile.input_price + usage.cached_tokens * cached_price + usage.output_tokens * profile.output_price
    ) / _MILLION


def cost_at_most(tokens: int, profile: ModelSettings) -> Decimal:
    """What a call of so many input tokens costs if its answer is as long as it may be, and nothing was cached."""
    return (tokens * profile.input_price + profile.max_output_tokens * profile.output_price) / _MILLION


def _cached(raw: Any, counted: Any) -> int:
    """OpenAI's name for it, which most have, or DeepSeek's."""
    details = counted.get("input_token_details") or {}
    said = raw.response_metadata.get("token_usage") or {}
    return int(details.get("cache_read") or said.get("prompt_cache_hit_tokens") or 0)
