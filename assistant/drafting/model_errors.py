"""What langchain and openai raise, in the drafter's words: is waiting any use, must staff act, is the answer void?

Part of the door `drafting.model`. Messages of the libraries are left out: they can repeat the prompt or the key.
"""

from collections.abc import Callable
from typing import Any

import openai
from langchain_core.exceptions import ContextOverflowError, LangChainException, OutputParserException
from langchain_openai.chat_models.base import OpenAIRefusalError
from pydantic import ValidationError

from assistant.drafting.model_wire import was_connecting
from assistant.errors import (
    ModelAnswerUnusable,
    ModelError,
    ModelLockedOut,
    ModelNotThere,
    ModelRefused,
    ModelUnavailable,
)

LIBRARY_ERRORS = (
    openai.OpenAIError,
    LangChainException,
    OpenAIRefusalError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RecursionError,
)
"""Everything that the two libraries raise for a call. The last five come from answers that are not of the protocol's
shape (no choices, a message that is null, JSON nested a thousand deep): the client reads them unchecked."""

_NO_CREDIT = (
    "insufficient_quota",
    "billing_hard_limit_reached",
    "billing_not_active",
    "exceeded_current_quota_error",
    "Arrearage",
)
"""What providers call an empty account, some of them under 429 as if waiting would help."""

_NOT_THERE = ("model_not_found", "not_found_error", "NotFoundError", "resource_not_found_error", "DeploymentNotFound")
"""What providers call an unknown model. Some say 404 to a way of asking that the model does not know, too."""

_TOO_LONG = ("context_length_exceeded", "exceed_context_size_error")


_UNSUPPORTED = ("unsupported_parameter", "unsupported_value")


def translated(error: Exception, place: str) -> ModelError:
    """What the failure means. `place` is the endpoint as it may be shown."""
    for kinds, translation in _TRANSLATIONS:
        if isinstance(error, kinds):
            return translation(error, place)
    return _unreadable(error, place)


def _timed_out(error: Any, place: str) -> ModelError:
    """A model that took the request and is slow is not asked again: that would double the wait, and the cost."""
    if was_connecting(error):
        return _unreachable(error, place)
    hint = "Raise timeout if it happens often."
    return ModelUnavailable(f"The model at {place} did not answer in time.", hint, sent=True)


def _unreachable(error: Any, place: str) -> ModelError:
    return ModelUnavailable(f"The model at {place} cannot be reached.", "Check base_url and the network.", again=True)


def _limited(error: Any, place: str) -> ModelError:
    if error.code in _NO_CREDIT or error.type in _NO_CREDIT:
        return _no_credit(error, place)
    hint = "Set concurrency, requests_per_minute and tokens_per_minute of the profile to what the provider allows."
    return ModelUnavailable(f"The model at {place} takes no more requests now.", hint, again=True, pause=_pause(error))


def _pause(error: Any) -> float:
    """Retry-After in seconds (RFC 9110 10.2.3); its form with a date is rare here and not read."""
    response = getattr(error, "response", None)
    written = response.headers.get("retry-after", "") if response is not None else ""
    return float(written) if written.isdigit() and len(written) < 6 else 0.0


def _no_credit(error: Any, place: str) -> ModelError:
    return ModelLockedOut("The model's account has no credit left.", "Top it up with the provider.")


def _key_refused(error: Any, place: str) -> ModelError:
    return ModelLockedOut(f"The model at {place} refused the key.", "Check api_key or api_key_file of the profile.")


def _not_there(error: Any, place: str) -> ModelError:
    kind = ModelNotThere if error.code in _NOT_THERE or error.type in _NOT_THERE else ModelRefused
    return kind(f"There is no such model at {place}.", "Check model and base_url of the profile.")


def _too_long(error: Any, place: str) -> ModelError:
    return ModelRefused("The case is longer than the model can take.", "Choose a model that takes more.")


def _bad_request(error: Any, place: str) -> ModelError:
    if error.code in _UNSUPPORTED:
        hint = "Leave temperature unset, or try another method in the profile."
        return ModelRefused(f"The model at {place} does not take one of the parameters.", hint)
    if error.code in _NO_CREDIT or error.type in _NO_CREDIT:
        return _no_credit(error, place)
    if error.code in _TOO_LONG or error.type in _TOO_LONG:
        return _too_long(error, place)
    return ModelRefused(f"The model at {place} does not accept the request.", "Try another method in the profile.")


def _by_status(error: Any, place: str) -> ModelError:
    """A status without a class of its own, or an error that came with a good one."""
    status = getattr(error, "status_code", None)
    if status == 402:
        return _no_credit(error, place)
    if status == 413:
        return _too_long(error, place)
    if status is None or status >= 500 or status in (408, 409, 425):
        fault, hint = f"The model at {place} has a fault of its own.", "Draft the mail again later."
        return ModelUnavailable(fault, hint, again=True, pause=_pause(error))
    return ModelRefused(f"The model at {place} answered {status}.", "Check the profile.")


def _cut_off(error: Any, place: str) -> ModelError:
    return ModelAnswerUnusable("The model's answer was cut off.", "Raise max_output_tokens of the profile.")


def _filtered(error: Any, place: str) -> ModelError:
    return ModelAnswerUnusable("The provider filtered the model's answer.")


def _declined(error: Any, place: str) -> ModelError:
    return ModelAnswerUnusable("The model refused to answer.")


def _unreadable(error: Any, place: str) -> ModelError:
    """Not of the protocol's shape at all: the page of a proxy, or an address that is not the interface's."""
    return ModelAnswerUnusable("The model's answer cannot be read.", "Check base_url of the profile.")


_TRANSLATIONS: tuple[tuple[tuple[type[Exception], ...], Callable[[Any, str], ModelError]], ...] = (
    ((openai.APITimeoutError,), _timed_out),
    ((openai.APIConnectionError,), _unreachable),
    ((openai.APIResponseValidationError,), _unreadable),
    ((ContextOverflowError,), _too_long),
    ((openai.RateLimitError,), _limited),
    ((openai.AuthenticationError, openai.PermissionDeniedError), _key_refused),
    ((openai.NotFoundError,), _not_there),
    ((openai.BadRequestError, openai.UnprocessableEntityError), _bad_request),
    ((openai.LengthFinishReasonError,), _cut_off),
    ((openai.ContentFilterFinishReasonError,), _filtered),
    ((OpenAIRefusalError,), _declined),
    ((openai.APIStatusError, openai.APIError), _by_status),
    ((OutputParserException, ValidationError, openai.OpenAIError), _unreadable),
)
"""The first row that fits counts."""
