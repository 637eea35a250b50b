"""The case as a template sees it: every value in the letter's words, each one citing its source when it is printed.

Names are fixed and complete: what the case does not know is None, so that a template can leave a clause out, while a
misspelt name is an error of the template (`StrictUndefined`).
"""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from assistant.case.diagnosis import Action, ActionKind, Category, Cause, Commitment
from assistant.case.inquiry import Request
from assistant.case.knowledge import Language, Policy
from assistant.case.view import CaseView, Question
from assistant.drafting import phrasing
from assistant.drafting.accounts import looked_elsewhere
from assistant.drafting.broken_promises import PromiseState, promise_state
from assistant.drafting.citing import Cited, Ledger
from assistant.drafting.echoes import echoes
from assistant.drafting.open_questions import Open, asked_of, is_a_wish, remedy_wished, wishes_of
from assistant.drafting.questions_answered import (
    LONGEST_MAIL,
    Answered,
    Text,
    answers_to,
    pages_of,
)
from assistant.drafting.quoted_articles import QuotedArticles, readable
from assistant.drafting.quoted_asks import QuotedAsks
from assistant.drafting.quoted_claims import QuotedClaims
from assistant.drafting.quoted_order import order_variables, parcel_variables
from assistant.drafting.saying import LONGEST_VALUE, Saying
from assistant.drafting.situations import answers_questions, situation, unanswered, wished
from assistant.drafting.strangers import stranger_of
from assistant.process.periods import end_of_day_after
from assistant.process.remedies.after_sales import OUR_FAULT

NOT_STOPPED: dict[Language, str] = {
    "zh": "派送时可以拒收，包裹退回后全额退款",
    "en": "You can refuse the parcel refund full back",
}
"""What the shop's own rule on a parcel that could not be stopped says, as the letter puts it."""

PENDING: dict[Language, str] = {
    "zh": "一笔成功，一笔处理中或已撤销，后者会自动退回",
    "en": "one charge successful and one processing, the latter returns itself",
}
"""What the shop's own rule on a charge that is not final says."""

_PENDING = re.compile(
    r"处理中|待(?:入账|确认|处理)|预授权|撤销|\bpending\b|\bprocessing\b|\bauthori[sz]ation\b", re.IGNORECASE
)

MOST_OPTIONS = 6

MADE_GOOD: dict[Cause, dict[Language, str]] = {
    Cause.QUALITY_DEFECT: {
        "zh": "天内可以退货天内可以换货之后保修期内免费维修",
        "en": "return within days exchange free repair warranty",
    },
    Cause.DAMAGED_IN_TRANSIT: {
        "zh": "换新或全额退款由您选运费由我们承担",
        "en": "replacement damaged item collected full refund your choice freight",
    },
    Cause.WRONG_ITEM_SENT: {
        "zh": "上门取回并换发正确的商品或退货全额退款运费由我们承担",
        "en": "collect wrong item send right take back full refund",
    },
    Cause.MISSING_ITEM: {
        "zh": "补发缺少的部分不需要补发的按该商品实付金额退款",
        "en": "missing send rest longer need refund paid",
    },
}
"""What the shop's own rules say of how a loss is made good once photos show it, as the letter puts it."""

REPLACED = frozenset({Cause.QUALITY_DEFECT, Cause.DAMAGED_IN_TRANSIT, Cause.WRONG_ITEM_SENT})
"""Causes whose goods are replaced free of charge (`process.remedies.mismatch`)."""

REPLACING = frozenset({Request.EXCHANGE, Request.RESHIP})
MONEY_BACK = frozenset({Request.REFUND, Request.RETURN})
CHOSEN = REPLACING | MONEY_BACK | {Request.REPAIR}
"""Wishes that the rule on what is made good answers."""

_LONG_NUMBER = re.compile(r"(?<!\d)\d{12,}(?!\d)")
"""A number that can be an order's, or a parcel's: whoever gives one is not asked for one."""

_PRIVATE = re.compile(r"取件码|取货码|提货码|地址|手机号|\baddress\b|\b(?:pick-?up|collection) code\b", re.IGNORECASE)
"""What strangers ask for and no stranger is told."""

_PHONE = re.compile(r"(?<!\d)(?:\+?\d[\d -]{8,}\d)(?!\d)")

_TRIED = re.compile(r"试|用过|穿过|通电|\btr(?:y|ied)\b|\b(?:run|ran|used|worn|tested|plugged)\b", re.IGNORECASE)
"""That goods were not only looked at."""

_MONEY_COMES = "when the money comes"
_HOW_SOON: dict[Language, str] = {"zh": "退款多久到账？", "en": "How long until the refund arrives?"}
"""The question that the article on refunds answers, of whatever case."""

_OF_THE_SHOP = re.compile(
    r"运费|邮费|快递|发货|寄到|包邮|付款|\b(?:ship|shipping|postage|deliver\w*|send|courier|pay|arrive|weeks)\b",
    re.IGNORECASE,
)
"""What no product team is asked."""

ARGUMENT_TEXTS = ("name", "phone", "items", "variant")
ARGUMENT_TIMES = ("deadline", "answer_by", "due")


class Quotable:
    """Makes the template variables of one view; everything it hands out cites into `ledger`."""

    def __init__(self, view: CaseView, ledger: Ledger) -> None:
        self._view = view
        self._say = Saying(view, ledger)
        self._asks = QuotedAsks(view, self._say)
        self._articles = QuotedArticles(view, self._say)
        self._claims = QuotedClaims(view, self._say)
        asked = answers_questions(view)
        about_goods = view.category is Category.PRODUCT_QUESTION
        texts = (*pages_of(view), *(Text.of_passage(passage, about_goods=about_goods) for passage in readable(view)))
        answered = answers_to(view.words[:LONGEST_MAIL], texts, view.language) if asked else Answered([], [])
        self._found, self._left = answered.answers, [one for one in answered.left if not is_a_wish(one)]
        wishes = asked and view.order is not None and bool(wishes_of(view, ""))
        self._only_wishes = wishes and not self._left
        self._all_answered = asked and not self._left and not wishes

    def variables(self) -> dict[str, Any]:
        told = self._reading() | self._answering() | order_variables(self._view, self._say) | self._findings()
        return told | parcel_variables(self._view)

    def _reading(self) -> dict[str, Any]:
        """Who writes, and how: plain values to decide by, and the names to address them with."""
        view, asked = self._view, asked_of(self._view.words)
        return {
            "emotion": view.emotion.value,
            "urgent": view.urgent,
            "photos": view.photos,
            "also_logistics": any(cause.category is Category.LOGISTICS for cause in view.secondary),
            "category": view.category.value,
            "cause": view.cause.value if view.cause else None,
            "wants": frozenset(request.value for request in view.requests),
            "topics": frozenset(topic.value for topic in view.topics),
            "shop": self._shop(),
            "known": view.scope.may_read,
            "order_unsettled": view.order_unsettled,
            "number_given": view.number_given or _LONG_NUMBER.search(f"{view.subject}\n{view.words}") is not None,
            "number_unknown": view.number_unknown,
            "name": self._name(),
            "full_name": self._say.text(view.name, "customer.name") if view.scope.may_read else None,
            "last": self._last_contact(),
            "echo": self._echoes(),
            "asked_kinds": asked,
            "stranger": stranger_of(view),
            "remedy_wished": self._say.exact(remedy_wished(view), "customer.words") if view.scope.may_read else None,
            "refund_time": self._articles.rule_for(_HOW_SOON[view.language])
            if _MONEY_COMES in asked_of(view.words)
            else None,
            "tried": _TRIED.search(view.words) is not None,
            "looked_elsewhere": self._say.exact(looked_elsewhere(self._view), "customer.words"),
        }

    def _answering(self) -> dict[str, Any]:
        """Which letter it is, what the customer asks for in it, and what we are to write again about."""
        view, once_shown = self._view, self._once_shown()
        wishes = unanswered(view, besides=CHOSEN if once_shown else ())
        return {
            "situation": situation(view),
            "asked": phrasing.listing(wishes, view.language),
            "asked_or": phrasing.listing(wishes, view.language, "or"),
            "promised": bool(view.commitments),
            "replaced_once_shown": self._replaced_once_shown(wishes),
            "once_shown": once_shown,
            "several_asked": len(wishes) > 1,
            "quality_choice": self._quality_choice(),
            "awaited": frozenset(commitment.kind.value for commitment in view.commitments),
            "invited": False,
            "wished": phrasing.listing(wished(view), view.language) if view.order_unsettled else "",
            "awaits_photos": any(question.kind == "photos" for question in view.questions),
            "echo_private": _PRIVATE.search(f"{view.subject}\n{view.words}") is not None,
            "phone_given": _PHONE.search(f"{view.subject}\n{view.words}") is not None,
        }

    def _abroad(self) -> SimpleNamespace | None:
        """The mark of the customer's words where a new address is given and the case only lets us look into it."""
        view, kinds = self._view, {action.kind for action in self._view.actions}
        asked = any(question.kind == "new_address" for question in view.questions)
        unshipped = Cause.ADDRESS_CHANGE_BEFORE_SHIPPING in (view.cause, *view.secondary)
        if not unshipped or asked or kinds & {ActionKind.CHANGE_ADDRESS, ActionKind.CANCEL_ORDER}:
            return None
        return SimpleNamespace(noted=self._say.nothing("customer.words"))

    def _replaced_once_shown(self, wishes: Sequence[str]) -> SimpleNamespace | None:
        """The mark of the rule by which goods are replaced free of charge as soon as photos show what is wrong."""
        view = self._view
        awaited = any(question.kind == "photos" for question in view.questions)
        wanted = wishes and set(view.requests) & REPLACING and not set(view.requests) & MONEY_BACK
        if not awaited or not wanted or view.cause not in REPLACED:
            return None
        return SimpleNamespace(noted=self._say.nothing("policy.quality_exchange_days"))

    def _quality_choice(self) -> str | None:
        """What the days since delivery leave to choose between for faulty goods: `both` the money and new goods, or the
        `exchange` only; None where the days are over or not known.
        """
        view = self._view
        parcel = view.order.shipment if view.order is not None else None
        days = [view.policy.get(name) for name in ("quality_return_days", "quality_exchange_days")]
        if parcel is None or parcel.delivered_at is None or None in days:
            return None
        zone, received = ZoneInfo(view.timezone), parcel.delivered_at
        until = [end_of_day_after(received, int(number or 0), zone) for number in days]
        return "both" if view.now < until[0] else "exchange" if view.now < until[1] else None

    def _once_shown(self) -> SimpleNamespace | None:
        """The mark of the rule by which the loss is made good as soon as photos show what is wrong."""
        view = self._view
        awaited = any(question.kind == "photos" for question in view.questions)
        replaced = set(view.requests) & REPLACING and not set(view.requests) & (MONEY_BACK | {Request.REPAIR})
        if not awaited or view.cause not in MADE_GOOD or (replaced and view.cause in REPLACED):
            return None
        return self._articles.rule_on(MADE_GOOD[view.cause][view.language])

    def _shop(self) -> Cited | None:
        """No name that a reader of the letter could not read."""
        readable = self._view.language == "zh" or not phrasing.is_chinese(self._view.shop_name)
        return self._say.text(self._view.shop_name, "shop.name") if readable else None

    def _name(self) -> Cited | None:
        if not self._view.scope.may_read or self._view.name is None:
            return None
        return self._say.text(phrasing.addressed_as(self._view.name, self._view.language), "customer.name")

    def _echoes(self) -> SimpleNamespace:
        """`noted` prints nothing and cites the mail, for what is taken up without being repeated."""
        found = echoes(self._view)
        return SimpleNamespace(
            title=self._say.text(found.title, "customer.words"),
            district=self._say.text(found.district, "customer.words"),
            personal=found.personal,
            tax_number=found.tax_number,
            invoice_kind=self._invoice_kind(found.invoice_kind),
            special_invoice=found.special_invoice and self._invoice_kind(found.invoice_kind) is None,
            insurance=found.insurance,
            same_phone=found.same_phone,
            asked_around=found.asked_around,
            noted=self._say.nothing("customer.words"),
        )

    def _invoice_kind(self, asked_for: str | None) -> Cited | None:
        """The kind of invoice that is asked for, where an article says that it is what we issue."""
        own = (p for p in self._view.passages if p.audience == "customer" and Cause.INVOICE_REQUEST in p.causes)
        issued = next((p for p in own if asked_for is not None and asked_for in p.text), None)
        return None if issued is None else self._say.exact(asked_for, f"article.{issued.id}")

    def _findings(self) -> dict[str, Any]:
        view = self._view
        return {
            "contradictions": self._claims.contradictions(),
            "picked": self._claims.picked_otherwise(),
            "page": self._claims.page(),
            "act": self._actions_by_kind(),
            "policy": self._policy(),
            "questions": [self._question(n, question) for n, question in enumerate(view.questions)],
            "passages": self._articles.excerpts(),
            "answers": self._articles.answers(self._found),
            "left_named": self._asks.named(self._left),
            "only_wishes": self._only_wishes,
            "left_to_the_shop": self._only_wishes or any(_OF_THE_SHOP.search(question) for question in self._left),
            "asked_later": self._asks.asked_later(),
            "not_stopped": self._articles.rule_on(NOT_STOPPED[view.language]),
            "pending_rule": self._articles.rule_on(PENDING[view.language]) if _PENDING.search(view.words) else None,
            "ours_to_pay": bool(OUR_FAULT & {view.cause, *view.secondary}),
            "freight_rule": self._articles.about(Cause.FREIGHT_DISPUTE),
            "all_answered": self._all_answered,
            "abroad": self._abroad(),
            "protection_over": self._protection_is_over(),
            "noted": self._records(),
        }

    def action(self, n: int, action: Action) -> SimpleNamespace:
        """The action with its arguments. `noted` prints nothing and cites: the sentence rests on the action."""
        source, given = f"action.{n}", action.arguments
        currency = str(given["currency"]) if given.get("currency") else None
        return SimpleNamespace(
            kind=action.kind.value,
            amount=self._say.money(_decimal(given.get("amount")), source, currency=currency),
            carrier=self._say.carrier(str(given.get("carrier") or ""), source),
            freight=str(given["freight"]) if given.get("freight") else None,
            to=self._say.code(str(given.get("to") or "supervisor"), source),
            noted=self._say.nothing(source),
            **{name: self._argument(given.get(name), source) for name in ARGUMENT_TEXTS},
            **{name: self._say.iso_time(given.get(name), source) for name in ARGUMENT_TIMES},
        )

    def commitment(self, n: int, commitment: Commitment) -> SimpleNamespace:
        return SimpleNamespace(kind=commitment.kind.value, due=self._say.time(commitment.due, f"commitment.{n}"))

    def _argument(self, value: object, source: str) -> Cited | None:
        if isinstance(value, list | tuple):
            value = phrasing.listing([str(item) for item in value], self._view.language)
        words = phrasing.variant(str(value), self._view.language)[:LONGEST_VALUE]
        return self._say.exact(words, source) if value else None

    def _actions_by_kind(self) -> SimpleNamespace:
        """The first action of each kind under its name; None for a kind that is not proposed."""
        chosen: dict[str, SimpleNamespace | None] = dict.fromkeys(ActionKind)
        for n, action in reversed(list(enumerate(self._view.actions))):
            chosen[action.kind.value] = self.action(n, action)
        return SimpleNamespace(**chosen)

    def _last_contact(self) -> SimpleNamespace | None:
        if not self._view.repeat or not self._view.scope.may_read:
            return None
        promise = self._view.last_promise or ""
        if not phrasing.suits(promise, self._view.language):
            promise = ""  # words in another language are told by their day alone
        state = promise_state(promise, self._view.last_contact_at, self._view.now, self._view.order)
        if state is PromiseState.KEPT:
            promise = ""  # what we did needs no excuse
        return SimpleNamespace(
            at=self._say.time(self._view.last_contact_at, "contact.last"),
            broken=state is PromiseState.BROKEN,
            promise=self._say.text(promise.rstrip("。.!！ "), "contact.last"),
            known=self._say.nothing("contact.last"),
        )

    def _policy(self) -> SimpleNamespace:
        known: dict[str, Cited | None] = dict.fromkeys(Policy.model_fields)
        for name, value in self._view.policy.items():
            amount = _decimal(value) if "." in value else None
            said = self._say.exact(value, f"policy.{name}")
            known[name] = said if amount is None else self._say.money(amount, f"policy.{name}")
        return SimpleNamespace(**known)

    def _question(self, n: int, question: Question) -> SimpleNamespace:
        words = [phrasing.remedy(option, self._view.language) for option in question.options[:MOST_OPTIONS]]
        options = [self._say.text(option, f"question.{n}") for option in words]
        return SimpleNamespace(kind=question.kind, options=[option for option in options if option])

    def open_asks(self, asks: Sequence[Open]) -> dict[str, Any]:
        return self._asks.open_asks(asks, self._articles.rule_for)

    def _records(self) -> SimpleNamespace:
        """Marks that print nothing and cite a record, where there is one: for a sentence that tells of it in words."""
        order = self._view.order
        parcel = order.shipments.index(order.shipment) if order and order.shipment in order.shipments else 0
        held = {
            "status": ("order.status", order),
            "ship_by": ("order.ship_by", order and order.ship_by),
            "invoice": ("order.invoice", order and order.invoice_status),
            "parcel": (f"order.shipments.{parcel}", order and order.shipments),
            "refund": ("order.refunds.0", order and order.refunds),
        }
        marks = {name: self._say.nothing(*((source,) if record else ())) for name, (source, record) in held.items()}
        return SimpleNamespace(words=self._say.nothing("customer.words"), **marks)

    def _protection_is_over(self) -> bool:
        """Price protection lasts until 24:00 of its last day; the day of payment does not count."""
        paid, days = (
            self._view.order.paid_at if self._view.order else None,
            self._view.policy.get("price_protection_days"),
        )
        if paid is None or days is None:
            return False
        zone = ZoneInfo(self._view.timezone)
        return end_of_day_after(paid, int(days), zone) <= self._view.now


def _decimal(value: object) -> Decimal | None:
    try:
        return Decimal(str(value)) if value not in (None, "") else None
    except InvalidOperation:
        return None
