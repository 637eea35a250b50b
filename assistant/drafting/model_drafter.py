"""The model drafter: two typed calls with code before, between and after them, and the offline drafter to take over.

*understand* turns words into an inquiry, *write* turns the verified view into a reply. The reply is held to the same
checks as everybody's; one repair call may mend it. Whatever fails, the offline draft stands instead, and says why.
"""

from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from assistant.case.email import Email
from assistant.case.reply import Check, Part, PartKind, Promise, Reply
from assistant.case.view import CaseView
from assistant.drafting.answers import UnderstandAnswer, WriteAnswer
from assistant.drafting.checks import check
from assistant.drafting.context import of_case, of_mail
from assistant.drafting.grounded import grounded
from assistant.drafting.model import Answer, ChatModel, Turn
from assistant.drafting.prompts import Prompts, load_prompts
from assistant.drafting.writing import subject_of
from assistant.errors import ModelError
from assistant.pipeline import Drafter, Glossary, Understood, Usage, Written
from assistant.settings import ModelSettings


class Draft(NamedTuple):
    reply: Reply
    promises: tuple[Promise, ...]
    checks: tuple[Check, ...]

    @property
    def failed(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.passed)


class ModelDrafter:
    """Fulfils `assistant.pipeline.Drafter`. `fallback` reads the numbers of every mail, and writes when this cannot."""

    def __init__(
        self, name: str, profile: ModelSettings, api_key: str | None, prompts_folder: Path, *, fallback: Drafter
    ) -> None:
        self.name = name
        self._profile = profile
        self._api_key = api_key
        self._prompts: Prompts = load_prompts(prompts_folder)
        self._fallback = fallback

    @property
    def prompt_version(self) -> str:
        return self._prompts.version

    @cached_property
    def _reader(self) -> ChatModel:
        return ChatModel(self._profile, self._api_key, self._profile.understand_model)

    @cached_property
    def _writer(self) -> ChatModel:
        return ChatModel(self._profile, self._api_key)

    def understand(self, email: Email, glossary: Glossary) -> Understood:
        """The lexicons' reading, bettered by the model's where the mail's own text bears it out."""
        read = self._fallback.understand(email, glossary)
        prompt = self._prompts.get("understand", read.inquiry.language)
        turns = [Turn("system", prompt.system), Turn("user", prompt.render(of_mail(email, glossary)))]
        try:
            answer = self._reader.ask(turns, UnderstandAnswer)
        except ModelError as error:
            return read.model_copy(update={"failure": _failure(error)})
        return Understood(inquiry=grounded(answer.form, read.inquiry, email), usage=answer.usage)

    def write(self, view: CaseView) -> Written:
        prompt = self._prompts.get("write", view.language)
        turns = [Turn("system", prompt.system), Turn("user", prompt.render(of_case(view)))]
        usage = Usage()
        try:
            answer = self._writer.ask(turns, WriteAnswer)
            usage += answer.usage
            draft = self._drafted(answer, view)
            if draft.failed:
                answer = self._writer.ask([*turns, *self._repair(answer, draft, view)], WriteAnswer)
                usage += answer.usage
                draft = self._drafted(answer, view)
        except ModelError as error:
            return self._take_over(view, usage, _failure(error))
        if draft.failed:
            faults = "; ".join(f"{failed.name}: {failed.detail}" for failed in draft.failed)
            return self._take_over(view, usage, f"the model's reply failed its checks ({faults})")
        return Written(reply=draft.reply, promises=draft.promises, checks=draft.checks, usage=usage)

    def _drafted(self, answer: Answer[WriteAnswer], view: CaseView) -> Draft:
        parts = tuple(Part(kind=p.kind, text=p.text, sources=tuple(p.sources)) for p in answer.form.parts)
        reply = Reply.of(subject_of(view.subject), view.language, parts)
        promises = _promises(reply, view)
        return Draft(reply, promises, check(reply, view, promises))

    def _repair(self, answer: Answer[WriteAnswer], draft: Draft, view: CaseView) -> list[Turn]:
        prompt = self._prompts.get("repair", view.language)
        faults = "\n".join(f"- {failed.name}: {failed.detail}" for failed in draft.failed)
        asked = f"{prompt.system}\n\n{prompt.render({'failures': faults})}"
        return [Turn("assistant", answer.text), Turn("user", asked)]

    def _take_over(self, view: CaseView, usage: Usage, failure: str) -> Written:
        """The offline draft instead, with what the model's calls cost and why they were in vain."""
        written = self._fallback.write(view)
        return written.model_copy(update={"usage": usage + written.usage, "failure": failure})


def _promises(reply: Reply, view: CaseView) -> tuple[Promise, ...]:
    """What code committed to, in the words of the reply's own commitment; a model promises nothing by itself."""
    words = next((part.text for part in reply.parts if part.kind is PartKind.COMMITMENT), "")
    if not words:
        return ()
    return tuple(Promise(text=words, due=commitment.due, event=commitment.event) for commitment in view.commitments)


def _failure(error: ModelError) -> str:
    return f"no draft from the model: {error}"
