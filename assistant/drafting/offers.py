"""What a sentence offers the customer, and whether an action of the case allows it (process.md, section 4).

A remedy may be named freely where nothing is offered: as a rule that is quoted, as what the customer asked for, or as
something that is not possible. What an article says to follow when the customer does something may be told in other
words. Everything else that sounds like a remedy has to be among the proposed actions.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Literal

from assistant.case.diagnosis import Action, ActionKind, Cause
from assistant.case.reply import PartKind
from assistant.case.shop import OrderStatus
from assistant.case.view import CaseView
from assistant.drafting.scanning import scan
from assistant.drafting.tokens import Amount, Calendar
from assistant.drafting.wording import Finding, any_of, find, wordlist


@dataclass(frozen=True)
class Remedy:
    """Words that offer something, and the actions that give it. `pays`: an amount with it must be the action's.

    About the causes in `would_follow` a letter may say that it comes if something turns out.
    """

    name: str
    words: re.Pattern[str]
    allowed_by: frozenset[ActionKind]
    causes: frozenset[Cause]
    would_follow: frozenset[Cause]
    pays: bool


_RETURNS = frozenset({ActionKind.RETURN_AT_CUSTOMER_COST, ActionKind.RETURN_WITH_LABEL})


@cache
def remedies() -> tuple[Remedy, ...]:
    return tuple(
        Remedy(
            name=entry["name"],
            words=any_of((*entry["zh"], *entry["en"])),
            allowed_by=frozenset(ActionKind(kind) for kind in entry["allowed_by"]),
            causes=frozenset(Cause(cause) for cause in entry.get("causes", ())),
            would_follow=frozenset(Cause(cause) for cause in entry.get("would_follow", ())),
            pays=entry.get("pays", False),
        )
        for entry in wordlist("offers")["remedy"]
    )


@cache
def _speech(
    manner: Literal[
        "not_offered",
        "referred_to",
        "left_open",
        "asked",
        "turns",
        "granted",
        "offered",
        "conditional",
        "whole",
        "once_back",
    ],
) -> re.Pattern[str]:
    return any_of(wordlist("offers")["speech"][manner])


def unallowed(
    sentence: str, part: PartKind, view: CaseView, calendar: Calendar, by_rule: Set[str] = frozenset()
) -> Iterator[Finding]:
    """What the sentence offers, and neither an action of the case gives nor a rule lets follow. `sentence` is in the
    reply's own words; `by_rule` names the remedies that it tells from a rule.
    """
    yield from find("other_channel", sentence, "a refund goes back the way it was paid")
    yield from find("review_reward", sentence, "no reward for reviews")
    sentence = without_what_is_open(sentence)
    for remedy in remedies():
        match = remedy.words.search(sentence)
        if match is None or not _is_offered(_after_the_turn(sentence, match.start()), part):
            continue
        if not (remedy.name in by_rule or _allowed(remedy, sentence, view) or _would_follow(remedy, sentence, view)):
            yield Finding(match.group(), f"no proposed action allows {remedy.name}")
        elif remedy.pays:
            whole = remedy.name in by_rule and _speech("whole").search(sentence) is not None
            yield from _wrong_amounts(sentence, remedy, view, calendar, whole)


def without_what_is_open(sentence: str) -> str:
    """Without its indirect questions: to say that we will tell whether something can be done offers nothing."""

    def without(question: re.Match[str]) -> str:
        clause = re.split(r"[，。；：,;:.]", sentence[: question.start()])[-1] + question.group()
        return question.group() if _speech("asked").search(clause) else "…"

    return _speech("left_open").sub(without, sentence)


def _after_the_turn(sentence: str, place: int) -> str:
    """From where the sentence last turns before the place: what it refuses up to there is not what follows."""
    turns = [match.end() for match in _speech("turns").finditer(sentence, 0, place)]
    return sentence[turns[-1] :] if turns else sentence


def _is_offered(sentence: str, part: PartKind) -> bool:
    """A refusal or a mention offers nothing, unless it grants in the same breath; nor does a regret or a past fact."""
    if _speech("not_offered").search(sentence) or _speech("referred_to").search(sentence):
        return _speech("granted").search(sentence) is not None
    if part in (PartKind.ACKNOWLEDGEMENT, PartKind.FACTS, PartKind.EXPLANATION):
        return bool(_speech("offered").search(sentence) or _speech("granted").search(sentence))
    return True


def _allowed(remedy: Remedy, sentence: str, view: CaseView) -> bool:
    causes = {view.cause, *view.secondary}
    return bool(
        remedy.allowed_by & {action.kind for action in view.actions}
        or (remedy.causes & causes and not _speech("granted").search(sentence))
        or _is_recorded(remedy, view)
        or (remedy.name == "freight" and any(_freight_is_ours(action) for action in view.actions))
        or any(_is_option(remedy, option) for question in view.questions for option in question.options)
    )


def _would_follow(remedy: Remedy, sentence: str, view: CaseView) -> bool:
    """Told as what comes if something turns out; an amount is for the day on which it does."""
    about = remedy.would_follow & {view.cause, *view.secondary}
    return bool(about) and _speech("conditional").search(sentence) is not None


def _is_recorded(remedy: Remedy, view: CaseView) -> bool:
    """A refund that the records know of may be spoken about."""
    if remedy.name != "refund" or view.order is None:
        return False
    under_way = view.order.status in (OrderStatus.REFUNDING, OrderStatus.REFUNDED)
    return under_way or bool(view.order.refunds or view.order.returns)


def _freight_is_ours(action: Action) -> bool:
    return action.arguments.get("freight") in ("shop", "insurance")


def _is_option(remedy: Remedy, option: str) -> bool:
    """The customer is asked to choose it."""
    return option in remedy.allowed_by or remedy.words.search(option) is not None


def _wrong_amounts(sentence: str, remedy: Remedy, view: CaseView, calendar: Calendar, whole: bool) -> Iterator[Finding]:
    """An amount that is offered is the action's own, or one that a record of the refund has, or, where by a rule the
    `whole` price goes back, the order's.
    """
    allowed = {amount for action in view.actions if action.kind in remedy.allowed_by for amount in _amounts(action)}
    if view.order is not None and _is_recorded(remedy, view):
        allowed |= {refund.amount for refund in view.order.refunds if refund.amount is not None}
    if _speech("once_back").search(sentence) and _RETURNS & {action.kind for action in view.actions}:
        allowed |= _price_of_the_goods(view)
    if view.order is not None and view.order.total is not None and whole:
        allowed.add(view.order.total)
    for token in scan(sentence, calendar):
        if isinstance(token.value, Amount) and token.value.value not in allowed:
            yield Finding(token.text, f"not the amount of any proposed {remedy.name}")


def _price_of_the_goods(view: CaseView) -> set[Decimal]:
    """What was paid for the goods of the case: a return brings it back, and its action has no amount."""
    if view.order is None:
        return set()
    price = view.order.line.paid if view.order.line is not None else view.order.total
    return {price} if price is not None else set()


def _amounts(action: Action) -> Iterator[Decimal]:
    for name in ("amount", "value"):
        try:
            yield Decimal(str(action.arguments[name]))
        except (KeyError, InvalidOperation):
            continue
