"""The offline writer: the eight parts of a reply (process.md, section 5) from templates, each with its sources."""

import re
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from assistant.case.diagnosis import ActionKind, Category, Cause
from assistant.case.reply import Part, PartKind, Promise, Reply
from assistant.case.view import CaseView
from assistant.drafting.citing import Ledger
from assistant.drafting.once import once_for_a_view
from assistant.drafting.open_questions import has_open_questions, open_kinds, open_questions, wishes_of
from assistant.drafting.quotable import Quotable
from assistant.drafting.rendering import join, phrases, render, render_block, render_lines
from assistant.drafting.situations import NEWS, REMEDIES, SILENT, WRITTEN_OF, answers_questions, kept_for_later

_REPLY_PREFIX = re.compile(r"^\s*(?:(?:re|aw|sv|antw|回复|答复|回覆)\s*(?:\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE)


_SENTENCE = re.compile(r"[^。！？]*?(?:[。！？]|[.!?](?=\s|$)\s*|$)")
_INVITES = re.compile(r"回信|\breply\b", re.IGNORECASE)
"""The customer has been asked to write again already: the closing need not."""


CALLED_OFF = frozenset({Cause.NOT_SHIPPED, Cause.SHIPPING_OVERDUE, Cause.PRESALE_WAITING, Cause.OUT_OF_STOCK})
"""What nobody need be told of an order that is to be cancelled: when it would have left."""


class Letter(NamedTuple):
    reply: Reply
    promises: tuple[Promise, ...]


@once_for_a_view
def write_offline(view: CaseView) -> Letter:
    """The reply and what it promises. Nothing is stated that is not in the view, and nothing is said to be done.

    A model's letter is held against it by several checks in turn: it is written once for them.
    """
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
            "choosing": bool(choice),
            "choice": choice,
            "listed": sum(action.kind in REMEDIES and action.kind in choice for action in view.actions) > 1,
        }
        self._offer_unvoiced(kept_for_later(view))

    def letter(self) -> Letter:
        before = [
            self._part(PartKind.GREETING, self._shared("greeting")),
            self._part(PartKind.ACKNOWLEDGEMENT, self._shared("acknowledgement")),
            self._part(PartKind.FACTS, self._shared("facts")),
            self._part(PartKind.EXPLANATION, self._explanation()),
        ]
        before.append(self._part(PartKind.SOLUTION, self._solution(before)))
        before.append(self._part(PartKind.QUESTIONS, self._shared("questions")))
        self._variables["invited"] = any(_INVITES.search(part.text) for part in before)
        promises = self._promises()
        said = join(list(dict.fromkeys(promise.text for promise in promises)), self._view.language)
        said = said or self._nothing_left()
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

    def _solution(self, before: Collection[Part]) -> str:
        main = self._block(self._variables["situation"], "solution")
        others = [self._brief(cause) for cause in self._others()]
        wishes = self._shared("requests")
        texts = _said_once([main, *others, wishes, self._left_over()])
        said = "\n".join(text for text in texts if text)
        left = self._open_questions("\n".join((*(part.text for part in before), said)))
        return "\n".join(text for text in (said, left) if text)

    def _open_questions(self, said: str) -> str:
        """What was asked and the letter has not spoken of yet, news that it commits to included."""
        about_goods = self._view.order is not None and answers_questions(self._view)
        if not has_open_questions(self._view) and not about_goods:
            return ""
        self._variables["open_kinds"] = open_kinds(self._view, said)
        recorded = self._shared("recorded")
        said += "\n".join((recorded, *(self._commitment_text(n) for n in range(len(self._view.commitments)))))
        self._variables |= self._quotable.open_asks((wishes_of if about_goods else open_questions)(self._view, said))
        return join([recorded, self._shared("open_questions")], self._view.language)

    def _others(self) -> list[str]:
        """The secondary causes; a complaint's points are all answered by the supervisor, together."""
        if self._view.category is Category.COMPLAINT_OR_LEGAL or self._view.order_unsettled:
            return []
        dropped = CALLED_OFF if any(action.kind is ActionKind.CANCEL_ORDER for action in self._view.actions) else ()
        others = (cause for cause in self._view.secondary if cause is not self._view.cause)
        return [cause.value for cause in others if cause not in dropped]

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

    def _commitment_text(self, n: int) -> str:
        made = {"commitment": self._quotable.commitment(n, self._view.commitments[n])}
        return render(self._view.language, "commitment", self._variables | made)

    def _nothing_left(self) -> str:
        """In place of news that nobody needs any more: every question was answered."""
        return self._shared("answered") if self._view.commitments else ""

    def _promises(self) -> tuple[Promise, ...]:
        """One for each commitment. Two that only tell news at the same time are told in one sentence, and so is an
        answer that goes with the letter about something else.
        """
        if self._variables["all_answered"]:
            return ()
        told: dict[datetime, str] = {}
        promises = []
        for n, commitment in enumerate(self._view.commitments):
            text = self._commitment_text(n)
            if commitment.kind in NEWS or commitment.kind in WRITTEN_OF:
                first = told.setdefault(commitment.due, text)
                text = first if commitment.kind in NEWS else text
            promises.append(Promise(text=text, due=commitment.due, event=commitment.event))
        return tuple(promises)


def _said_once(texts: Iterable[str]) -> list[str]:
    """Two causes of one case may say the same sentence; the second time it goes. Lists are kept whole."""
    known: set[str] = set()
    return [_without_known(text, known) for text in texts]


def _without_known(text: str, known: set[str]) -> str:
    lines = []
    for line in text.split("\n"):
        if line.startswith("- "):
            lines.append(line)
            continue
        pieces = [piece for piece in _SENTENCE.findall(line) if piece.strip() and piece.strip() not in known]
        known.update(piece.strip() for piece in pieces)
        lines.append("".join(pieces).strip())
    return "\n".join(line for line in lines if line)
