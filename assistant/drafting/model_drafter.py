"""The model drafter: two typed calls with code before, between and after them, and the offline drafter to take over.

*understand* turns words into an inquiry, *write* turns the verified view into a reply. The reply is held to the same
checks as everybody's; one repair call may mend it. Whatever fails, the offline draft stands instead, and says why.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

from assistant.case.email import Email
from assistant.case.knowledge import PastCase
from assistant.case.reply import Check, Promise, Reply, TieBreak
from assistant.case.view import CaseView
from assistant.drafting.answers import Form, UnderstandAnswer, WriteAnswer
from assistant.drafting.assembling import promises_of, reply_of, tie_break_of, untold_commitments
from assistant.drafting.checks import GROUNDED_NAMES, PROMISES_ALLOWED, check
from assistant.drafting.context import of_case, of_faults, of_mail
from assistant.drafting.grounded import grounded
from assistant.drafting.hearsay import hearsay
from assistant.drafting.model import Answer, ChatModel, Meter
from assistant.drafting.model_ledger import MemoryLedger, Purse
from assistant.drafting.model_methods import KnownMethods
from assistant.drafting.model_traffic import Traffic
from assistant.drafting.model_usage import Turn, tokens_of, tokens_of_form
from assistant.drafting.prompts import Step, load_prompts
from assistant.drafting.unsupported import unsupported
from assistant.errors import ModelAnswerUnusable, ModelError, ModelUnavailable
from assistant.model_book import CallLedger
from assistant.pipeline import NO_GLOSSARY, Drafter, Glossary, Understood, Written
from assistant.settings import ModelSettings

_UNTOLD = "commitments_told"
AnswerForm = TypeVar("AnswerForm", bound=Form)


Examples = Callable[[CaseView, int], Sequence[PastCase]]
"""So many decided cases like this one at most, pseudonymised."""


def now_utc() -> datetime:
    return datetime.now(UTC)


class Draft(NamedTuple):
    """A model's reply and what is wrong with it, by the names of the checks."""

    reply: Reply
    promises: tuple[Promise, ...]
    checks: tuple[Check, ...]
    untold: tuple[str, ...]
    unsupported: tuple[str, ...]
    hearsay: tuple[str, ...]
    tie_break: TieBreak | None

    @property
    def failed(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name, _ in self._found))

    @property
    def faults(self) -> list[str]:
        return [f"{name}: {fault}" for name, fault in self._found]

    @property
    def _found(self) -> list[tuple[str, str]]:
        return [
            *((check.name, check.detail) for check in self.checks if not check.passed),
            *((PROMISES_ALLOWED, fault) for fault in self.unsupported),
            *((GROUNDED_NAMES, fault) for fault in self.hearsay),
            *((_UNTOLD, fault) for fault in self.untold),
        ]


class ModelDrafter:
    """Fulfils `assistant.pipeline.Drafter`. `fallback` reads the numbers of every mail, and writes when this cannot.

    `tone` is the shop's, in plain words. Raises ConfigurationError, when it is made, for a prompt, an address or a key
    that cannot be used.
    """

    def __init__(
        self,
        name: str,
        profile: ModelSettings,
        api_key: str | None,
        prompts_folder: Path,
        *,
        fallback: Drafter,
        tone: str = "",
        ledger: CallLedger | None = None,
        examples: Examples = lambda _view, _most: (),
        methods: KnownMethods | None = None,
        clock: Callable[[], datetime] = now_utc,
    ) -> None:
        self.name = name
        self._prompts = load_prompts(prompts_folder)
        self._traffic = Traffic(profile)
        methods = methods or KnownMethods()
        self._reader = ChatModel(profile, api_key, profile.understand_model, self._traffic, methods)
        self._writer = ChatModel(profile, api_key, None, self._traffic, methods)
        self._purse = Purse(name, profile, ledger or MemoryLedger(), clock)
        self._fallback = fallback
        self._tone = tone
        self._examples, self._most_examples = examples, profile.examples

    @property
    def prompt_version(self) -> str:
        return self._prompts.version

    @property
    def problem(self) -> str | None:
        """Why the model is not asked at present; None when it is."""
        return self._traffic.problem

    @property
    def rest(self) -> float:
        return self._traffic.rest

    def understand(self, email: Email, glossary: Glossary) -> Understood:
        """The lexicons' reading, bettered by the model's where the mail's own text bears it out."""
        understood = self._fallback.understand(email, glossary)
        read, meter = understood.inquiry, Meter(understood.usage)
        prompt = self._prompts.get("understand", read.language)
        turns = [Turn("system", prompt.system), Turn("user", prompt.render(of_mail(email, glossary, read.language)))]
        try:
            answer = self._ask(self._reader, "understand", turns, UnderstandAnswer, meter, glossary.timezone)
            return Understood(inquiry=grounded(answer.form, read, email), usage=meter.usage, foreign=understood.foreign)
        except ModelError as error:
            failure = f"no reading from the model: {error}"
            told = {"usage": meter.usage, "failure": failure, "unavailable": isinstance(error, ModelUnavailable)}
            return understood.model_copy(update=told)

    def write(self, view: CaseView, glossary: Glossary = NO_GLOSSARY, wish: str | None = None) -> Written:
        """The model's reply, if it passes every check, at the second try at the latest; else the offline one."""
        meter = Meter()
        try:
            draft = self._passing_draft(view, glossary, wish, meter)
        except ModelError as error:
            return self._take_over(view, glossary, meter, error)
        return Written(
            reply=draft.reply,
            promises=draft.promises,
            checks=draft.checks,
            usage=meter.usage,
            tie_break=draft.tie_break,
        )

    def _passing_draft(self, view: CaseView, glossary: Glossary, wish: str | None, meter: Meter) -> Draft:
        prompt = self._prompts.get("write", view.language)
        words = of_case(view, self._tone, wish, self._shown(view))
        turns = [Turn("system", prompt.system), Turn("user", prompt.render(words))]
        answer = self._ask(self._writer, "write", turns, WriteAnswer, meter, view.timezone)
        draft = _drafted(answer, view, glossary)
        if draft.failed:
            turns += self._repair(answer, draft, view)
            mended = self._ask(self._writer, "repair", turns, WriteAnswer, meter, view.timezone)
            draft = _drafted(mended, view, glossary)
        if draft.failed:
            # By name only: what the checks quote is a text that must not be said, and this goes far.
            raise ModelAnswerUnusable(f"The model's reply failed its checks ({', '.join(draft.failed)}).")
        return draft

    def _shown(self, view: CaseView) -> Sequence[PastCase]:
        return self._examples(view, self._most_examples) if self._most_examples else ()

    def _repair(self, answer: Answer[WriteAnswer], draft: Draft, view: CaseView) -> list[Turn]:
        prompt = self._prompts.get("repair", view.language)
        asked = f"{prompt.system}\n\n{prompt.render(of_faults(draft.faults))}"
        return [Turn("assistant", answer.text), Turn("user", asked)]

    def _ask(
        self,
        model: ChatModel,
        step: Step,
        turns: list[Turn],
        form: type[AnswerForm],
        meter: Meter,
        timezone: str,
    ) -> Answer[AnswerForm]:
        with self._purse.held(tokens_of(turns) + tokens_of_form(form), timezone):
            return model.ask(turns, form, self._purse.noting(model.name, step, meter.count))

    def _take_over(self, view: CaseView, glossary: Glossary, meter: Meter, error: ModelError) -> Written:
        """The offline draft instead, with what the model's calls cost and why they were in vain."""
        written = self._fallback.write(view, glossary)
        failure = f"no draft from the model: {error}"
        told = {
            "usage": meter.usage + written.usage,
            "failure": failure,
            "unavailable": isinstance(error, ModelUnavailable),
        }
        return written.model_copy(update=told)


def _drafted(answer: Answer[WriteAnswer], view: CaseView, glossary: Glossary) -> Draft:
    reply = reply_of(answer.form, view)
    promises = promises_of(reply, view)
    return Draft(
        reply,
        promises,
        check(reply, view, promises, glossary),
        tuple(untold_commitments(reply, view)),
        tuple(unsupported(reply, view)),
        tuple(hearsay(reply, view)),
        tie_break_of(answer.form, view),
    )
