"""The offline writer: the eight parts of a reply (process.md, section 5) from templates, each with its sources."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from assistant.case.diagnosis import ActionKind, Category
from assistant.case.reply import Part, PartKind, Promise, Reply
from assistant.case.view import CaseView
from assistant.drafting import phrasing
from assistant.drafting.citing import Ledger
from assistant.drafting.quotable import Quotable
from assistant.drafting.rendering import join, phrases, render, render_block, render_lines
from assistant.drafting.situations import NEWS, REMEDIES, SILENT, kept_for_later, situation, unanswered

_REPLY_PREFIX = re.compile(r"^\s*(?:(?:re|aw|sv|antw|回复|答复|回覆)\s*(?:\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE)


class Letter(NamedTuple):
    reply: Reply
    promises: tuple[Promise, ...]


def write_offline(view: CaseView) -> Letter:
    """The reply and what it promises. Nothing is stated that is not in the view, and nothing is said to be done."""
    return _Writer(view).letter()


def subject_of(subject: str) -> str:
    """`Re: ` and the original subject, without prefixes that it already carries."""
    original = _REPLY_PREFIX.sub("", " ".join(subject.split()))
    return f"Re: {original}" if original else "Re:"


class _Writer:
    """Writes the parts in order; what one part has voiced, a later one need not."""

    def __init__(self, view: CaseView) -> None:
        self._view = view
        self._ledger = Ledger()
        self._quotable = Quotable(view, self._ledger)
        self._voiced: set[str] = set()
        choice = [option for question in view.questions if question.kind == "choice" for option in question.options]
        self._variables: dict[str, Any] = self._quotable.variables() | {
            "situation": situation(view),
            "choosing": bool(choice),
            "choice": choice,
            "listed": sum(action.kind in REMEDIES and action.kind in choice for action in view.actions) > 1,
            "asked": phrasing.listing(unanswered(view), view.language),
            "promised": bool(view.commitments),
        }
        self._offer_unvoiced(kept_for_later(view))

    def letter(self) -> Letter:
        before = [
            self._part(PartKind.GREETING, self._shared("greeting")),
            self._part(PartKind.ACKNOWLEDGEMENT, self._shared("acknowledgement")),
            self._part(PartKind.FACTS, self._shared("facts")),
            self._part(PartKind.EXPLANATION, self._explanation()),
            self._part(PartKind.SOLUTION, self._solution()),
            self._part(PartKind.QUESTIONS, self._shared("questions")),
        ]
        promises = self._promises()
        said = join(list(dict.fromkeys(promise.text for promise in promises)), self._view.language)
        after = [
            self._part(PartKind.COMMITMENT, said),
            self._part(PartKind.CLOSING, self._closing()),
        ]
        parts = tuple(part for part in (*before, *after) if part.text)
        return Letter(Reply.of(subject_of(self._view.subject), self._view.language, parts), promises)

    def _part(self, kind: PartKind, text: str) -> Part:
        """The part that was just rendered, with all that it cited."""
        sources = self._ledger.close()
        self._voiced.update(sources)
        return Part(kind=kind, text=text.strip(), sources=sources)

    def _shared(self, name: str) -> str:
        return render(self._view.language, name, self._variables)

    def _block(self, cause: str, block: str) -> str:
        return render_block(self._view.language, cause, block, self._variables)

    def _closing(self) -> str:
        return self._shared("closing") + "\n\n" + render_lines(self._view.language, "signature", self._variables)

    def _explanation(self) -> str:
        contradictions = self._shared("contradictions")
        return join([contradictions, self._block(self._variables["situation"], "explanation")], self._view.language)

    def _solution(self) -> str:
        main = self._block(self._variables["situation"], "solution")
        others = [self._brief(cause) for cause in self._others()]
        texts = [main, *others, self._left_over(), self._shared("requests")]
        return "\n".join(text for text in texts if text)

    def _others(self) -> list[str]:
        """The secondary causes; a complaint's points are all answered by the supervisor, together."""
        if self._view.category is Category.COMPLAINT_OR_LEGAL or self._view.order_unsettled:
            return []
        return [cause.value for cause in self._view.secondary if cause is not self._view.cause]

    def _brief(self, cause: str) -> str:
        self._offer_unvoiced()
        return self._block(cause, "brief")

    def _left_over(self) -> str:
        """A sentence for every proposed action that no template of the case has spoken of."""
        self._offer_unvoiced()
        say = self._variables["say"]
        silent = SILENT if self._view.commitments else SILENT - {ActionKind.ESCALATE}
        sentences = [
            str(say.sentence(self._quotable.action(n, action)))
            for n, action in enumerate(self._view.actions)
            if self._is_unvoiced(n) and action.kind not in silent
        ]
        return join(sentences, self._view.language)

    def _is_unvoiced(self, n: int) -> bool:
        return f"action.{n}" not in self._voiced | set(self._ledger.used)

    def _offer_unvoiced(self, later: Collection[ActionKind] = ()) -> None:
        """Let the templates' `say.remedies()` offer what has not been offered yet, and not what comes `later`."""
        self._variables["remedy_actions"] = [
            self._quotable.action(n, action)
            for n, action in enumerate(self._view.actions)
            if action.kind in REMEDIES and action.kind not in later and self._is_unvoiced(n)
        ]
        self._variables["say"] = phrases(self._view.language, self._variables)

    def _promises(self) -> tuple[Promise, ...]:
        """One for each commitment. Two that only tell news at the same time are told in one sentence."""
        told: dict[datetime, str] = {}
        promises = []
        for n, commitment in enumerate(self._view.commitments):
            said = self._variables | {"commitment": self._quotable.commitment(n, commitment)}
            text = render(self._view.language, "commitment", said)
            if commitment.kind in NEWS:
                text = told.setdefault(commitment.due, text)
            promises.append(Promise(text=text, due=commitment.due, event=commitment.event))
        return tuple(promises)
