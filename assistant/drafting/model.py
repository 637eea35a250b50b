"""The door to a language model: any OpenAI-compatible endpoint, asked for an answer that fits a form.

The only user of langchain. Whatever it and openai raise leaves as a ModelError; half an answer never leaves at all: one
that was cut off, filtered, refused or does not fit its form is unusable, not repaired here.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable
from langchain_openai import ChatOpenAI
from langsmith import tracing_context
from pydantic import SecretStr

from assistant.drafting.answers import Form
from assistant.drafting.model_errors import LIBRARY_ERRORS, translated
from assistant.drafting.model_methods import PING, TINY_ANSWER, KnownMethods, Pong
from assistant.drafting.model_traffic import Traffic
from assistant.drafting.model_usage import Turn, tokens_of, tokens_of_form, usage_of
from assistant.drafting.model_wire import Line, answer_limit, patience, public_address, usable_key
from assistant.errors import ModelAnswerUnusable, ModelError, ModelLockedOut, ModelRefused, ModelUnavailable
from assistant.model_book import Usage
from assistant.settings import FixedMethod, Method, ModelSettings

_FINISHED = (None, "stop", "tool_calls", "function_call", "eos", "eos_token", "end_turn")
_CUT_OFF = ("length", "max_tokens", "model_length")
_FILTERED = ("content_filter", "safety", "sensitive")
AnswerForm = TypeVar("AnswerForm", bound=Form)
Result = TypeVar("Result")


class Answer(NamedTuple, Generic[AnswerForm]):
    form: AnswerForm
    text: str
    """The answer as the model wrote it, for a further turn."""


Told = Callable[[Usage, ModelError | None], None]
"""Who hears what a call cost, and why it was in vain, if it was."""


@dataclass(frozen=True)
class Question(Generic[AnswerForm]):
    """What is sent for one answer, of `longest` tokens at most."""

    turns: Sequence[Turn]
    form: type[AnswerForm]
    method: FixedMethod
    longest: int

    @property
    def input_tokens(self) -> int:
        """About how many; the schema goes with every call."""
        return tokens_of(self.turns) + tokens_of_form(self.form)

    @property
    def tokens_at_most(self) -> int:
        return self.input_tokens + self.longest


@dataclass
class Meter:
    """What the calls for one mail cost, those that were in vain too, as far as the provider said."""

    usage: Usage = field(default_factory=Usage)

    def count(self, usage: Usage, failure: ModelError | None = None) -> None:
        self.usage += usage


class ChatModel:
    """One model at one endpoint. Nothing is sent before `ask`. A profile's models share `traffic` and `methods`.

    Raises ConfigurationError for an address or a key that nothing can be sent with.
    """

    def __init__(
        self,
        profile: ModelSettings,
        api_key: str | None,
        model: str | None = None,
        traffic: Traffic | None = None,
        methods: KnownMethods | None = None,
    ) -> None:
        self.name = model or profile.model
        self._profile = profile
        self._traffic = traffic or Traffic(profile)
        self._methods = methods or KnownMethods()
        self._place = public_address(profile.base_url)
        self._chat = ChatOpenAI(
            model=self.name,
            base_url=profile.base_url,
            api_key=SecretStr(usable_key(api_key)),
            timeout=patience(profile.timeout),
            http_client=Line(profile.timeout),
            max_retries=0,  # `model_traffic` knows what is worth asking again
            temperature=profile.temperature,
            use_responses_api=False,  # the one interface that all compatible endpoints have
        )

    @property
    def method(self) -> Method:
        """How it is asked; `auto` while that is still to be found out."""
        fixed = self._profile.method
        return fixed if fixed != "auto" else self._methods.known(self._place, self.name) or "auto"

    def ask(self, turns: Sequence[Turn], form: type[AnswerForm], told: Told) -> Answer[AnswerForm]:
        """The model's answer in this form; `told` hears of each call. Raises a ModelError."""
        longest = self._profile.max_output_tokens
        return self._by_its_method(lambda method: self._in_turn(Question(turns, form, method, longest), told), told)

    def ping(self, told: Told) -> None:
        """A tiny call. Raises a ModelError."""
        self._by_its_method(lambda method: self._tiny(method, told), told)

    def _by_its_method(self, ask: Callable[[FixedMethod], Result], told: Told) -> Result:
        """By the method that is set, or that is found out with tiny calls."""
        if self._profile.method != "auto":
            return ask(self._profile.method)
        method = self._methods.get(self._place, self.name, lambda method: self._tiny(method, told))
        try:
            return ask(method)
        except ModelLockedOut:
            raise
        except ModelRefused:
            self._methods.forget(self._place, self.name)
            raise

    def _tiny(self, method: FixedMethod, told: Told) -> None:
        """With a short answer, for one of full length can take minutes; longer for a model that thinks first."""
        most = self._profile.max_output_tokens
        try:
            self._in_turn(Question(PING, Pong, method, min(TINY_ANSWER, most)), told)
        except ModelAnswerUnusable as error:
            if not error.unbegun or most <= TINY_ANSWER:
                raise
            self._in_turn(Question(PING, Pong, method, most), told)

    def _in_turn(self, asked: Question[AnswerForm], told: Told) -> Answer[AnswerForm]:
        return self._traffic.run(lambda: self._once(asked, told), asked.tokens_at_most)

    def _once(self, asked: Question[AnswerForm], told: Told) -> Answer[AnswerForm]:
        started, raw, sent = time.monotonic(), None, False
        failure: ModelError | None = ModelError("the call was broken off")
        try:
            raw = self._sent(asked)
            _must_be_finished(raw)
            words = _words(raw, asked.form, asked.method)
            answer = Answer(_read(words, asked.form), words)
            failure = None
        except ModelError as error:
            failure, sent = error, isinstance(error, ModelUnavailable) and error.sent
            raise
        finally:
            seconds, unanswered = time.monotonic() - started, asked.input_tokens if sent else 0
            told(usage_of(raw, seconds, self._profile, unanswered), failure)
        return answer

    def _sent(self, asked: Question[AnswerForm]) -> AIMessage:
        try:
            # A customer's mail goes to the endpoint of the profile and to no tracing service.
            with tracing_context(enabled=False):
                return self._asking(asked).invoke(_messages(asked.turns, asked.form, asked.method))
        except LIBRARY_ERRORS as error:
            raise translated(error, self._place) from None

    def _asking(self, asked: Question[AnswerForm]) -> Runnable[LanguageModelInput, AIMessage]:
        """The chat bound to the form, by its method.

        What shapes the answer goes as `extra_body`, which the client sends without acting on it: acting on it, it would
        parse the answer itself, mend what is broken, and lose the count of the tokens where it cannot.
        """
        form, bound = asked.form, answer_limit(self._place, asked.longest)
        if asked.method == "function_calling":
            tool = _named_schema(form) | {"strict": True}
            tool["parameters"] = tool.pop("schema")
            return self._chat.bind_tools(
                [{"type": "function", "function": tool}],
                tool_choice=form.__name__,
                parallel_tool_calls=False,
                extra_body=bound,
            )
        wanted: dict[str, Any] = {"type": "json_object"}
        if asked.method == "json_schema":
            wanted = {"type": "json_schema", "json_schema": _named_schema(form) | {"strict": True}}
        return self._chat.bind(extra_body=bound | {"response_format": wanted})


def _named_schema(form: type[Form]) -> dict[str, Any]:
    return {"name": form.__name__, "schema": form.schema_sent()}


def _messages(turns: Sequence[Turn], form: type[Form], method: FixedMethod) -> list[BaseMessage]:
    kinds: dict[str, type[BaseMessage]] = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}
    messages = [kinds[turn.role](content=turn.text) for turn in turns]
    if method != "json_mode":
        return messages
    # The endpoint knows no schema, so the words have to say it. Some take one system message only, and only at first.
    asked = f"Answer with one JSON object and nothing else. Its JSON Schema:\n{json.dumps(form.schema_sent())}"
    first = messages.pop(0) if isinstance(messages[0], SystemMessage) else None
    return [SystemMessage(content=f"{first.text}\n\n{asked}" if first else asked), *messages]


def _must_be_finished(raw: AIMessage) -> None:
    reason = raw.response_metadata.get("finish_reason")
    if raw.additional_kwargs.get("refusal"):
        raise ModelAnswerUnusable("The model refused to answer.")
    if reason in _CUT_OFF:
        unbegun = not raw.text and not raw.tool_calls and not raw.invalid_tool_calls
        hint = "Raise max_output_tokens of the profile."
        raise ModelAnswerUnusable("The model's answer was cut off.", hint, unbegun=unbegun)
    if reason in _FILTERED:
        raise ModelAnswerUnusable("The provider filtered the model's answer.")
    if reason not in _FINISHED:
        raise ModelAnswerUnusable("The model stopped before it had finished its answer.")


def _words(raw: AIMessage, form: type[Form], method: FixedMethod) -> str:
    """The answer as JSON text, whichever way the method has it come."""
    if method == "function_calling":
        calls = [call["args"] for call in raw.tool_calls if call["name"] == form.__name__]
        if len(calls) != 1 or raw.invalid_tool_calls:
            raise ModelAnswerUnusable("The model did not fill in the form.", "Try another method in the profile.")
        return json.dumps(calls[0], ensure_ascii=False)
    words = str(raw.text).strip()
    if not words:
        raise ModelAnswerUnusable("The model's answer is empty.")
    fenced = words.startswith("```") and words.endswith("```") and "\n" in words
    return words[words.index("\n") : -3].strip() if fenced else words


def _read(words: str, form: type[AnswerForm]) -> AnswerForm:
    """Strictly: JSON that ends too soon, a field too many, a word outside its list: none of it is mended."""
    try:
        return form.model_validate_json(words)
    except ValueError:  # also what is no Unicode; pydantic's message is left out, for it repeats the answer
        raise ModelAnswerUnusable("The model's answer does not fit its form.") from None
