"""What a mail asks, as a template sees it: by name, by who is to carry it out, and with the rule that answers it."""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from assistant.case.knowledge import Language
from assistant.case.view import CaseView, ShipmentView
from assistant.drafting import phrasing
from assistant.drafting.citing import Cited
from assistant.drafting.open_questions import Open, is_urgent, name_of
from assistant.drafting.questions_answered import is_idle, questions_asked
from assistant.drafting.saying import Saying

_ASKS = re.compile(r"(?:roughly |about )?(?:whether|how|what|when|where|which|who|whose|why|until)\b|“", re.IGNORECASE)
"""How an indirect question begins, or one that is quoted; what begins otherwise is asked about."""

MOST_NAMED = 3
"""Questions that are taken up by name; of more, the letter says that there are more."""

_FURTHER: dict[Language, str] = {"zh": "等几点", "en": ", among other things"}


class QuotedAsks:
    """Everything that it hands out cites the mail."""

    def __init__(self, view: CaseView, say: Saying) -> None:
        self._view = view
        self._say = say

    def open_asks(self, asks: Sequence[Open], rule_for: Callable[[str], Cited | None]) -> dict[str, Any]:
        """What the letter still has to take up: wishes by who is to carry them out, questions with the rule that
        answers them, and the rest by name. `asked_for_today`: the answer cannot wait; `soon`: the next news is in time.
        """
        wishes = [ask for ask in asks if ask.to == "warehouse" or (ask.to == "courier" and not self._has_arrived())]
        questions = [self._as_question(ask) for ask in asks if ask not in wishes]
        rules = {ask.called: rule for ask in questions if (rule := rule_for(ask.question)) is not None}
        left = [ask for ask in questions if ask.called not in rules]
        return {
            "courier_wishes": [self._cited(ask.called) for ask in wishes if ask.to == "courier"],
            "warehouse_wishes": [self._cited(ask.called) for ask in wishes if ask.to == "warehouse"],
            "ruled_questions": {self._asked([called]): rule for called, rule in rules.items()},
            "left_already": self._parcel() is not None and not self._has_arrived(),
            "open_questions": left,
            "open_questions_named": self._named([ask.called for ask in left]),
            "asked_for_today": any(is_urgent(ask.question) for ask in left) or self._is_due_today(),
            "soon": self._next_news_is_in_time(),
        }

    def named(self, questions: Sequence[str]) -> Cited | None:
        """As the object of 您问 and "you ask"; None where none can be told."""
        return self._named([name_of(question, self._view.language) for question in questions])

    def _named(self, names: Sequence[str]) -> Cited | None:
        names = list(dict.fromkeys(names))
        told = [name for name in names if name][:MOST_NAMED]
        return self._asked(told, further=len(told) < len(names)) if told else None

    def asked_later(self) -> Cited | None:
        """What is asked of an order that is still to be found."""
        view = self._view
        asked = [one for one in questions_asked(view.words, view.language) if not is_idle(one)]
        return self.named(asked) if view.order_unsettled else None

    def _as_question(self, ask: Open) -> Open:
        """A wish that nobody can be asked to carry out any more is still answered."""
        return ask if ask.to is None else ask._replace(called=name_of(ask.question, self._view.language))

    def _asked(self, names: list[str], *, further: bool = False) -> Cited | None:
        """`further`: there is more than these."""
        if self._view.language == "en":
            names = [name if _ASKS.match(name) else f"about {name}" for name in names]
        told = phrasing.listing(names, self._view.language)
        return self._cited(f"{told}{_FURTHER[self._view.language] if further else ''}")

    def _cited(self, words: str) -> Cited | None:
        return self._say.exact(words, "customer.words")

    def _parcel(self) -> ShipmentView | None:
        return self._view.order.shipment if self._view.order is not None else None

    def _has_arrived(self) -> bool:
        parcel = self._parcel()
        return parcel is not None and parcel.delivered_at is not None

    def _is_due_today(self) -> bool:
        """An answer tomorrow comes after the parcel."""
        parcel, zone = self._parcel(), ZoneInfo(self._view.timezone)
        if parcel is None or parcel.promised_at is None or parcel.delivered_at is not None:
            return False
        return parcel.promised_at.astimezone(zone).date() == self._view.now.astimezone(zone).date()

    def _next_news_is_in_time(self) -> bool:
        due = min((commitment.due for commitment in self._view.commitments), default=None)
        hours = timedelta(hours=int(self._view.policy.get("answer_hours", "24")))
        return due is not None and due - self._view.now <= hours
