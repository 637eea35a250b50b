"""The offline drafter: lexicons read the mail, templates write the reply, and the same checks look at it."""

from functools import cached_property
from pathlib import Path
from time import monotonic

from assistant.case.email import Email
from assistant.case.view import CaseView
from assistant.drafting.called_off import as_called_off, called_off, parts_with_some
from assistant.drafting.checks import check
from assistant.drafting.general_questions import asks_generally, without_own_goods
from assistant.drafting.open_questions import questions_check
from assistant.drafting.reading.foreign import unread_language
from assistant.drafting.rendering import version
from assistant.drafting.understanding import understand
from assistant.drafting.writing import write_offline
from assistant.model_book import Usage
from assistant.pipeline import NO_GLOSSARY, Glossary, Understood, Written

_DATA = Path(__file__).parent


class OfflineDrafter:
    """Needs no model, no network and no key; fulfils `assistant.pipeline.Drafter`."""

    name = "offline"
    rest = 0.0

    @cached_property
    def prompt_version(self) -> str:
        """A short content hash of the templates, the lexicons and the word lists."""
        return version(_DATA / "templates", _DATA / "lexicons", _DATA / "wordlists")

    def understand(self, email: Email, glossary: Glossary) -> Understood:
        start = monotonic()
        inquiry = understand(email, glossary)
        generally = asks_generally(inquiry, email.subject, email.text)
        further = {
            "asks_generally": generally,
            "requests": without_own_goods(inquiry.requests) if generally else inquiry.requests,
            "called_off": called_off(email.text, inquiry.items),
        }
        inquiry = inquiry.model_copy(update=further)
        if inquiry.called_off:
            inquiry = as_called_off(inquiry, parts_with_some(email.text, inquiry.items))
        language = unread_language(email.text or email.subject)
        foreign = f"the mail is in another language than Chinese and English ({language})" if language else None
        return Understood(inquiry=inquiry, usage=Usage(seconds=monotonic() - start), foreign=foreign)

    def write(self, view: CaseView, glossary: Glossary = NO_GLOSSARY, wish: str | None = None) -> Written:
        """The reply from templates, which heed no wish. A failed check does not stop it: the agent sees both."""
        start = monotonic()
        reply, promises = write_offline(view)
        checks = (*check(reply, view, promises, glossary), questions_check(reply, view))
        return Written(reply=reply, promises=promises, checks=checks, usage=Usage(seconds=monotonic() - start))
