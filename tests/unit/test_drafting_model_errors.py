"""No exception of the two libraries leaves the door untranslated, and none is forgotten here."""

import inspect
from collections.abc import Iterator
from types import ModuleType

import httpx2
import langchain_core.exceptions
import langchain_openai.chat_models.base
import openai
import pytest

from assistant.drafting.model_errors import LIBRARY_ERRORS, translated
from assistant.errors import (
    ModelAnswerUnusable,
    ModelError,
    ModelLockedOut,
    ModelNotThere,
    ModelRefused,
    ModelUnavailable,
)

PLACE = "http://model.example/v1"
SECRET = "sk-canary"

EXPECTED: dict[str, type[ModelError]] = {
    # openai
    "OpenAIError": ModelAnswerUnusable,
    "APIError": ModelUnavailable,
    "APIStatusError": ModelRefused,
    "APIConnectionError": ModelUnavailable,
    "APITimeoutError": ModelUnavailable,
    "APIResponseValidationError": ModelAnswerUnusable,
    "BadRequestError": ModelRefused,
    "AuthenticationError": ModelLockedOut,
    "OAuthError": ModelLockedOut,
    "PermissionDeniedError": ModelLockedOut,
    "NotFoundError": ModelRefused,
    "ConflictError": ModelUnavailable,
    "UnprocessableEntityError": ModelRefused,
    "RateLimitError": ModelUnavailable,
    "InternalServerError": ModelUnavailable,
    "LengthFinishReasonError": ModelAnswerUnusable,
    "ContentFilterFinishReasonError": ModelAnswerUnusable,
    # langchain_openai
    "OpenAIContextOverflowError": ModelRefused,
    "OpenAIAPIContextOverflowError": ModelRefused,
    "OpenAIAuthenticationError": ModelLockedOut,
    "OpenAIPermissionDeniedError": ModelLockedOut,
    "OpenAIInvalidRequestError": ModelRefused,
    "OpenAIModelNotFoundError": ModelRefused,
    "OpenAIRateLimitError": ModelUnavailable,
    "OpenAIAPIError": ModelUnavailable,
    "OpenAIConnectionError": ModelUnavailable,
    "OpenAITimeoutError": ModelUnavailable,
    "OpenAIRefusalError": ModelAnswerUnusable,
    # langchain_core
    "LangChainException": ModelAnswerUnusable,
    "OutputParserException": ModelAnswerUnusable,
    "ContextOverflowError": ModelRefused,
}

NEVER_RAISED_FOR_A_CALL = {
    # openai: webhooks, websockets, a client of the module's own, another cloud's identity: none of which is used
    "_AmbiguousModuleClientUsageError",
    "InvalidWebhookSignatureError",
    "WebSocketConnectionClosedError",
    "WebSocketQueueFullError",
    "SubjectTokenProviderError",
    # langchain_core: bases of the classes above, and tracing, which is switched off
    "TracerException",
    "ModelError",
    "ModelAuthenticationError",
    "ModelPermissionDeniedError",
    "ModelInvalidRequestError",
    "ModelNotFoundError",
    "ModelRateLimitError",
    "ModelAPIError",
    "ModelConnectionError",
    "ModelTimeoutError",
}


def exceptions_of(module: ModuleType, package: str) -> Iterator[type[Exception]]:
    for _, found in inspect.getmembers(module, inspect.isclass):
        if issubclass(found, Exception) and found.__module__.startswith(package):
            yield found


LIBRARIES: dict[str, type[Exception]] = {
    found.__name__: found
    for module, package in (
        (openai, "openai"),
        (openai._exceptions, "openai"),
        (langchain_core.exceptions, "langchain_core"),
        (langchain_openai.chat_models.base, "langchain_openai"),
    )
    for found in exceptions_of(module, package)
}


def an_error(kind: type[Exception], status: int = 400, code: str | None = None) -> Exception:
    """As the library makes it, with a message that repeats a secret."""
    request = httpx2.Request("POST", PLACE)
    statuses = {"ConflictError": 409, "InternalServerError": 500, "OpenAIAPIError": 500, "RateLimitError": 429}
    response = httpx2.Response(statuses.get(kind.__name__, status), request=request)
    body = {"code": code, "type": None}
    error = kind.__new__(kind)
    Exception.__init__(error, SECRET)
    vars(error).update(message=SECRET, request=request, response=response, body=body, code=code, type=None)
    vars(error).update(status_code=response.status_code)
    if kind.__name__ in ("APIError", "OpenAIAPIContextOverflowError"):
        del vars(error)["status_code"]
    return error


def test_every_exception_of_the_libraries_is_expected_or_known_never_to_be_raised() -> None:
    assert set(LIBRARIES) == set(EXPECTED) | NEVER_RAISED_FOR_A_CALL


@pytest.mark.parametrize(("name", "kind"), EXPECTED.items(), ids=EXPECTED)
def test_each_is_caught_and_becomes_its_kind_without_its_message(name: str, kind: type[ModelError]) -> None:
    error = an_error(LIBRARIES[name])
    assert isinstance(error, LIBRARY_ERRORS)
    told = translated(error, PLACE)
    assert type(told) is kind
    assert SECRET not in str(told)


@pytest.mark.parametrize("name", sorted(NEVER_RAISED_FOR_A_CALL))
def test_even_those_would_be_caught(name: str) -> None:
    error = an_error(LIBRARIES[name])
    assert isinstance(error, LIBRARY_ERRORS)
    assert isinstance(translated(error, PLACE), ModelError)


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (402, ModelLockedOut, "no credit"),
        (405, ModelRefused, "answered 405"),
        (408, ModelUnavailable, "fault of its own"),
        (409, ModelUnavailable, "fault of its own"),
        (413, ModelRefused, "longer than the model can take"),
        (425, ModelUnavailable, "fault of its own"),
        (500, ModelUnavailable, "fault of its own"),
        (503, ModelUnavailable, "fault of its own"),
        (529, ModelUnavailable, "fault of its own"),
    ],
)
def test_a_status_without_a_class_is_judged_by_its_number(status: int, kind: type[ModelError], words: str) -> None:
    told = translated(an_error(openai.APIStatusError, status), PLACE)
    assert type(told) is kind
    assert words in told.message


@pytest.mark.parametrize(
    ("library", "code", "words"),
    [
        (openai.RateLimitError, "insufficient_quota", "no credit"),
        (openai.RateLimitError, "exceeded_current_quota_error", "no credit"),
        (openai.RateLimitError, "rate_limit_exceeded", "takes no more requests"),
        (openai.RateLimitError, None, "takes no more requests"),
        (openai.BadRequestError, "Arrearage", "no credit"),
        (openai.BadRequestError, "context_length_exceeded", "longer than"),
        (openai.BadRequestError, None, "does not accept"),
        (openai.BadRequestError, "unsupported_value", "does not take one of the parameters"),
    ],
)
def test_the_provider_s_code_tells_apart_what_a_status_does_not(
    library: type[Exception], code: str | None, words: str
) -> None:
    assert words in translated(an_error(library, code=code), PLACE).message


@pytest.mark.parametrize(
    ("library", "code", "kind"),
    [
        (openai.NotFoundError, "model_not_found", ModelNotThere),
        (openai.NotFoundError, "NotFoundError", ModelNotThere),
        (openai.NotFoundError, None, ModelRefused),  # perhaps it is the way of asking that is not found
    ],
)
def test_an_unknown_model_is_told_from_an_unknown_way_of_asking(
    library: type[Exception], code: str | None, kind: type[ModelError]
) -> None:
    assert type(translated(an_error(library, code=code), PLACE)) is kind


@pytest.mark.parametrize("error", [KeyError("choices"), IndexError(), AttributeError(), RecursionError(), ValueError()])
def test_an_answer_of_no_known_shape_is_unusable(error: Exception) -> None:
    assert isinstance(error, LIBRARY_ERRORS)
    assert type(translated(error, PLACE)) is ModelAnswerUnusable
