"""The door to a language model: any OpenAI-compatible endpoint, asked for an answer that fits a form.

The only user of langchain. Whatever it and openai raise leaves as a ModelError; half an answer never leaves at all: one
that was cut off, filtered, refused or does not fit its form is unusable, not repaired here.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any, Generic, Literal, NamedTuple, TypeVar

import openai
from langchain_core.exceptions import LangChainException, OutputParserException
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI
from langchain_openai.chat_models.base import OpenAIRefusalError
from pydantic import BaseModel, SecretStr, ValidationError

from assistant.errors import ModelAnswerUnusable, ModelError, ModelRefused, ModelUnavailable
from assistant.pipeline import Usage
from assistant.settings import ModelSettings

LIBRARY_ERRORS = (openai.OpenAIError, LangChainException, OpenAIRefusalError, ValidationError, ValueError, TypeError)
"""Everything that the two libraries raise for a call; ValueError and TypeError come from answers they cannot read."""

Form = TypeVar("Form", bound=BaseModel)


class Turn(NamedTuple):
    """One message of a conversation. Each `ask` sends all of them."""

    role: Literal["system", "user", "assistant"]
    text: str


class Answer(NamedTuple, Generic[Form]):
    form: Form
    text: str
    """The answer as the model wrote it, for a further turn."""
    usage: Usage


class ChatModel:
    """One model at one endpoint. Nothing is sent before `ask`."""

    def __init__(self, profile: ModelSettings, api_key: str | None, model: str | None = None) -> None:
        self._profile = profile
        self._chat = ChatOpenAI(
            model=model or profile.model,
            base_url=profile.base_url,
            # Endpoints on one's own machine take no key, but the client insists on one.
            api_key=SecretStr(api_key or "none"),
            timeout=profile.timeout,
            max_retries=0,  # a failed call is retried, or not, by the job that made it
            max_completion_tokens=profile.max_output_tokens,
            temperature=profile.temperature,
        )

    def ask(self, turns: Sequence[Turn], form: type[Form]) -> Answer[Form]:
        """The model's answer in this form. Raises ModelUnavailable, ModelRefused or ModelAnswerUnusable."""
        method = self._profile.method
        strict = None if method == "json_mode" else True
        asking = self._chat.with_structured_output(form, method=method, strict=strict, include_raw=True)
        messages = [_message(turn) for turn in turns]
        if method == "json_mode":
            messages.insert(0, SystemMessage(f"Answer in JSON that fits this schema: {form.model_json_schema()}"))
        started = time.monotonic()
        try:
            outcome: Any = asking.invoke(messages)
        except LIBRARY_ERRORS as error:
            raise translated(error, self._profile.base_url) from None
        raw: AIMessage = outcome["raw"]
        return Answer(_checked(outcome, raw, form), _text(raw), _usage(raw, time.monotonic() - started))


def check_profile(name: str, profile: ModelSettings, api_key: str | None) -> str:
    """One tiny call: what `doctor` says when all is well. Raises a ModelError."""

    class Pong(BaseModel):
        answer: str

    answer = ChatModel(profile, api_key).ask([Turn("user", "Answer with the word pong.")], Pong)
    return f"{name}: {profile.model} answers in {answer.usage.seconds:.1f} s ({profile.method})"


def _message(turn: Turn) -> BaseMessage:
    kinds: dict[str, type[BaseMessage]] = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}
    return kinds[turn.role](content=turn.text)


def _checked(outcome: Any, raw: AIMessage, form: type[Form]) -> Form:
    """The parsed form, unless the model stopped for any reason but having finished."""
    reason = raw.response_metadata.get("finish_reason")
    if raw.additional_kwargs.get("refusal"):
        raise ModelAnswerUnusable("The model refused to answer.")
    if reason == "length":
        raise ModelAnswerUnusable("The model's answer was cut off.", "Raise max_output_tokens.")
    if reason == "content_filter":
        raise ModelAnswerUnusable("The provider filtered the model's answer.")
    parsed = outcome["parsed"]
    if outcome["parsing_error"] is not None or not isinstance(parsed, form):
        raise ModelAnswerUnusable("The model's answer does not fit its form.")
    return parsed


def _text(raw: AIMessage) -> str:
    if isinstance(raw.content, str) and raw.content:
        return raw.content
    return str(raw.tool_calls[0]["args"]) if raw.tool_calls else ""


def _usage(raw: AIMessage, seconds: float) -> Usage:
    counted = raw.usage_metadata
    return Usage(
        calls=1,
        input_tokens=counted["input_tokens"] if counted else 0,
        output_tokens=counted["output_tokens"] if counted else 0,
        seconds=seconds,
    )


def translated(error: Exception, endpoint: str) -> ModelError:
    """What the failure means for the drafter. Messages of the libraries are left out: they can repeat the prompt."""
    for kinds, translation in _TRANSLATIONS:
        if isinstance(error, kinds):
            return translation(error, endpoint)
    return ModelAnswerUnusable(f"The model's answer cannot be read ({type(error).__name__}).")


def _timed_out(error: Any, endpoint: str) -> ModelError:
    return ModelUnavailable(f"The model at {endpoint} did not answer in time.", "It is tried again later.")


def _unreachable(error: Any, endpoint: str) -> ModelError:
    return ModelUnavailable(f"The model at {endpoint} cannot be reached.", "Check base_url and the network.")


def _limited(error: Any, endpoint: str) -> ModelError:
    if error.code == "insufficient_quota":
        return ModelRefused("The model's account has no credit left.", "Top it up with the provider.")
    return ModelUnavailable(f"The model at {endpoint} takes no more requests now.", "It is tried again later.")


def _key_refused(error: Any, endpoint: str) -> ModelError:
    return ModelRefused(f"The model at {endpoint} refused the key.", "Check api_key or api_key_file of the profile.")


def _not_there(error: Any, endpoint: str) -> ModelError:
    return ModelRefused(f"There is no such model at {endpoint}.", "Check model and base_url of the profile.")


def _bad_request(error: Any, endpoint: str) -> ModelError:
    return ModelRefused(f"The model at {endpoint} does not accept the request.", "Try another method in the profile.")


def _server_fault(error: Any, endpoint: str) -> ModelError:
    status = getattr(error, "status_code", None)
    if status is not None and status < 500:
        return ModelRefused(f"The model at {endpoint} answered {status}.", "Check the profile.")
    return ModelUnavailable(f"The model at {endpoint} has a fault of its own.", "It is tried again later.")


def _cut_off(error: Any, endpoint: str) -> ModelError:
    return ModelAnswerUnusable("The model's answer was cut off.", "Raise max_output_tokens.")


def _filtered(error: Any, endpoint: str) -> ModelError:
    return ModelAnswerUnusable("The provider filtered the model's answer.")


def _declined(error: Any, endpoint: str) -> ModelError:
    return ModelAnswerUnusable("The model refused to answer.")


def _unreadable(error: Any, endpoint: str) -> ModelError:
    return ModelAnswerUnusable("The model's answer does not fit its form.")


_TRANSLATIONS: tuple[tuple[tuple[type[Exception], ...], Callable[[Any, str], ModelError]], ...] = (
    ((openai.APITimeoutError,), _timed_out),
    ((openai.APIConnectionError,), _unreachable),
    ((openai.RateLimitError,), _limited),
    ((openai.AuthenticationError, openai.PermissionDeniedError), _key_refused),
    ((openai.NotFoundError,), _not_there),
    ((openai.BadRequestError, openai.UnprocessableEntityError), _bad_request),
    ((openai.LengthFinishReasonError,), _cut_off),
    ((openai.ContentFilterFinishReasonError,), _filtered),
    ((OpenAIRefusalError,), _declined),
    ((openai.APIStatusError, openai.APIError), _server_fault),
    ((OutputParserException, ValidationError, openai.OpenAIError), _unreadable),
)
"""The first row that fits counts."""
